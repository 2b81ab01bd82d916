import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from shared.contracts.event import Event
from shared.contracts.intake import RequestClosed, RequestStarted
from shared.contracts.topics import INTAKE
from shared.runtime.eventlog import Message, Partition, Record
from shared.runtime.eventlog.memory import MemoryLog, Mischief
from shared.runtime.eventlog.postgres import PostgresLog
from shared.runtime.handling import Handlers
from shared.runtime.tx import Tx
from tests.support.spine import (
    Station,
    closed,
    journal,
    keys_of_one_partition,
    parked,
    place,
    publish,
    running,
    started,
    withdrawn,
)
from tests.support.waiting import eventually

HANDLERS: Handlers = {RequestStarted: journal, RequestClosed: journal}


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_the_log_may_do_each_event_is_applied_once_and_in_order(station: Station, seed: int) -> None:
    keys = [uuid4() for _ in range(20)]
    log = MemoryLog(Mischief(seed, repeat=0.5, rewind=0.3, skip=0.2))
    async with running(station.relay(log), station.consumer(log, HANDLERS)):
        for version in range(1, 16):
            await station.emit(*[(started if version % 3 else closed)(key, version) for key in keys])
        await eventually(lambda: station.caught_up(log))

    assert await station.applied() == {str(key): list(range(1, 16)) for key in keys}
    assert await parked(station) == []


async def test_types_that_are_not_listed_are_passed_over(station: Station) -> None:
    key = uuid4()
    async with MemoryLog() as log:
        await publish(log, station, started(key, 1), withdrawn(key, 2), started(key, 3))
        async with running(station.consumer(log, HANDLERS)):
            await eventually(lambda: station.caught_up(log))

    assert await station.applied() == {str(key): [1, 3]}
    assert await station.rows("SELECT count(*) FROM runtime.inbox") == [(2,)]


async def test_a_batch_is_handled_in_few_calls_none_of_which_has_a_key_twice(station: Station) -> None:
    keys = keys_of_one_partition(8)
    calls: list[list[str]] = []

    async def handle(tx: Tx, events: Sequence[Event]) -> None:
        calls.append([event.key for event in events])
        await journal(tx, events)

    async with MemoryLog() as log:
        await publish(log, station, *[started(key, version) for key in keys for version in (1, 2, 3)])
        async with running(station.consumer(log, {RequestStarted: handle})):
            await eventually(lambda: station.caught_up(log))

    assert [sorted(call) for call in calls] == [sorted(str(key) for key in keys)] * 3


async def test_two_copies_in_one_batch_count_once(station: Station) -> None:
    class Doubles(MemoryLog):
        async def publish(self, messages: Sequence[Message]) -> None:
            await super().publish([copy for message in messages for copy in (message, message)])

    key = uuid4()
    async with Doubles() as log:
        await publish(log, station, started(key, 1), started(key, 2))
        async with running(station.consumer(log, HANDLERS)):
            await eventually(lambda: station.caught_up(log))

    assert await station.applied() == {str(key): [1, 2]}
    assert await station.rows("SELECT next_off FROM runtime.log_cursor WHERE part = :part", part=place(key).number) == [
        (4,)
    ]


async def test_a_record_that_is_missing_in_the_middle_of_a_batch_is_asked_for_again(station: Station) -> None:
    class LosesOneOnTheWay(MemoryLog):
        lost = False

        def slice(self, partition: Partition, position: int, limit: int, *, sought: bool = True) -> Sequence[Record]:
            records = super().slice(partition, position, limit, sought=sought)
            if self.lost or len(records) < 4:
                return records
            self.lost = True
            return [*records[:2], *records[3:]]

    key = uuid4()
    async with LosesOneOnTheWay() as log:
        await publish(log, station, *[started(key, version) for version in range(1, 7)])
        async with running(station.consumer(log, HANDLERS)):
            await eventually(lambda: station.caught_up(log))

    assert log.lost
    assert await station.applied() == {str(key): [1, 2, 3, 4, 5, 6]}


async def test_a_hole_that_the_log_really_has_is_passed(station: Station, bus: str) -> None:
    key = uuid4()
    async with PostgresLog(bus) as log:
        await publish(log, station, *[started(key, version) for version in range(1, 11)])
        connection = await asyncpg.connect(bus.replace("+asyncpg", ""))
        await connection.execute("DELETE FROM event_log WHERE off IN (0, 3, 4)")
        await connection.close()
        async with running(station.consumer(log, HANDLERS)):
            await eventually(lambda: station.caught_up(log))

    assert await station.applied() == {str(key): [2, 3, 6, 7, 8, 9, 10]}


