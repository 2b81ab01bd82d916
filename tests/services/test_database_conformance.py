"""What we rely on in PostgreSQL, asked of the server that the tests run on."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import exc as failures
from sqlalchemy import insert, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Field, SQLModel, select

from shared.kernel.refusals import Invalid
from shared.runtime.database import (
    DatabaseAway,
    TookTooLong,
    Unstorable,
    enum_text,
    open_engine,
    own_registry,
    reachable,
)
from tests.support.spine import Station


class Colour(StrEnum):
    """Names and values differ, so that one cannot be taken for the other."""

    DARK_RED = "dark-red"
    BLUE = "blue"


class Base(SQLModel, registry=own_registry()):
    """Tables of this test's own."""


class Thing(Base, table=True):
    """One column of each kind that the services use."""

    name: str = Field(primary_key=True)
    colour: Colour | None = Field(None, sa_type=enum_text(Colour))
    at: datetime | None = None
    facts: Any = Field(None, sa_type=JSONB, nullable=True)


@pytest.fixture
async def engine(station: Station) -> AsyncEngine:
    async with station.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(text("CREATE TABLE counter (name text PRIMARY KEY, count int NOT NULL)"))
        await connection.execute(text("CREATE TABLE job (id int PRIMARY KEY, done_by int)"))
    return station.engine


async def stored(engine: AsyncEngine, **values: Any) -> Any:
    async with engine.begin() as connection:
        await connection.execute(insert(Thing).values(name="x", **values))
        return (await connection.execute(select(Thing.colour, Thing.at, Thing.facts))).one()


async def test_concurrent_increments_lose_nothing(engine: AsyncEngine) -> None:
    count = text(
        "INSERT INTO counter VALUES ('a', 1) ON CONFLICT (name) DO UPDATE SET count = counter.count + 1 RETURNING count"
    )

    async def increment() -> int:
        async with engine.begin() as connection:
            found: int = await connection.scalar(count)
            return found

    counts = await asyncio.gather(*(increment() for _ in range(40)))

    assert sorted(counts) == list(range(1, 41))


async def test_of_two_compare_and_set_writes_one_finds_nothing_to_change(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO counter VALUES ('a', 1)"))

    async def save() -> int:
        async with engine.begin() as connection:
            done = await connection.execute(text("UPDATE counter SET count = 2 WHERE name = 'a' AND count = 1"))
            await asyncio.sleep(0.02)
            return done.rowcount

    assert sorted(await asyncio.gather(save(), save())) == [0, 1]


async def test_of_concurrent_inserts_of_one_key_one_succeeds_and_the_others_say_why(engine: AsyncEngine) -> None:
    async def add() -> str:
        try:
            async with engine.begin() as connection:
                await connection.execute(text("INSERT INTO counter VALUES ('a', 1)"))
        except failures.IntegrityError as taken:
            return str(getattr(taken.orig, "sqlstate", ""))
        return "added"

    assert Counter(await asyncio.gather(*(add() for _ in range(6)))) == {"added": 1, "23505": 5}


async def test_workers_that_claim_under_contention_share_the_work_without_waiting(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO job (id) SELECT generate_series(1, 60)"))

    async def work(worker: int) -> list[int]:
        claimed: list[int] = []
        while True:
            async with engine.begin() as connection:
                found = await connection.execute(
                    text(
                        "UPDATE job SET done_by = :worker WHERE id IN (SELECT id FROM job WHERE done_by IS NULL"
                        " ORDER BY id LIMIT 5 FOR UPDATE SKIP LOCKED) RETURNING id"
                    ),
                    {"worker": worker},
                )
                taken = list(found.scalars())
                await asyncio.sleep(0.005)
            if not taken:
                return claimed
            claimed += taken

    shares = await asyncio.gather(*(work(worker) for worker in range(4)))

    assert sorted(job for share in shares for job in share) == list(range(1, 61))
    assert sum(bool(share) for share in shares) > 1


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 23, 4, 0, 0, 123456, tzinfo=UTC),
        datetime(2026, 11, 23, 12, 0, 0, 1, tzinfo=timezone(timedelta(hours=8))),
        datetime(1986, 5, 4, 1, 30, tzinfo=UTC),
    ],
)
async def test_an_instant_comes_back_as_the_same_instant_in_utc(engine: AsyncEngine, at: datetime) -> None:
    found = (await stored(engine, at=at)).at

    assert found == at
    assert found.utcoffset() == timedelta(0)


