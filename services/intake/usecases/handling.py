"""What people and machines do with one request, and what they may read of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.intake import store
from services.intake.domain.model import Entry, FirstContact, Message, ServiceRequest
from services.intake.domain.numbers import code_holds, is_tracking_number
from services.intake.domain.policy import ASIDE, RULES
from services.intake.usecases.registering import accepted_event
from services.intake.usecases.told import entry, moved
from shared.contracts import intake as events
from shared.kernel.access import Actor, Scope, decide
from shared.kernel.ids import MessageId, RequestId, uuid7
from shared.kernel.refusals import NotFound, expect_version
from shared.runtime.tx import Tx

READ = "read_request"
NOBODYS = RequestId(UUID(int=0))


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


async def add_message(tx: Tx, actor: Actor, request_id: RequestId, words: str, asks: bool) -> Message:
    """Adds a message. A question makes the request wait for the requester, whose next message is the answer."""
    request = await store.load(tx, request_id)
    decision = decide(RULES, READ, actor, "add_message", request.parties, record=request_id)
    tx.permit(decision)
    outside = decision.standing in ASIDE
    changed = request.message(asks=asks and not outside, from_outside=outside, at=tx.now)
    message = _message(tx, actor, request_id, words, asks=asks and not outside)
    await store.add_message(tx, message)
    await store.save_many(tx, [(request, changed)], [entry(tx, request_id, "message", actor, id=str(message.id))])
    tx.emit(events.MessageAdded(message_id=message.id, **moved(changed, actor)))
    return message


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
    replied = request.message(asks=False, from_outside=False, at=tx.now)
    closed = replied.close(at=tx.now)
    message = _message(tx, actor, request_id, final_reply, final=True)
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
    tx: Tx, actor: Actor, *, after: tuple[datetime, UUID], limit: int
) -> Sequence[tuple[datetime, ServiceRequest]]:
    """The actor's requests, newest first."""
    scope = Scope.of(RULES, "list_requests", actor)
    tx.permit(scope.decision)
    return await store.list_requests(tx, scope, after=after, limit=limit)


async def list_messages(tx: Tx, actor: Actor, request_id: RequestId) -> Sequence[Message]:
    """The messages of a request, oldest first."""
    request = await store.read(tx, request_id)
    tx.permit(decide(RULES, READ, actor, "list_messages", request.parties, record=request_id))
    return await store.messages(tx, request_id)


async def read_timeline(tx: Tx, actor: Actor, request_id: RequestId) -> Sequence[Entry]:
    """What happened to a request, oldest first."""
    request = await store.read(tx, request_id)
    tx.permit(decide(RULES, READ, actor, "read_timeline", request.parties, record=request_id))
    return await store.timeline(tx, request_id)


async def look_up(tx: Tx, number: str, code: str, *, key: bytes) -> ServiceRequest:
    """Anybody with number and look-up code sees status and dates; a wrong code and an unknown number look alike."""
    request_id = await store.find_by_number(tx, number) if is_tracking_number(number) else None
    # One path for both, so that the time an answer takes does not tell them apart either.
    if not code_holds(key, request_id or NOBODYS, code) or request_id is None:
        raise NotFound
    tx.permit_many(())
    return await store.read(tx, request_id)


def _message(
    tx: Tx, actor: Actor, request_id: RequestId, words: str, *, asks: bool = False, final: bool = False
) -> Message:
    return Message(
        id=MessageId(uuid7(tx.now)),
        request_id=request_id,
        author=actor.person,
        unit=actor.unit,
        text=words,
        asks=asks,
        final=final,
        at=tx.now,
    )
