"""Raw aiokafka: what the log on Kafka is measured against. The product's own way is `shared.runtime.eventlog.kafka`."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.runtime.eventlog import Message, Partition, partition_of
from shared.runtime.eventlog.kafka import CONSUMER, PRODUCER


@asynccontextmanager
async def producer(servers: str) -> AsyncIterator[Any]:
    """With the settings of the product."""
    made = AIOKafkaProducer(bootstrap_servers=servers, **PRODUCER)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


async def send(producer: Any, messages: Sequence[Message], partitions: int) -> None:
    """One batch per partition and turn, acknowledged."""
    by_partition: defaultdict[tuple[str, int], list[Message]] = defaultdict(list)
    for message in messages:
        by_partition[message.topic, partition_of(message.key, partitions)].append(message)
    acknowledged = []
    for (topic, part), chosen in by_partition.items():
        batch = producer.create_batch()
        for message in chosen:
            if _append(batch, message) is None:
                acknowledged.append(await producer.send_batch(batch, topic, partition=part))
                batch = producer.create_batch()
                _append(batch, message)
        acknowledged.append(await producer.send_batch(batch, topic, partition=part))
    for future in acknowledged:
        await future


@asynccontextmanager
async def records(servers: str, positions: Mapping[Partition, int], limit: int) -> AsyncIterator[Any]:
    """An asynchronous iterator over what `getmany` hands out from these positions on, partition by partition."""
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, **CONSUMER)
    await consumer.start()
    consumer.assign([TopicPartition(*partition) for partition in positions])
    for partition, offset in positions.items():
        consumer.seek(TopicPartition(*partition), offset)

    async def handed_out() -> AsyncIterator[Sequence[Any]]:
        while True:
            for found in (await consumer.getmany(timeout_ms=500, max_records=limit)).values():
                yield found

    try:
        yield handed_out()
    finally:
        await consumer.stop()


def _append(batch: Any, message: Message) -> Any:
    return batch.append(timestamp=None, key=message.key.encode(), value=message.value, headers=list(message.headers))
