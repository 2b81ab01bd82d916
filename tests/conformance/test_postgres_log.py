import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from shared.contracts.topics import Service, Topic
from shared.runtime.eventlog import LogAway, Partition, partition_of
from shared.runtime.eventlog.postgres import PostgresLog
from tests.conformance.eventlog import EventLogConformance, fetch_some, message, partitions_of, read_all
from tests.support.waiting import eventually


class TestPostgresLog(EventLogConformance):
    @pytest.fixture
    async def log(self, bus: str) -> AsyncIterator[PostgresLog]:
        async with PostgresLog(bus) as log:
            yield log

    async def test_an_event_is_appended_once_whoever_publishes_it(
        self, log: PostgresLog, topic: Topic, bus: str
    ) -> None:
        batch = [message(topic, f"key-{n % 3}", str(n)) for n in range(30)]

        async with PostgresLog(bus) as beside:
            await beside.ensure_topics([topic])
            await asyncio.gather(*[publisher.publish([*batch, *batch]) for publisher in (log, beside, log)])

        assert sum((await log.ends(partitions_of(topic))).values()) == 30

    async def test_offsets_have_no_gaps(self, log: PostgresLog, topic: Topic) -> None:
        await asyncio.gather(*[log.publish([message(topic, f"{p}-{n}", "x") for n in range(20)]) for p in range(8)])

        for records in (await read_all(log, topic)).values():
            assert [record.offset for record in records] == list(range(len(records)))

    async def test_its_connections_have_names(self, log: PostgresLog, topic: Topic, bus: str) -> None:
        await log.publish([message(topic, "key", "x")])

        async def found() -> set[str]:
            connection = await asyncpg.connect(bus.replace("+asyncpg", ""))
            try:
                rows = await connection.fetch(
                    "SELECT application_name FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            finally:
                await connection.close()
            return {row["application_name"] for row in rows}

        async def listening() -> bool:
            return "portdesk-listener" in await found()

        await eventually(listening)
        assert await found() == {"portdesk-listener", "portdesk-log"}

    async def test_an_append_of_another_process_wakes_a_reader(self, log: PostgresLog, topic: Topic, bus: str) -> None:
        partition = Partition(topic.name, partition_of("key", topic.partitions))
        reader = log.reader("group")
        await reader.assign({partition: 0})
        await asyncio.sleep(0.3)

        async with PostgresLog(bus) as beside:
            await beside.ensure_topics([topic])
            waiting = asyncio.create_task(reader.fetch([partition], limit=10, wait=20.0))
            await asyncio.sleep(0.1)
            await beside.publish([message(topic, "key", "news")])
            found = await asyncio.wait_for(waiting, 5)

        assert found[partition][0].value == b"news"

    async def test_an_append_to_another_topic_lets_a_reader_sleep(self, log: PostgresLog, topic: Topic) -> None:
        other = Topic(f"other-{uuid4().hex}.v1", Service.ROUTING, 1, None)
        await log.ensure_topics([other])
        readers = {of: log.reader("group") for of in (topic, other)}
        for of, reader in readers.items():
            await reader.assign({Partition(of.name, 0): 0})
        waiting = {
            of: asyncio.create_task(reader.fetch([Partition(of.name, 0)], limit=10, wait=20.0))
            for of, reader in readers.items()
        }
        await asyncio.sleep(0.1)

        await log.publish([message(other, "key", "news")])

        assert await asyncio.wait_for(waiting[other], 5)
        assert not waiting[topic].done()
        waiting[topic].cancel()

    async def test_what_a_topic_no_longer_keeps_leaves_and_offsets_go_on(
        self, log: PostgresLog, topic: Topic, bus: str
    ) -> None:
        kept = Topic(f"kept-{uuid4().hex}.v1", Service.ROUTING, 1, None)
        await log.ensure_topics([kept])
        await log.publish([message(topic, "key", str(n)) for n in range(5)])
        await log.publish([message(kept, "key", "unit")])
        connection = await asyncpg.connect(bus.replace("+asyncpg", ""))
        await connection.execute("UPDATE event_log SET at = at - interval '8 days'")
        await connection.close()

        await log.expire()
        await log.publish([message(topic, "key", "after")])

        partition = Partition(topic.name, partition_of("key", topic.partitions))
        assert await log.starts([partition]) == {partition: 5}
        reader = log.reader("group")
        await reader.assign({partition: 0})
        assert [(r.offset, r.value) for r in await fetch_some(reader, partition)] == [(5, b"after")]
        assert len((await read_all(log, kept))[Partition(kept.name, 0)]) == 1

    async def test_a_database_that_is_away_is_told_as_a_log_that_is_away(self) -> None:
        async with PostgresLog("postgresql://nobody@/nowhere?host=/nonexistent") as log:
            with pytest.raises(LogAway):
                await log.ensure_topics([Topic("t.v1", Service.INTAKE, 1, 7)])
