"""Schema changes: one Alembic history per service, run over its own async engine. No table is described here."""

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

VERSION_TABLE = "schema_version"
ROOT = Path(__file__).resolve().parents[2]


def config_of(package: str) -> Config:
    """The Alembic configuration of one service's migrations; `package` is its folder under services."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "services" / package / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


async def upgrade(engine: AsyncEngine, package: str, *, to: str = "head") -> None:
    """Brings a database up; one transaction per history, under an advisory lock so that two starts do not collide."""
    await _run(engine, package, lambda config: command.upgrade(config, to))


async def downgrade(engine: AsyncEngine, package: str, *, to: str = "base") -> None:
    """Takes a database down again; for tests, production schemas never go down."""
    await _run(engine, package, lambda config: command.downgrade(config, to))


async def current(engine: AsyncEngine) -> str | None:
    """The revision a database is at; None where nothing was ever applied."""

    def read(connection: Connection) -> str | None:
        return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()

    async with engine.connect() as connection:
        return await connection.run_sync(read)


@cache
def newest(package: str) -> str | None:
    """The revision the code needs; files are looked at once, readiness asks often."""
    return ScriptDirectory.from_config(config_of(package)).get_current_head()


def run_in_environment() -> None:
    """What every service's `migrations/env.py` calls."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(connection=connection, version_table=VERSION_TABLE, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()


async def _run(engine: AsyncEngine, package: str, act: Any) -> None:
    def apply(connection: Connection) -> None:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('portdesk.migrations'))"))
        config = config_of(package)
        config.attributes["connection"] = connection
        act(config)

    async with engine.begin() as connection:
        await connection.run_sync(apply)
