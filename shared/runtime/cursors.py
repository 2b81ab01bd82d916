"""Cursors: how far this database's service has read each partition of the log, and which of its processes reads it.

Groups are the databases themselves. A partition is its owner's as long as the owner says every second that it lives;
advancing is compare-and-set on offset, epoch and owner, so that whoever only believes to own it changes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.runtime import faults
from shared.runtime.database import committing_at_once
from shared.runtime.eventlog import Partition
from shared.runtime.leases import SECONDS, new_owner

_ENROL = text(
    """
    INSERT INTO runtime.log_cursor (topic, part)
    SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:parts AS int[])) ON CONFLICT DO NOTHING
    """
)
# Losing a renewal in a crash of the server costs nothing, so nobody waits for its disk.
_ALONE = text("SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(hashtext('log_cursor'))")
_LIVE = text(
    """
    INSERT INTO runtime.member (id, seen) VALUES (:owner, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET seen = excluded.seen
    """
)
_BURY = text("DELETE FROM runtime.member WHERE seen < clock_timestamp() - make_interval(secs => :seconds)")
# A row that is locked belongs to a batch in flight: it is left alone until the batch has ended.
_GIVE_UP = text(
    """
    UPDATE runtime.log_cursor SET owner = NULL
    WHERE (topic, part) IN (
        SELECT topic, part
        FROM runtime.log_cursor,
             (SELECT count(*) AS members, count(*) FILTER (WHERE id < :owner) AS nth FROM runtime.member) place
        WHERE owner = :owner AND part % members <> nth
        FOR UPDATE OF log_cursor SKIP LOCKED)
    """
)
_TAKE = text(
    """
    UPDATE runtime.log_cursor
    SET owner = :owner, epoch = epoch + 1, stuck = stuck + (owner IS NOT NULL AND stuck <> 1)::int
    WHERE (topic, part) IN (
        SELECT topic, part
        FROM runtime.log_cursor,
             (SELECT count(*) AS members, count(*) FILTER (WHERE id < :owner) AS nth FROM runtime.member) place
        WHERE part % members = nth AND owner IS DISTINCT FROM :owner
          AND NOT EXISTS (SELECT FROM runtime.member WHERE id = owner)
        FOR UPDATE OF log_cursor SKIP LOCKED)
    """
)
_MINE = text("SELECT topic, part, next_off, epoch, stuck FROM runtime.log_cursor WHERE owner = :owner")
_ADVANCE = text(
    """
    UPDATE runtime.log_cursor SET next_off = :after, stuck = 0
    WHERE topic = :topic AND part = :part AND next_off = :next AND epoch = :epoch AND owner = :owner
    """
)
_MARK = text(
    """
    UPDATE runtime.log_cursor SET stuck = 2
    FROM set_config('synchronous_commit', 'off', true)
    WHERE topic = :topic AND part = :part AND epoch = :epoch AND owner = :owner AND stuck = 1
    """
)
_RELEASE = text("UPDATE runtime.log_cursor SET owner = NULL WHERE owner = :owner")
_LEAVE = text("DELETE FROM runtime.member WHERE id = :owner")


# Nothing is to be given up or taken: only then this process is seen and its partitions are told.
_QUIET = text(
    """
    WITH place AS (
        SELECT count(*) AS members, count(*) FILTER (WHERE id < :owner) AS nth,
               bool_or(seen < clock_timestamp() - make_interval(secs => :seconds)) AS dead
        FROM runtime.member
    ), settled AS (
        SELECT FROM place
        WHERE NOT dead AND NOT EXISTS (
            SELECT FROM runtime.log_cursor WHERE (part % members = nth) <> (owner IS NOT DISTINCT FROM :owner))
    ), alive AS (
        UPDATE runtime.member SET seen = clock_timestamp()
        WHERE id = :owner AND EXISTS (SELECT FROM settled)
        RETURNING id, set_config('synchronous_commit', 'off', true)
    )
    SELECT topic, part, next_off, epoch, stuck FROM runtime.log_cursor JOIN alive ON owner = id
    """
)

SUSPECT, GUILTY = 1, 3
"""What `Claim.stuck` says: 1, an owner of this and of other partitions died; 2, the next one has begun a batch of this
one; 3 and more, it died over it. Advancing makes it 0."""


class Fenced(Exception):
    """Another owner has the partition, or an earlier commit of ours did arrive; what was done rolls back."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A partition that is ours: the offset to read next, the epoch of our ownership, and what owners died of here."""

    next: int
    epoch: int
    stuck: int


class Cursors:
    """The cursors of one database, as one process uses them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._at_once = committing_at_once(engine)
        self._me = {"owner": new_owner()}

    async def enrol(self, partitions: Collection[Partition]) -> None:
        """Begins to keep a cursor, at offset 0, for each partition that has none."""
        async with self._engine.begin() as connection:
            await connection.execute(
                _ENROL,
                {
                    "topics": [partition.topic for partition in partitions],
                    "parts": [partition.number for partition in partitions],
                },
            )

    async def renew(self) -> Mapping[Partition, Claim]:
        """Says that this process lives; what it owns, once it gave up others' share and took its own."""
        async with self._at_once.connect() as connection:
            rows = (await connection.execute(_QUIET, {**self._me, "seconds": SECONDS})).all()
        if not rows:
            rows = await self._settle()
        return {Partition(row.topic, row.part): Claim(row.next_off, row.epoch, row.stuck) for row in rows}

    async def _settle(self) -> Sequence[Row[Any]]:
        """One process at a time, so that all of them share out the same partitions among the same members."""
        async with self._engine.begin() as connection:
            await connection.execute(_ALONE)
            await connection.execute(_LIVE, self._me)
            await connection.execute(_BURY, {"seconds": SECONDS})
            await connection.execute(_GIVE_UP, self._me)
            await connection.execute(_TAKE, self._me)
            faults.point("cursor.taken")
            return (await connection.execute(_MINE, self._me)).all()

    async def advance(
        self, connection: AsyncConnection, partition: Partition, *, epoch: int, start: int, after: int
    ) -> None:
        """Moves the cursor in the caller's transaction; raises `Fenced` if it is not at `start` or not ours."""
        done = await connection.execute(
            _ADVANCE,
            {
                "topic": partition.topic,
                "part": partition.number,
                "next": start,
                "after": after,
                "epoch": epoch,
                **self._me,
            },
        )
        if done.rowcount != 1:
            raise Fenced(f"{partition} at {start}, epoch {epoch}")

    async def mark(self, partition: Partition, *, epoch: int) -> None:
        """Leaves word that a batch of a suspected partition is about to be tried: who dies now has died of it."""
        async with self._engine.begin() as connection:
            await connection.execute(
                _MARK, {"topic": partition.topic, "part": partition.number, "epoch": epoch, **self._me}
            )

    async def release(self) -> None:
        """Gives everything back, so that another process takes over at its next renewal."""
        async with self._engine.begin() as connection:
            await connection.execute(_RELEASE, self._me)
            await connection.execute(_LEAVE, self._me)
