"""Migrations, tables and statements of every service agree, on a real PostgreSQL."""

import ast
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, TextClause
from sqlalchemy.dialects.postgresql import asyncpg as dialects
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from cli.contracts.services import import_everything
from cli.installation import PACKAGES
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.migrate import VERSION_TABLE, config_of, downgrade, upgrade
from tests.support.desk import migrated
from tests.support.spine import fresh_database
from tests.support.tree import ROOT, at, dotted, parsed, room, sources

PHASES = {"expand", "contract"}
DIALECT = dialects.dialect()  # type: ignore[no-untyped-call]
each_package = pytest.mark.parametrize("package", PACKAGES.values())


@pytest.fixture
async def empty(postgres: EmbeddedPostgres) -> AsyncIterator[AsyncEngine]:
    """A database with nothing in it."""
    async with fresh_database(postgres, "empty_template", list) as url:
        engine = create_async_engine(url)
        yield engine
        await engine.dispose()


@each_package
async def test_the_tables_are_those_that_the_migrations_make(empty: AsyncEngine, package: str) -> None:
    await upgrade(empty, package)
    metadata = import_module(f"services.{package}.tables").Base.metadata

    def compare(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "include_object": lambda _, name, *__: name != VERSION_TABLE}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    async with empty.connect() as connection:
        lacking = await connection.run_sync(compare)
    assert lacking == [], (
        f"services/{package}/tables.py says what no migration does: "
        f"add the next file to services/{package}/migrations/versions, or mend the last one that was never released"
    )


@each_package
async def test_migrations_go_up_and_down_and_leave_nothing(empty: AsyncEngine, package: str) -> None:
    await upgrade(empty, package)
    first = await relations(empty)
    await downgrade(empty, package)
    left = await relations(empty)
    await upgrade(empty, package)

    assert len(first) > 10
    assert left <= {f"public.{VERSION_TABLE}", f"public.{VERSION_TABLE}_pkc"}
    assert await relations(empty) == first


@each_package
def test_every_migration_declares_its_phase(package: str) -> None:
    scripts = list(ScriptDirectory.from_config(config_of(package)).walk_revisions())

    assert scripts
    assert {script.module.PHASE for script in scripts} <= PHASES


@each_package
async def test_every_statement_prepares_against_the_migrated_schema(postgres: EmbeddedPostgres, package: str) -> None:
    stores = list(statements(f"services.{package}.store"))
    runtime = list(statements("shared.runtime"))
    refused = []

    async with migrated(postgres, package, ()) as url:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        for name, statement in [*stores, *runtime]:
            try:
                await connection.prepare(str(statement.compile(dialect=DIALECT)))
            except asyncpg.PostgresError as error:
                refused.append(f"{name}: {error}")
        await connection.close()

    assert refused == []
    assert len(runtime) > 20


def test_a_store_writes_its_statements_where_the_test_above_finds_them() -> None:
    hidden = [
        at(path, call)
        for path in sources("services")
        if room(path) == "store"
        for function in ast.walk(parsed(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and dotted(call.func) in ("text", "sqlalchemy.text")
    ]

    assert hidden == []


def statements(package: str) -> Iterator[tuple[str, TextClause]]:
    """Every text statement that stands in a module below `package`, with its name."""
    import_everything(package.split(".")[0])
    for path in sources(package.replace(".", "/")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield from ((f"{name}.{key}", value) for key, value in texts_of(vars(import_module(name))))


def texts_of(names: dict[str, Any]) -> Iterator[tuple[str, TextClause]]:
    """The text statements among values, and those in their dicts and tuples."""
    for key, value in names.items():
        if isinstance(value, TextClause):
            yield key, value
        elif isinstance(value, dict) and not key.startswith("__"):
            yield from ((f"{key}[{inner}]", one) for inner, one in value.items() if isinstance(one, TextClause))
        elif isinstance(value, list | tuple):
            yield from ((f"{key}[{n}]", one) for n, one in enumerate(value) if isinstance(one, TextClause))


async def relations(engine: AsyncEngine) -> set[str]:
    """Every table and index of a database."""
    async with engine.connect() as connection:
        found = await connection.exec_driver_sql(
            "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname IN ('public', 'runtime')"
        )
        return set(found.scalars())
