import asyncio
import random
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from shared.contracts.intake import RequestStarted
from shared.contracts.topics import INTAKE
from shared.runtime.eventlog import LogAway, Message, Partition
from shared.runtime.eventlog.memory import MemoryLog, Mischief
from shared.runtime.handling import Handlers
from tests.support.spine import Station, journal, running, started
from tests.support.waiting import eventually

HANDLERS: Handlers = {RequestStarted: journal}


class Away(MemoryLog):
    """Cannot be reached, as often as it is told."""

    away = 0

    async def publish(self, messages: Sequence[Message]) -> None:
        if self.away:
            self.away -= 1
            raise LogAway(reason="away")
        await super().publish(messages)


class LosesAnswers(MemoryLog):
    """Appends, and then the answer is lost, as often as it is told."""

    lost = 0

    async def publish(self, messages: Sequence[Message]) -> None:
        await super().publish(messages)
        if self.lost:
            self.lost -= 1
            raise LogAway(reason="the answer was lost")


class Holds(MemoryLog):
    """Lets nobody append until it is opened, as if the publisher had been stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.opened = asyncio.Event(), asyncio.Event()

    async def publish(self, messages: Sequence[Message]) -> None:
        self.reached.set()
        await self.opened.wait()
        await super().publish(messages)


async def versions(log: MemoryLog) -> dict[str, list[int]]:
    """The versions of each key in the log in the order of their first copies."""
    seen: dict[str, dict[int, None]] = {}
    for number in range(INTAKE.partitions):
        for record in log.slice(Partition(INTAKE.name, number), 0, 10_000):
            sequence = int(dict(record.headers)["ce_sequence"])
            seen.setdefault(record.key, {})[sequence] = None
    return {key: list(found) for key, found in seen.items()}


async def test_what_a_transaction_emits_reaches_the_log_as_a_cloudevent_and_the_archive(station: Station) -> None:
    key = uuid4()
    async with MemoryLog() as log:
        await log.ensure_topics([INTAKE])
        await station.emit(started(key, 1), started(key, 2))

        assert await station.relay(log).publish_pending() == 2

        assert await versions(log) == {str(key): [1, 2]}
        assert await station.rows("SELECT count(*) FROM runtime.outbox") == [(0,)]
        assert await station.rows("SELECT seq FROM runtime.outbox_sent ORDER BY pos") == [(1,), (2,)]


async def test_a_transaction_that_rolls_back_lets_nothing_leave(station: Station) -> None:
    async def fail() -> None:
        async with station.transactions.write() as tx:
            tx.permit_many(())
            tx.emit(started(uuid4(), 1))
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        await fail()

    assert await station.rows("SELECT * FROM runtime.outbox") == []


async def test_a_commit_wakes_the_relay(station: Station) -> None:
    async with MemoryLog() as log, running(station.relay(log)):
        await log.ensure_topics([INTAKE])
        await eventually(lambda: station.rows("SELECT 1 FROM runtime.lease WHERE owner IS NOT NULL"))

        await station.emit(started(uuid4(), 1))

        await eventually(lambda: station.rows("SELECT 1 FROM runtime.outbox_sent"), within=2)


async def test_while_the_log_is_away_events_wait(station: Station) -> None:
    key = uuid4()
    async with Away() as log:
        log.away = 2
        await station.emit(started(key, 1), started(key, 2))
        await log.ensure_topics([INTAKE])

        async with running(station.relay(log)):
            await eventually(lambda: station.rows("SELECT 1 FROM runtime.outbox_sent"))

        assert await versions(log) == {str(key): [1, 2]}


async def test_a_lost_answer_leaves_duplicates_that_the_inbox_drops(station: Station) -> None:
    keys = [uuid4() for _ in range(5)]
    async with LosesAnswers() as log:
        log.lost = 3
        await station.emit(*[started(key, version) for version in range(1, 11) for key in keys])

        async with running(station.relay(log), station.consumer(log, HANDLERS)):
            await eventually(lambda: station.caught_up(log))

        ends = await log.ends([Partition(INTAKE.name, number) for number in range(INTAKE.partitions)])
        assert sum(ends.values()) == 4 * 50
        assert await station.applied() == {str(key): list(range(1, 11)) for key in keys}


async def test_a_relay_that_was_stopped_beside_its_successor_breaks_no_order(station: Station) -> None:
    key = uuid4()
    async with Holds() as stopped_log:
        await stopped_log.ensure_topics([INTAKE])
        zombie, successor = station.relay(stopped_log), station.relay(stopped_log)
        await station.emit(started(key, 1), started(key, 2))
        late = asyncio.create_task(zombie.publish_pending())
        await stopped_log.reached.wait()
        await station.execute("UPDATE runtime.lease SET until = 'epoch'")

        await station.emit(started(key, 3))
        stopped_log.opened.set()
        await asyncio.gather(late, successor.publish_pending())
        await successor.publish_pending()

        assert await versions(stopped_log) == {str(key): [1, 2, 3]}
        sent = await station.rows("SELECT seq FROM runtime.outbox_sent ORDER BY pos")
        assert sent == [(1,), (2,), (3,)]


async def test_only_the_holder_of_the_lease_publishes(station: Station) -> None:
    async with MemoryLog() as log:
        await log.ensure_topics([INTAKE])
        holder, other = station.relay(log), station.relay(log)
        await holder.publish_pending()
        await station.emit(started(uuid4(), 1))

        assert await other.publish_pending() is None
        assert await holder.publish_pending() == 1


async def test_a_relay_that_stops_gives_its_lease_back(station: Station) -> None:
    async with MemoryLog() as log:
        async with running(station.relay(log)):
            await eventually(lambda: station.rows("SELECT 1 FROM runtime.lease WHERE owner IS NOT NULL"))

        assert await station.rows("SELECT owner FROM runtime.lease") == [(None,)]


async def test_a_relay_drains_what_is_left_when_its_process_ends(station: Station) -> None:
    async with MemoryLog() as log:
        await log.ensure_topics([INTAKE])
        await station.emit(*[started(uuid4(), 1) for _ in range(3)])

        await station.relay(log).drain()

        assert await station.rows("SELECT count(*) FROM runtime.outbox_sent") == [(3,)]


@pytest.mark.parametrize("seed", range(3))
async def test_concurrent_writers_lose_no_event_and_no_order(station: Station, seed: int) -> None:
    chance = random.Random(seed)
    keys = [uuid4() for _ in range(6)]
    await station.execute("CREATE TABLE root (key uuid PRIMARY KEY, version int NOT NULL DEFAULT 0)")
    for key in keys:
        await station.execute("INSERT INTO root (key) VALUES (:key)", key=key)

    async def write(key: UUID) -> None:
        async with station.transactions.write() as tx:
            tx.permit_many(())
            connection = await tx.session.connection()
            # A position may be taken long before its transaction commits.
            await asyncio.sleep(chance.uniform(0, 0.01))
            version = await connection.scalar(
                text("UPDATE root SET version = version + 1 WHERE key = :key RETURNING version"), {"key": key}
            )
            tx.emit(started(key, version))
            await asyncio.sleep(chance.uniform(0, 0.01))

    async def writer() -> None:
        for _ in range(25):
            await write(chance.choice(keys))

    async with MemoryLog(Mischief(seed)) as log:
        await log.ensure_topics([INTAKE])
        async with running(station.relay(log)):
            await asyncio.gather(*[writer() for _ in range(4)])
            await eventually(lambda: _empty(station))

        found = await versions(log)
        assert sum(map(len, found.values())) == 100
        assert all(seen == list(range(1, len(seen) + 1)) for seen in found.values())


async def _empty(station: Station) -> bool:
    return not await station.rows("SELECT 1 FROM runtime.outbox LIMIT 1")
