"""The consumer when things go wrong: what waits, what is tried again, what is parked, and what is nobody's fault."""

import asyncio
import gc
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from shared.contracts.event import Event
from shared.contracts.intake import RequestStarted
from shared.contracts.topics import INTAKE
from shared.kernel.refusals import Conflict, Invalid, NotFound, Unavailable
from shared.runtime.consumer import ATTEMPTS
from shared.runtime.cursors import GUILTY, SUSPECT, Claim, Cursors
from shared.runtime.eventlog import Message, Partition
from shared.runtime.eventlog.memory import MemoryLog
from shared.runtime.handling import Handlers
from shared.runtime.tx import Tx
from tests.support.spine import (
    Station,
    fails_on,
    journal,
    keys_of_one_partition,
    parked,
    place,
    publish,
    running,
    started,
)
from tests.support.waiting import eventually


@pytest.mark.parametrize(
    ("failure", "tries"),
    [
        (Invalid(), 1),
        (Conflict(), ATTEMPTS),
        (NotFound(), ATTEMPTS),
        (ZeroDivisionError("a bug"), ATTEMPTS),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_an_event_that_keeps_failing_is_parked_and_all_later_ones_of_its_key_behind_it(
    station: Station, failure: Exception, tries: int
) -> None:
    bad, good = keys_of_one_partition(2)
    async with MemoryLog() as log:
        await publish(log, station, *[started(key, version) for version in (1, 2, 3) for key in (bad, good)])
        async with running(station.consumer(log, {RequestStarted: fails_on(bad, 2, failure)})):
            await eventually(lambda: station.caught_up(log))
            await publish(log, station, started(bad, 4), started(good, 4))
            await eventually(lambda: station.caught_up(log))

    assert await station.applied() == {str(bad): [1], str(good): [1, 2, 3, 4]}
    assert await parked(station) == [
        (str(bad), 2, type(failure).__name__, False, tries),
        (str(bad), 3, "behind", True, 0),
        (str(bad), 4, "behind", True, 0),
    ]


async def test_one_event_that_fails_among_many_is_found_in_few_transactions(station: Station) -> None:
    bad, good = keys_of_one_partition(2)
    openings = 0

    @asynccontextmanager
    async def open_tx() -> AsyncIterator[Tx]:
        nonlocal openings
        openings += 1
        async with station.transactions.write() as tx:
            yield tx

    async with MemoryLog() as log:
        await publish(log, station, *[started(good, version) for version in range(1, 301)], started(bad, 1))
        await publish(log, station, *[started(good, version) for version in range(301, 401)])
        handlers: Handlers = {RequestStarted: fails_on(bad, 1, ZeroDivisionError())}
        async with running(station.consumer(log, handlers, open_tx=open_tx)):
            await eventually(lambda: station.caught_up(log))

    assert await station.applied() == {str(good): list(range(1, 401))}
    assert [row[0] for row in await parked(station)] == [str(bad)]
    assert openings < 40


async def test_an_event_that_failed_alone_before_is_not_looked_for_again(station: Station) -> None:
    bad, good = keys_of_one_partition(2)
    openings = 0

    @asynccontextmanager
    async def open_tx() -> AsyncIterator[Tx]:
        nonlocal openings
        openings += 1
        async with station.transactions.write() as tx:
            yield tx

    handlers: Handlers = {RequestStarted: fails_on(bad, 1, ZeroDivisionError())}
    async with MemoryLog() as log:
        await publish(log, station, *[started(good, version) for version in range(1, 301)], started(bad, 1))
        async with running(station.consumer(log, handlers, open_tx=open_tx)):
            await eventually(lambda: any_row(station, "SELECT 1 FROM runtime.attempt"))
        looked_for = openings
        await station.execute("UPDATE runtime.log_cursor SET next_off = 0 WHERE next_off > 0")
        openings = 0
        async with running(station.consumer(log, handlers, open_tx=open_tx)):
            await eventually(lambda: station.caught_up(log))

    assert looked_for > 8
    assert openings <= 2 + ATTEMPTS


async def test_a_failure_that_passes_parks_nothing(station: Station) -> None:
    key = uuid4()
    async with MemoryLog() as log:
        await publish(log, station, started(key, 1), started(key, 2))
        async with running(station.consumer(log, {RequestStarted: fails_on(key, 2, Conflict(), times=3)})):
            await eventually(lambda: station.caught_up(log))

    assert await station.applied() == {str(key): [1, 2]}
    assert await parked(station) == []


@pytest.mark.parametrize("stopped", [True, False], ids=["stopped in order", "another one took the partition"])
async def test_a_reader_that_is_interrupted_says_nothing_about_the_event_in_its_hand(
    station: Station, *, stopped: bool
) -> None:
    key, openings, interrupted = uuid4(), 0, 0

    @asynccontextmanager
    async def open_tx() -> AsyncIterator[Tx]:
        nonlocal openings, interrupted
        openings += 1
        if openings % 2 == 0 and interrupted <= ATTEMPTS:
            interrupted += 1
            if stopped:
                await asyncio.Event().wait()
            await station.execute("UPDATE runtime.log_cursor SET epoch = epoch + 1")
        async with station.transactions.write() as tx:
            yield tx

    async def fail_then_be_counted(tx: Tx, events: Sequence[Event]) -> None:
        if openings % 2 and interrupted <= ATTEMPTS:
            raise Conflict
        await journal(tx, events)

    async with MemoryLog() as log:
        await publish(log, station, started(key, 1))
        for times in range(1, ATTEMPTS + 2):

            async def interrupted_again(times: int = times) -> bool:
                return interrupted >= times

            async with running(station.consumer(log, {RequestStarted: fail_then_be_counted}, open_tx=open_tx)):
                await eventually(interrupted_again)
        async with running(station.consumer(log, {RequestStarted: journal})):
            await eventually(lambda: station.caught_up(log))

    assert await station.applied() == {str(key): [1]}
    assert await parked(station) == []


async def test_of_the_partitions_of_owners_that_died_only_the_one_they_had_begun_is_guilty(station: Station) -> None:
    begun, untouched = Partition(INTAKE.name, 0), Partition(INTAKE.name, 1)
    await Cursors(station.engine).enrol([begun, untouched])

    async def next_owner() -> tuple[Cursors, Mapping[Partition, Claim]]:
        await station.execute("DELETE FROM runtime.member")
        cursors = Cursors(station.engine)
        return cursors, await cursors.renew()

    await next_owner()
    second, claims = await next_owner()
    assert {claims[begun].stuck, claims[untouched].stuck} == {SUSPECT}
    await second.mark(begun, epoch=claims[begun].epoch)
    third, claims = await next_owner()

    assert (claims[begun].stuck, claims[untouched].stuck) == (GUILTY, SUSPECT)
    async with station.engine.begin() as connection:
        await third.advance(connection, begun, epoch=claims[begun].epoch, start=0, after=1)
    assert (await third.renew())[begun].stuck == 0


async def test_while_the_world_is_away_a_partition_waits_and_the_others_go_on(station: Station) -> None:
    waiting = uuid4()
    others = [key for key in (uuid4() for _ in range(40)) if place(key) != place(waiting)]
    async with MemoryLog() as log:
        await publish(log, station, *[started(key, 1) for key in (waiting, *others)])
        handler = fails_on(waiting, 1, Unavailable(), times=ATTEMPTS + 1)

        async def others_are_done() -> bool:
            return (await station.applied()).keys() == {str(key) for key in others}

        async with running(station.consumer(log, {RequestStarted: handler})):
            await eventually(others_are_done)
            await eventually(lambda: station.caught_up(log), within=30)

    assert (await station.applied())[str(waiting)] == [1]
    assert await parked(station) == []


# A connection that is ended while SQLAlchemy still asks it for its types is dropped unclosed; the server has closed it.
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <function Connection.__del__:pytest.PytestUnraisableExceptionWarning"
)
async def test_a_database_that_ends_our_connections_delays_and_loses_nothing(station: Station) -> None:
    keys = [uuid4() for _ in range(10)]
    others = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND datname = current_database()
    """
    async with MemoryLog() as log, running(station.relay(log), station.consumer(log, {RequestStarted: journal})):
        for version in range(1, 6):
            await station.emit(*[started(key, version) for key in keys])
            connection = await asyncpg.connect(station.url.replace("+asyncpg", ""))
            await connection.execute(others)
            await connection.close()
            await asyncio.sleep(0.1)
            await station.engine.dispose()
        await eventually(lambda: station.caught_up(log), within=30)

    gc.collect()  # what was dropped is told here, where it is expected
    assert await station.applied() == {str(key): [1, 2, 3, 4, 5] for key in keys}
    assert await parked(station) == []


async def test_what_cannot_be_read_is_parked_at_once_and_its_key_with_it(station: Station) -> None:
    key, other = keys_of_one_partition(2)
    async with MemoryLog() as log:
        await log.ensure_topics([INTAKE])
        await station.emit(started(key, 1), started(key, 2), started(other, 1))
        await station.execute("UPDATE runtime.outbox SET payload = '{}' WHERE key = :key AND seq = 1", key=str(key))
        await station.relay(log).drain()
        await log.publish([Message(id=uuid4(), topic=INTAKE.name, key=str(key), value=b"?", headers=())])
        async with running(station.consumer(log, {RequestStarted: journal})):
            await eventually(lambda: station.caught_up(log))

    assert await station.applied() == {str(other): [1]}
    assert await parked(station) == [
        (str(key), 1, "unreadable", False, 0),
        (str(key), 2, "behind", True, 0),
        (str(key), None, "behind", True, 0),
    ]
    assert await station.rows("SELECT event_id IS NULL FROM runtime.parked ORDER BY off") == [
        (False,),
        (False,),
        (True,),
    ]


async def test_when_everything_fails_the_fault_is_ours_and_parking_stops(station: Station) -> None:
    async def broken(tx: Tx, events: Sequence[Event]) -> None:
        raise Invalid

    async with MemoryLog() as log:
        await publish(log, station, *[started(uuid4(), 1) for _ in range(80)])
        async with running(station.consumer(log, {RequestStarted: broken})):
            await eventually(lambda: _is(station, "SELECT count(*) FROM runtime.parked", 50))
            await asyncio.sleep(0.5)

    assert await station.rows("SELECT count(*) FROM runtime.parked") == [(50,)]
    assert await station.applied() == {}


async def _is(station: Station, query: str, value: int) -> bool:
    return await station.rows(query) == [(value,)]


async def any_row(station: Station, query: str) -> bool:
    return bool(await station.rows(query))
