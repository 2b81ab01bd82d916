"""What the lead does with handlings, and what people may read of one. The work list is in `queue`."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.routing import store
from services.routing.domain.clocks import Timetable
from services.routing.domain.model import Handling
from services.routing.domain.policy import RULES
from services.routing.store import Entries
from services.routing.usecases.told import Told, moved, save_and_tell
from shared.contracts.routing import HandlingAssigned
from shared.kernel.access import Actor, Scope, decide
from shared.kernel.ids import PersonId, RequestId
from shared.kernel.refusals import Invalid, NotFound, Refusal, expect_version
from shared.runtime.tx import Tx

READ = "read_handling"

Explained = tuple[Handling, Timetable]
"""A handling, with what its clocks are read by."""


class NotOfTheUnit(Invalid):
    """Work is given to people of the unit that leads."""

    zh = "{person}不是{unit}的人员。"
    en = "{person} is not one of the people of {unit}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An act of the lead as somebody asks for it: `pointer` is where in their words the person stands."""

    operation: str
    person: PersonId | None = None
    outcome: str = ""
    pointer: str = "/person"

    def told(self, tx: Tx, actor: Actor) -> Told | None:
        """How the act is announced, where the status does not say it."""
        if self.operation != "assign_handling":
            return None
        return lambda handling: HandlingAssigned(person=handling.lead.person, **moved(tx, handling, actor))

    def done(self, handling: Handling, actor: Actor, entries: Entries, tx: Tx) -> Handling:
        """The handling after the act."""
        lead = handling.lead.unit
        if self.person is not None and self.person not in {person.id for person in entries[lead].entry.persons}:
            raise NotOfTheUnit(person=self.person, unit=lead, pointer=self.pointer)
        person = self.person or actor.person
        match self.operation:
            case "accept_handling":
                return handling.accept(person, tx.now)
            case "assign_handling":
                return handling.assign(person, tx.now)
            case "start_handling":
                return handling.start(person, tx.now)
            case _:
                return handling.finish(person, tx.now, outcome=self.outcome)


async def accept_handling(
    tx: Tx, actor: Actor, request_id: RequestId, *, handler: PersonId | None, seen: int | None
) -> Explained:
    """The lead takes the work; `handler` will do it, the caller where nobody is named."""
    asked = Asked(operation="accept_handling", person=handler, pointer="/handler")
    return await _act(tx, actor, asked, request_id, seen=seen)


async def assign_handling(
    tx: Tx, actor: Actor, request_id: RequestId, *, person: PersonId, seen: int | None
) -> Explained:
    """The head of the lead names who does the work."""
    return await _act(tx, actor, Asked(operation="assign_handling", person=person), request_id, seen=seen)


async def start_handling(tx: Tx, actor: Actor, request_id: RequestId, *, seen: int | None) -> Explained:
    """The lead has begun."""
    return await _act(tx, actor, Asked(operation="start_handling"), request_id, seen=seen)


async def finish_handling(tx: Tx, actor: Actor, request_id: RequestId, *, outcome: str, seen: int | None) -> Explained:
    """The lead has done its part; the first contact replies and closes."""
    return await _act(tx, actor, Asked(operation="finish_handling", outcome=outcome), request_id, seen=seen)


async def bulk_handlings(
    tx: Tx, actor: Actor, asked: Asked, seen: Mapping[RequestId, int]
) -> Mapping[RequestId, Handling | Refusal]:
    """One act on many handlings: each is decided by itself, and one that is refused does not hold up the others."""
    Scope.of(RULES, "bulk_handlings", actor)
    found = await store.load_many(tx, list(seen))
    entries = await store.entries(tx)
    results: dict[RequestId, Handling | Refusal] = {}
    decisions = []
    for request_id, version in seen.items():
        try:
            if request_id not in found:
                raise NotFound
            handling = found[request_id]
            decision = decide(RULES, READ, actor, asked.operation, handling.parties, record=request_id)
            expect_version(handling.version, version)
            results[request_id] = asked.done(handling, actor, entries, tx)
            decisions.append(decision)
        except Refusal as refusal:
            tx.refuse(refusal)
            results[request_id] = refusal
    tx.permit_many(decisions)
    acted = [result for result in results.values() if isinstance(result, Handling)]
    await save_and_tell(tx, acted, await store.timetable(tx), by=actor, told=asked.told(tx, actor))
    return results


async def read_handling(tx: Tx, actor: Actor, request_id: RequestId) -> Explained:
    """One handling with the explanation of its dispatch, for whoever may see it."""
    return await _read(tx, actor, READ, request_id)


async def read_clocks(tx: Tx, actor: Actor, request_id: RequestId) -> Explained:
    """The same, for explaining every minute of it."""
    return await _read(tx, actor, "read_clocks", request_id)


async def _act(tx: Tx, actor: Actor, asked: Asked, request_id: RequestId, *, seen: int | None) -> Explained:
    handling = await store.load(tx, request_id)
    tx.permit(decide(RULES, READ, actor, asked.operation, handling.parties, record=request_id))
    expect_version(handling.version, seen)
    acted = asked.done(handling, actor, await store.entries(tx), tx)
    timetable = await store.timetable(tx)
    await save_and_tell(tx, [acted], timetable, by=actor, told=asked.told(tx, actor))
    return acted, timetable


async def _read(tx: Tx, actor: Actor, operation: str, request_id: RequestId) -> Explained:
    handling = await store.read(tx, request_id)
    tx.permit(decide(RULES, READ, actor, operation, handling.parties, record=request_id))
    return handling, await store.timetable(tx)
