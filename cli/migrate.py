"""`portdesk migrate`: brings one service's database to the schema the code needs."""

import asyncio
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import create_async_engine

from cli.installation import PACKAGES
from shared.runtime.migrate import current, upgrade


def migrate(
    service: Annotated[str, typer.Argument(help=f"服务 · one of {', '.join(PACKAGES)}")],
    database_url: Annotated[str, typer.Option(envvar="DATABASE_URL", help="postgresql+asyncpg://…")],
) -> None:
    """升级一个服务的数据库 · Bring the database of one service up to date; a second run does nothing."""
    if service not in PACKAGES:
        raise typer.BadParameter(f"{service}: {', '.join(PACKAGES)}", param_hint="service")
    typer.echo(asyncio.run(_migrate(service, database_url)))


async def _migrate(service: str, database_url: str) -> str:
    engine = create_async_engine(database_url)
    try:
        before = await current(engine)
        await upgrade(engine, PACKAGES[service])
        return f"{service}: {before or '-'} → {await current(engine)}"
    finally:
        await engine.dispose()
