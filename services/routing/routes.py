"""HTTP operations of routing. Each says who, what, and hands over."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from services.routing import usecases
from services.routing.domain.moves import Status
from services.routing.store import QueueFilter
from services.routing.usecases import Explained
from services.routing.wire import (
    AcceptParams,
    CatalogueView,
    ClocksView,
    FinishParams,
    HandlingView,
    QueueItem,
    QueuePage,
    UnitParams,
    UnitsView,
    UnitView,
)
from shared.kernel.access import Actor
from shared.kernel.desk import Kind, Severity
from shared.kernel.ids import RequestId, UnitCode
from shared.runtime.http.deps import ActorDep, CursorQuery, IfMatchDep, LimitQuery, ReadDep, TxDep, etag
from shared.runtime.http.drafts import SENDS_A_DRAFT
from shared.runtime.http.pages import cursor_of, link_next, position
from shared.runtime.tx import Tx

NEWEST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))

units = APIRouter(prefix="/v1", tags=["directory"])
queue = APIRouter(prefix="/v1/queue", tags=["queue"])
handlings = APIRouter(prefix="/v1/handlings", tags=["handlings"])
RequestPath = Annotated[UUID, Path(description="Id of the request.")]
UnitPath = Annotated[str, Path(max_length=40, pattern=r"^[A-Z0-9-]+$", description="Code of the unit.")]


@units.get("/units")
async def list_units(tx: ReadDep, actor: ActorDep) -> UnitsView:
    """The whole directory, by code."""
    return UnitsView(items=[UnitView.of(kept) for kept in await usecases.list_units(tx, actor)])


@units.get("/units/{code}")
async def read_unit(code: UnitPath, response: Response, tx: ReadDep, actor: ActorDep) -> UnitView:
    """One unit with its people."""
    view = UnitView.of(await usecases.read_unit(tx, actor, UnitCode(code)))
    response.headers["ETag"] = etag(view.version)
    return view


@units.put("/units/{code}")
async def put_unit(
    code: UnitPath, params: UnitParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> UnitView:
    """Write the caller's own unit as a whole; every service hears of it."""
    view = UnitView.of(await usecases.put_unit(tx, actor, params.entry(UnitCode(code)), seen=seen))
    response.headers["ETag"] = etag(view.version)
    return view


@units.get("/catalogue")
async def read_catalogue(tx: ReadDep, actor: ActorDep) -> CatalogueView:
    """The dispatch catalogue in force: its rules in the order they are tried."""
    return CatalogueView.of(await usecases.read_catalogue(tx, actor))


@queue.get("")
async def list_queue(
    response: Response,
    tx: ReadDep,
    actor: ActorDep,
    kind: Kind | None = None,
    severity: Severity | None = None,
    status: Status | None = None,
    unit: Annotated[str | None, Query(max_length=40, description="Code of the unit that leads.")] = None,
    limit: LimitQuery = 100,
    cursor: CursorQuery = None,
) -> QueuePage:
    """The caller's work list, newest first."""
    only = QueueFilter(kind=kind, severity=severity, status=status, lead=UnitCode(unit) if unit else None)
    found, timetable = await usecases.list_queue(tx, actor, only=only, after=position(cursor) or NEWEST, limit=limit)
    following = cursor_of(found[-1].facts.accepted_at, found[-1].id) if len(found) == limit else None
    link_next(response, "/routing/v1/queue", following, limit)
    return QueuePage(items=[QueueItem.of(handling, timetable, actor, tx.now) for handling in found], next=following)


@handlings.get("/{request_id}")
async def read_handling(request_id: RequestPath, response: Response, tx: ReadDep, actor: ActorDep) -> HandlingView:
    """Who handles a request, and why."""
    return _view(response, tx, actor, await usecases.read_handling(tx, actor, RequestId(request_id)))


@handlings.get("/{request_id}/clocks")
async def read_clocks(request_id: RequestPath, tx: ReadDep, actor: ActorDep) -> ClocksView:
    """Every clock of a request, each with all the time it counted and did not count."""
    handling, timetable = await usecases.read_clocks(tx, actor, RequestId(request_id))
    return ClocksView.of(handling, timetable, tx.now)


@handlings.post("/{request_id}/acceptance")
async def accept_handling(
    request_id: RequestPath, params: AcceptParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> HandlingView:
    """Take the work for the unit that leads."""
    accepted = await usecases.accept_handling(tx, actor, RequestId(request_id), handler=params.named, seen=seen)
    return _view(response, tx, actor, accepted)


@handlings.post("/{request_id}/start")
async def start_handling(
    request_id: RequestPath, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> HandlingView:
    """Begin the work."""
    return _view(response, tx, actor, await usecases.start_handling(tx, actor, RequestId(request_id), seen=seen))


@handlings.post("/{request_id}/completion", dependencies=[SENDS_A_DRAFT])
async def finish_handling(
    request_id: RequestPath, params: FinishParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> HandlingView:
    """Say that the lead's part is done; the first contact replies and closes."""
    done = await usecases.finish_handling(tx, actor, RequestId(request_id), outcome=params.outcome, seen=seen)
    return _view(response, tx, actor, done)


def _view(response: Response, tx: Tx, actor: Actor, explained: Explained) -> HandlingView:
    handling, timetable = explained
    response.headers["ETag"] = etag(handling.version)
    return HandlingView.of(handling, timetable, actor, tx.now)
