"""`portdesk parked …`: events that a service could not apply, for the operator who has mended why."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy.exc import SQLAlchemyError

from cli.installation import PACKAGES, Installation
from cli.suite import default_folder, settings_of
from cli.terminal import fail
from shared.kernel.refusals import Refusal
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.failures import said
from shared.runtime.parking import Parked, Parking

T = TypeVar("T")
app = typer.Typer(
    no_args_is_help=True,
    help="""搁置的事件 · Parked events: what a service could not apply, and everything of the same key behind it.

    先排除原因，再重试 · Mend the cause (the log says `consumer.parked` with the reason), then retry the key. An event
    is dropped only when it can never be right. The service may go on running meanwhile.

    Where `<SERVICE>_DATABASE_URL` is set, the settings are those of that service's process; else the database is that
    of `portdesk up`, which has to run.

    portdesk parked list routing

    portdesk parked show routing 12

    portdesk parked retry routing 12
    """,
)

Service = Annotated[str, typer.Argument(help=f"服务 · one of {', '.join(PACKAGES)}")]
Number = Annotated[int, typer.Argument(help="编号，见list · its number, as `list` tells it")]
Data = Annotated[Path | None, typer.Option(help="数据目录 · data folder of `portdesk up`")]


@app.command("list")
def list_(
    service: Service,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="最多条数 · at most so many")] = 100,
    data: Data = None,
) -> None:
    """列出 · What is parked, each key together and in its order; `+` waits behind the one above it."""
    found = _do(service, data, lambda parking: parking.list(limit=limit))
    for event in found:
        typer.echo(_line(event))
    if not found:
        typer.echo("没有搁置的事件 · nothing is parked")


@app.command()
def show(
    service: Service,
    number: Number,
    content: Annotated[
        bool, typer.Option("--content", help="含正文，可能有个人信息 · its body, perhaps personal")
    ] = False,
    data: Data = None,
) -> None:
    """查看一条 · One event: where it lay in the log, why it was parked, and its body if asked."""
    event = _do(service, data, lambda parking: parking.show(number))
    typer.echo(_line(event))
    typer.echo(f"  id      {event.event_id or '-'}")
    typer.echo(f"  log     {event.record.partition.topic}/{event.record.partition.number} @ {event.record.offset}")
    typer.echo(f"  error   {event.error or '-'}")
    if content:
        typer.echo(event.record.value.decode("utf-8", "replace"))


@app.command()
def retry(service: Service, number: Number, data: Data = None) -> None:
    """重试 · Apply the whole key of this event in its order, all of it or nothing; exit code 1 if it fails again."""

    async def of_its_key(parking: Parking) -> int:
        record = (await parking.show(number)).record
        return await parking.retry(record.partition.topic, record.key)

    typer.echo(f"已应用{_do(service, data, of_its_key)}条，该键不再等待 · applied; the key waits no longer")


@app.command()
def drop(
    service: Service,
    number: Number,
    reason: Annotated[str, typer.Option(help="理由，记入日志 · why; it goes into the log")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 · do not ask")] = False,
    data: Data = None,
) -> None:
    """放弃 · Give one event up for ever. Those behind it stay parked: retry one of them next."""
    typer.echo(_line(_do(service, data, lambda parking: parking.show(number))))
    if not yes:
        typer.confirm("永久放弃这条事件？· Give this event up for ever?", abort=True)
    _do(service, data, lambda parking: parking.drop(number, reason=reason))
    typer.echo("已放弃 · dropped")


def _line(event: Parked) -> str:
    mark = "+" if event.behind else " "
    since = f"{event.first_seen:%Y-%m-%d %H:%M:%SZ}" if event.first_seen else "-"
    return f"{mark}{event.id:>6}  {since}  {event.record.key}  {event.type or '-'}  {event.reason} ×{event.tries}"


def _do(service: str, data: Path | None, act: Callable[[Parking], Awaitable[T]]) -> T:
    if service not in PACKAGES:
        raise typer.BadParameter(f"{service}: {', '.join(PACKAGES)}", param_hint="service")

    async def run() -> T:
        async with _parking(service, data) as parking:
            return await act(parking)

    try:
        return asyncio.run(run())
    except Refusal as refusal:
        fail(f"{refusal.say('zh')} {refusal.say('en')}")
    except (OSError, SQLAlchemyError) as error:
        fail(f"数据库无法访问 · the database cannot be reached: {said(error)}")


@asynccontextmanager
async def _parking(service: str, data: Path | None) -> AsyncIterator[Parking]:
    """The service as its process has it, connected to nothing but its database."""
    environment = dict(os.environ)
    if f"{service.upper()}_DATABASE_URL" not in environment:
        installation = Installation((data or default_folder()).resolve())
        server = EmbeddedPostgres(installation.postgres, durable=True, say=typer.echo)
        environment = installation.environment(service, database_url=server.url(service), event_log_url="memory")
    package = PACKAGES[service]
    made = import_module(f"services.{package}.app").create_app(settings_of(service, package, environment))
    runtime = made.state.runtime
    try:
        yield runtime.parking
    finally:
        await runtime.engine.dispose()
        await runtime.read_engine.dispose()
