"""Operations on handlings."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from services.routing import usecases
from services.routing.domain.model import Handling
from services.routing.usecases import Explained
from services.routing.wire import (
    AcceptParams,
    AssignParams,
    BulkItemView,
    BulkParams,
    BulkView,
    ClocksView,
    FinishParams,
    HandlingView,
)
from shared.kernel.access import Actor
from shared.kernel.ids import PersonId, RequestId
from shared.kernel.refusals import Refusal
from shared.runtime.http.deps import ActorDep, IfMatchDep, ReadDep, TxDep, etag
from shared.runtime.http.drafts import SENDS_A_DRAFT
from shared.runtime.http.problems import told
from shared.runtime.tx import Tx

handlings = APIRouter(prefix="/v1", tags=["handlings"])
RequestPath = Annotated[UUID, Path(description="Id of the request.")]


@handlings.post("/handlings:bulk")
async def bulk_handlings(request: Request, params: BulkParams, tx: TxDep, actor: ActorDep) -> BulkView:
    """One act on up to 200 handlings: each is decided by itself, and refusing one does not hold up the others."""
    results = await usecases.bulk_handlings(tx, actor, params.root.asked, params.root.seen)
    return BulkView(items=[_result(request, request_id, result) for request_id, result in results.items()])


@handlings.get("/handlings/{request_id}")
async def read_handling(request_id: RequestPath, response: Response, tx: ReadDep, actor: ActorDep) -> HandlingView:
    """Who handles a request, and why."""
    return _view(response, tx, actor, await usecases.read_handling(tx, actor, RequestId(request_id)))


@handlings.get("/handlings/{request_id}/clocks")
async def read_clocks(request_id: RequestPath, tx: ReadDep, actor: ActorDep) -> ClocksView:
    """Every clock of a request, each with all the time it counted and did not count."""
    handling, timetable = await usecases.read_clocks(tx, actor, RequestId(request_id))
    return ClocksView.of(handling, timetable, tx.now)


@handlings.post("/handlings/{request_id}/acceptance")
async def accept_handling(
    request_id: RequestPath, params: AcceptParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> HandlingView:
    """Take the work for the unit that leads."""
    accepted = await usecases.accept_handling(tx, actor, RequestId(request_id), handler=params.named, seen=seen)
    return _view(response, tx, actor, accepted)


@handlings.post("/handlings/{request_id}/assignment")
async def assign_handling(
    request_id: RequestPath, params: AssignParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> HandlingView:
    """Name the person of the leading unit who does the work; its head does."""
    person = PersonId(params.person)
    assigned = await usecases.assign_handling(tx, actor, RequestId(request_id), person=person, seen=seen)
    return _view(response, tx, actor, assigned)


@handlings.post("/handlings/{request_id}/start")
async def start_handling(
    request_id: RequestPath, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> HandlingView:
    """Begin the work."""
    return _view(response, tx, actor, await usecases.start_handling(tx, actor, RequestId(request_id), seen=seen))


@handlings.post("/handlings/{request_id}/completion", dependencies=[SENDS_A_DRAFT])
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


def _result(request: Request, request_id: RequestId, result: Handling | Refusal) -> BulkItemView:
    if isinstance(result, Refusal):
        return BulkItemView(id=request_id, ok=False, problem=told(request, result))
    return BulkItemView(id=request_id, ok=True, version=result.version, status=result.status)
