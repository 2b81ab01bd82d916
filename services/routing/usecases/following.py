"""Taking over what other services made true. A foreign fact is applied or changes nothing; it is never refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.routing import store
from services.routing.domain.catalogue import Facts
from services.routing.domain.clocks import PauseReason
from services.routing.domain.model import WITHDRAWN, Book, CaseFact, Handling
from services.routing.domain.policy import RULES
from services.routing.usecases.told import save_and_tell
from shared.kernel.access import SYSTEM, decide
from shared.kernel.ids import RequestId
from shared.runtime.tx import Tx

ENDS = (WITHDRAWN, "closed")
"""Statuses of a request that stop whoever works on it."""


@dataclass(frozen=True, slots=True)
class RequestFact:
    """What intake has told of a request after its acceptance."""

    status: str
    at: datetime


async def open_handlings(tx: Tx, accepted: Sequence[Facts]) -> None:
    """Dispatches accepted requests. A case that was heard of before its request is followed at once."""
    ids = [facts.request_id for facts in accepted]
    _permit(tx, "open_handlings", ids)
    await store.hold(tx, ids)
    known = await store.load_many(tx, ids)
    book = await store.book(tx)
    opened = [Handling.open(facts, book) for facts in accepted if facts.request_id not in known]
    await save_and_tell(tx, opened, book.timetable, by=SYSTEM)
    cases = await store.case_facts(tx, ids)
    await _follow(tx, [replace(handling, case=cases.get(handling.id)) for handling in opened], book)


async def follow_requests(tx: Tx, told: Mapping[RequestId, RequestFact]) -> None:
    """A request that ended stops the work; one that waits for its requester pauses the clocks, any other runs them."""
    _permit(tx, "follow_requests", told)
    timetable = await store.timetable(tx)
    ended, clocked = [], []
    for request_id, handling in (await store.load_many(tx, list(told))).items():
        fact = told[request_id]
        if fact.status in ENDS:
            cancelled = handling.cancel(fact.at, reason=fact.status)
            ended += [cancelled] if cancelled is not handling else []
        else:
            waits = fact.status == PauseReason.WAITING_REQUESTER
            changed = handling.pause(PauseReason(fact.status), fact.at) if waits else handling.resume(fact.at)
            clocked += [changed] if changed != handling else []
    await save_and_tell(tx, ended, timetable, by=SYSTEM)
    await store.save_many(tx, clocked, timetable)


async def follow_cases(tx: Tx, told: Mapping[RequestId, CaseFact]) -> None:
    """The competent unit leads once a case is triaged, and the case ends the work. Cases may come before requests."""
    _permit(tx, "follow_cases", told)
    await store.hold(tx, told)
    known = await store.case_facts(tx, list(told))
    await store.save_case_facts(tx, {key: fact.after(known.get(key)) for key, fact in told.items()})
    await _follow(tx, (await store.load_many(tx, list(told))).values(), await store.book(tx))


async def _follow(tx: Tx, handlings: Iterable[Handling], book: Book) -> None:
    moved: list[Handling] = []
    still: list[Handling] = []
    for handling in handlings:
        followed = handling.follow(book)
        (still if followed is handling else moved).append(followed)
    await save_and_tell(tx, moved, book.timetable, by=SYSTEM)
    await store.save_many(tx, still, book.timetable)


def _permit(tx: Tx, operation: str, request_ids: Iterable[RequestId]) -> None:
    tx.permit_many([decide(RULES, "read_handling", SYSTEM, operation, record=request_id) for request_id in request_ids])
