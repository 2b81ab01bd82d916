"""Housekeeping of schema `runtime`: old rows leave, what waits is measured. A service's own tables are its own care."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.refusals import Unavailable
from shared.runtime.eventlog import EventLog, LogAway, Partition
from shared.runtime.leases import Lease, let_go
from shared.runtime.supervise import Pulse
from shared.runtime.telemetry import LOG_LAG, OUTBOX_AGE, OUTBOX_PENDING, PARKED_EVENTS, PARKED_KEYS

KEPT: Final[Mapping[str, tuple[str, timedelta]]] = {
    "outbox_sent": ("sent", timedelta(days=7)),
    "inbox": ("at", timedelta(days=8)),  # longer than any topic that expires keeps its records
    "attempt": ("at", timedelta(days=8)),
    "idempotency": ("at", timedelta(days=7)),
    "draft": ("at", timedelta(days=30)),
}
"""Tables of schema `runtime`, the column that tells a row's age, and how long rows are kept."""
PRUNE_EVERY = 600.0
PRUNE_ROWS = 5_000
SAMPLE_EVERY = 15.0

_OUTBOX = text("SELECT count(*), coalesce(extract(epoch FROM now() - min(created)), 0) FROM runtime.outbox")
_PARKED = text("SELECT reason, count(*) FROM runtime.parked GROUP BY reason")
_PARKED_KEYS = text("SELECT count(DISTINCT (topic, key)) FROM runtime.parked")
_CURSORS = text("SELECT topic, part, next_off FROM runtime.log_cursor")


class Congested(Unavailable):
    """More waits in the outbox than may pile up. What was taken stands, and is told once the log takes it."""

    retry_after: ClassVar[int] = int(SAMPLE_EVERY)

    zh = "有{waiting}件事件等待送出，暂不登记新的请求，请稍后重试。"
    en = "{waiting} events wait to be sent, so nothing new is registered for now; try again shortly."


class Pruner:
    """Removes what is older than `KEPT` says, a few thousand rows at a time; one process per database does."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._lease = Lease(engine, "pruner")

    async def run(self, pulse: Pulse) -> None:
        """Goes on until cancelled, then gives the lease back."""
        try:
            while True:
                if await self._lease.hold() is not None:
                    await self.prune()
                pulse.beat()
                await asyncio.sleep(PRUNE_EVERY)
        finally:
            await let_go(self.release)

    async def release(self) -> None:
        """Lets another process prune at once."""
        await self._lease.release()

    async def prune(self) -> None:
        """One round over all tables."""
        for table, (column, kept) in KEPT.items():
            oldest = text(
                f"DELETE FROM runtime.{table} WHERE ctid = ANY(ARRAY("  # noqa: S608 - names are ours
                f"SELECT ctid FROM runtime.{table} WHERE {column} < now() - CAST(:kept AS interval) LIMIT :rows))"
            )
            removed = PRUNE_ROWS
            while removed == PRUNE_ROWS:
                async with self._engine.begin() as connection:
                    removed = (await connection.execute(oldest, {"kept": kept, "rows": PRUNE_ROWS})).rowcount


class Sampler:
    """Measures what waits in one service's database."""

    def __init__(self, engine: AsyncEngine, log: EventLog, *, service: str) -> None:
        self._engine = engine
        self._log = log
        self._service = service
        self.pending = 0
        """Events in the outbox at the last look; a service that takes requests refuses above a limit."""

    async def run(self, pulse: Pulse) -> None:
        """Goes on until cancelled. A log that is away leaves its lag as it was last seen."""
        while True:
            await self.sample()
            pulse.beat()
            await asyncio.sleep(SAMPLE_EVERY)

    def expect_room(self, most: int) -> None:
        """Refuses as Congested where `most` events waited at the last look. That the log is away is no reason."""
        if self.pending >= most:
            raise Congested(waiting=self.pending)

    async def sample(self) -> None:
        """One look."""
        async with self._engine.connect() as connection:
            self.pending, oldest = (await connection.execute(_OUTBOX)).one()
            parked = (await connection.execute(_PARKED)).all()
            keys = await connection.scalar(_PARKED_KEYS)
            cursors = {Partition(topic, part): offset for topic, part, offset in await connection.execute(_CURSORS)}
        OUTBOX_PENDING.labels(service=self._service).set(self.pending)
        OUTBOX_AGE.labels(service=self._service).set(float(oldest))
        PARKED_KEYS.labels(group=self._service).set(keys or 0)
        PARKED_EVENTS.remove_by_labels({"group": self._service})
        for reason, number in parked:
            PARKED_EVENTS.labels(group=self._service, reason=reason).set(number)
        await self._measure_lag(cursors)

    async def _measure_lag(self, cursors: Mapping[Partition, int]) -> None:
        if not cursors:
            return
        try:
            ends = await self._log.ends(list(cursors))
        except LogAway:
            return
        lag: Counter[str] = Counter()
        for partition, end in ends.items():
            lag[partition.topic] += end - cursors[partition]
        for topic, records in lag.items():
            LOG_LAG.labels(group=self._service, topic=topic).set(records)