async def test_whoever_lost_a_partition_changes_nothing(station: Station) -> None:
    key = uuid4()
    async with MemoryLog() as log:
        await log.ensure_topics([INTAKE])
        async with running(station.consumer(log, HANDLERS)):
            await eventually(lambda: station.rows("SELECT 1 FROM runtime.log_cursor WHERE owner IS NOT NULL"))
            await station.execute("INSERT INTO runtime.member (id, seen) VALUES ('~thief', now() + interval '1 hour')")
            await station.execute("UPDATE runtime.log_cursor SET owner = '~thief', epoch = epoch + 1")
            await publish(log, station, started(key, 1))
            await asyncio.sleep(1)
            untouched = await station.applied(), await station.rows("SELECT * FROM runtime.inbox")
            await station.execute("DELETE FROM runtime.member WHERE id = '~thief'")
            await eventually(lambda: station.caught_up(log))

    assert untouched == ({}, [])
    assert await station.applied() == {str(key): [1]}


async def test_a_commit_whose_answer_is_lost_is_not_repeated(station: Station) -> None:
    key = uuid4()
    lost: list[bool] = []

    @asynccontextmanager
    async def open_tx() -> AsyncIterator[Tx]:
        async with station.transactions.write() as tx:
            yield tx
        if not lost:
            lost.append(True)
            raise ConnectionResetError

    async with MemoryLog() as log:
        await publish(log, station, started(key, 1))
        async with running(station.consumer(log, HANDLERS, open_tx=open_tx)):
            await eventually(lambda: station.caught_up(log))
            await publish(log, station, started(key, 2))
            await eventually(lambda: station.caught_up(log))

    assert lost
    assert await station.applied() == {str(key): [1, 2]}


async def test_two_processes_share_the_partitions_and_the_second_takes_over_at_once(station: Station) -> None:
    keys = [uuid4() for _ in range(30)]
    owners = "SELECT owner, count(*) FROM runtime.log_cursor WHERE owner IS NOT NULL GROUP BY owner"

    async def shares() -> list[int]:
        return sorted(count for _, count in await station.rows(owners))

    async def shared_out() -> bool:
        return await shares() == [INTAKE.partitions // 2] * 2

    async def all_one() -> bool:
        return await shares() == [INTAKE.partitions]

    async with MemoryLog() as log, running(station.consumer(log, HANDLERS)):
        async with running(station.consumer(log, HANDLERS)):
            await eventually(shared_out)
            await publish(log, station, *[started(key, version) for version in (1, 2, 3) for key in keys])
            await eventually(lambda: station.caught_up(log))
        await eventually(all_one, within=1.0)
        await publish(log, station, *[started(key, 4) for key in keys])
        await eventually(lambda: station.caught_up(log))

    assert await station.applied() == {str(key): [1, 2, 3, 4] for key in keys}


async def test_stopping_gives_everything_back(station: Station) -> None:
    async with MemoryLog() as log, running(station.consumer(log, HANDLERS)):
        await eventually(lambda: station.rows("SELECT 1 FROM runtime.log_cursor WHERE owner IS NOT NULL"))

    assert await station.rows("SELECT 1 FROM runtime.log_cursor WHERE owner IS NOT NULL") == []
    assert await station.rows("SELECT 1 FROM runtime.member") == []


async def test_what_a_handler_emits_names_its_cause_and_goes_on_with_its_trace(station: Station) -> None:
    key = uuid4()

    async def answer(tx: Tx, events: Sequence[Event]) -> None:
        tx.permit_many(())
        for event in events:
            tx.emit(closed(key, event.version + 1))

    async with MemoryLog() as log:
        await publish(log, station, started(key, 1))
        async with running(station.consumer(log, {RequestStarted: answer})):
            await eventually(lambda: station.rows("SELECT 1 FROM runtime.outbox"))

    cause = await station.rows("SELECT event_id::text FROM runtime.outbox_sent")
    assert await station.rows("SELECT headers->>'ce_causationid' FROM runtime.outbox") == cause


async def test_a_handler_that_decides_nothing_changes_nothing(station: Station) -> None:
    key = uuid4()

    async def forgets(tx: Tx, events: Sequence[Event]) -> None:
        connection = await tx.session.connection()
        await connection.exec_driver_sql("INSERT INTO applied (key, seq) VALUES ('x', 1)")

    async with MemoryLog() as log:
        await publish(log, station, started(key, 1))
        async with running(station.consumer(log, {RequestStarted: forgets})):
            await eventually(lambda: station.caught_up(log))

    assert await station.applied() == {}
    assert [row[2] for row in await parked(station)] == ["Undecided"]
