"""Operations on the work list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.routing import usecases
from services.routing.domain.moves import Status
from services.routing.domain.queue import BuiltIn, Place, QueueFilter, Sort
from services.routing.wire import CountsView, QueuePage
from shared.kernel.desk import Kind, Severity
from shared.kernel.ids import RequestId, UnitCode
from shared.runtime.http.deps import ActorDep, CursorQuery, LimitQuery, ReadDep
from shared.runtime.http.pages import BadCursor, instant, link_next, sealed, unsealed

queue = APIRouter(prefix="/v1/queue", tags=["queue"])
VIEWS = ", ".join(BuiltIn)


@queue.get("")
async def list_queue(
    request: Request,
    response: Response,
    tx: ReadDep,
    actor: ActorDep,
    view: Annotated[
        str,
        Query(max_length=40, description=f"One of {VIEWS} (ended ones stand last), or the id of a saved view."),
    ] = BuiltIn.ALL,
    q: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=100,
            description="A tracking number or its parts, an enterprise's code, a reference, words of the title;"
            " all are asked.",
        ),
    ] = None,
    kind: Annotated[tuple[Kind, ...], Query(max_length=len(Kind), description="One of these.")] = (),
    severity: Annotated[tuple[Severity, ...], Query(max_length=len(Severity), description="One of these.")] = (),
    status: Annotated[tuple[Status, ...], Query(max_length=len(Status), description="One of these.")] = (),
    unit: Annotated[str | None, Query(max_length=40, description="Code of the unit that leads.")] = None,
    sort: Annotated[
        Sort | None,
        Query(description="Due first (undated last), newest first, or worst severity first; due where none is said."),
    ] = None,
    limit: LimitQuery = 100,
    cursor: CursorQuery = None,
) -> QueuePage:
    """The caller's work list."""
    only = QueueFilter(
        q=q,
        kind=kind,
        severity=severity,
        status=status,
        unit=UnitCode(unit) if unit else None,
    )
    listed = await usecases.list_queue(tx, actor, view, only, sort=sort, after=_place(cursor), limit=limit)
    following = _cursor(listed.next) if listed.next else None
    link_next(response, "/routing/v1/queue", following, limit, request.query_params.multi_items())
    return QueuePage.of(listed, actor, tx.now, following)


@queue.get("/counts")
async def count_queue(tx: ReadDep, actor: ActorDep) -> CountsView:
    """Every view of the caller, built in and saved, with the number of its lines, 999 at most."""
    return CountsView.of(await usecases.count_queue(tx, actor))


def _cursor(place: Place) -> str:
    part = "ended" if place.ended else "open"
    return sealed(place.sort, part, place.severity, place.moment.isoformat(), place.request_id.hex)


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    try:
        sort, part, severity, moment, request_id = unsealed(cursor)
        return Place(
            sort=Sort(sort),
            ended={"ended": True, "open": False}[part],
            severity=Severity(severity),
            moment=instant(moment),
            request_id=RequestId(UUID(hex=request_id)),
        )
    except (ValueError, OverflowError, KeyError):
        raise BadCursor from None
