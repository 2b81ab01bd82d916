import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from cli.kafka import KafkaCluster
from shared.contracts.topics import Service, Topic
from shared.runtime.eventlog import LogAway, Partition, ReaderStuck, partition_of
from shared.runtime.eventlog.kafka import CONSUMER, PRODUCER, KafkaLog
from tests.conformance.eventlog import EventLogConformance, fetch_some, first_values, message
from tests.support.kafka import require_kafka
from tests.support.waiting import eventually


@pytest.mark.kafka
class TestKafkaLog(EventLogConformance):
    @pytest.fixture
    async def log(self, kafka_broker: KafkaCluster) -> AsyncIterator[KafkaLog]:
        async with KafkaLog(kafka_broker.bootstrap) as log:
            yield log

    async def test_kafkas_own_tools_see_how_far_a_group_is(
        self, log: KafkaLog, topic: Topic, kafka_broker: KafkaCluster
    ) -> None:
        partition = Partition(topic.name, partition_of("key", topic.partitions))
        await log.publish([message(topic, "key", str(n)) for n in range(10)])
        reader = log.reader(group := f"group-{uuid4().hex}")

        await reader.assign({partition: 7})
        await fetch_some(reader, partition)
        await reader.close()

        admin = AIOKafkaAdminClient(bootstrap_servers=kafka_broker.bootstrap)
        await admin.start()
        offsets = await admin.list_consumer_group_offsets(group)
        await admin.close()
        assert [(tp.partition, told.offset) for tp, told in offsets.items()] == [(partition.number, 7)]

    async def test_a_client_that_hands_out_nothing_although_the_cluster_has_more_is_told_as_stuck(
        self, topic: Topic, kafka_broker: KafkaCluster
    ) -> None:
        partition = Partition(topic.name, partition_of("key", topic.partitions))
        async with KafkaLog(kafka_broker.bootstrap, stuck_after=0.5) as log:
            await log.ensure_topics([topic])
            reader = log.reader("group")
            await reader.assign({partition: 0})
            for _ in range(10):  # nothing to hand out is no reason to complain
                assert await reader.fetch([partition], limit=10, wait=0.1) == {}
            reader._consumer.pause(TopicPartition(*partition))
            await log.publish([message(topic, "key", "x")])

            with pytest.raises(ReaderStuck, match=topic.name):
                await eventually(lambda: reader.fetch([partition], limit=10, wait=0.1))
            await reader.close()


@pytest.mark.kafka
class TestKafkaAway:
    @pytest.fixture
    def cluster(self, tmp_path: Path) -> Iterator[KafkaCluster]:
        require_kafka()
        with KafkaCluster.create(tmp_path) as cluster:
            cluster.start()
            yield cluster

    async def test_a_batch_refused_by_an_absent_broker_can_be_published_when_it_is_back(
        self, cluster: KafkaCluster
    ) -> None:
        topic = Topic(f"test-{uuid4().hex}.v1", Service.INTAKE, 1, 7)
        batches = [[message(topic, "key", f"{batch}-{n}") for n in range(50)] for batch in range(3)]
        async with KafkaLog(cluster.bootstrap, published_within=3.0) as log:
            await log.ensure_topics([topic])
            await log.publish(batches[0])

            cluster.kill()
            with pytest.raises(LogAway):
                await log.publish(batches[1])
            await asyncio.to_thread(cluster.start)
            await log.publish(batches[1])
            await log.publish(batches[2])

            expected = [f"{batch}-{n}" for batch in range(3) for n in range(50)]
            assert await first_values(log, topic) == {"key": expected}

    async def test_a_broker_that_hangs_keeps_nobody_waiting_for_long(self, cluster: KafkaCluster) -> None:
        topic = Topic(f"test-{uuid4().hex}.v1", Service.INTAKE, 1, 7)
        partition = Partition(topic.name, 0)
        before = asyncio.all_tasks()
        async with KafkaLog(cluster.bootstrap, published_within=1.0) as log:
            await log.ensure_topics([topic])
            await log.publish([message(topic, "key", "0")])
            reader = log.reader("group")
            await reader.assign({partition: 0})
            await fetch_some(reader, partition)

            cluster.pause()
            began = time.monotonic()
            with pytest.raises(LogAway):
                await log.publish([message(topic, "key", "1")])
            await reader.close()
            waited = time.monotonic() - began
            cluster.resume()
            await log.publish([message(topic, "key", "2")])

            assert (await first_values(log, topic))["key"][-1] == "2"
        assert waited < 10
        assert asyncio.all_tasks() == before

    async def test_a_client_is_not_called_stuck_while_its_broker_is_away(self, cluster: KafkaCluster) -> None:
        topic = Topic(f"test-{uuid4().hex}.v1", Service.INTAKE, 1, 7)
        partition = Partition(topic.name, 0)
        async with KafkaLog(cluster.bootstrap, stuck_after=0.2) as log:
            await log.ensure_topics([topic])
            await log.publish([message(topic, "key", "x")])
            reader = log.reader("group")
            await reader.assign({partition: 0})
            await fetch_some(reader, partition)
            reader.seek(partition, 0)
            cluster.kill()

            for _ in range(5):
                assert await reader.fetch([partition], limit=10, wait=0.3) == {}
            await reader.close()

    async def test_nothing_of_a_client_is_left_when_it_is_closed_while_the_broker_is_away(
        self, cluster: KafkaCluster
    ) -> None:
        topic = Topic(f"test-{uuid4().hex}.v1", Service.INTAKE, 1, 7)
        partition = Partition(topic.name, 0)
        before = asyncio.all_tasks()
        async with KafkaLog(cluster.bootstrap) as log:
            await log.ensure_topics([topic])
            await log.publish([message(topic, "key", "x")])
            reader = log.reader("group")
            await reader.assign({partition: 0})
            await fetch_some(reader, partition)

            cluster.kill()
            await reader.fetch([partition], limit=10, wait=0.5)
            began = time.monotonic()
            await reader.close()

        assert time.monotonic() - began < 2
        assert asyncio.all_tasks() == before


def test_no_setting_of_the_client_is_left_that_loses_data() -> None:
    assert PRODUCER["acks"] == "all"
    assert PRODUCER["enable_idempotence"] is True
    assert CONSUMER["enable_auto_commit"] is False
    assert CONSUMER["auto_offset_reset"] == "earliest"
