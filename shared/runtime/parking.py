"""Parked events: those that could not be applied, and behind each all later ones of its key; and the way back for them.

What makes an event park is decided by the consumer.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.kernel.refusals import Conflict, NotFound
from shared.runtime import faults
from shared.runtime.eventlog import Partition, Record, headers_of, headers_text
from shared.runtime.failures import said
from shared.runtime.handling import Arrival, Handlers, OpenTx, call, read, type_of, types_of
from shared.runtime.telemetry import log
from shared.runtime.tx import Tx

_HELD = text("SELECT DISTINCT key FROM runtime.parked WHERE topic = :topic AND key = ANY(:keys)")
_PARK = text(
    """
    INSERT INTO runtime.parked (topic, part, off, key, event_id, type, headers, value, reason, error, behind, tries)
    SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:parts AS int[]), CAST(:offsets AS bigint[]),
                         CAST(:keys AS text[]), CAST(:ids AS uuid[]), CAST(:types AS text[]),
                         CAST(:headers AS jsonb[]), CAST(:values AS bytea[]), CAST(:reasons AS text[]),
                         CAST(:errors AS text[]), CAST(:behind AS boolean[]), CAST(:tries AS int[]))
    """
)
_ALL = """
    SELECT id, topic, part, off, key, event_id, type, CAST(headers AS text) AS headers, value, reason, error, behind,
           tries, first_seen
    FROM runtime.parked
"""
_LIST = text(f"{_ALL} ORDER BY topic, key, off LIMIT :limit")
_SHOW = text(f"{_ALL} WHERE id = :id")
_OF_KEY = text(f"{_ALL} WHERE topic = :topic AND key = :key ORDER BY off")
_KEYS = text("SELECT topic, key FROM runtime.parked GROUP BY topic, key ORDER BY min(id)")
# The consumer takes the same row first: while it is locked, no event can be parked behind those that are released.
_HOLD_PARTITION = text(
    """
    SELECT FROM runtime.log_cursor
    WHERE (topic, part) IN (SELECT topic, part FROM runtime.parked WHERE topic = :topic AND key = :key)
    FOR UPDATE
    """
)
_RELEASE = text("DELETE FROM runtime.parked WHERE topic = :topic AND key = :key")
_TRIED = text("UPDATE runtime.parked SET tries = tries + 1, error = :error WHERE id = :id")
_DROP = text("DELETE FROM runtime.parked WHERE id = :id RETURNING event_id, topic, key")


class NotParked(NotFound):
    """No parked event has this number; it may have been retried or dropped meanwhile."""

    zh = "没有编号为{id}的搁置事件。"
    en = "No parked event has the number {id}."


class StillFails(Conflict):
    """Retrying a key stopped at an event that fails again; nothing of the key was applied."""

    zh = "搁置事件{id}仍然失败：{error}"
    en = "Parked event {id} fails again: {error}"


@dataclass(frozen=True, slots=True)
class Parked:
    """One parked event: why (`reason` is a word, `error` what was said), how often it was tried, since when."""

    record: Record
    event_id: UUID | None
    type: str | None
    reason: str
    error: str
    behind: bool = False
    tries: int = 0
    id: int | None = None
    first_seen: datetime | None = None

    @classmethod
    def of(cls, arrival: Arrival, *, reason: str, error: str, behind: bool = False, tries: int = 0) -> "Parked":
        """The row of an arrival that cannot be applied now."""
        return cls(arrival.record, arrival.id, type_of(arrival.record), reason, error, behind, tries)


class Parking:
    """The tool: looks at parked events, applies them again, or gives them up."""

    def __init__(self, engine: AsyncEngine, handlers: Handlers, open_tx: OpenTx) -> None:
        self._engine = engine
        self._handlers = handlers
        self._types = types_of(handlers)
        self._open_tx = open_tx

    async def list(self, *, limit: int = 100) -> Sequence[Parked]:
        """Parked events, each key together and in its order."""
        async with self._engine.connect() as connection:
            return [_parked(row) for row in await connection.execute(_LIST, {"limit": limit})]

    async def show(self, number: int) -> Parked:
        """One parked event; raises `NotParked`."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(_SHOW, {"id": number})).one_or_none()
        if row is None:
            raise NotParked(id=number)
        return _parked(row)

    async def keys(self) -> Sequence[tuple[str, str]]:
        """The (topic, key) pairs that are held, longest first."""
        async with self._engine.connect() as connection:
            return [(row.topic, row.key) for row in await connection.execute(_KEYS)]

    async def retry(self, topic: str, key: str) -> int:
        """Applies all parked events of a key in their order, in one transaction, and releases the key; how many.

        Raises `StillFails` and changes nothing if one of them fails.
        """
        chosen = {"topic": topic, "key": key}
        async with self._open_tx() as tx:
            connection = await tx.session.connection()
            await connection.execute(_HOLD_PARTITION, chosen)
            parked = [_parked(row) for row in await connection.execute(_OF_KEY, chosen)]
            for event in parked:
                async with self._failure_noted(event):
                    await self._apply(tx, event)
            await connection.execute(_RELEASE, chosen)
            tx.permit_many(())
        return len(parked)

    async def drop(self, number: int, *, reason: str) -> None:
        """Gives one parked event up for ever, so that those behind it can be retried; a log line keeps what and why."""
        async with self._engine.begin() as connection:
            row = (await connection.execute(_DROP, {"id": number})).one_or_none()
        if row is None:
            raise NotParked(id=number)
        log().warning("parked.dropped", event_id=row.event_id, topic=row.topic, key=row.key, reason=reason)

    async def _apply(self, tx: Tx, parked: Parked) -> None:
        arrival = read(parked.record, self._types)
        if arrival is not None:
            await call(tx, self._handlers, [arrival])

    @asynccontextmanager
    async def _failure_noted(self, parked: Parked) -> AsyncIterator[None]:
        try:
            yield
        except Exception as failure:
            async with self._engine.begin() as connection:
                await connection.execute(_TRIED, {"id": parked.id, "error": said(failure)})
            raise StillFails(id=parked.id, error=said(failure)) from failure


async def held(connection: AsyncConnection, topic: str, keys: Collection[str]) -> set[str]:
    """Those of the keys whose events have to wait."""
    return set((await connection.execute(_HELD, {"topic": topic, "keys": list(keys)})).scalars())


async def park(connection: AsyncConnection, events: Sequence[Parked]) -> None:
    """Sets events aside, in the transaction that moves the cursor over them."""
    records = [event.record for event in events]
    await connection.execute(
        _PARK,
        {
            "topics": [record.partition.topic for record in records],
            "parts": [record.partition.number for record in records],
            "offsets": [record.offset for record in records],
            "keys": [record.key for record in records],
            "ids": [event.event_id for event in events],
            "types": [event.type for event in events],
            "headers": [headers_text(record.headers) for record in records],
            "values": [record.value for record in records],
            "reasons": [event.reason for event in events],
            "errors": [event.error for event in events],
            "behind": [event.behind for event in events],
            "tries": [event.tries for event in events],
        },
    )
    faults.point("parking.parked")


def _parked(row: Any) -> Parked:
    record = Record(
        partition=Partition(row.topic, row.part),
        offset=row.off,
        key=row.key,
        value=row.value,
        headers=headers_of(row.headers),
        at=row.first_seen,
    )
    return Parked(record, row.event_id, row.type, row.reason, row.error, row.behind, row.tries, row.id, row.first_seen)
