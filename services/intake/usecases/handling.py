"""What people and machines do with one request, and what they may read of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.intake import store
from services.intake.domain.model import Entry, FirstContact, ServiceRequest
from services.intake.domain.moves import ENDED, Status
from services.intake.domain.numbers import code_holds, is_tracking_number
from services.intake.domain.policy import NOTED, RULES
from services.intake.store import ListFilter
from services.intake.usecases.messages import READ, handles, written
from services.intake.usecases.registering import accepted_event
from services.intake.usecases.told import entry, moved
from shared.contracts import intake as events
from shared.kernel.access import Actor, Scope, decide
from shared.kernel.ids import RequestId
from shared.kernel.references import Reference
from shared.kernel.refusals import NotFound, Refusal, expect_version
from shared.runtime.tx import Tx

NOBODYS = RequestId(UUID(int=0))
OPEN = frozenset(Status) - ENDED
DUPLICATES = 5
"""How many open requests of one reference a clerk is told of."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An open request about the same business, and whether the clerk may read it."""

    request: ServiceRequest
    readable: bool


async def accept_request(tx: Tx, actor: Actor, request_id: RequestId, seen: int | None) -> ServiceRequest:
    """A clerk of the territory takes the request and becomes its first contact (首问负责, Article 10)."""
    request = await store.load(tx, request_id)
    tx.permit(decide(RULES, READ, actor, "accept_request", request.parties, record=request_id))
    expect_version(request.version, seen)
    accepted = request.accept(FirstContact(unit=actor.unit, person=actor.person), at=tx.now)
    await store.save_many(tx, [(request, accepted)], [entry(tx, request_id, "accepted", actor)])
    tx.emit(accepted_event(accepted, by=actor, at=tx.now))
    return accepted


async def reject_request(tx: Tx, actor: Actor, request_id: RequestId, reason: str, seen: int | None) -> ServiceRequest:
    """Only for what is not about the Single Window; `reason` says where to turn."""
    request = await store.load(tx, request_id)
    tx.permit(decide(RULES, READ, actor, "reject_request", request.parties, record=request_id))
    expect_version(request.version, seen)
    rejected = request.reject(reason, at=tx.now)
    await store.save_many(tx, [(request, rejected)], [entry(tx, request_id, "rejected", actor)])
    tx.emit(events.RequestRejected(reason=reason, **moved(rejected, actor)))
    return rejected


async def withdraw_request(
    tx: Tx, actor: Actor, request_id: RequestId, reason: str, seen: int | None
) -> ServiceRequest:
    """The requester takes it back; routing and the case hear of it and stop."""
    request = await store.load(tx, request_id)
    tx.permit(decide(RULES, READ, actor, "withdraw_request", request.parties, record=request_id))
    expect_version(request.version, seen)
    withdrawn = request.withdraw(at=tx.now)
    await store.save_many(tx, [(request, withdrawn)], [entry(tx, request_id, "withdrawn", actor)])
    tx.emit(events.RequestWithdrawn(reason=reason, **moved(withdrawn, actor)))
    return withdrawn


async def close_request(
    tx: Tx, actor: Actor, request_id: RequestId, final_reply: str, seen: int | None
) -> ServiceRequest:
    """The first contact sends the final reply and closes: two facts, two versions. Nobody else can (首问负责)."""
    request = await store.load(tx, request_id)
    tx.permit(decide(RULES, READ, actor, "close_request", request.parties, record=request_id))
    expect_version(request.version, seen)
    replied = request.message(at=tx.now)
    closed = replied.close(at=tx.now)
    message = written(tx, actor, request_id, final_reply, final=True)
    await store.add_message(tx, message)
    await store.save_many(
        tx,
        [(request, closed)],
        [entry(tx, request_id, "final_reply", actor, id=str(message.id)), entry(tx, request_id, "closed", actor)],
    )
    tx.emit(events.MessageAdded(message_id=message.id, final=True, **moved(replied, actor)))
    tx.emit(events.RequestClosed(outcome=closed.outcome or "", **moved(closed, actor)))
    return closed


async def read_request(tx: Tx, actor: Actor, request_id: RequestId) -> ServiceRequest:
    """One request, for whoever may see it."""
    request = await store.read(tx, request_id)
    tx.permit(decide(RULES, READ, actor, READ, request.parties, record=request_id))
    return request


async def list_requests(
    tx: Tx, actor: Actor, only: ListFilter, *, after: tuple[datetime, UUID], limit: int
) -> Sequence[tuple[datetime, ServiceRequest]]:
    """The actor's requests, in the order asked for."""
    scope = Scope.of(RULES, "list_requests", actor)
    tx.permit(scope.decision)
    return await store.list_requests(tx, scope, only, after=after, limit=limit)


async def find_duplicates(tx: Tx, actor: Actor, reference: Reference) -> Sequence[Duplicate]:
    """Open requests of the province that name the reference, newest first, for whoever registers one.

    That another unit's request exists is told, and of it no more than operational data; each one told is in the trail.
    """
    decision = decide(RULES, READ, actor, "find_duplicates")
    found = await store.with_reference(tx, reference, statuses=OPEN, limit=DUPLICATES)
    duplicates = [Duplicate(request, _may_read(actor, request)) for request in found]
    tx.permit_many([decision, *(replace(decision, record=str(d.request.id)) for d in duplicates if not d.readable)])
    return duplicates


async def read_timeline(tx: Tx, actor: Actor, request_id: RequestId) -> Sequence[Entry]:
    """What happened to a request, oldest first; that notes were written is the desk's own affair."""
    request = await store.read(tx, request_id)
    tx.permit(decide(RULES, READ, actor, "read_timeline", request.parties, record=request_id))
    entries = await store.timeline(tx, request_id)
    return entries if handles(actor, request) else [entry for entry in entries if entry.act != NOTED]


async def look_up(tx: Tx, number: str, code: str, *, key: bytes) -> ServiceRequest:
    """Anybody with number and look-up code sees status and dates; a wrong code and an unknown number look alike."""
    request_id = await store.find_by_number(tx, number) if is_tracking_number(number) else None
    # One path for both, so that the time an answer takes does not tell them apart either.
    if not code_holds(key, request_id or NOBODYS, code) or request_id is None:
        raise NotFound
    tx.permit_many(())
    return await store.read(tx, request_id)


def _may_read(actor: Actor, request: ServiceRequest) -> bool:
    try:
        decide(RULES, READ, actor, READ, request.parties, record=request.id)
    except Refusal:
        return False
    return True
