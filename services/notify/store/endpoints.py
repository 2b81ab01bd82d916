"""Statements for endpoints and their secrets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, text
from sqlmodel import col, select, update

from services.notify.domain.health import Health
from services.notify.domain.lanes import SealedSecret
from services.notify.domain.model import Endpoint
from services.notify.domain.moves import EndpointStatus
from services.notify.domain.target import Target
from services.notify.tables import EndpointRow, EndpointSecretRow
from shared.kernel.ids import EndpointId, UnitCode
from shared.kernel.refusals import NotFound, Stale
from shared.runtime.tx import Tx

# KEY SHARE waits for `load_endpoint` alone, so that no deletion passes unseen between fan-out and its commit.
_LISTENERS = text(
    """
    SELECT id, unit, filters FROM endpoint
    WHERE unit = ANY(:units) AND status <> 'deleted'
    ORDER BY id FOR KEY SHARE
    """
)


@dataclass(frozen=True, slots=True)
class Listener:
    """What fan-out asks of an endpoint."""

    id: EndpointId
    unit: UnitCode
    filters: Sequence[str]


async def add_endpoint(tx: Tx, endpoint: Endpoint) -> None:
    """Adds a new endpoint."""
    tx.session.add(
        EndpointRow(id=endpoint.id, created_at=endpoint.created_at, unit=endpoint.unit, **_columns(endpoint))
    )
    await tx.session.flush()


async def save_endpoint(tx: Tx, before: Endpoint, after: Endpoint) -> None:
    """Writes a changed endpoint; raises Stale when it moved on since it was loaded."""
    done = await tx.session.exec(
        update(EndpointRow)
        .where(col(EndpointRow.id) == before.id, col(EndpointRow.version) == before.version)
        .values(**_columns(after))
    )
    if done.rowcount != 1:
        raise Stale


async def read_endpoint(tx: Tx, endpoint_id: EndpointId) -> Endpoint:
    """One endpoint for looking at. Raises NotFound, also for a deleted one."""
    query = select(EndpointRow).where(col(EndpointRow.id) == endpoint_id)
    row = (await tx.session.exec(query)).first()
    if row is None or row.status is EndpointStatus.DELETED:
        raise NotFound
    return endpoint_of(row)


async def load_endpoint(tx: Tx, endpoint_id: EndpointId) -> Endpoint:
    """One endpoint for changing: nobody else holds or queues for it before the commit. Raises NotFound."""
    query = select(EndpointRow).where(col(EndpointRow.id) == endpoint_id).with_for_update()
    row = (await tx.session.exec(query)).first()
    if row is None or row.status is EndpointStatus.DELETED:
        raise NotFound
    return endpoint_of(row)


async def hold_endpoints(tx: Tx, endpoint_ids: Collection[EndpointId]) -> Sequence[Endpoint]:
    """Those of the endpoints that exist, held in the order of their ids; fan-out need not wait for it."""
    if not endpoint_ids:
        return []
    query = select(EndpointRow).where(col(EndpointRow.id).in_(endpoint_ids)).order_by(col(EndpointRow.id))
    return [endpoint_of(row) for row in (await tx.session.exec(query.with_for_update(key_share=True))).all()]


async def count_endpoints(tx: Tx, unit: UnitCode) -> int:
    """How many endpoints a unit has."""
    query = select(func.count()).where(col(EndpointRow.unit) == unit, col(EndpointRow.status) != EndpointStatus.DELETED)
    return (await tx.session.exec(query)).one()


async def list_endpoints(tx: Tx, unit: UnitCode | None, *, after: UUID | None, limit: int) -> Sequence[Endpoint]:
    """The endpoints of `unit`, or of all units for None, newest first, at most `limit` below `after`."""
    query = select(EndpointRow).where(col(EndpointRow.status) != EndpointStatus.DELETED)
    if unit is not None:
        query = query.where(col(EndpointRow.unit) == unit)
    if after is not None:
        query = query.where(col(EndpointRow.id) < after)
    rows = await tx.session.exec(query.order_by(col(EndpointRow.id).desc()).limit(limit))
    return [endpoint_of(row) for row in rows.all()]


async def listeners(tx: Tx, units: Collection[UnitCode]) -> Sequence[Listener]:
    """The endpoints of any of `units`; they cannot be deleted before the commit."""
    connection = await tx.session.connection()
    rows = await connection.execute(_LISTENERS, {"units": list(units)})
    return [Listener(EndpointId(row.id), UnitCode(row.unit), row.filters) for row in rows]


async def add_secret(tx: Tx, endpoint_id: EndpointId, secret: SealedSecret) -> None:
    """Adds a secret that signs from now on."""
    tx.session.add(
        EndpointSecretRow(
            kid=secret.kid, endpoint_id=endpoint_id, sealed=secret.sealed, not_before=tx.now, not_after=None
        )
    )
    await tx.session.flush()


async def retire_secrets(tx: Tx, endpoint_id: EndpointId, *, at: datetime) -> None:
    """Lets the secrets that sign without end sign until `at`."""
    await tx.session.exec(
        update(EndpointSecretRow)
        .where(col(EndpointSecretRow.endpoint_id) == endpoint_id, col(EndpointSecretRow.not_after).is_(None))
        .values(not_after=at)
    )


async def read_secret(tx: Tx, endpoint_id: EndpointId, kid: UUID) -> SealedSecret:
    """One secret of an endpoint. Raises NotFound."""
    query = select(EndpointSecretRow).where(
        col(EndpointSecretRow.kid) == kid, col(EndpointSecretRow.endpoint_id) == endpoint_id
    )
    row = (await tx.session.exec(query)).first()
    if row is None:
        raise NotFound
    return SealedSecret(row.kid, row.sealed)


def endpoint_of(row: EndpointRow | Row[Any]) -> Endpoint:
    """The value behind a row."""
    return Endpoint(
        id=EndpointId(row.id),
        version=row.version,
        unit=UnitCode(row.unit),
        name=row.name,
        target=Target(row.scheme, row.host, row.port, row.path),
        zone=row.zone,
        filters=tuple(row.filters),
        room=row.room,
        time_limit=timedelta(milliseconds=row.time_limit_ms),
        status=EndpointStatus(row.status),
        reason=row.reason,
        health=Health(row.silent, row.rests, row.rest_until),
        created_at=row.created_at,
    )


def _columns(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "version": endpoint.version,
        "name": endpoint.name,
        "scheme": endpoint.target.scheme,
        "host": endpoint.target.host,
        "port": endpoint.target.port,
        "path": endpoint.target.path,
        "zone": endpoint.zone,
        "filters": list(endpoint.filters),
        "room": endpoint.room,
        "time_limit_ms": endpoint.time_limit // timedelta(milliseconds=1),
        "status": endpoint.status,
        "reason": endpoint.reason,
        "silent": endpoint.health.silent,
        "rests": endpoint.health.rests,
        "rest_until": endpoint.health.rest_until,
    }
