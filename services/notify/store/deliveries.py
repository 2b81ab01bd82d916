"""Statements for looking up what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from services.notify.domain.model import NoSuchDelivery
from services.notify.domain.moves import DeliveryState
from services.notify.tables import DeliveryAttemptRow, DeliveryRow
from shared.kernel.ids import DeliveryId, EndpointId
from shared.runtime.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """One delivery, without its content."""

    id: DeliveryId
    event_id: UUID
    type: str
    source: str
    subject: str
    sequence: int
    previous: int | None
    time: datetime
    state: DeliveryState
    attempts: int
    last_code: str | None
    expires_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLine:
    """One post and its answer."""

    id: UUID
    at: datetime
    milliseconds: int | None
    status: int | None
    code: str
    head: bytes
    body_sha256: bytes


async def list_deliveries(
    tx: Tx, endpoint_id: EndpointId, *, state: DeliveryState | None, after: UUID | None, limit: int
) -> Sequence[DeliveryLine]:
    """An endpoint's deliveries, newest first, at most `limit` below `after`."""
    query = select(DeliveryRow).where(col(DeliveryRow.endpoint_id) == endpoint_id)
    if state is not None:
        query = query.where(col(DeliveryRow.state) == state)
    if after is not None:
        query = query.where(col(DeliveryRow.id) < after)
    rows = await tx.session.exec(query.order_by(col(DeliveryRow.id).desc()).limit(limit))
    return [
        DeliveryLine(
            id=DeliveryId(row.id),
            event_id=row.event_id,
            type=row.type,
            source=row.source,
            subject=row.subject,
            sequence=row.sequence,
            previous=row.previous,
            time=row.time,
            state=row.state,
            attempts=row.attempts,
            last_code=row.last_code,
            expires_at=row.expires_at,
            settled_at=row.settled_at,
        )
        for row in rows.all()
    ]


async def list_attempts(tx: Tx, endpoint_id: EndpointId, delivery_id: DeliveryId) -> Sequence[AttemptLine]:
    """The attempts of one delivery, oldest first. Raises NoSuchDelivery."""
    known = select(DeliveryRow.id).where(
        col(DeliveryRow.id) == delivery_id, col(DeliveryRow.endpoint_id) == endpoint_id
    )
    if (await tx.session.exec(known)).first() is None:
        raise NoSuchDelivery
    query = select(DeliveryAttemptRow).where(col(DeliveryAttemptRow.delivery_id) == delivery_id)
    rows = await tx.session.exec(query.order_by(col(DeliveryAttemptRow.id)))
    return [
        AttemptLine(
            id=row.id,
            at=row.at,
            milliseconds=row.milliseconds,
            status=row.status,
            code=row.code,
            head=row.head,
            body_sha256=row.body_sha256,
        )
        for row in rows.all()
    ]
