"""The relay: what lies in the outbox is published, then moved to `outbox_sent`. What events mean is not known here.

No event is lost: a row leaves only after the log has taken it. No key loses its order: each round begins with the
lowest row, and the positions of a key ascend. A crash between publishing and moving leaves duplicates in the log,
which every consumer's inbox drops; two relays at once, one of them stopped in between, leave no more than that.
"""

import asyncio
import random
from contextlib import suppress
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.topics import TOPICS
from shared.runtime import faults
from shared.runtime.database import committing_at_once
from shared.runtime.eventlog import EventLog, LogAway, Message, headers_of
from shared.runtime.leases import Lease, let_go
from shared.runtime.supervise import Pulse
from shared.runtime.telemetry import RELAY_FAILURES, RELAY_SECONDS, log

ROWS = 2_000
BYTES = 8 * 2**20
SHORTEST_PAUSE, LONGEST_PAUSE = 0.02, 0.5
REST = 0.01
"""Seconds after a round that was not full: two events cost a round as much as two hundred do."""

_PENDING = text(
    """
    SELECT pos, event_id, topic, key, CAST(headers AS text) AS headers, payload
    FROM (
        SELECT lowest.*, sum(octet_length(payload)) OVER (ORDER BY pos) - octet_length(payload) AS bytes_before
        FROM (SELECT * FROM runtime.outbox ORDER BY pos LIMIT :rows) lowest
    ) sized
    WHERE bytes_before < :bytes
    ORDER BY pos
    """
)
_MOVE = text(
    """
    WITH sent AS (
        DELETE FROM runtime.outbox WHERE pos = ANY(:published)
        RETURNING pos, event_id, topic, key, seq, type, headers, payload, created
    )
    INSERT INTO runtime.outbox_sent (pos, event_id, topic, key, seq, type, headers, payload, created, sent)
    SELECT sent.*, now() FROM sent
    """
)


class Relay:
    """Publishes one database's outbox; of several processes the holder of the lease does."""

    def __init__(self, engine: AsyncEngine, log: EventLog, *, service: str, staged: asyncio.Event) -> None:
        """`staged` is set by whoever commits new rows in this process; rows of others are found by looking."""
        self._engine = engine
        self._at_once = committing_at_once(engine)
        self._log = log
        self._service = service
        self._staged = staged
        self._lease = Lease(engine, "relay")

    async def run(self, pulse: Pulse) -> None:
        """Goes on until cancelled, then gives the lease back."""
        pause = SHORTEST_PAUSE
        await self._log.ensure_topics(topic for topic in TOPICS.values() if topic.owner == self._service)
        try:
            while True:
                self._staged.clear()
                try:
                    moved = await self.publish_pending()
                except LogAway as failure:
                    RELAY_FAILURES.labels(service=self._service, reason=failure.facts["reason"]).inc()
                    log().warning("relay.failed", service=self._service, error=str(failure))
                    await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311 - jitter
                    continue
                pulse.beat()
                if moved:
                    pause = SHORTEST_PAUSE
                    if moved < ROWS:
                        await asyncio.sleep(REST)
                    continue
                if moved is None:
                    await asyncio.sleep(LONGEST_PAUSE)
                    continue
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._staged.wait()
                pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            await let_go(self.release)

    async def release(self) -> None:
        """Lets another process publish at once."""
        await self._lease.release()

    async def drain(self) -> None:
        """Publishes what is left, for a process that is about to end; bounded by its caller."""
        while await self.publish_pending():
            pass
        await self._lease.release()

    async def publish_pending(self) -> int | None:
        """One round: how many events left, None if another process holds the lease.

        No transaction is open while the log is waited for.
        """
        if await self._lease.hold() is None:
            return None
        async with self._at_once.connect() as connection:
            rows = (await connection.execute(_PENDING, {"rows": ROWS, "bytes": BYTES})).all()
        if not rows:
            return 0
        with RELAY_SECONDS.labels(service=self._service).time():
            await self._log.publish([_message(row) for row in rows])
            faults.point("relay.published")
            async with self._at_once.connect() as connection:
                await connection.execute(_MOVE, {"published": [row.pos for row in rows]})
        return len(rows)


def _message(row: Any) -> Message:
    return Message(id=row.event_id, topic=row.topic, key=row.key, value=row.payload, headers=headers_of(row.headers))
