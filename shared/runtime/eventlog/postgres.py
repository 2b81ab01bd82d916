"""The event log in a PostgreSQL database of its own, for installations without Kafka. Its tables are in ddl/log.sql."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import groupby
from types import TracebackType
from typing import Any, Self
from weakref import WeakSet

import asyncpg

from shared.contracts.topics import Topic
from shared.runtime import faults
from shared.runtime.eventlog import (
    Batches,
    LogAway,
    Message,
    Partition,
    PartitionsChanged,
    Record,
    headers_of,
    headers_text,
    partition_of,
)
from shared.runtime.listening import listen
from shared.runtime.telemetry import log

CHANNEL = "event_log"
LISTEN_AGAIN = 1.0
EXPIRE_EVERY = 600.0
EXPIRE_ROWS = 5_000

LOCK_HEADS = """
SELECT topic, part FROM head
WHERE (topic, part) IN (SELECT * FROM unnest($1::text[], $2::int[]))
ORDER BY topic, part FOR UPDATE
"""

# Run after the heads are locked, so that its snapshot shows what others have appended before.
APPEND = """
WITH given AS (
    SELECT DISTINCT ON (topic, event_id) *
    FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::bytea[], $6::jsonb[])
        WITH ORDINALITY AS message (event_id, topic, part, key, value, headers, nth)
    ORDER BY topic, event_id, nth
), fresh AS (
    SELECT given.*, row_number() OVER (PARTITION BY topic, part ORDER BY nth) - 1 AS step
    FROM given
    WHERE NOT EXISTS (SELECT FROM event_log e WHERE (e.event_id, e.topic) = (given.event_id, given.topic))
), appended AS (
    INSERT INTO event_log (topic, part, off, event_id, key, value, headers)
    SELECT topic, part, next_off + step, event_id, key, value, headers FROM fresh JOIN head USING (topic, part)
    RETURNING topic, part
), moved AS (
    UPDATE head SET next_off = next_off + added.records
    FROM (SELECT topic, part, count(*) AS records FROM appended GROUP BY topic, part) added
    WHERE (head.topic, head.part) = (added.topic, added.part)
)
SELECT pg_notify($7, $8)
"""

READ = """
SELECT wanted.topic, wanted.part, found.*
FROM unnest($1::text[], $2::int[], $3::bigint[]) AS wanted (topic, part, off)
CROSS JOIN LATERAL (
    SELECT off, key, value, headers, at FROM event_log e
    WHERE e.topic = wanted.topic AND e.part = wanted.part AND e.off >= wanted.off
    ORDER BY e.off LIMIT $4
) found
ORDER BY wanted.topic, wanted.part, found.off
"""

ENDS = """
SELECT topic, part, next_off AS off FROM head WHERE (topic, part) IN (SELECT * FROM unnest($1::text[], $2::int[]))
"""
STARTS = """
SELECT topic, part, coalesce(oldest.off, next_off) AS off
FROM head
LEFT JOIN LATERAL (
    SELECT off FROM event_log e WHERE e.topic = head.topic AND e.part = head.part ORDER BY e.off LIMIT 1
) oldest ON true
WHERE (topic, part) IN (SELECT * FROM unnest($1::text[], $2::int[]))
"""

EXPIRE = """
DELETE FROM event_log WHERE (topic, part, off) IN (
    SELECT topic, part, off FROM event_log WHERE topic = $1 AND at < now() - $2::interval LIMIT $3
)
"""


class PostgresLog:
    """Appends under a lock per partition, so that offsets appear in order; an event id is appended once per topic.

    While it is entered, it listens for appends of other processes and removes what topics no longer keep.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn.replace("+asyncpg", "", 1)
        self._topics: dict[str, Topic] = {}
        self._readers = WeakSet[PostgresReader]()

    async def __aenter__(self) -> Self:
        self._pool = await asyncpg.create_pool(
            self._dsn,
            min_size=0,
            max_size=4,
            timeout=10,
            command_timeout=30,
            reset=_as_it_is,
            server_settings={"application_name": "portdesk-log"},
        )
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._expire())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._pool.terminate()

    async def ensure_topics(self, topics: Iterable[Topic]) -> None:
        with away():
            for topic in topics:
                await self._pool.execute(
                    "INSERT INTO head (topic, part) SELECT $1, generate_series(0, $2 - 1)"
                    " WHERE NOT EXISTS (SELECT FROM head WHERE topic = $1) ON CONFLICT DO NOTHING",
                    topic.name,
                    topic.partitions,
                )
                found = await self._pool.fetchval("SELECT count(*) FROM head WHERE topic = $1", topic.name)
                if found != topic.partitions:
                    raise PartitionsChanged(f"{topic.name} has {found}, not {topic.partitions}")
                self._topics[topic.name] = topic

    async def publish(self, messages: Sequence[Message]) -> None:
        if not messages:
            return
        topics = [message.topic for message in messages]
        parts = [partition_of(message.key, self._topics[message.topic].partitions) for message in messages]
        with away():
            async with self._pool.acquire() as connection, connection.transaction():
                locked = await connection.fetch(LOCK_HEADS, topics, parts)
                if len(locked) != len(set(zip(topics, parts, strict=True))):
                    raise LookupError(f"a topic of {sorted(set(topics))} has lost its heads")
                await connection.execute(
                    APPEND,
                    [message.id for message in messages],
                    topics,
                    parts,
                    [message.key for message in messages],
                    [message.value for message in messages],
                    [headers_text(message.headers) for message in messages],
                    CHANNEL,
                    " ".join(sorted(set(topics))),
                )
                faults.point("log.appended")
        self._wake(topics)

    def reader(self, group: str | None) -> "PostgresReader":
        reader = PostgresReader(self)
        self._readers.add(reader)
        return reader

    async def starts(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        return await self._offsets(STARTS, partitions)

    async def ends(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        return await self._offsets(ENDS, partitions)

    async def read(self, positions: Mapping[Partition, int], limit: int) -> Batches:
        """At most `limit` records of each partition from its position on."""
        with away():
            rows = await self._pool.fetch(
                READ,
                [partition.topic for partition in positions],
                [partition.number for partition in positions],
                list(positions.values()),
                limit,
            )
        return {
            partition: [_record(partition, row) for row in found]
            for partition, found in groupby(rows, lambda row: Partition(row["topic"], row["part"]))
        }

    async def _offsets(self, query: str, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        topics = [partition.topic for partition in partitions]
        with away():
            rows = await self._pool.fetch(query, topics, [partition.number for partition in partitions])
        return {Partition(row["topic"], row["part"]): row["off"] for row in rows}

    def _wake(self, topics: Iterable[str]) -> None:
        appended = frozenset(topics)
        for reader in self._readers:
            reader.told_of(appended)

    async def _listen(self) -> None:
        while True:
            try:
                await listen(self._dsn, CHANNEL, lambda topics: self._wake(topics.split()))
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log().info("eventlog.not_listening", error=str(error))
            await asyncio.sleep(LISTEN_AGAIN)

    async def _expire(self) -> None:
        while True:
            await asyncio.sleep(EXPIRE_EVERY)
            try:
                await self.expire()
            except LogAway as error:
                log().info("eventlog.not_expired", error=str(error))

    async def expire(self) -> None:
        """Removes records older than their topic keeps them, a few thousand at a time."""
        with away():
            for topic in self._topics.values():
                if topic.retention_days is None:
                    continue
                kept = timedelta(days=topic.retention_days)
                while await self._pool.execute(EXPIRE, topic.name, kept, EXPIRE_ROWS) == f"DELETE {EXPIRE_ROWS}":
                    pass


class PostgresReader:
    """A position per partition, read through the log's pool."""

    def __init__(self, log: PostgresLog) -> None:
        self._log = log
        self._positions: dict[Partition, int] = {}
        self._appended = asyncio.Event()

    def told_of(self, topics: Set[str]) -> None:
        """Somebody has appended to these topics; whoever waits for none of them sleeps on."""
        if any(partition.topic in topics for partition in self._positions):
            self._appended.set()

    async def assign(self, positions: Mapping[Partition, int]) -> None:
        self._positions = dict(positions)

    def seek(self, partition: Partition, offset: int) -> None:
        self._positions[partition] = offset

    async def fetch(self, partitions: Collection[Partition], *, limit: int, wait: float) -> Batches:
        positions = {partition: self._positions[partition] for partition in partitions}
        self._appended.clear()
        batches = await self._log.read(positions, limit)
        if not batches:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._appended.wait()
            if not self._appended.is_set():
                return {}
            batches = await self._log.read(positions, limit)
        for partition, records in batches.items():
            self._positions[partition] = records[-1].offset + 1
        return batches

    async def close(self) -> None:
        self._positions = {}


async def _as_it_is(connection: Any) -> None:
    """Nothing here changes a session, so none is put back: that would be one more round trip after each statement."""


@contextmanager
def away() -> Iterator[None]:
    """Tells a server that cannot be reached, or is going down, as `LogAway`."""
    try:
        yield
    except (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError) as error:
        raise LogAway(reason=type(error).__name__) from error
    except (asyncpg.OperatorInterventionError, asyncpg.InsufficientResourcesError) as error:
        raise LogAway(reason=type(error).__name__) from error


def _record(partition: Partition, row: Any) -> Record:
    return Record(
        partition=partition,
        offset=row["off"],
        key=row["key"],
        value=row["value"],
        headers=headers_of(row["headers"]),
        at=row["at"],
    )
