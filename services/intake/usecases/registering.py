"""Registering: from many submissions to many requests, in a handful of statements."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.intake import store
from services.intake.domain import model
from services.intake.domain.model import Draft, Entry, FirstContact, ServiceRequest, Territory
from services.intake.domain.numbers import tracking_number
from services.intake.domain.policy import RULES
from services.intake.usecases.told import entry, facts
from shared.contracts import intake as events
from shared.contracts.event import Event
from shared.kernel.access import SYSTEM, Actor, decide
from shared.kernel.clock import LOCAL_TIME
from shared.kernel.ids import RequestId, UnitCode, uuid7
from shared.kernel.refusals import Refusal
from shared.kernel.units import Unit
from shared.runtime import drafts, idempotency
from shared.runtime.idempotency import Answer, Intent
from shared.runtime.telemetry import Origin
from shared.runtime.tx import Tx

READ = "read_request"


@dataclass(frozen=True, slots=True)
class Submission:
    """One request to register: who wants it, what, under which idempotency key, and as part of whose work.

    `typed_as` is the scope of the draft it was typed in, if any.
    """

    actor: Actor
    draft: Draft
    intent: Intent | None
    typed_as: str | None = None
    origin: Origin = field(default_factory=Origin.current)


@dataclass(frozen=True, slots=True)
class Registered:
    """The answer to a registration, and whether it had been given before."""

    answer: Answer
    replayed: bool


def permit_batch(tx: Tx, actor: Actor) -> None:
    """Lets `actor` begin to register many at once, before the first of them has been read; each is decided on again."""
    tx.permit(decide(RULES, READ, actor, "create_requests"))


async def submit_many(
    tx: Tx,
    submissions: Sequence[Submission],
    *,
    units: Mapping[UnitCode, Unit],
    province: str,
    answer: Callable[[ServiceRequest], Answer],
) -> Sequence[Registered | Refusal]:
    """Registers many requests in a handful of statements, each for itself: one's refusal is not another's.

    What a machine or a clerk registers is accepted at once, in the same transaction (two versions, two events).
    A key that was used before gets its first answer again, also inside one batch.
    """
    intents = [submission.intent for submission in submissions if submission.intent]
    known = await idempotency.find(tx, intents)
    results: dict[int, Registered | Refusal] = {}
    fresh: dict[int, tuple[Submission, Territory, FirstContact | None]] = {}
    repeated: dict[int, int] = {}
    first_of: dict[tuple[str, str], int] = {}
    for place, submission in enumerate(submissions):
        try:
            decision = decide(RULES, READ, submission.actor, "create_request")
            intent = submission.intent
            if intent and (before := known.get(intent)):
                results[place] = before if isinstance(before, Refusal) else Registered(before, replayed=True)
            elif intent and intent.name in first_of:
                repeated[place] = first_of[intent.name]
            else:
                fresh[place] = (submission, *_assigned(units, submission))
                if intent:
                    first_of[intent.name] = place
            with submission.origin.resumed():
                tx.permit(decision)
        except Refusal as refusal:
            results[place] = refusal
    made = await _register(tx, list(fresh.values()), province)
    answers: list[tuple[Intent, Answer]] = []
    for place, request in zip(fresh, made, strict=True):
        registered = Registered(answer(request), replayed=False)
        results[place] = registered
        if intent := submissions[place].intent:
            answers.append((intent, registered.answer))
    idempotency.keep(tx, answers)
    for place, first in repeated.items():
        results[place] = _repeat(submissions, place, first, results[first])
    # A repeated call sends nothing: whatever stands under the same name by now was written after it.
    stands = [
        submissions[place]
        for place, result in results.items()
        if isinstance(result, Registered) and not result.replayed
    ]
    drafts.discard(tx, [(one.actor, one.typed_as) for one in stands if one.typed_as])
    return [results[place] for place in range(len(submissions))]


async def keep_requests_of_cases(
    tx: Tx,
    filings: Mapping[RequestId, tuple[Actor, Draft]],
    *,
    units: Mapping[UnitCode, Unit],
    province: str,
) -> None:
    """Keeps a request for each case that a port system opened directly, under the id the case names."""
    existing = await store.load_many(tx, list(filings))
    tx.permit_many([decide(RULES, READ, SYSTEM, "keep_request_of_case", record=request_id) for request_id in filings])
    missing = {request_id: filing for request_id, filing in filings.items() if request_id not in existing}
    await _register(
        tx,
        [
            (submission, *_assigned(units, submission, check=False))
            for submission in (Submission(actor, draft, None) for actor, draft in missing.values())
        ],
        province,
        ids=list(missing),
    )
    await tx.flush()  # the next event of the batch may be about one of them


def accepted_event(request: ServiceRequest, *, by: Actor, at: datetime) -> events.RequestAccepted:
    """The event of an acceptance, with the facts that dispatch and triage need."""
    contact = request.first_contact
    assert contact is not None
    return events.RequestAccepted(
        **facts(request, by, at),
        territorial_unit=request.territorial_unit,
        territorial_reason=request.territorial_reason,
        first_contact_unit=contact.unit,
        first_contact_person=contact.person,
    )


def _assigned(
    units: Mapping[UnitCode, Unit], submission: Submission, *, check: bool = True
) -> tuple[Territory, FirstContact | None]:
    draft = submission.draft
    if check:
        model.check_against(units, draft, submission.actor)
    place = model.place_of(units, draft)
    if draft.channel not in model.ACCEPTED_AT_ONCE:
        return place, None
    return place, model.first_contact_of(units, draft, place, submission.actor)


async def _register(
    tx: Tx,
    drafts: Sequence[tuple[Submission, Territory, FirstContact | None]],
    province: str,
    ids: Sequence[RequestId] = (),
) -> Sequence[ServiceRequest]:
    if not drafts:
        return []
    day = tx.now.astimezone(LOCAL_TIME).date()
    counts = dict(await store.next_counts(tx, day, Counter(place.code for _, place, _ in drafts)))
    requests: list[ServiceRequest] = []
    entries: list[Entry] = []
    leaving: list[tuple[Origin, Event]] = []
    for nth, (submission, place, contact) in enumerate(drafts):
        request = model.submit(
            submission.draft,
            request_id=ids[nth] if ids else RequestId(uuid7(tx.now)),
            number=tracking_number(province, day, place.code, counts[place.code]),
            place=place,
            by=submission.actor,
            at=tx.now,
        )
        counts[place.code] += 1
        entries.append(entry(tx, request.id, "submitted", submission.actor, channel=request.channel))
        leaving.append((submission.origin, events.RequestSubmitted(**facts(request, submission.actor, tx.now))))
        if contact is not None:
            request = request.accept(contact, at=tx.now)
            entries.append(
                entry(tx, request.id, "accepted", SYSTEM, unit=contact.unit, reason=request.territorial_reason)
            )
            leaving.append((submission.origin, accepted_event(request, by=submission.actor, at=tx.now)))
        requests.append(request)
    contacts = {
        request.id: submission.draft.contact
        for request, (submission, _, _) in zip(requests, drafts, strict=True)
        if submission.draft.contact
    }
    store.add_many(tx, requests, contacts, entries)
    for origin, event in leaving:
        with origin.resumed():
            tx.emit(event)
    return requests


def _repeat(
    submissions: Sequence[Submission], place: int, first: int, result: Registered | Refusal
) -> Registered | Refusal:
    again, before = submissions[place].intent, submissions[first].intent
    if again and before and again.digest != before.digest:
        return again.reused()
    return result if isinstance(result, Refusal) else Registered(result.answer, replayed=True)
