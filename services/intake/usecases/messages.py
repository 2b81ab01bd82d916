"""What is said on a request: to the requester, among those who handle it, and how far somebody has read."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake import store
from services.intake.domain.model import (
    Contact,
    InternalToTheDesk,
    Message,
    NoteThatAsks,
    ServiceRequest,
    Visibility,
)
from services.intake.domain.moves import Status
from services.intake.domain.policy import ASIDE, NOTED, RULES, of_the_desk
from services.intake.usecases.told import entry, moved
from shared.contracts import intake as events
from shared.kernel.access import Actor, decide
from shared.kernel.ids import MessageId, RequestId, uuid7
from shared.kernel.refusals import NotFound, Refusal, expect_version
from shared.runtime.tx import Tx

READ = "read_request"


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages somebody may read, oldest first, and the last of them they have read."""

    messages: Sequence[Message]
    read_up_to: MessageId | None


async def add_message(
    tx: Tx, actor: Actor, request_id: RequestId, words: str, *, asks: bool, visibility: Visibility
) -> Message:
    """Adds a message. A question makes the request wait for the requester, whose next message is the answer."""
    request = await store.load(tx, request_id)
    decision = decide(RULES, READ, actor, "add_message", request.parties, record=request_id)
    tx.permit(decision)
    outside = decision.standing in ASIDE
    if visibility is Visibility.INTERNAL:
        return await _add_note(tx, actor, request, words, asks=asks)
    if asks and not outside:
        return await _ask(tx, actor, request, words)
    if outside and request.status is Status.WAITING_REQUESTER:
        return await _answer(tx, actor, request, words, on_behalf=False)
    changed = request.message(at=tx.now)
    return await _say(tx, actor, request, changed, "message", written(tx, actor, request_id, words))


async def ask_requester(tx: Tx, actor: Actor, request_id: RequestId, words: str, seen: int | None) -> Message:
    """Asks the requester for what is missing. Who waits for them owes nothing meanwhile: routing's clocks pause."""
    request = await store.load(tx, request_id)
    tx.permit(decide(RULES, READ, actor, "ask_requester", request.parties, record=request_id))
    expect_version(request.version, seen)
    return await _ask(tx, actor, request, words)


async def record_answer(tx: Tx, actor: Actor, request_id: RequestId, words: str, seen: int | None) -> Message:
    """Answers what was asked: whoever brought the request by themselves, a clerk in their name."""
    request = await store.load(tx, request_id)
    decision = decide(RULES, READ, actor, "record_answer", request.parties, record=request_id)
    tx.permit(decision)
    expect_version(request.version, seen)
    return await _answer(tx, actor, request, words, on_behalf=decision.standing not in ASIDE)


async def list_messages(tx: Tx, actor: Actor, request_id: RequestId) -> Conversation:
    """The messages of a request, oldest first; internal notes among them for the desk alone."""
    request = await store.read(tx, request_id)
    tx.permit(decide(RULES, READ, actor, "list_messages", request.parties, record=request_id))
    found = await store.messages(tx, request_id)
    if not handles(actor, request):
        found = [message for message in found if message.visibility is Visibility.PUBLIC]
    return Conversation(found, await store.read_mark(tx, request_id, actor.person))


async def mark_read(tx: Tx, actor: Actor, request_id: RequestId, message_id: MessageId) -> None:
    """Keeps how far the actor has read, on every machine they work at; a note is no message to who may not read it."""
    request = await store.read(tx, request_id)
    tx.permit(decide(RULES, READ, actor, "mark_read", request.parties, record=request_id))
    if not await store.mark_read(tx, request_id, actor.person, message_id, notes=handles(actor, request)):
        raise NotFound


async def read_contact(tx: Tx, actor: Actor, request_id: RequestId) -> Contact:
    """How to reach the requester, for who takes part; each look is in the trail."""
    request = await store.read(tx, request_id)
    tx.permit(decide(RULES, READ, actor, "read_contact", request.parties, record=request_id))
    return await store.contact(tx, request_id)


def handles(actor: Actor, request: ServiceRequest) -> bool:
    """Whether the actor reads as somebody of the desk, not merely as who brought the request."""
    try:
        decide(RULES, READ, actor, READ, of_the_desk(request.parties), record=request.id)
    except Refusal:
        return False
    return True


def written(
    tx: Tx,
    actor: Actor,
    request_id: RequestId,
    words: str,
    *,
    visibility: Visibility = Visibility.PUBLIC,
    asks: bool = False,
    final: bool = False,
    answers: MessageId | None = None,
    on_behalf: bool = False,
) -> Message:
    """A message of this instant."""
    return Message(
        id=MessageId(uuid7(tx.now)),
        request_id=request_id,
        author=actor.person,
        unit=actor.unit,
        text=words,
        visibility=visibility,
        asks=asks,
        final=final,
        answers=answers,
        on_behalf=on_behalf,
        at=tx.now,
    )


async def _ask(tx: Tx, actor: Actor, request: ServiceRequest, words: str) -> Message:
    return await _say(
        tx, actor, request, request.ask(at=tx.now), "question", written(tx, actor, request.id, words, asks=True)
    )


async def _answer(tx: Tx, actor: Actor, request: ServiceRequest, words: str, *, on_behalf: bool) -> Message:
    answered = request.answer(at=tx.now)
    question = await store.last_question(tx, request.id)
    message = written(tx, actor, request.id, words, answers=question, on_behalf=on_behalf)
    return await _say(tx, actor, request, answered, "answer", message)


async def _say(
    tx: Tx, actor: Actor, request: ServiceRequest, changed: ServiceRequest, act: str, message: Message
) -> Message:
    await store.add_message(tx, message)
    await store.save_many(tx, [(request, changed)], [entry(tx, request.id, act, actor, id=str(message.id))])
    tx.emit(events.MessageAdded(message_id=message.id, **moved(changed, actor)))
    return message


async def _add_note(tx: Tx, actor: Actor, request: ServiceRequest, words: str, *, asks: bool) -> Message:
    if not handles(actor, request):
        raise InternalToTheDesk
    if asks:
        raise NoteThatAsks(pointer="/asks")
    noted = request.note()
    message = written(tx, actor, request.id, words, visibility=Visibility.INTERNAL)
    await store.add_message(tx, message)
    await store.save_many(tx, [(request, noted)], [entry(tx, request.id, NOTED, actor, id=str(message.id))])
    tx.emit(events.NoteAdded(message_id=message.id, **{**moved(noted, actor), "at": tx.now, "audience": noted.desk}))
    return message
