"""From the outbox to the log: the relay on a full outbox, against the bare write of the same messages."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import asyncpg

from bench.floors import kafka
from bench.lab import Lab
from bench.scenario import Figure, Pair, Scenario, Target
from bench.station import TOPIC, Station
from shared.runtime.eventlog import Message, headers_text, partition_of
from shared.runtime.relay import ROWS, Relay

RATE = Figure("published", "events/s", Target(5_000))
COST = Figure("processor time", "µs each")
Write = Callable[[Sequence[Message]], Awaitable[object]]

_BARE = "CREATE TABLE bare (LIKE event_log, PRIMARY KEY (topic, part, off))"
_INSERT = """
INSERT INTO bare (topic, part, off, event_id, key, value, headers, at)
SELECT topic, part, off, event_id, key, value, headers, now()
FROM unnest($1::text[], $2::int[], $3::bigint[], $4::uuid[], $5::text[], $6::bytea[], $7::jsonb[])
     AS row (topic, part, off, event_id, key, value, headers)
"""


@asynccontextmanager
async def _open(lab: Lab) -> AsyncIterator[Sequence[Pair]]:
    async with AsyncExitStack() as stack:
        pairs: list[Pair] = []
        for name, on_kafka, bare in (("to PostgreSQL", False, _to_a_table), ("to Kafka", True, _to_kafka)):
            station = await stack.enter_async_context(Station.open(lab, on_kafka=on_kafka))
            if station is not None:
                write = await stack.enter_async_context(bare(station))
                pairs.append(_pair(lab, name, station, write))
        yield pairs


def _pair(lab: Lab, name: str, station: Station, write: Write) -> Pair:
    events = lab.effort.events
    relay = Relay(station.engine, station.log, service="bench", staged=asyncio.Event())
    messages: list[Message] = []

    async def publish() -> Mapping[str, float]:
        await station.fill(events)
        messages[:] = await station.pending()
        figures = await timed(relay.drain())
        await check_sent(station, events)
        await station.execute("TRUNCATE runtime.outbox_sent")
        return figures

    async def bare() -> Mapping[str, float]:
        return await timed(write_all())

    async def write_all() -> None:
        for first in range(0, events, ROWS):
            await write(messages[first : first + ROWS])

    async def timed(work: Awaitable[object]) -> Mapping[str, float]:
        used, begun = await lab.cpu_seconds(os.getpid()), time.perf_counter()
        await work
        seconds = time.perf_counter() - begun
        used = await lab.cpu_seconds(os.getpid()) - used
        return {RATE.name: events / seconds, COST.name: 1e6 * used / events}

    return Pair(name, (RATE, COST), publish, bare, pid=os.getpid)


async def check_sent(station: Station, events: int) -> None:
    """A relay that does not hold its lease drains nothing, and is quick about it."""
    left, sent = await station.count("runtime.outbox"), await station.count("runtime.outbox_sent")
    if (left, sent) != (0, events):
        raise AssertionError(f"of {events} events {sent} were sent and {left} are left in the outbox")


@asynccontextmanager
async def _to_kafka(station: Station) -> AsyncIterator[Write]:
    assert station.kafka is not None
    async with kafka.producer(station.kafka) as producer:

        async def write(messages: Sequence[Message]) -> None:
            await kafka.send(producer, messages, TOPIC.partitions)

        yield write


@asynccontextmanager
async def _to_a_table(station: Station) -> AsyncIterator[Write]:
    connection = await asyncpg.connect(station.bus)
    await connection.execute(_BARE)
    offset = 0

    async def write(messages: Sequence[Message]) -> None:
        nonlocal offset
        await connection.execute(
            _INSERT,
            [message.topic for message in messages],
            [partition_of(message.key, TOPIC.partitions) for message in messages],
            list(range(offset, offset + len(messages))),
            [message.id for message in messages],
            [message.key for message in messages],
            [message.value for message in messages],
            [headers_text(message.headers) for message in messages],
        )
        offset += len(messages)

    try:
        yield write
    finally:
        await connection.close()


SCENARIO = Scenario(
    "relay", "from a full outbox to the log, against the bare write of the same messages", _open, (RATE,)
)
