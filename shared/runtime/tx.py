"""One transaction: its session, its instant, who permitted it, and the events that leave with it."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.contracts.envelope import Envelope, source_of
from shared.contracts.event import Event
from shared.contracts.topics import Service
from shared.kernel.access import Attempt, Decision
from shared.kernel.clock import Clock
from shared.kernel.ids import uuid7
from shared.kernel.refusals import Refusal
from shared.runtime import audit, faults, outbox
from shared.runtime.database import Sessions, reachable
from shared.runtime.telemetry import current_request_id, current_traceparent
from shared.runtime.writes import Write, write


class Undecided(RuntimeError):
    """A use case reached its end without a decision: a bug, answered with 500 and rolled back."""


class ForeignEvent(RuntimeError):
    """A service tried to announce what belongs to another one."""


class Unwritten(RuntimeError):
    """A statement would run before writes that were left for the end: a bug; flush them first."""


class Tx:
    """One transaction of one service.

    Opened at the edge (a request, a batch of events), committed before anybody is told. Only stores use
    `session` and `write`. Without at least one `permit` it is not committed.
    """

    def __init__(self, session: AsyncSession, *, now: datetime, service: Service, source: str) -> None:
        self.now = now
        self.causes: Mapping[str, Envelope] = {}
        """The events in hand by the key of their root, in a handler's order of events; empty outside a handler."""
        self._session = session
        self._service = service
        self._source = source
        self._decided = False
        self._permissions: list[tuple[Decision, str | None]] = []
        self._refused: list[Refusal] = []
        self._events: list[Envelope] = []
        self._writes: list[Write] = []

    @property
    def session(self) -> AsyncSession:
        """For statements whose answer matters. Raises Unwritten while others wait that it would not see."""
        if self._writes:
            raise Unwritten
        return self._session

    def write(self, statement: TextClause, values: Mapping[str, Any]) -> None:
        """Leaves a write for the end, where all of them are one statement and cost one round trip together.

        They run on one snapshot: none may depend on what another has written.
        """
        self._writes.append((statement, values))

    async def flush(self) -> None:
        """Writes at once what `write` has taken, for whoever reads it in this transaction or minds its failure."""
        taken, self._writes = self._writes, []
        await write(self._session, taken)

    def permit(self, decision: Decision) -> None:
        """Takes a decision on one record; it becomes one row of the audit trail."""
        self.permit_many((decision,))

    def permit_many(self, decisions: Iterable[Decision]) -> None:
        """Takes one decision per record of a batch; an empty batch has been decided on too."""
        self._decided = True
        request_id = current_request_id()
        self._permissions.extend((decision, request_id) for decision in decisions)

    def refuse(self, refusal: Refusal) -> None:
        """Takes the refusal of one member of a batch, whose other members go on; the audit trail tells of both."""
        self._refused.append(refusal)

    def emit(self, event: Event, *, because: Envelope | None = None) -> None:
        """Lets `event` leave with this transaction; call it after `save`, while the root's row is held.

        Its cause is `because`, or in a handler the event in hand about the same root, whose trace it continues.
        """
        if event.owner is not self._service:
            raise ForeignEvent(f"{self._service} may not emit {event.TYPE}")
        cause = because or self.causes.get(event.key)
        self._events.append(
            Envelope(
                id=uuid7(self.now),
                type=event.TYPE,
                source=self._source,
                topic=event.TOPIC.name,
                key=event.key,
                seq=event.version,
                time=self.now,
                data=event.model_dump_json().encode(),
                traceparent=cause.traceparent if cause else current_traceparent(),
                causation=str(cause.id) if cause else None,
            )
        )

    async def finish(self, *, record: bool) -> bool:
        """Writes what is left, the audit rows and the outbox rows; says whether any event leaves.

        Called once, before COMMIT.
        """
        if not self._decided:
            raise Undecided
        if record:
            self._writes += audit.trail(self._permissions, self._refused, at=self.now)
        self._writes += outbox.staged(self._events)
        await self.flush()
        if self._events:
            faults.point("outbox.staged")
        return bool(self._events)


class Transactions:
    """Opens the transactions of one service."""

    def __init__(
        self, sessions: Sessions, readers: Sessions, *, clock: Clock, service: Service, installation: str
    ) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock
        self._service = service
        self._source = source_of(installation, service)
        self.staged = asyncio.Event()
        """Set whenever a commit has left events in the outbox; the relay waits for it."""

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """A transaction that commits at the end of the block, or leaves nothing behind on any exception.

        A refusal for want of a permission is recorded by a small transaction of its own. Raises Unavailable
        where the database cannot be reached.
        """
        async with self._refusals_noted():
            with reachable():
                async with self._sessions.begin() as session:
                    tx = self._tx(session)
                    yield tx
                    leaving = await tx.finish(record=True)
        if leaving:
            self.staged.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """The same for reading, on an engine that cannot write: nothing is read without a decision either."""
        async with self._refusals_noted():
            with reachable():
                async with self._readers.begin() as session:
                    tx = self._tx(session)
                    yield tx
                    await tx.finish(record=False)

    def _tx(self, session: AsyncSession) -> Tx:
        return Tx(session, now=self._clock.now(), service=self._service, source=self._source)

    async def note(self, refusal: Refusal) -> None:
        """Records a refusal in the audit trail if it was a decision about rights."""
        if isinstance(refusal.attempt, Attempt):
            with reachable():
                async with self._sessions.begin() as session:
                    await write(session, audit.trail([], [refusal], at=self._clock.now()))

    @asynccontextmanager
    async def _refusals_noted(self) -> AsyncIterator[None]:
        try:
            yield
        except Refusal as refusal:
            await self.note(refusal)
            raise
