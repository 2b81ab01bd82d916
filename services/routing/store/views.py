"""Statements for saved views of the work list. The list itself is in `queue`."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import delete, text
from sqlmodel import col, select

from services.routing.domain.queue import QueueFilter
from services.routing.domain.views import Column, Saved, Wanted
from services.routing.store.rows import put
from services.routing.tables import SavedViewRow
from shared.kernel.refusals import NotFound
from shared.runtime.database import among
from shared.runtime.tx import Tx

_FILTER: TypeAdapter[QueueFilter] = TypeAdapter(QueueFilter)
_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended('routing.views.' || :holder, 0))")


async def hold_views(tx: Tx, holder: str) -> None:
    """Lets one transaction at a time change the views of a holder, so that their number and names stay bounded."""
    connection = await tx.session.connection()
    await connection.execute(_HOLD, {"holder": holder})


async def views_of(tx: Tx, holders: Collection[str]) -> Sequence[Saved]:
    """The views of these holders, oldest first."""
    query = select(SavedViewRow).where(among(col(SavedViewRow.holder), holders)).order_by(col(SavedViewRow.id))
    return [_domain(row) for row in (await tx.session.exec(query)).all()]


async def view(tx: Tx, view_id: UUID) -> Saved:
    """One view. Raises NotFound."""
    row = (await tx.session.exec(select(SavedViewRow).where(col(SavedViewRow.id) == view_id))).first()
    if row is None:
        raise NotFound
    return _domain(row)


async def save_view(tx: Tx, saved: Saved) -> None:
    """Writes a view, new or changed."""
    await put(tx, [SavedViewRow(**_columns(saved))])


async def delete_view(tx: Tx, view_id: UUID) -> None:
    """Removes a view."""
    connection = await tx.session.connection()
    await connection.execute(delete(SavedViewRow).where(col(SavedViewRow.id) == view_id))


def _columns(saved: Saved) -> dict[str, Any]:
    wanted = saved.wanted
    return {
        "id": saved.id,
        "holder": saved.holder,
        "scope": saved.scope,
        "version": saved.version,
        "name": wanted.name,
        "filter": _FILTER.dump_python(wanted.filter, mode="json"),
        "sort": wanted.sort,
        "columns": list(wanted.columns),
        "changed_at": saved.changed_at,
    }


def _domain(row: SavedViewRow) -> Saved:
    return Saved(
        id=row.id,
        holder=row.holder,
        scope=row.scope,
        wanted=Wanted(
            name=row.name,
            filter=_FILTER.validate_python(row.filter),
            sort=row.sort,
            columns=tuple(Column(name) for name in row.columns),
        ),
        changed_at=row.changed_at,
        version=row.version,
    )
