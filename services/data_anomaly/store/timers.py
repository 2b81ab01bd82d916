"""Statements for timers: what becomes due, claimed by one process at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql
from sqlmodel import col, select

from services.data_anomaly.domain.progress import Action
from services.data_anomaly.tables import TimerRow
from shared.kernel.ids import CaseId, CertificateId
from shared.runtime.tx import Tx


class Timer(NamedTuple):
    """At `due_at`, `action` is tried on the case, about that certificate."""

    case_id: CaseId
    certificate_id: CertificateId
    action: Action
    due_at: datetime


async def set_timer(tx: Tx, timer: Timer) -> None:
    """Sets a timer; one that is set already is moved."""
    statement = postgresql.insert(TimerRow).values(**timer._asdict())
    await tx.session.exec(
        statement.on_conflict_do_update(
            index_elements=["case_id", "certificate_id", "action"], set_={"due_at": timer.due_at}
        )
    )


async def any_due(tx: Tx) -> bool:
    """Whether any timer is due."""
    query = select(TimerRow.action).where(col(TimerRow.due_at) <= tx.now).limit(1)
    return (await tx.session.exec(query)).first() is not None


async def take_due(tx: Tx, *, limit: int) -> Sequence[Timer]:
    """Takes timers that are due, passing over those that another process holds."""
    query = select(TimerRow).where(col(TimerRow.due_at) <= tx.now).order_by(col(TimerRow.due_at)).limit(limit)
    rows = (await tx.session.exec(query.with_for_update(skip_locked=True))).all()
    for row in rows:
        await tx.session.exec(
            delete(TimerRow).where(
                col(TimerRow.case_id) == row.case_id,
                col(TimerRow.certificate_id) == row.certificate_id,
                col(TimerRow.action) == row.action,
            )
        )
    return [Timer(CaseId(row.case_id), CertificateId(row.certificate_id), row.action, row.due_at) for row in rows]
