"""From the log to inbox and effect: the consumer on a full log, against the same records read and inserted."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import text

from bench.floors import kafka
from bench.lab import Lab
from bench.scenario import Figure, Pair, Scenario, Target
from bench.station import PARTITIONS, Station
from shared.contracts.intake import RequestAccepted, RequestFacts, RequestSubmitted
from shared.runtime.consumer import BATCH, Consumer
from shared.runtime.eventlog import Partition
from shared.runtime.handling import Handlers
from shared.runtime.supervise import Loop, Supervisor
from shared.runtime.tx import Tx

RATE = Figure("applied", "events/s", Target(5_000))
COST = Figure("processor time", "µs each")
STOPPED_WITHIN = 5.0

_EFFECT = text(
    """
    INSERT INTO effect (key, seq, title)
    SELECT * FROM unnest(CAST(:keys AS text[]), CAST(:seqs AS bigint[]), CAST(:titles AS text[]))
    """
)
_BARE_EFFECT = "INSERT INTO effect (key, seq, title) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])"
_BARE_READ = """
SELECT key, value, headers FROM event_log WHERE topic = $1 AND part = $2 AND off >= $3 ORDER BY off LIMIT $4
"""


@asynccontextmanager
async def _open(lab: Lab) -> AsyncIterator[Sequence[Pair]]:
    async with AsyncExitStack() as stack:
        pairs: list[Pair] = []
        for name, on_kafka in (("from PostgreSQL", False), ("from Kafka", True)):
            station = await stack.enter_async_context(Station.open(lab, on_kafka=on_kafka))
            if station is not None:
                pairs.append(_pair(lab, name, station))
        yield pairs


def _pair(lab: Lab, name: str, station: Station) -> Pair:
    events = lab.effort.events
    ends: dict[Partition, int] = {}

    async def apply() -> Mapping[str, float]:
        ends.update(await station.log.ends(PARTITIONS))
        await station.fill(events)
        await station.log.publish(await station.pending())
        await station.execute("TRUNCATE runtime.outbox")
        used = await lab.cpu_seconds(os.getpid())
        seconds = await _consumed(station, events)
        return _figures(events, seconds, await lab.cpu_seconds(os.getpid()) - used)

    async def bare() -> Mapping[str, float]:
        used, begun = await lab.cpu_seconds(os.getpid()), time.perf_counter()
        await (_copy_of_kafka if station.kafka else _copy_of_a_table)(station, ends, events)
        return _figures(events, time.perf_counter() - begun, await lab.cpu_seconds(os.getpid()) - used)

    return Pair(name, (RATE, COST), apply, bare, pid=os.getpid)


def _figures(events: int, seconds: float, used: float) -> Mapping[str, float]:
    return {RATE.name: events / seconds, COST.name: 1e6 * used / events}


async def _consumed(station: Station, events: int) -> float:
    """Seconds from the first transaction that was opened to the last one that was committed."""
    begun: list[float] = []
    applied = 0
    finished = asyncio.Event()

    async def keep(tx: Tx, group: Sequence[RequestFacts]) -> None:
        nonlocal applied
        connection = await tx.session.connection()
        await connection.execute(
            _EFFECT,
            {
                "keys": [event.key for event in group],
                "seqs": [event.version for event in group],
                "titles": [event.title for event in group],
            },
        )
        tx.permit_many(())
        applied += len(group)

    @asynccontextmanager
    async def open_tx() -> AsyncIterator[Tx]:
        begun.append(time.perf_counter())
        async with station.transactions.write() as tx:
            yield tx
        if applied >= events:
            finished.set()

    handlers: Handlers = {RequestSubmitted: keep, RequestAccepted: keep}
    consumer = Consumer(station.engine, station.log, service="bench", handlers=handlers, open_tx=open_tx)
    supervisor = Supervisor("bench", [Loop("consumer", consumer.run)])
    supervisor.start()
    await finished.wait()
    seconds = time.perf_counter() - begun[0]
    await supervisor.stop(within=STOPPED_WITHIN)
    await station.execute("TRUNCATE effect")
    return seconds


async def _copy_of_kafka(station: Station, ends: Mapping[Partition, int], events: int) -> None:
    assert station.kafka is not None
    connection = await asyncpg.connect(station.database)
    async with kafka.records(station.kafka, ends, BATCH) as batches, aclosing(batches):
        copied = 0
        async for batch in batches:
            await _insert(connection, [(record.key.decode(), record.value.decode()) for record in batch])
            copied += len(batch)
            if copied >= events:
                break
    await connection.close()


async def _copy_of_a_table(station: Station, ends: Mapping[Partition, int], events: int) -> None:
    source, target = await asyncpg.connect(station.bus), await asyncpg.connect(station.database)
    for partition, end in ends.items():
        while rows := await source.fetch(_BARE_READ, *partition, end, BATCH):
            await _insert(target, [(row["key"], row["value"].decode()) for row in rows])
            end += len(rows)
    await source.close()
    await target.close()


async def _insert(connection: Any, rows: Sequence[tuple[str, str]]) -> None:
    await connection.execute(
        _BARE_EFFECT, [key for key, _ in rows], list(range(len(rows))), [value[:64] for _, value in rows]
    )


SCENARIO = Scenario("apply", "from a full log to inbox and effect, against the same records read and inserted", _open)
