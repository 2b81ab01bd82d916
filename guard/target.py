"""What a port system provides to its guard: presentations kept, one transaction that corrects, a journal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.evidence.codes import Unproven
from shared.evidence.decide import Authorised
from shared.evidence.documents import Operation
from shared.evidence.jws import Envelope
from shared.evidence.records import JournalEntry, Mode
from shared.evidence.scalars import Typed, stamp


@dataclass(frozen=True, slots=True)
class Correction:
    """A write that the guard has let through, and what its journal entries have in common."""

    authorised: Authorised
    request_sha256: str
    mode: Mode
    now: Callable[[], datetime]

    def begin(self) -> datetime:
        """The time of the write, to be asked for when every lock is held.

        A write that had to wait until after the fence does not begin any more (V9.fence): whoever has looked into the
        journal since relies on that.
        """
        at = self.now()
        if at > self.authorised.fence_until:
            raise Unproven("V9.fence")
        return at

    def entry(
        self, op: Operation, *, at: datetime, applied: bool, before: Typed, version_before: str, version: str
    ) -> JournalEntry:
        """What became of one operation; where it was not applied, what stands there is what stood there."""
        plan = self.authorised.plan
        return JournalEntry(
            system=plan.target.system,
            certificate=self.authorised.certificate.id,
            plan_sha256=plan.sha256,
            op_id=op.op_id,
            state="applied" if applied else "refused",
            record=op.record,
            path=op.path,
            before=before,
            after=op.after if applied else before,
            version_before=version_before,
            version=version,
            request_sha256=self.request_sha256,
            mode=self.mode,
            at=stamp(at),
        )


class Target(Protocol):
    """The port system behind the guard."""

    async def keep(self, presentation: bytes, authorised: Authorised) -> bool:
        """Keeps what was presented, findable by each of its operations; False if exactly this was there already."""
        ...

    async def presented(self, op_id: str) -> bytes | None:
        """What was presented last for an operation."""
        ...

    async def correct(self, correction: Correction) -> Sequence[Envelope]:
        """Applies all operations or none, and journals them, in one transaction.

        Raises Unproven `T6.used` (with the entry) for an operation that is in the journal, `V9.fence` as `begin` does,
        and `T5.version` when a record is not at the pinned version with the pinned value; then the journal says
        `refused`.
        """
        ...

    async def entry(self, op_id: str) -> Envelope | None:
        """The signed entry of an operation, after any write of it that has begun: None beyond the fence means never."""
        ...

    async def journal_size(self) -> int:
        """How many entries there are."""
        ...
