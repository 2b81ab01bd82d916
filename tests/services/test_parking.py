from collections.abc import AsyncIterator, Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from shared.contracts.event import Event
from shared.contracts.intake import RequestStarted
from shared.contracts.topics import INTAKE
from shared.kernel.refusals import Invalid
from shared.runtime.eventlog.memory import MemoryLog
from shared.runtime.parking import NotParked, Parking, StillFails
from shared.runtime.tx import Tx
from tests.support.spine import Station, journal, running, started
from tests.support.waiting import eventually


class Desk:
    """A handler that refuses the second event of each key until it is mended."""

    mended = False

    async def handle(self, tx: Tx, events: Sequence[Event]) -> None:
        if not self.mended and any(event.version == 2 for event in events):
            raise Invalid
        await journal(tx, events)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def parking(station: Station, desk: Desk) -> Parking:
    return Parking(station.engine, {RequestStarted: desk.handle}, station.transactions.write)


@pytest.fixture
async def log(station: Station) -> AsyncIterator[MemoryLog]:
    async with MemoryLog() as log:
        await log.ensure_topics([INTAKE])
        yield log


async def consume(station: Station, log: MemoryLog, desk: Desk, *events: Event) -> None:
    await station.emit(*events)
    await station.relay(log).drain()
    async with running(station.consumer(log, {RequestStarted: desk.handle})):
        await eventually(lambda: station.caught_up(log))


async def with_one_key_parked(station: Station, log: MemoryLog, desk: Desk) -> UUID:
    """A key whose second event failed and whose third and fourth wait behind it."""
    key = uuid4()
    await consume(station, log, desk, *[started(key, version) for version in (1, 2, 3, 4)])
    return key


async def test_an_event_that_takes_too_long_by_itself_is_parked_and_holds_up_no_others(
    station: Station, log: MemoryLog, parking: Parking
) -> None:
    class Slow(Desk):
        async def handle(self, tx: Tx, events: Sequence[Event]) -> None:
            if any(event.version == 2 for event in events):
                connection = await tx.session.connection()
                await connection.execute(text("SET LOCAL statement_timeout = '20ms'"))
                await connection.execute(text("SELECT pg_sleep(5)"))
            await journal(tx, events)

    slow, quick = uuid4(), uuid4()
    await consume(station, log, Slow(), started(slow, 1), started(slow, 2), started(quick, 1))

    assert [(event.record.key, event.reason, event.tries) for event in await parking.list()] == [
        (str(slow), "TookTooLong", 5)
    ]
    assert await station.applied() == {str(slow): [1], str(quick): [1]}


async def test_what_is_parked_can_be_looked_at(station: Station, log: MemoryLog, desk: Desk, parking: Parking) -> None:
    key = await with_one_key_parked(station, log, desk)

    listed = await parking.list()

    assert [(event.record.key, event.record.offset, event.behind) for event in listed] == [
        (str(key), 1, False),
        (str(key), 2, True),
        (str(key), 3, True),
    ]
    assert (listed[0].reason, listed[0].type, listed[0].tries) == ("Invalid", RequestStarted.TYPE, 1)
    assert await parking.keys() == [(INTAKE.name, str(key))]
    assert listed[0].id is not None
    assert await parking.show(listed[0].id) == listed[0]


async def test_a_retry_applies_the_whole_key_in_order_and_releases_it(
    station: Station, log: MemoryLog, desk: Desk, parking: Parking
) -> None:
    key = await with_one_key_parked(station, log, desk)
    desk.mended = True

    done = await parking.retry(INTAKE.name, str(key))
    await consume(station, log, desk, started(key, 5))

    assert done == 3
    assert await station.applied() == {str(key): [1, 2, 3, 4, 5]}
    assert await parking.list() == []


async def test_a_retry_that_fails_again_changes_nothing_but_the_count(
    station: Station, log: MemoryLog, desk: Desk, parking: Parking
) -> None:
    key = await with_one_key_parked(station, log, desk)

    with pytest.raises(StillFails) as refused:
        await parking.retry(INTAKE.name, str(key))

    assert await station.applied() == {str(key): [1]}
    listed = await parking.list()
    assert [event.tries for event in listed] == [2, 0, 0]
    assert refused.value.facts["id"] == listed[0].id


async def test_a_dropped_event_lets_those_behind_it_go_on_without_it(
    station: Station, log: MemoryLog, desk: Desk, parking: Parking
) -> None:
    key = await with_one_key_parked(station, log, desk)
    poison = (await parking.list())[0]
    assert poison.id is not None

    await parking.drop(poison.id, reason="the port system sent it twice by mistake")
    await parking.retry(INTAKE.name, str(key))

    assert await station.applied() == {str(key): [1, 3, 4]}


async def test_one_key_released_leaves_the_others_held(
    station: Station, log: MemoryLog, desk: Desk, parking: Parking
) -> None:
    released, held = [await with_one_key_parked(station, log, desk) for _ in range(2)]
    desk.mended = True

    await parking.retry(INTAKE.name, str(released))

    assert await parking.keys() == [(INTAKE.name, str(held))]


async def test_a_number_that_is_not_parked_is_refused(parking: Parking) -> None:
    with pytest.raises(NotParked):
        await parking.show(7)
    with pytest.raises(NotParked):
        await parking.drop(7, reason="a slip")
