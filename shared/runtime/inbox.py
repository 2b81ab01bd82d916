"""The inbox: which events this database has taken in, and how often a difficult one was tried; not what they do."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_TAKE = text(
    """
    INSERT INTO runtime.inbox (event_id) SELECT DISTINCT unnest(CAST(:ids AS uuid[])) ON CONFLICT DO NOTHING
    RETURNING event_id
    """
)
# The count has to outlive this process, not the server's power: nobody waits for its disk.
_COUNT = text(
    """
    INSERT INTO runtime.attempt (event_id, n)
    SELECT CAST(:id AS uuid), 1 FROM set_config('synchronous_commit', 'off', true)
    ON CONFLICT (event_id) DO UPDATE SET n = attempt.n + 1, at = now()
    RETURNING n
    """
)
_TRIED = text("SELECT event_id FROM runtime.attempt WHERE event_id = ANY(CAST(:ids AS uuid[]))")
_NOTE = text("UPDATE runtime.attempt SET n = n - :discount, last_error = :error WHERE event_id = :id")
_FORGET = text("DELETE FROM runtime.attempt WHERE event_id = :id")


async def take(connection: AsyncConnection, ids: Collection[UUID]) -> set[UUID]:
    """Takes events in; those among them that were not in before."""
    if not ids:
        return set()
    return set((await connection.execute(_TAKE, {"ids": list(ids)})).scalars())


async def count_attempt(engine: AsyncEngine, event_id: UUID) -> int:
    """Counts a trial before it begins, in a transaction of its own: an event that kills the process is counted too."""
    async with engine.begin() as connection:
        n: int = await connection.scalar(_COUNT, {"id": event_id})
    return n


async def tried(engine: AsyncEngine, ids: Collection[UUID]) -> set[UUID]:
    """Those of the events that have failed alone before, perhaps in another process."""
    async with engine.connect() as connection:
        return set((await connection.execute(_TRIED, {"ids": list(ids)})).scalars())


async def note_failure(engine: AsyncEngine, event_id: UUID, error: str, *, counts: bool) -> None:
    """Keeps why a trial failed; one that says nothing about the event (a lost connection) is taken off the count."""
    async with engine.begin() as connection:
        await connection.execute(_NOTE, {"id": event_id, "error": error, "discount": 0 if counts else 1})


async def forget_attempts(connection: AsyncConnection, event_id: UUID) -> None:
    """The event is applied or parked: its trials no longer matter."""
    await connection.execute(_FORGET, {"id": event_id})
