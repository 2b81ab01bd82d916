"""HTTP operations of intake. Each says who, what, and hands over."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from services.intake import usecases
from services.intake.domain.model import ServiceRequest
from services.intake.domain.moves import Status
from services.intake.domain.numbers import lookup_code
from services.intake.store import ListFilter, Sort
from services.intake.usecases import Submission
from services.intake.wire import (
    AnswerParams,
    AskParams,
    CloseParams,
    CreateRequestParams,
    DuplicatesView,
    DuplicateView,
    MessageParams,
    MessagesView,
    MessageView,
    PublicView,
    RegisteredView,
    RejectParams,
    RequestDetail,
    RequesterView,
    RequestPage,
    RequestView,
    TimelineView,
    WithdrawParams,
    rights_of,
)
from shared.kernel.ids import MessageId, RequestId
from shared.kernel.references import Reference, ReferenceType, reference
from shared.kernel.refusals import Invalid
from shared.runtime.http.deps import (
    ActorDep,
    CursorQuery,
    IdempotencyKeyHeader,
    IfMatchDep,
    LanguageDep,
    LimitQuery,
    ReadDep,
    TxDep,
    etag,
)
from shared.runtime.http.drafts import SENDS_A_DRAFT, SENDS_A_DRAFT_ONCE, ScopeHeader
from shared.runtime.http.once import OnceDep, created
from shared.runtime.http.pages import cursor_of, link_next, position
from shared.runtime.idempotency import Answer, Intent

PUBLIC = frozenset({"look_up_request"})
BEGINNINGS = {
    Sort.NEWEST: (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1)),
    Sort.OLDEST: (datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0)),
}
"""Where a list begins: before every request there can be."""

router = APIRouter(prefix="/v1/requests", tags=["requests"])
duplicates = APIRouter(prefix="/v1/duplicates", tags=["requests"])
public = APIRouter(prefix="/v1/public", tags=["public"])
RequestPath = Annotated[UUID, Path(description="Id of the request.")]

StatusQuery = Annotated[
    tuple[Status, ...],
    Query(max_length=len(Status), description="Only requests in one of these statuses; may be repeated."),
]
KindQuery = Annotated[ReferenceType, Query(description="What kind of business reference `reference` is.")]
SortQuery = Annotated[Sort, Query(description="Which of them stand first.")]
NumberQuery = Annotated[
    str, Query(min_length=1, max_length=64, description="Its number; blanks and full-width characters are forgiven.")
]


class IncompleteReference(Invalid):
    """A business reference is a kind and a number; one of them alone finds nothing."""

    zh = "reference_kind与reference须同时给出。"
    en = "Give reference_kind and reference together."


def receipt(request: ServiceRequest, *, key: bytes) -> Answer:
    """What whoever registered is told, word for word also when asked again."""
    view = RegisteredView.of(request, lookup_code(key, request.id))
    return Answer(201, view.model_dump_json().encode(), f"/intake/v1/requests/{request.id}")


@router.post("", status_code=201, response_model=RegisteredView)
async def create_request(
    request: Request,
    params: CreateRequestParams,
    actor: ActorDep,
    key: IdempotencyKeyHeader = None,
    scope: ScopeHeader = None,
) -> Response:
    """Register a request. Machines must send an Idempotency-Key; the same key gives the same answer again."""
    request.app.state.expect_room()
    intent = Intent.of(actor, "create_request", key, await request.body())
    registered = await request.app.state.registering.submit(Submission(actor, params.draft(), intent, scope))
    return created(registered.answer, replayed=registered.replayed)


@router.get("")
async def list_requests(
    response: Response,
    tx: ReadDep,
    actor: ActorDep,
    status: StatusQuery = (),
    reference_kind: KindQuery | None = None,
    reference: NumberQuery | None = None,
    sort: SortQuery = Sort.NEWEST,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> RequestPage:
    """The requests of the caller's unit, newest first unless the oldest are asked for first."""
    only = ListFilter(statuses=status, reference=_reference(reference_kind, reference), sort=sort)
    found = await usecases.list_requests(tx, actor, only, after=position(cursor) or BEGINNINGS[sort], limit=limit)
    following = cursor_of(found[-1][0], found[-1][1].id) if len(found) == limit else None
    filters: list[tuple[str, str]] = [("status", one) for one in status]
    if reference_kind and reference:
        filters += [("reference_kind", reference_kind), ("reference", reference)]
    if sort is not Sort.NEWEST:
        filters.append(("sort", sort))
    link_next(response, "/intake/v1/requests", following, limit, filters)
    return RequestPage.of((request for _, request in found), actor, following)


@router.get("/{request_id}")
async def read_request(
    request_id: RequestPath, response: Response, tx: ReadDep, actor: ActorDep, language: LanguageDep
) -> RequestDetail:
    """One request with what the caller may do with it now, and why not the rest."""
    request = await usecases.read_request(tx, actor, RequestId(request_id))
    response.headers["ETag"] = etag(request.version)
    return RequestDetail.told(request, actor, language)


@router.get("/{request_id}/contact")
async def read_contact(request_id: RequestPath, tx: TxDep, actor: ActorDep) -> RequesterView:
    """How to reach the requester; each look is in the audit trail."""
    return RequesterView.of(await usecases.read_contact(tx, actor, RequestId(request_id)))


