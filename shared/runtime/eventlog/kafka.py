"""The event log in Kafka: the one door to it. Partitions are owned by leases of our own, not by Kafka's groups.

The client's habits that shape this module: its consumer may hand out records of a new assignment too early (the
engine above checks that each batch continues its cursor), its producer stays broken after some failures (it is
replaced after any), and stopping may wait for a broker that is away (every stop is bounded).
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from shared.contracts.topics import Topic
from shared.runtime import faults
from shared.runtime.eventlog import (
    Batches,
    LogAway,
    Message,
    Partition,
    PartitionsChanged,
    ReaderStuck,
    Record,
    partition_of,
)
from shared.runtime.telemetry import log

REQUEST_TIMEOUT_MS = 8_000
PRODUCER: Mapping[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    "linger_ms": 0,
    "max_batch_size": 512 * 1024,
    "request_timeout_ms": REQUEST_TIMEOUT_MS,
}
"""The client's own defaults lose data: one acknowledgement, no idempotence."""
CONSUMER: Mapping[str, Any] = {
    "auto_offset_reset": "earliest",
    "enable_auto_commit": False,
    "fetch_max_wait_ms": 50,
    "max_partition_fetch_bytes": 1024 * 1024,
    "request_timeout_ms": REQUEST_TIMEOUT_MS,
}
"""The client's own defaults lose data: start at the end, commit what was handed out."""
REPLICAS = 3
PUBLISHED_WITHIN = 20.0
ANSWERED_WITHIN = 3.0
COMMIT_EVERY = 5.0
STUCK_AFTER = 15.0
TOPIC_EXISTS = 36

Question = Callable[[Any, Collection[Partition]], Awaitable[Mapping[Partition, int]]]


