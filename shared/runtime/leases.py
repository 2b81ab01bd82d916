"""Leases: work that one process does at a time, held in a row of the database. Which work that is, its users say.

A row and not a session lock: a process that is stopped keeps its session, and with it every lock of it.
"""

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.runtime import faults
from shared.runtime.database import committing_at_once
from shared.runtime.failures import passes, said
from shared.runtime.telemetry import log

SECONDS = 3.0
"""How long a holder that has stopped telling is believed to be alive."""
RENEW_AFTER = 0.8
LET_GO_WITHIN = 2.0
AGAIN_AFTER = 0.05

_HOLD = text(
    """
    INSERT INTO runtime.lease AS held (name, owner, until, epoch)
    VALUES (:name, :owner, clock_timestamp() + make_interval(secs => :seconds), 1)
    ON CONFLICT (name) DO UPDATE
    SET owner = excluded.owner, until = excluded.until,
        epoch = held.epoch + (held.owner IS DISTINCT FROM excluded.owner)::int
    WHERE held.owner IS NULL OR held.owner = excluded.owner OR held.until < clock_timestamp()
    RETURNING epoch
    """
)
_RELEASE = text("UPDATE runtime.lease SET owner = NULL WHERE name = :name AND owner = :owner")


async def let_go(act: Callable[[], Awaitable[None]]) -> None:
    """Does what the end of a loop should do, briefly and without failing: what it leaves undone ends by itself.

    `act` may be done again: after a restart of the server the pool's connections are dead, and the first use tells.
    """
    try:
        async with asyncio.timeout(LET_GO_WITHIN):
            while True:
                try:
                    return await act()
                except Exception as failure:
                    if not passes(failure):
                        raise
                await asyncio.sleep(AGAIN_AFTER)
    except Exception as failure:
        log().warning("lease.not_released", error=said(failure))


def new_owner() -> str:
    """A name for this holder that no other has, telling machine and process to whoever looks into the table."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


class Lease:
    """The right to do `name`.

    A holder that was stopped may go on for a moment beside its successor: what it protects must bear that, as the
    relay does, or carry the epoch to where it is checked.
    """

    def __init__(self, engine: AsyncEngine, name: str, *, owner: str | None = None) -> None:
        self._engine = engine
        self._at_once = committing_at_once(engine)
        self._name = name
        self._owner = owner or new_owner()
        self._epoch: int | None = None
        self._renew_at = 0.0

    async def hold(self) -> int | None:
        """Takes or keeps the lease: its epoch, which grows with each change of holder; None if another has it.

        Meant to be called in every round of a loop; it asks the database only when renewal is due.
        """
        if self._epoch is None or time.monotonic() >= self._renew_at:
            async with self._at_once.connect() as connection:
                self._epoch = await connection.scalar(
                    _HOLD, {"name": self._name, "owner": self._owner, "seconds": SECONDS}
                )
            self._renew_at = time.monotonic() + RENEW_AFTER
            faults.point("lease.taken")
        return self._epoch

    async def release(self) -> None:
        """Gives the lease back, so that the next holder need not wait for its end."""
        self._epoch = None
        async with self._engine.begin() as connection:
            await connection.execute(_RELEASE, {"name": self._name, "owner": self._owner})