@router.post("/{request_id}/acceptance")
async def accept_request(
    request_id: RequestPath, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> RequestView:
    """Take responsibility: the caller becomes first contact, accountable to the end."""
    return _view(response, await usecases.accept_request(tx, actor, RequestId(request_id), seen), actor)


@router.post("/{request_id}/rejection", dependencies=[SENDS_A_DRAFT])
async def reject_request(
    request_id: RequestPath, params: RejectParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> RequestView:
    """Turn away what is not about the Single Window, saying where to go."""
    changed = await usecases.reject_request(tx, actor, RequestId(request_id), params.reason, seen)
    return _view(response, changed, actor)


@router.post("/{request_id}/messages", status_code=201, response_model=MessageView, dependencies=[SENDS_A_DRAFT_ONCE])
async def add_message(
    request_id: RequestPath, params: MessageParams, tx: TxDep, actor: ActorDep, once: OnceDep
) -> Response:
    """Write on the request. While a question is open, what its own side writes is the answer; a note stays inside."""

    async def write() -> MessageView:
        added = await usecases.add_message(
            tx, actor, RequestId(request_id), params.text, asks=params.asks, visibility=params.visibility
        )
        return MessageView.of(added)

    return await once(tx, write, location=lambda _: f"/intake/v1/requests/{request_id}/messages")


@router.post("/{request_id}/questions", status_code=201, response_model=MessageView, dependencies=[SENDS_A_DRAFT_ONCE])
async def ask_requester(
    request_id: RequestPath, params: AskParams, tx: TxDep, actor: ActorDep, once: OnceDep, seen: IfMatchDep
) -> Response:
    """Ask the requester for what is missing: until it is answered the request waits, and its clocks with it."""

    async def ask() -> MessageView:
        return MessageView.of(await usecases.ask_requester(tx, actor, RequestId(request_id), params.text, seen))

    return await once(tx, ask, location=lambda _: f"/intake/v1/requests/{request_id}/messages")


@router.post("/{request_id}/answers", status_code=201, response_model=MessageView, dependencies=[SENDS_A_DRAFT_ONCE])
async def record_answer(
    request_id: RequestPath, params: AnswerParams, tx: TxDep, actor: ActorDep, once: OnceDep, seen: IfMatchDep
) -> Response:
    """Answer what was asked, as who brought the request or as a clerk who was told it; the work goes on."""

    async def answer() -> MessageView:
        return MessageView.of(await usecases.record_answer(tx, actor, RequestId(request_id), params.text, seen))

    return await once(tx, answer, location=lambda _: f"/intake/v1/requests/{request_id}/messages")


@router.get("/{request_id}/messages")
async def list_messages(request_id: RequestPath, tx: ReadDep, actor: ActorDep) -> MessagesView:
    """All messages that the caller may read, oldest first."""
    return MessagesView.of(await usecases.list_messages(tx, actor, RequestId(request_id)))


@router.put("/{request_id}/messages/{message_id}/read-mark", status_code=204)
async def mark_read(
    request_id: RequestPath,
    message_id: Annotated[UUID, Path(description="Id of the message.")],
    tx: TxDep,
    actor: ActorDep,
) -> None:
    """Say that the caller has read up to this message; the mark never goes back."""
    await usecases.mark_read(tx, actor, RequestId(request_id), MessageId(message_id))


@router.get("/{request_id}/timeline")
async def read_timeline(request_id: RequestPath, tx: ReadDep, actor: ActorDep) -> TimelineView:
    """What happened, oldest first."""
    return TimelineView.of(await usecases.read_timeline(tx, actor, RequestId(request_id)))


@router.post("/{request_id}/withdrawal", dependencies=[SENDS_A_DRAFT])
async def withdraw_request(
    request_id: RequestPath, params: WithdrawParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> RequestView:
    """Take the request back; whoever works on it stops."""
    changed = await usecases.withdraw_request(tx, actor, RequestId(request_id), params.reason, seen)
    return _view(response, changed, actor)


@router.post("/{request_id}/closure", dependencies=[SENDS_A_DRAFT])
async def close_request(
    request_id: RequestPath, params: CloseParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> RequestView:
    """Send the final reply and close; only the first contact's unit can."""
    changed = await usecases.close_request(tx, actor, RequestId(request_id), params.final_reply, seen)
    return _view(response, changed, actor)


@duplicates.get("")
async def find_duplicates(
    tx: TxDep, actor: ActorDep, reference_kind: KindQuery, reference: NumberQuery
) -> DuplicatesView:
    """Open requests about the same business anywhere in the province, for whoever registers one.

    Of those that the caller may not read, the number and the unit to turn to are told; the audit trail keeps that.
    """
    named = _reference(reference_kind, reference)
    assert named is not None
    return DuplicatesView(items=[DuplicateView.of(found) for found in await usecases.find_duplicates(tx, actor, named)])


@public.get("/requests/{number}")
async def look_up_request(
    request: Request,
    number: Annotated[str, Path(max_length=40, description="Tracking number.")],
    code: Annotated[str, Query(min_length=4, max_length=16, description="Look-up code from the receipt.")],
    tx: ReadDep,
) -> PublicView:
    """Where a request stands, for anybody with its number and look-up code."""
    found = await usecases.look_up(tx, number, code, key=request.app.state.lookup_key)
    return PublicView(number=found.number, status=found.status, changed_at=found.changed_at)


def _view(response: Response, request: ServiceRequest, actor: ActorDep) -> RequestView:
    response.headers["ETag"] = etag(request.version)
    return RequestView.of(request, rights_of(actor))


def _reference(kind: ReferenceType | None, number: str | None) -> Reference | None:
    if (kind is None) != (number is None):
        raise IncompleteReference
    return reference(kind, number, pointer="/reference") if kind is not None and number is not None else None
