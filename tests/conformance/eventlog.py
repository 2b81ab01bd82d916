"""What every event log promises, as one class that each implementation inherits; nothing that one of them may lack."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from uuid import uuid4

import pytest

from shared.contracts.topics import Service, Topic
from shared.runtime.eventlog import EventLog, Message, Partition, PartitionsChanged, Reader, Record, partition_of

PARTS = 3


def message(topic: Topic, key: str, value: str) -> Message:
    return Message(
        id=uuid4(),
        topic=topic.name,
        key=key,
        value=value.encode(),
        headers=(("ce_type", b"portdesk.test.thing.happened.v1"), ("ce_title", "税单".encode())),
    )


def partitions_of(topic: Topic) -> list[Partition]:
    return [Partition(topic.name, number) for number in range(topic.partitions)]


async def read_all(log: EventLog, topic: Topic) -> Mapping[Partition, Sequence[Record]]:
    """Every record of a topic, from the beginning to the ends as they are now."""
    reader = log.reader("everything")
    ends = await log.ends(partitions_of(topic))
    await reader.assign(dict.fromkeys(partitions_of(topic), 0))
    found: dict[Partition, dict[int, Record]] = {partition: {} for partition in partitions_of(topic)}
    async with asyncio.timeout(20):
        while behind := [p for p, records in found.items() if max(records, default=-1) + 1 < ends[p]]:
            for partition, records in (await reader.fetch(behind, limit=100, wait=0.5)).items():
                found[partition] |= {record.offset: record for record in records}
    await reader.close()
    return {partition: [records[offset] for offset in sorted(records)] for partition, records in found.items()}


async def first_values(log: EventLog, topic: Topic) -> Mapping[str, Sequence[str]]:
    """The values of each key in the order of their first copies."""
    values: dict[str, dict[str, None]] = {}
    for records in (await read_all(log, topic)).values():
        for record in records:
            values.setdefault(record.key, {})[record.value.decode()] = None
    return {key: list(seen) for key, seen in values.items()}


async def fetch_some(reader: Reader, partition: Partition, *, limit: int = 100) -> Sequence[Record]:
    """The next records of a partition that has some."""
    async with asyncio.timeout(20):
        while not (found := await reader.fetch([partition], limit=limit, wait=1.0)):
            pass
    return found[partition]


class EventLogConformance:
    """Inherit, and give a fixture `log` that is an entered log."""

    @pytest.fixture
    async def topic(self, log: EventLog) -> Topic:
        topic = Topic(f"test-{uuid4().hex}.v1", Service.INTAKE, PARTS, 7)
        await log.ensure_topics([topic])
        return topic

    async def test_a_message_is_read_as_it_was_published(self, log: EventLog, topic: Topic) -> None:
        sent = message(topic, "请求-1", '{"title": "税单状态错误"}')

        await log.publish([sent])

        partition = Partition(topic.name, partition_of("请求-1", PARTS))
        record = (await read_all(log, topic))[partition][0]
        assert (record.partition, record.key, record.value) == (partition, sent.key, sent.value)
        assert sorted(record.headers) == sorted(sent.headers)
        assert record.at.utcoffset() is not None

    async def test_all_records_of_a_key_are_in_the_partition_of_its_checksum(self, log: EventLog, topic: Topic) -> None:
        await log.publish([message(topic, f"key-{n % 20}", str(n)) for n in range(200)])

        found = await read_all(log, topic)

        assert all(found.values())
        for partition, records in found.items():
            assert {partition_of(record.key, PARTS) for record in records} == {partition.number}

    async def test_a_key_keeps_its_order_within_and_across_batches(self, log: EventLog, topic: Topic) -> None:
        for batch in range(5):
            await log.publish([message(topic, f"key-{n % 7}", f"{batch}-{n}") for n in range(70)])

        values = await first_values(log, topic)

        assert values == {
            f"key-{key}": [f"{batch}-{n}" for batch in range(5) for n in range(key, 70, 7)] for key in range(7)
        }

    async def test_publishing_a_batch_again_leaves_the_first_copies_in_order(self, log: EventLog, topic: Topic) -> None:
        batch = [message(topic, "key", str(n)) for n in range(10)]

        await log.publish(batch[:6])
        await log.publish(batch)
        await log.publish(batch[3:])

        assert await first_values(log, topic) == {"key": [str(n) for n in range(10)]}

    async def test_nothing_of_concurrent_publishers_is_lost_or_out_of_order(self, log: EventLog, topic: Topic) -> None:
        async def publish(publisher: int) -> None:
            for batch in range(5):
                await log.publish([message(topic, f"p{publisher}", f"{batch}-{n}") for n in range(20)])

        await asyncio.gather(*[publish(publisher) for publisher in range(6)])

        expected = [f"{batch}-{n}" for batch in range(5) for n in range(20)]
        assert await first_values(log, topic) == {f"p{publisher}": expected for publisher in range(6)}

    async def test_a_batch_of_several_megabytes_arrives_whole(self, log: EventLog, topic: Topic) -> None:
        await log.publish([message(topic, "key", f"{n}:" + "x" * 200_000) for n in range(20)])

        values = await first_values(log, topic)

        assert [value.split(":")[0] for value in values["key"]] == [str(n) for n in range(20)]

    async def test_two_readers_see_the_same_record_at_the_same_offset(self, log: EventLog, topic: Topic) -> None:
        await log.publish([message(topic, f"key-{n}", str(n)) for n in range(50)])

        assert await read_all(log, topic) == await read_all(log, topic)

    async def test_offsets_ascend_and_the_end_lies_behind_the_last(self, log: EventLog, topic: Topic) -> None:
        await log.publish([message(topic, f"key-{n}", str(n)) for n in range(50)])

        ends = await log.ends(partitions_of(topic))

        for partition, records in (await read_all(log, topic)).items():
            assert records[-1].offset < ends[partition]

    async def test_a_partition_begins_with_the_oldest_record_it_keeps(self, log: EventLog, topic: Topic) -> None:
        partition = Partition(topic.name, partition_of("key", PARTS))
        empty = await log.starts(partitions_of(topic))
        await log.publish([message(topic, "key", str(n)) for n in range(10)])

        starts, ends = await log.starts(partitions_of(topic)), await log.ends(partitions_of(topic))

        assert empty == dict.fromkeys(partitions_of(topic), 0)
        assert starts[partition] == (await read_all(log, topic))[partition][0].offset
        assert all(starts[other] == ends[other] for other in partitions_of(topic) if other != partition)

    async def test_a_reader_starts_where_it_is_told_and_returns_when_told(self, log: EventLog, topic: Topic) -> None:
        await log.publish([message(topic, "key", str(n)) for n in range(10)])
        partition = Partition(topic.name, partition_of("key", PARTS))
        everything = (await read_all(log, topic))[partition]
        reader = log.reader("group")

        await reader.assign({partition: everything[4].offset})
        later = await fetch_some(reader, partition)
        reader.seek(partition, everything[0].offset)
        again = await fetch_some(reader, partition)

        assert later[0] == everything[4]
        assert again[0] == everything[0]
        await reader.close()

    async def test_a_fetch_gives_only_what_was_asked_for_and_no_more_than_the_limit(
        self, log: EventLog, topic: Topic
    ) -> None:
        await log.publish([message(topic, f"key-{n}", str(n)) for n in range(100)])
        asked, left = partitions_of(topic)[:2]
        reader = log.reader("group")
        await reader.assign({asked: 0, left: 0})

        some = await fetch_some(reader, asked, limit=5)
        others = await fetch_some(reader, left)

        assert 0 < len(some) <= 5
        assert {record.partition for record in some} == {asked}
        assert others[0].offset == 0
        await reader.close()

    async def test_a_waiting_reader_is_woken_by_an_append(self, log: EventLog, topic: Topic) -> None:
        partition = Partition(topic.name, partition_of("key", PARTS))
        reader = log.reader("group")
        await reader.assign({partition: 0})
        await reader.fetch([partition], limit=10, wait=0.1)

        began = time.monotonic()
        waiting = asyncio.create_task(reader.fetch([partition], limit=10, wait=10.0))
        await asyncio.sleep(0.05)
        await log.publish([message(topic, "key", "at last")])
        found = await waiting

        assert found[partition][0].value == b"at last"
        assert time.monotonic() - began < 5
        await reader.close()

    async def test_a_fetch_of_nothing_ends_in_time(self, log: EventLog, topic: Topic) -> None:
        reader = log.reader("group")
        await reader.assign({partitions_of(topic)[0]: 0})

        found = await asyncio.wait_for(reader.fetch(partitions_of(topic)[:1], limit=10, wait=0.1), 5)

        assert found == {}
        await reader.close()

    async def test_a_reader_without_partitions_can_be_given_some_again(self, log: EventLog, topic: Topic) -> None:
        await log.publish([message(topic, "key", "still here")])
        partition = Partition(topic.name, partition_of("key", PARTS))
        reader = log.reader("group")

        await reader.assign({partition: 0})
        await reader.assign({})
        await reader.assign({partition: 0})

        assert (await fetch_some(reader, partition))[0].value == b"still here"
        await reader.close()

    async def test_a_topic_keeps_its_partitions_for_ever(self, log: EventLog, topic: Topic) -> None:
        await log.ensure_topics([topic])

        with pytest.raises(PartitionsChanged):
            await log.ensure_topics([Topic(topic.name, topic.owner, PARTS + 1, topic.retention_days)])
