"""Who is at which request just now. It shows that somebody else is there, and never locks."""

from collections.abc import Collection, Sequence

from services.notify import store
from services.notify.domain.policy import RULES
from services.notify.domain.stream import PRESENT_FOR, Doing, Presence, Present
from services.notify.usecases.endpoints import READ
from shared.contracts.event import Event
from shared.kernel.access import Actor, Decision, decide
from shared.kernel.ids import RequestId, UnitCode
from shared.runtime.tx import Tx

NOBODY = UnitCode("")


async def open_stream(tx: Tx, actor: Actor) -> None:
    """Lets the actor listen; each single event is decided on by its audience."""
    tx.permit(decide(RULES, READ, actor, "open_stream", owner=actor.unit))


async def note_audiences(tx: Tx, events: Sequence[Event]) -> None:
    """Keeps, of each request, the units that its newest event names: they may say that they are at it."""
    tx.permit_many(())
    await store.keep_audiences(tx, {event.request_id: event for event in events if hasattr(event, "request_id")})


async def put_presence(tx: Tx, actor: Actor, request_id: RequestId, doing: Doing) -> Presence:
    """Says that the actor is at a request, for the next minute; tells who else is."""
    decision = await _decided(tx, actor, request_id, "put_presence")
    present = Present(unit=actor.unit, person=actor.person, doing=doing, until=tx.now + PRESENT_FOR)
    said = await store.put_presence(tx, request_id, present)
    # A page says it again and again; only what is news is told and leaves a row in the trail.
    tx.permit_many([decision] if said else [])
    if said:
        await store.tell_presence(tx, [request_id])
    (shown,) = await store.presences(tx, [request_id])
    return shown


async def delete_presence(tx: Tx, actor: Actor, request_id: RequestId) -> None:
    """Says that the actor has left it."""
    decision = await _decided(tx, actor, request_id, "delete_presence")
    tx.permit(decision)
    if await store.delete_presence(tx, request_id, actor):
        await store.tell_presence(tx, [request_id])


async def presences(tx: Tx, request_ids: Collection[RequestId]) -> Sequence[Presence]:
    """Who is at these requests, for telling those who may know."""
    tx.permit_many(())
    return await store.presences(tx, request_ids)


async def sweep_presence(tx: Tx) -> int:
    """Forgets who has said nothing for a minute, and tells of it; how many there were."""
    tx.permit_many(())
    left = await store.sweep_presence(tx)
    await store.tell_presence(tx, left)
    return len(left)


async def forget_audiences(tx: Tx) -> int:
    """Forgets audiences of requests of which nothing was heard for half a year; how many."""
    tx.permit_many(())
    return await store.forget_audiences(tx)


async def _decided(tx: Tx, actor: Actor, request_id: RequestId, operation: str) -> Decision:
    audience = await store.audience(tx, request_id)
    owner = actor.unit if actor.unit in audience else NOBODY
    # Its own reading rule: whoever may not say to be there may not know that the request exists.
    return decide(RULES, operation, actor, operation, record=request_id, owner=owner)
