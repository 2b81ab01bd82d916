"""From the log to inbox and effect: the consumer on a full log, against the same records read and inserted."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
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
APPLIED_WITHIN = 120.0

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
        seconds = await _in_time(_consumed(station, events), events)
        figures = _figures(events, seconds, await lab.cpu_seconds(os.getpid()) - used)
        await check_effects(station, events)
        return figures

    async def bare() -> Mapping[str, float]:
        used = await lab.cpu_seconds(os.getpid())
        copied = (_copy_of_kafka if station.kafka else _copy_of_a_table)(station, ends, events)
        seconds = await _in_time(copied, events)
        figures = _figures(events, seconds, await lab.cpu_seconds(os.getpid()) - used)
        await check_effects(station, events)
        return figures

    return Pair(name, (RATE, COST), apply, bare, pid=os.getpid)


def _figures(events: int, seconds: float, used: float) -> Mapping[str, float]:
    return {RATE.name: events / seconds, COST.name: 1e6 * used / events}


async def _in_time(work: Awaitable[float], events: int) -> float:
    """Work that waits for an event that does not come would never end."""
    try:
        return await asyncio.wait_for(work, APPLIED_WITHIN)
    except TimeoutError as late:
        raise TimeoutError(f"{events} events were not applied within {APPLIED_WITHIN:g} s") from late


async def check_effects(station: Station, events: int) -> None:
    """What was timed is what was meant: each event had its effect once. Leaves the table empty."""
    effects = await station.count("effect")
    if effects != events:
        raise AssertionError(f"{events} events had {effects} effects")
    await station.execute("TRUNCATE effect")


async def _consumed(station: Station, events: int) -> float:
    """Seconds from the start of the consumer to the last commit, as of the floor: both connect and take positions."""
    applied = 0
    taken: list[int] = []
    finished = asyncio.Event()

    async def keep(tx: Tx, group: Sequence[RequestFacts]) -> None:
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
        taken.append(len(group))

    @asynccontextmanager
    async def open_tx() -> AsyncIterator[Tx]:
        nonlocal applied
        taken.clear()
        async with station.transactions.write() as tx:
            yield tx
        applied += sum(taken)
        if applied >= events:
            finished.set()

    handlers: Handlers = {RequestSubmitted: keep, RequestAccepted: keep}
    consumer = Consumer(station.engine, station.log, service="bench", handlers=handlers, open_tx=open_tx)
    supervisor = Supervisor("bench", [Loop("consumer", consumer.run)])
    begun = time.perf_counter()
    supervisor.start()
    try:
        await finished.wait()
        return time.perf_counter() - begun
    finally:
        await supervisor.stop(within=STOPPED_WITHIN)


async def _copy_of_kafka(station: Station, ends: Mapping[Partition, int], events: int) -> float:
    assert station.kafka is not None
    begun = time.perf_counter()
    connection = await asyncpg.connect(station.database)
    async with kafka.records(station.kafka, ends, BATCH) as batches, aclosing(batches):
        copied = 0
        async for batch in batches:
            await _insert(connection, [(record.key.decode(), record.value.decode()) for record in batch])
            copied += len(batch)
            if copied >= events:
                break
        seconds = time.perf_counter() - begun
    await connection.close()
    return seconds


async def _copy_of_a_table(station: Station, ends: Mapping[Partition, int], events: int) -> float:
    begun = time.perf_counter()
    source, target = await asyncpg.connect(station.bus), await asyncpg.connect(station.database)
    for partition, end in ends.items():
        while rows := await source.fetch(_BARE_READ, *partition, end, BATCH):
            await _insert(target, [(row["key"], row["value"].decode()) for row in rows])
            end += len(rows)
    seconds = time.perf_counter() - begun
    await source.close()
    await target.close()
    return seconds


async def _insert(connection: Any, rows: Sequence[tuple[str, str]]) -> None:
    await connection.execute(
        _BARE_EFFECT, [key for key, _ in rows], list(range(len(rows))), [value[:64] for _, value in rows]
    )


SCENARIO = Scenario(
    "apply", "from a full log to inbox and effect, against the same records read and inserted", _open, (RATE,)
)
