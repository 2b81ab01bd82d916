"""What a target's journal proves, and when silence is an answer."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.data_anomaly.domain.outcome import GRACE, concluded
from services.data_anomaly.domain.progress import Action
from shared.evidence.canonical import sha256
from shared.evidence.documents import Plan
from shared.evidence.records import JournalEntry
from shared.evidence.scalars import stamp
from tests.support.evidence import NOW, make_op, make_plan

FENCE = NOW + timedelta(minutes=2)
PLAN = make_plan([make_op(1), make_op(2, path="/paid_on")])


def entry(plan: Plan, place: int, state: str, **changes: Any) -> JournalEntry:
    op = plan.ops[place]
    known: dict[str, Any] = {
        "system": "hn-sw-tax",
        "certificate": plan.case_id,
        "plan_sha256": plan.sha256,
        "op_id": op.op_id,
        "state": state,
        "record": op.record,
        "path": op.path,
        "before": op.before,
        "after": op.after,
        "version_before": op.version,
        "version": '"8"',
        "request_sha256": sha256(b"request"),
        "mode": "enforce",
        "at": stamp(NOW),
    }
    return JournalEntry(**(known | changes))


@pytest.mark.parametrize(
    ("states", "now", "outcome"),
    [
        (("applied", "applied"), NOW, Action.APPLIED),
        (("refused", "refused"), NOW, Action.NO_EFFECT),
        ((None, None), NOW, None),
        ((None, None), FENCE, None),
        ((None, None), FENCE + GRACE, Action.NO_EFFECT),
        (("applied", None), FENCE + GRACE, None),
        (("applied", "refused"), FENCE + GRACE, None),
    ],
)
def test_a_plan_is_concluded_as_a_whole_or_not_at_all(
    states: tuple[str | None, ...], now: datetime, outcome: Action | None
) -> None:
    entries = [None if state is None else entry(PLAN, place, state) for place, state in enumerate(states)]

    assert concluded(PLAN, entries, now=now, fence_until=FENCE) is outcome


def test_an_entry_about_another_plan_or_operation_proves_nothing() -> None:
    other_plan = [entry(PLAN, 0, "applied", plan_sha256=sha256(b"other")), entry(PLAN, 1, "applied")]
    swapped = [entry(PLAN, 1, "applied"), entry(PLAN, 0, "applied")]

    for entries in (other_plan, swapped):
        assert concluded(PLAN, entries, now=NOW, fence_until=FENCE) is None
