"""The work list: which lines somebody sees, in which order, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.routing import store
from services.routing.domain.clocks import Timetable
from services.routing.domain.model import Handling
from services.routing.domain.policy import RULES
from services.routing.domain.queue import PARTS, SOON, STANDINGS, BuiltIn, Place, QueueFilter, Sort
from services.routing.domain.views import Saved, UnknownView
from services.routing.store import MOST_COUNTED, Horizon
from shared.kernel.access import SYSTEM, Actor, Scope, decide
from shared.runtime.tx import Tx

AT_ONCE = 500
"""How many lines are written anew in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of the list, what its clocks are read by, and where it goes on."""

    handlings: Sequence[Handling]
    timetable: Timetable
    next: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many lines a view has; where `capped`, there are more."""

    view: str
    count: int
    capped: bool


async def list_queue(
    tx: Tx,
    actor: Actor,
    view: str,
    only: QueueFilter,
    *,
    sort: Sort | None,
    after: Place | None,
    limit: int,
) -> Listed:
    """A page of a view, built in or saved; what `only` and `sort` ask for stands in place of what it says itself."""
    scope = Scope.of(RULES, "list_queue", actor)
    tx.permit(scope.decision)
    base, order = await _view(tx, actor, view)
    timetable = await store.timetable(tx)
    wanted = base.narrowed(only)
    places = await store.page(
        tx,
        _seen(scope, actor, wanted.view),
        wanted,
        after.sort if after else sort or order,
        _horizon(tx, timetable),
        after=after,
        limit=limit,
    )
    return Listed(
        handlings=await store.read_many(tx, [place.request_id for place in places]),
        timetable=timetable,
        next=places[-1] if len(places) == limit else None,
    )


async def count_queue(tx: Tx, actor: Actor) -> Sequence[Counted]:
    """Every view that the actor has, with the number of its lines."""
    scope = Scope.of(RULES, "count_queue", actor)
    tx.permit(scope.decision)
    horizon = _horizon(tx, await store.timetable(tx))
    views = {str(view): QueueFilter(view=view) for view in BuiltIn}
    views |= {str(saved.id): saved.wanted.filter for saved in await _saved(tx, actor)}
    found: dict[str, int] = {}
    for view in sorted(views, key=lambda view: len(PARTS.get(view, ()))):
        many = any(found[part] >= MOST_COUNTED for part in PARTS.get(view, ()))
        only = views[view]
        found[view] = MOST_COUNTED if many else await store.count(tx, _seen(scope, actor, only.view), only, horizon)
    return [
        Counted(view=view, count=min(found[view], MOST_COUNTED - 1), capped=found[view] >= MOST_COUNTED)
        for view in views
    ]


async def index_handlings(tx: Tx) -> int:
    """Writes lines anew that were written before lists could be searched and sorted; says how many there were."""
    ids = await store.wordless(tx, limit=AT_ONCE)
    tx.permit_many([decide(RULES, "read_handling", SYSTEM, "index_handlings", record=found) for found in ids])
    if ids:
        handlings = (await store.load_many(tx, ids)).values()
        await store.save_items(tx, list(handlings), await store.timetable(tx))
    return len(ids)


def _seen(scope: Scope, actor: Actor, view: BuiltIn) -> Scope:
    return scope.narrowed(actor, STANDINGS[view]) if view in STANDINGS else scope


def _horizon(tx: Tx, timetable: Timetable) -> Horizon:
    return Horizon(tx.now, max(calendar.add(tx.now, SOON) for calendar in timetable.calendars.values()))


async def _view(tx: Tx, actor: Actor, view: str) -> tuple[QueueFilter, Sort]:
    if view in set(BuiltIn):
        return QueueFilter(view=BuiltIn(view)), Sort.DUE
    for saved in await _saved(tx, actor):
        if str(saved.id) == view:
            return saved.wanted.filter, saved.wanted.sort
    raise UnknownView(view=view, pointer="/view")


async def _saved(tx: Tx, actor: Actor) -> Sequence[Saved]:
    return await store.views_of(tx, [actor.person, actor.unit])
