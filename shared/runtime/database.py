"""Engines and column types: one way to reach PostgreSQL for every service. No statement of any service is here."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any

import asyncpg
import orjson
from sqlalchemy import ColumnElement, Enum, MetaData, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import registry
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.refusals import Invalid, Unavailable
from shared.runtime.failures import away, sqlstate

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Unstorable(Invalid):
    """A text holds a character that PostgreSQL does not store: U+0000."""

    zh = "文本中含有无法存储的字符（U+0000）。"
    en = "A text holds a character that cannot be stored (U+0000)."


class DatabaseAway(Unavailable):
    """The service's database cannot be reached at the moment."""

    zh = "数据库暂时不可用，请稍后重试。"
    en = "The database cannot be reached at the moment; try again shortly."


class TookTooLong(Unavailable):
    """A statement was stopped because it took longer than the service lets one take."""

    zh = "数据库处理超时，本次操作未生效，请稍后重试或缩小范围。"
    en = "The database took too long and nothing was changed; try again shortly, or ask for less."


Sessions = async_sessionmaker[AsyncSession]


def own_registry() -> registry:
    """A registry with metadata of its own: two services may both have a table called `party` in one process."""
    return registry(metadata=MetaData(naming_convention=NAMING))


def enum_text(values: type[StrEnum]) -> Enum:
    """A text column that holds the values of an enum, not their names, and no native type to migrate."""
    return Enum(
        values,
        native_enum=False,
        length=32,
        validate_strings=True,
        values_callable=lambda e: [str(member.value) for member in e],
    )


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """`column = ANY (…)`: one parameter however many values there are.

    IN takes one for each, 32,767 of them at most, and is another statement for each number of values.
    """
    wanted: ColumnElement[bool] = column == any_(bindparam(None, list(values), type_=ARRAY(column.type), unique=True))
    return wanted


def open_engine(
    url: str, *, pool: int = 8, name: str = "portdesk", read_only: bool = False, statement_timeout_ms: int = 30_000
) -> AsyncEngine:
    """An engine on asyncpg. Sessions run in UTC; idle transactions and long statements are ended by the server.

    `pool` connections are kept and two more may be opened under load: the sum over all processes has to
    stay below the server's `max_connections`.
    """
    settings = {
        "application_name": name,
        "timezone": "UTC",
        "jit": "off",
        # No head has to move on the disks of today: walking an index in its order is no dearer than reading all of
        # it and sorting it.
        "random_page_cost": "1.1",
        "statement_timeout": str(statement_timeout_ms),
        "idle_in_transaction_session_timeout": "30000",
    }
    if read_only:
        settings["default_transaction_read_only"] = "on"
    engine = create_async_engine(
        url,
        pool_size=pool,
        max_overflow=2,
        pool_recycle=1800,
        hide_parameters=True,  # what a statement was given may be about people, and its errors are logged
        connect_args={"server_settings": settings, "timeout": 10},
        json_serializer=lambda value: orjson.dumps(value, default=_json).decode(),
        json_deserializer=orjson.loads,
    )
    # At READ COMMITTED each statement sees a snapshot of its own anyway: reading needs no BEGIN and no COMMIT.
    return committing_at_once(engine) if read_only else engine


def committing_at_once(engine: AsyncEngine) -> AsyncEngine:
    """The same connections for work of one statement, which then costs one round trip instead of three."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def open_sessions(engine: AsyncEngine) -> Sessions:
    """Sessions that keep attributes after commit: a value that was read stays readable."""
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


@contextmanager
def reachable() -> Iterator[None]:
    """Tells a database that cannot be reached, has no connection free, ended ours or took too long as Unavailable."""
    try:
        yield
    except Exception as failure:
        if sqlstate(failure) == asyncpg.QueryCanceledError.sqlstate:
            raise TookTooLong from failure
        if away(failure):
            raise DatabaseAway from failure
        if sqlstate(failure) == asyncpg.CharacterNotInRepertoireError.sqlstate:
            raise Unstorable from failure
        raise


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    raise TypeError(type(value).__name__)