class KafkaLog:
    """Topics of a Kafka cluster, version 4 or later."""

    def __init__(
        self, servers: str, *, published_within: float = PUBLISHED_WITHIN, stuck_after: float = STUCK_AFTER
    ) -> None:
        """`servers` is `host:port,host:port`; a batch that takes more seconds than `published_within` has failed.

        A reader that hands out nothing for `stuck_after` seconds, although the cluster has more, is stuck.
        """
        self._servers = servers
        self._published_within = published_within
        self._stuck_after = stuck_after
        self._topics: dict[str, Topic] = {}
        self._producer: Any = None
        self._publishing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._discard_producer()

    async def ensure_topics(self, topics: Iterable[Topic]) -> None:
        wanted = {topic.name: topic for topic in topics}
        with away():
            async with self._admin() as admin:
                found = await _partition_counts(admin, wanted)
                if missing := [topic for topic in wanted.values() if topic.name not in found]:
                    brokers = len((await admin.describe_cluster())["brokers"])
                    answer = await admin.create_topics([_new_topic(topic, brokers) for topic in missing])
                    for name, code, *why in answer.topic_errors:
                        if code not in (0, TOPIC_EXISTS):
                            raise LogAway(reason=f"{name}: {why or code}")
                    found = await _partition_counts(admin, wanted)
        for name, topic in wanted.items():
            if found.get(name, topic.partitions) != topic.partitions:
                raise PartitionsChanged(f"{name} has {found[name]}, not {topic.partitions}")
        self._topics |= wanted

    async def publish(self, messages: Sequence[Message]) -> None:
        by_partition: defaultdict[Partition, list[Message]] = defaultdict(list)
        for message in messages:
            part = partition_of(message.key, self._topics[message.topic].partitions)
            by_partition[Partition(message.topic, part)].append(message)
        # One batch at a time: a failure costs the producer, and nobody else's messages are to be in it then.
        async with self._publishing:
            try:
                with away():
                    async with asyncio.timeout(self._published_within):
                        await self._send(by_partition)
            except BaseException:
                # A failed batch has used up its sequence numbers: this producer would fail for ever.
                await self._discard_producer()
                raise

    def reader(self, group: str | None) -> "KafkaReader":
        return KafkaReader(self._servers, group, stuck_after=self._stuck_after)

    async def starts(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        with away():
            return await _asked(_starts, self._servers, partitions)

    async def ends(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        with away():
            return await _asked(_ends, self._servers, partitions)

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[Any]:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._servers, request_timeout_ms=REQUEST_TIMEOUT_MS)
        try:
            await admin.start()
            yield admin
        finally:
            with suppress(TimeoutError, KafkaError):
                await asyncio.wait_for(admin.close(), ANSWERED_WITHIN)

    async def _send(self, by_partition: Mapping[Partition, Sequence[Message]]) -> None:
        if self._producer is None:
            self._producer = AIOKafkaProducer(bootstrap_servers=self._servers, **PRODUCER)
            await self._producer.start()
        acknowledged = [
            await self._producer.send_batch(batch, partition.topic, partition=partition.number)
            for partition, messages in by_partition.items()
            for batch in _batches(self._producer, messages)
        ]
        faults.point("log.appended")
        await asyncio.gather(*acknowledged)

    async def _discard_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await _drop_producer(producer)


class KafkaReader:
    """A consumer without group membership; a new one is made whenever there was nothing assigned."""

    def __init__(self, servers: str, group: str | None, *, stuck_after: float) -> None:
        self._servers = servers
        self._group = group
        self._stuck_after = stuck_after
        self._consumer: Any = None
        self._positions: dict[Partition, int] = {}
        self._committed: dict[Partition, int] = {}
        self._commit_at = 0.0
        self._moved_at = 0.0

    async def assign(self, positions: Mapping[Partition, int]) -> None:
        self._positions = dict(positions)
        self._committed = {}
        self._moved_at = time.monotonic()
        if not positions:
            await self.close()
            return
        with away():
            if self._consumer is None:
                self._consumer = AIOKafkaConsumer(bootstrap_servers=self._servers, group_id=self._group, **CONSUMER)
                await self._consumer.start()
            self._consumer.assign([TopicPartition(*partition) for partition in positions])
            for partition, offset in positions.items():
                self._consumer.seek(TopicPartition(*partition), offset)

    def seek(self, partition: Partition, offset: int) -> None:
        self._positions[partition] = offset
        self._consumer.seek(TopicPartition(*partition), offset)

    async def fetch(self, partitions: Collection[Partition], *, limit: int, wait: float) -> Batches:
        with away():
            await self._tell_kafka(partitions)
            batches = await self._handed_out(partitions, limit, wait)
            for partition, records in batches.items():
                self._positions[partition] = records[-1].offset + 1
            await self._watch(partitions, moved=bool(batches))
        return batches

    async def _handed_out(self, partitions: Collection[Partition], limit: int, wait: float) -> Batches:
        """What the client gives within its time and a little more; it may wait for ever inside itself."""
        try:
            async with asyncio.timeout(wait + ANSWERED_WITHIN):
                found = await self._consumer.getmany(
                    *[TopicPartition(*partition) for partition in partitions],
                    timeout_ms=int(wait * 1000),
                    max_records=limit,
                )
        except TimeoutError:
            return {}
        return {
            Partition(*source): [_record(Partition(*source), record) for record in records]
            for source, records in found.items()
        }

    async def close(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await _drop_consumer(consumer)

    async def _tell_kafka(self, partitions: Collection[Partition]) -> None:
        """Commits, for the eyes of Kafka's own tools, where the asked partitions stand; nothing here reads it."""
        if self._group is None or time.monotonic() < self._commit_at:
            return
        self._commit_at = time.monotonic() + COMMIT_EVERY
        standing = {partition: self._positions[partition] for partition in partitions}
        if news := dict(standing.items() - self._committed.items()):
            try:
                offsets = {TopicPartition(*partition): offset for partition, offset in news.items()}
                await asyncio.wait_for(self._consumer.commit(offsets), ANSWERED_WITHIN)
                self._committed |= news
            except (KafkaError, TimeoutError) as error:
                log().info("kafka.not_committed", group=self._group, error=str(error))

    async def _watch(self, partitions: Collection[Partition], *, moved: bool) -> None:
        """Raises when the log has had records for long that the client does not hand out: its owner makes a new one."""
        if not moved and time.monotonic() - self._moved_at < self._stuck_after:
            return
        self._moved_at = time.monotonic()
        if moved:
            return
        try:
            ends = await asyncio.wait_for(_ends(self._consumer, partitions), ANSWERED_WITHIN)
        except (KafkaError, TimeoutError):
            try:
                ends = await asyncio.wait_for(_asked(_ends, self._servers, partitions), ANSWERED_WITHIN)
            except (KafkaError, TimeoutError):  # the cluster is away, which is not the client's fault
                return
        if waiting := [partition for partition, end in ends.items() if end > self._positions[partition]]:
            raise ReaderStuck(f"{self._group or 'the reader'} is handed out nothing of {', '.join(map(str, waiting))}")


@contextmanager
def away() -> Iterator[None]:
    """Tells a cluster that does not answer, or refuses, as `LogAway`."""
    try:
        yield
    except (KafkaError, OSError) as error:
        raise LogAway(reason=type(error).__name__) from error


async def _drop_producer(producer: Any) -> None:
    """Ends a producer at once. Its own stop() flushes first, which takes as long as the broker is away.

    The sender first: it would open connections again. Requests in flight may keep it waiting for ever, and then the
    cancellation at the end of the time reaches them.
    """
    producer._closed = True
    ended = asyncio.gather(producer._sender.close(), producer.client.close(), return_exceptions=True)
    with suppress(TimeoutError):
        await asyncio.wait_for(ended, ANSWERED_WITHIN)


async def _drop_consumer(consumer: Any) -> None:
    """Ends a consumer. One that does not end would go on beside its successor, so the process ends instead."""
    try:
        await asyncio.wait_for(_stop_consumer(consumer), ANSWERED_WITHIN)
    except TimeoutError:
        raise SystemExit("the Kafka client does not stop") from None
    except (KafkaError, OSError) as error:
        log().info("kafka.stopped_roughly", error=str(error))


async def _stop_consumer(consumer: Any) -> None:
    """Its own stop() may end in the cancellation of one of its tasks, with connections still open."""
    with suppress(asyncio.CancelledError):
        await consumer.stop()
    await consumer._client.close()


async def _starts(consumer: Any, partitions: Collection[Partition]) -> Mapping[Partition, int]:
    starts = await consumer.beginning_offsets([TopicPartition(*partition) for partition in partitions])
    return {Partition(*partition): offset for partition, offset in starts.items()}


async def _ends(consumer: Any, partitions: Collection[Partition]) -> Mapping[Partition, int]:
    ends = await consumer.end_offsets([TopicPartition(*partition) for partition in partitions])
    return {Partition(*partition): offset for partition, offset in ends.items()}


async def _asked(question: Question, servers: str, partitions: Collection[Partition]) -> Mapping[Partition, int]:
    """Asks by a new client."""
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, **CONSUMER)
    try:
        await consumer.start()
        return await question(consumer, partitions)
    finally:
        await _drop_consumer(consumer)


async def _partition_counts(admin: Any, names: Collection[str]) -> Mapping[str, int]:
    described = await admin.describe_topics(list(names))
    return {topic["topic"]: len(topic["partitions"]) for topic in described if topic["error_code"] == 0}


def _new_topic(topic: Topic, brokers: int) -> NewTopic:
    replicas = min(REPLICAS, brokers)
    days = topic.retention_days
    return NewTopic(
        topic.name,
        topic.partitions,
        replicas,
        topic_configs={
            "min.insync.replicas": str(max(1, replicas - 1)),
            "retention.ms": "-1" if days is None else str(days * 24 * 3_600_000),
        },
    )


def _batches(producer: Any, messages: Sequence[Message]) -> Iterator[Any]:
    """Record batches of bounded size, in order."""
    batch = producer.create_batch()
    for message in messages:
        if _append(batch, message) is None:
            yield batch
            batch = producer.create_batch()
            _append(batch, message)
    yield batch


def _append(batch: Any, message: Message) -> Any:
    return batch.append(timestamp=None, key=message.key.encode(), value=message.value, headers=list(message.headers))


def _record(partition: Partition, record: Any) -> Record:
    return Record(
        partition=partition,
        offset=record.offset,
        key=(record.key or b"").decode("utf-8", "replace"),
        value=record.value or b"",
        headers=tuple((name, value or b"") for name, value in record.headers),
        at=datetime.fromtimestamp(record.timestamp / 1000, UTC),
    )
