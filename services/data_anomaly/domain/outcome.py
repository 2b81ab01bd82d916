"""What may be concluded about operations that were sent. Asking the target is not here."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.data_anomaly.domain.progress import Action
from shared.evidence.documents import Plan
from shared.evidence.records import JournalEntry

GRACE = timedelta(seconds=60)
"""Beyond the fence a guard begins no write; this much later, clocks and running writes included, silence is final."""


def concluded(
    plan: Plan, entries: Sequence[JournalEntry | None], *, now: datetime, fence_until: datetime | None
) -> Action | None:
    """The outcome that a target's journal proves, one entry per operation in order; None while it proves nothing.

    A plan is applied as a whole. An operation the journal does not know has no effect once nothing can begin any more.
    An entry about anything else than its operation of this plan proves nothing.
    """
    for op, entry in zip(plan.ops, entries, strict=True):
        if entry and (entry.op_id, entry.plan_sha256) != (op.op_id, plan.sha256):
            return None
    states = {entry.state if entry else None for entry in entries}
    if states == {"applied"}:
        return Action.APPLIED
    if states == {"refused"}:
        return Action.NO_EFFECT
    if states == {None} and (fence_until is None or now >= fence_until + GRACE):
        return Action.NO_EFFECT
    return None
