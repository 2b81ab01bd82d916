"""The audit trail: one row per decision, written by the transaction it permits. It holds ids and codes, no values."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from shared.kernel.access import Attempt, Decision
from shared.kernel.ids import uuid7
from shared.kernel.refusals import Refusal
from shared.runtime.telemetry import current_request_id
from shared.runtime.writes import Write

_WRITE = text(
    """
    INSERT INTO runtime.audit (id, at, operation, person, acting_for, unit, standing, record, outcome, request_id)
    SELECT id, :at, operation, person, acting_for, unit, standing, record, outcome, request_id
    FROM unnest(CAST(:ids AS uuid[]), CAST(:operations AS text[]), CAST(:persons AS text[]),
                CAST(:acting_for AS text[]), CAST(:units AS text[]), CAST(:standings AS text[]),
                CAST(:records AS text[]), CAST(:outcomes AS text[]), CAST(:request_ids AS text[]))
         AS row (id, operation, person, acting_for, unit, standing, record, outcome, request_id)
    """
)


def trail(
    permissions: Sequence[tuple[Decision, str | None]], refusals: Sequence[Refusal], *, at: datetime
) -> Sequence[Write]:
    """The rows of permissions, each with the id of the request it was given in, and of attempts not permitted.

    A refusal that is not about rights has none.
    """
    rows: list[tuple[Decision | Attempt, str | None, str, str | None]] = [
        (decision, str(decision.standing), "permitted", request_id) for decision, request_id in permissions
    ]
    rows += [
        (refusal.attempt, None, refusal.slug(), current_request_id())
        for refusal in refusals
        if isinstance(refusal.attempt, Attempt)
    ]
    if not rows:
        return []
    acts = [act for act, *_ in rows]
    values = {
        "at": at,
        "ids": [uuid7(at) for _ in rows],
        "operations": [act.operation for act in acts],
        "persons": [act.actor.person for act in acts],
        "acting_for": [act.actor.acting_for for act in acts],
        "units": [act.actor.unit for act in acts],
        "standings": [standing for _, standing, _, _ in rows],
        "records": [act.record for act in acts],
        "outcomes": [outcome for _, _, outcome, _ in rows],
        "request_ids": [request_id for *_, request_id in rows],
    }
    return [(_WRITE, values)]
