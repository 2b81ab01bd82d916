"""`portdesk`: the commands, each a few lines over what does the work."""

import typer

from cli.contracts import contracts
from cli.demo.command import demo
from cli.kafka.commands import app as kafka_app
from cli.migrate import migrate
from cli.parked import app as parked_app
from cli.serve import app as serve_app
from cli.sign import keys_app, sign
from cli.token import token
from cli.up import up
from cli.verify import verify

app = typer.Typer(
    name="portdesk",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="单一窗口服务台 · The service desk of a provincial Single Window.",
)
app.command()(up)
app.command()(demo)
app.command()(verify)
app.command()(sign)
app.command()(token)
app.command()(migrate)
app.command()(contracts)
app.add_typer(keys_app, name="keys")
app.add_typer(kafka_app, name="kafka")
app.add_typer(parked_app, name="parked")
app.add_typer(serve_app, name="serve")
