"""What the lead does with a handling, and what people may read of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from services.routing import store
from services.routing.domain.clocks import Timetable
from services.routing.domain.model import Handling
from services.routing.domain.policy import RULES
from services.routing.store import QueueFilter
from services.routing.usecases.told import Told, save_and_tell
from shared.kernel.access import Actor, Scope, decide
from shared.kernel.ids import PersonId, RequestId
from shared.kernel.refusals import Invalid, expect_version
from shared.runtime.tx import Tx

READ = "read_handling"

Explained = tuple[Handling, Timetable]
"""A handling, with what its clocks are read by."""


class NotOfTheUnit(Invalid):
    """Work is given to people of the unit that leads."""

    zh = "{person}不是{unit}的人员。"
    en = "{person} is not one of the people of {unit}."


async def accept_handling(
    tx: Tx, actor: Actor, request_id: RequestId, *, handler: PersonId | None, seen: int | None
) -> Explained:
    """The lead takes the work; `handler` will do it, the caller where nobody is named."""
    entries = await store.entries(tx)

    def accept(handling: Handling) -> Handling:
        people = {person.id for person in entries[handling.lead.unit].entry.persons}
        if handler is not None and handler not in people:
            raise NotOfTheUnit(person=handler, unit=handling.lead.unit, pointer="/handler")
        return handling.accept(handler or actor.person, tx.now)

    return await _act(tx, actor, "accept_handling", request_id, accept, seen=seen)


async def start_handling(tx: Tx, actor: Actor, request_id: RequestId, *, seen: int | None) -> Explained:
    """The lead has begun."""

    def start(handling: Handling) -> Handling:
        return handling.start(actor.person, tx.now)

    return await _act(tx, actor, "start_handling", request_id, start, seen=seen)


async def finish_handling(tx: Tx, actor: Actor, request_id: RequestId, *, outcome: str, seen: int | None) -> Explained:
    """The lead has done its part; the first contact replies and closes."""

    def finish(handling: Handling) -> Handling:
        return handling.finish(actor.person, tx.now, outcome=outcome)

    return await _act(tx, actor, "finish_handling", request_id, finish, seen=seen)


async def read_handling(tx: Tx, actor: Actor, request_id: RequestId) -> Explained:
    """One handling with the explanation of its dispatch, for whoever may see it."""
    return await _read(tx, actor, READ, request_id)


async def read_clocks(tx: Tx, actor: Actor, request_id: RequestId) -> Explained:
    """The same, for explaining every minute of it."""
    return await _read(tx, actor, "read_clocks", request_id)


async def list_queue(
    tx: Tx, actor: Actor, *, only: QueueFilter, after: tuple[datetime, UUID], limit: int
) -> tuple[Sequence[Handling], Timetable]:
    """The actor's work list, newest first."""
    scope = Scope.of(RULES, "list_queue", actor)
    tx.permit(scope.decision)
    return await store.list_queue(tx, scope, only=only, after=after, limit=limit), await store.timetable(tx)


async def _act(
    tx: Tx,
    actor: Actor,
    operation: str,
    request_id: RequestId,
    act: Callable[[Handling], Handling],
    *,
    seen: int | None,
    told: Told | None = None,
) -> Explained:
    handling = await store.load(tx, request_id)
    tx.permit(decide(RULES, READ, actor, operation, handling.parties, record=request_id))
    expect_version(handling.version, seen)
    moved = act(handling)
    timetable = await store.timetable(tx)
    await save_and_tell(tx, [moved], timetable, by=actor, told=told)
    return moved, timetable


async def _read(tx: Tx, actor: Actor, operation: str, request_id: RequestId) -> Explained:
    handling = await store.read(tx, request_id)
    tx.permit(decide(RULES, READ, actor, operation, handling.parties, record=request_id))
    return handling, await store.timetable(tx)
