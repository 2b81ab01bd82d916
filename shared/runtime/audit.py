"""The audit trail: one row per decision, written by the transaction it permits. It holds ids and codes, no values."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.access import Attempt, Decision
from shared.kernel.ids import uuid7
from shared.kernel.refusals import Refusal
from shared.runtime.telemetry import current_request_id

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


async def write(session: AsyncSession, permissions: Sequence[tuple[Decision, str | None]], *, at: datetime) -> None:
    """Adds one row per permission, each with the id of the request it was given in, in one statement."""
    rows = [(decision, str(decision.standing), "permitted", request_id) for decision, request_id in permissions]
    await _insert(session, rows, at=at)


async def write_refusals(session: AsyncSession, refusals: Sequence[Refusal], *, at: datetime) -> None:
    """Adds the rows of attempts that were not permitted; a refusal that is not about rights has none."""
    attempts = [(refusal.attempt, refusal.slug()) for refusal in refusals if isinstance(refusal.attempt, Attempt)]
    if attempts:
        await _insert(session, [(attempt, None, slug, current_request_id()) for attempt, slug in attempts], at=at)


async def _insert(
    session: AsyncSession, rows: Sequence[tuple[Decision | Attempt, str | None, str, str | None]], *, at: datetime
) -> None:
    acts = [act for act, *_ in rows]
    connection = await session.connection()
    await connection.execute(
        _WRITE,
        {
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
        },
    )
