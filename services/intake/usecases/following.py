"""Taking over what other services made true. A foreign fact is applied or noted as superseded, never refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.intake import store
from services.intake.domain.model import Entry, ServiceRequest
from services.intake.domain.moves import ENDED, Action, can
from services.intake.domain.policy import RULES
from services.intake.usecases.told import entry, moved
from shared.contracts import intake as events
from shared.contracts.event import Event
from shared.kernel.access import SYSTEM, decide
from shared.kernel.ids import RequestId, UnitCode
from shared.runtime.tx import Tx

Change = Callable[[ServiceRequest], ServiceRequest]
Told = Callable[[ServiceRequest], Event]


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Who works on a request, and the rule of the catalogue that says so."""

    lead: UnitCode
    co_handlers: tuple[UnitCode, ...]
    rule: str


async def note_dispatches(tx: Tx, leads: Mapping[RequestId, Dispatch]) -> None:
    """Takes over who works on it, and by which rule, from routing."""
    changes, entries = [], []
    for request in await _known(tx, "note_dispatch", list(leads)):
        if request.status in ENDED:
            entries.append(_superseded(tx, request, "dispatch"))
            continue
        told = leads[request.id]
        changes.append((request, request.dispatch(told.lead, told.co_handlers, at=tx.now)))
        entries.append(entry(tx, request.id, "dispatched", SYSTEM, lead=told.lead, rule=told.rule))
    await store.save_many(tx, changes, entries)


async def start_requests(tx: Tx, request_ids: Sequence[RequestId]) -> None:
    """The lead has taken the work: accepted requests are in progress."""

    def start(request: ServiceRequest) -> ServiceRequest:
        return request.start(at=tx.now)

    def told(request: ServiceRequest) -> Event:
        return events.RequestStarted(**moved(request, SYSTEM))

    await _move_many(tx, "start_request", Action.START, dict.fromkeys(request_ids, (start, told)))


async def resolve_requests(tx: Tx, outcomes: Mapping[RequestId, str]) -> None:
    """The lead is done: the first contact has to reply now."""

    def resolve(request: ServiceRequest) -> ServiceRequest:
        return request.resolve(outcomes[request.id], at=tx.now)

    def told(request: ServiceRequest) -> Event:
        return events.RequestResolved(outcome=outcomes[request.id], **moved(request, SYSTEM))

    await _move_many(tx, "resolve_request", Action.RESOLVE, dict.fromkeys(outcomes, (resolve, told)))


async def note(tx: Tx, operation: str, act: str, facts: Mapping[RequestId, Mapping[str, str]]) -> None:
    """Writes a fact of another service into the timelines, changing nothing else.

    Also where the request has ended, since a timeline tells what happened. Requesters read `facts`: codes and ids.
    """
    requests = await _known(tx, operation, list(facts))
    store.add_entries(tx, [entry(tx, request.id, act, SYSTEM, **facts[request.id]) for request in requests])
    await tx.flush()


async def _known(tx: Tx, operation: str, request_ids: Sequence[RequestId]) -> Sequence[ServiceRequest]:
    found = await store.load_many(tx, request_ids)
    tx.permit_many([decide(RULES, "read_request", SYSTEM, operation, record=request_id) for request_id in request_ids])
    return list(found.values())


def _superseded(tx: Tx, request: ServiceRequest, action: str) -> Entry:
    return entry(tx, request.id, "superseded", SYSTEM, action=action, status=request.status)


async def _move_many(tx: Tx, operation: str, action: Action, acts: Mapping[RequestId, tuple[Change, Told]]) -> None:
    changes, entries, leaving = [], [], []
    for request in await _known(tx, operation, list(acts)):
        change, told = acts[request.id]
        if not can(request.status, action):
            entries.append(_superseded(tx, request, action))
            continue
        changed = change(request)
        changes.append((request, changed))
        entries.append(entry(tx, request.id, changed.status, SYSTEM))
        leaving.append(told(changed))
    await store.save_many(tx, changes, entries)
    for fact in leaving:
        tx.emit(fact)
