"""`portdesk`: the commands, each a few lines over what does the work."""

import typer

from cli import token, up
from cli.kafka.commands import app as kafka_app

app = typer.Typer(
    name="portdesk",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="单一窗口服务台 · The service desk of a provincial Single Window.",
)
app.add_typer(kafka_app, name="kafka")
app.command()(up.up)
app.command()(token.token)
