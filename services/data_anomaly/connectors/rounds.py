"""The loops of the service: executions step by step, the log's sequencer, timers. Each works when there is work."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.data_anomaly.connectors.port import GuardRefused, NoAnswer, NoSuchRecord, TargetUnavailable, reach
from services.data_anomaly.domain import plans
from services.data_anomaly.domain.networks import TargetNetworks
from services.data_anomaly.domain.outcome import concluded
from services.data_anomaly.domain.progress import Action, State
from services.data_anomaly.domain.signer import Signer
from services.data_anomaly.usecases import executing, logbook
from services.data_anomaly.usecases.executing import Work
from shared.evidence.journal import read_entry
from shared.evidence.jws import Envelope
from shared.evidence.records import Result
from shared.evidence.scalars import stamp
from shared.kernel.ids import CaseId
from shared.kernel.refusals import Conflict, Refusal
from shared.runtime import faults
from shared.runtime.failures import passes
from shared.runtime.leases import Lease, let_go
from shared.runtime.supervise import Loop, Pulse
from shared.runtime.telemetry import log
from shared.runtime.tx import Transactions

AT_ONCE = 50
SHORTEST, LONGEST, SELDOM = 0.05, 0.5, 2.0
"""Seconds between two looks: short while there is work, longer the longer there is none; timers can wait longer."""

REST = 30.0

Round = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Rounds:
    """One round of each loop; a round says whether there was anything to do."""

    transactions: Transactions
    signer: Signer
    networks: TargetNetworks
    executor: Lease
    sequencer: Lease
    _resting: dict[CaseId, float] = field(default_factory=dict)
    """Cases with a fault of their own, by when they are tried again (`time.monotonic`)."""

    def loops(self) -> Sequence[Loop]:
        """For the supervisor."""
        return [
            Loop("executions", self._forever(self.execute, lease=self.executor), release=self.executor.release),
            Loop("sequencer", self._forever(self.sequence, lease=self.sequencer), release=self.sequencer.release),
            Loop("timers", self._forever(self.ring, longest=SELDOM)),
        ]

    async def execute(self) -> bool:
        """Every execution under way takes its next step, one process at a time."""
        if await self.executor.hold() is None:
            return False
        async with self.transactions.read() as tx:
            waiting = await executing.under_way(tx, limit=AT_ONCE)
        moved = [await self._advance_alone(case_id) for case_id in waiting]
        return any(moved)

    async def _advance_alone(self, case_id: CaseId) -> bool:
        """One case that cannot be read, or meets a bug, holds up no other; the log names it again and again."""
        if self._resting.get(case_id, 0.0) > time.monotonic():
            return False
        try:
            moved = await self.advance(case_id)
        except Exception as failure:
            if passes(failure):
                raise
            log().exception("execution.broken", case_id=str(case_id))
            self._resting[case_id] = time.monotonic() + REST
            return False
        self._resting.pop(case_id, None)
        return moved

    async def sequence(self) -> bool:
        """Waiting leaves get their indexes under a new signed head."""
        if await self.sequencer.hold() is None:
            return False
        async with self.transactions.read() as tx:
            if not await logbook.anything_waits(tx):
                return False
        async with self.transactions.write() as tx:
            return bool(await logbook.sequence_log(tx, signer=self.signer))

    async def ring(self) -> bool:
        """What is due happens."""
        async with self.transactions.read() as tx:
            if not await executing.anything_due(tx):
                return False
        async with self.transactions.write() as tx:
            return bool(await executing.ring(tx, limit=AT_ONCE))

    async def advance(self, case_id: CaseId) -> bool:
        """One step of one execution; False when it has to wait for the log, the target or the fence."""
        async with self.transactions.read() as tx:
            work = await executing.work_on(tx, case_id, signer=self.signer)
            now = tx.now
        if work is None:
            return False
        try:
            match work.case.state:
                case State.RESERVED:
                    return await self._send(work, now)
                case State.EXECUTING:
                    # Only a process that died between sending and recording leaves a case here.
                    return await self._note(work, Action.NO_ANSWER, why="interrupted")
                case State.UNKNOWN:
                    entries = await self._journal(work)
                    action = _concluded(work, entries, now)
                    return action is not None and await self._note(work, action, entries)
                case _:
                    return await self._verify(work)
        except Refusal as reason:
            log().warning("execution.waits", number=work.case.number, status=work.case.state, reason=str(reason))
            return False

    async def _send(self, work: Work, now: datetime) -> bool:
        if work.presentation is None:
            return False
        async with reach(work.connector, self.networks) as port:
            try:
                plans.still_there(work.plan, work.connector, await port.read(plans.records_of(work.plan)))
                await port.present(work.presentation)
            except Conflict:
                return await self._note(work, Action.NO_EFFECT, why="T5.version")
            except GuardRefused as refused:
                return await self._note(work, Action.NO_EFFECT, why=refused.code)
            async with self.transactions.write() as tx:
                await executing.note_sent(tx, work.case.id)
            faults.point("execution.sending")
            try:
                await port.write(work.plan)
                faults.point("execution.sent")
                entries = await port.journal(work.plan)
            except GuardRefused as refused:
                return await self._note(work, Action.NO_EFFECT, why=refused.code)
            except (NoAnswer, TargetUnavailable):
                return await self._note(work, Action.NO_ANSWER, why="no answer")
        return await self._note(work, _concluded(work, entries, now) or Action.NO_ANSWER, entries)

    async def _journal(self, work: Work) -> Sequence[Envelope | None]:
        async with reach(work.connector, self.networks) as port:
            return await port.journal(work.plan)

    async def _verify(self, work: Work) -> bool:
        try:
            async with reach(work.connector, self.networks) as port:
                readings = await port.read(plans.records_of(work.plan))
            found = plans.read_back(work.plan, work.connector, readings)
        except NoSuchRecord:
            found = ()
        async with self.transactions.write() as tx:
            if not plans.as_ordered(work.plan, found):
                await executing.note_different(tx, work.case.id, "read back differs")
                return True
            result = Result(
                certificate=str(work.certificate),
                plan_sha256=work.plan.sha256,
                outcome="applied",
                ops=found,
                at=stamp(tx.now),
            )
            await executing.note_verified(tx, work.case.id, result)
        return True

    async def _note(
        self, work: Work, action: Action, entries: Sequence[Envelope | None] = (), *, why: str = ""
    ) -> bool:
        known = [entry for entry in entries if entry is not None]
        async with self.transactions.write() as tx:
            await executing.note_outcome(tx, work.case.id, action, known, why)
        faults.point("execution.recorded")
        return True

    @staticmethod
    def _forever(
        round_: Round, *, longest: float = LONGEST, lease: Lease | None = None
    ) -> Callable[[Pulse], Awaitable[None]]:
        async def run(pulse: Pulse) -> None:
            pause = SHORTEST
            try:
                while True:
                    pause = SHORTEST if await round_() else min(longest, pause * 2)
                    pulse.beat()
                    await asyncio.sleep(pause)
            finally:
                if lease is not None:
                    await let_go(lease.release)

        return run


def _concluded(work: Work, entries: Sequence[Envelope | None], now: datetime) -> Action | None:
    """What the journal proves; an entry that the guard's key did not sign proves nothing (Unproven)."""
    read = [None if entry is None else read_entry(entry, work.trust) for entry in entries]
    return concluded(work.plan, read, now=now, fence_until=work.case.progress.until)