async def test_a_time_without_a_zone_is_not_stored(engine: AsyncEngine) -> None:
    with pytest.raises(failures.StatementError):
        await stored(engine, at=datetime(2026, 11, 23, 4, 0))  # noqa: DTZ001

    async with engine.connect() as connection:
        assert (await connection.execute(select(Thing.name))).all() == []


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"数": [1, 2.5, None, True]},
        {"深": {"a": {"b": "‘’\u2028\U0001f6a2"}}},
        {"big": 2**53},
        ["a", {"b": []}],
        "text",
        7,
    ],
)
async def test_json_comes_back_as_it_went_in(engine: AsyncEngine, facts: Any) -> None:
    assert (await stored(engine, facts=facts)).facts == facts


@pytest.mark.parametrize("colour", Colour)
async def test_an_enum_is_stored_by_its_value_and_comes_back_as_a_member(engine: AsyncEngine, colour: Colour) -> None:
    assert (await stored(engine, colour=colour)).colour is colour

    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT colour FROM thing")) == colour.value


async def test_a_value_that_is_no_member_is_refused_and_there_is_no_native_type_to_migrate(engine: AsyncEngine) -> None:
    with pytest.raises(failures.StatementError):
        await stored(engine, colour="DARK_RED")

    kind = text(
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = CAST('thing' AS regclass) AND attname = 'colour'"
    )
    async with engine.connect() as connection:
        assert await connection.scalar(kind) == "character varying(32)"


async def test_text_sorts_by_code_point_alike_on_every_machine(engine: AsyncEngine) -> None:
    words = ["b", "B", "ä", "a", "中", "Z", "_"]

    async with engine.connect() as connection:
        found = await connection.execute(
            text("SELECT w FROM unnest(CAST(:words AS text[])) AS w ORDER BY w"), {"words": words}
        )

    assert list(found.scalars()) == sorted(words)


async def test_the_character_that_cannot_be_stored_is_the_callers_fault(engine: AsyncEngine) -> None:
    with pytest.raises(Unstorable) as refused, reachable():
        async with engine.begin() as connection:
            await connection.execute(insert(Thing).values(name="a\x00b"))

    assert isinstance(refused.value, Invalid)


async def test_an_engine_for_reading_cannot_write(station: Station) -> None:
    reader = open_engine(station.url, pool=2, read_only=True)

    with pytest.raises(failures.DBAPIError, match="read-only"):
        async with reader.begin() as connection:
            await connection.execute(text("INSERT INTO runtime.unit VALUES ('x', 1, '{}')"))
    await reader.dispose()


async def test_a_statement_that_takes_too_long_is_told_as_that(station: Station) -> None:
    engine = open_engine(station.url, pool=1, statement_timeout_ms=20)

    with pytest.raises(TookTooLong), reachable():
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_sleep(5)"))
    await engine.dispose()


async def test_a_connection_that_the_server_ended_is_told_as_away_and_the_next_one_works(station: Station) -> None:
    async def end_own_connection() -> None:
        async with station.engine.begin() as connection:
            own = await connection.scalar(text("SELECT pg_backend_pid()"))
            await station.execute("SELECT pg_terminate_backend(:own)", own=own)
            await connection.execute(text("SELECT 1"))

    with pytest.raises(DatabaseAway), reachable():
        await end_own_connection()

    assert await station.rows("SELECT 1") == [(1,)]


@pytest.mark.parametrize(
    "away", ["postgresql+asyncpg://p@127.0.0.1:1/none", "postgresql+asyncpg://p@/none?host=/nowhere"]
)
async def test_a_server_that_is_not_there_is_told_as_away(away: str) -> None:
    engine = open_engine(away, pool=2)

    with pytest.raises(DatabaseAway), reachable():
        async with engine.connect():
            pass
    await engine.dispose()


async def test_a_server_that_hangs_up_is_told_as_away(tmp_path: Path) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async with await asyncio.start_unix_server(hang_up, tmp_path / ".s.PGSQL.5432"):
        engine = open_engine(f"postgresql+asyncpg://p@/none?host={tmp_path}", pool=2)
        with pytest.raises(DatabaseAway), reachable():
            async with engine.connect():
                pass
        await engine.dispose()


def test_a_pool_without_a_free_connection_is_told_as_away() -> None:
    with pytest.raises(DatabaseAway), reachable():
        raise failures.TimeoutError("QueuePool limit")


async def test_a_fault_of_ours_is_not_told_as_away(station: Station) -> None:
    with pytest.raises(failures.ProgrammingError), reachable():
        async with station.engine.connect() as connection:
            await connection.execute(text("SELEKT 1"))
