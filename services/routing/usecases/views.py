"""Keeping views of the work list: people their own, a head those of the unit."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.routing import store
from services.routing.domain.policy import RULES
from services.routing.domain.views import Saved, ViewScope, Wanted, holder_of, save
from shared.kernel.access import Actor, Party, Scope, Standing, decide
from shared.kernel.ids import uuid7
from shared.kernel.refusals import NotFound, expect_version
from shared.runtime.tx import Tx

READ = "read_view"


async def list_views(tx: Tx, actor: Actor) -> Sequence[Saved]:
    """The actor's own views and those of the unit."""
    tx.permit(Scope.of(RULES, "list_views", actor).decision)
    return await store.views_of(tx, [actor.person, actor.unit])


async def read_view(tx: Tx, actor: Actor, view_id: UUID) -> Saved:
    """One view, for whoever may use it."""
    return await _view(tx, actor, READ, view_id)


async def create_view(tx: Tx, actor: Actor, scope: ViewScope, wanted: Wanted) -> Saved:
    """Keeps a view; for the unit only a head does."""
    holder, own = holder_of(scope, actor), scope is ViewScope.ME
    parties = frozenset({Party(holder, Standing.SUBJECT)}) if own else frozenset()
    tx.permit(decide(RULES, READ, actor, "create_view", parties, owner=None if own else actor.unit))
    await store.hold_views(tx, holder)
    others = await store.views_of(tx, [holder])
    saved = save(uuid7(tx.now), wanted.checked(), scope, actor, others, at=tx.now)
    await store.save_view(tx, saved)
    return saved


async def put_view(tx: Tx, actor: Actor, view_id: UUID, wanted: Wanted, *, seen: int | None) -> Saved:
    """Writes a view as a whole; whose it is stays."""
    kept = await _held(tx, actor, "put_view", view_id, seen=seen)
    changed = kept[view_id].change(wanted.checked(), kept.values(), at=tx.now)
    await store.save_view(tx, changed)
    return changed


async def delete_view(tx: Tx, actor: Actor, view_id: UUID, *, seen: int | None) -> None:
    """Removes a view."""
    await _held(tx, actor, "delete_view", view_id, seen=seen)
    await store.delete_view(tx, view_id)


async def _view(tx: Tx, actor: Actor, operation: str, view_id: UUID) -> Saved:
    saved = await store.view(tx, view_id)
    tx.permit(decide(RULES, READ, actor, operation, saved.parties, record=view_id, owner=saved.owner))
    return saved


async def _held(tx: Tx, actor: Actor, operation: str, view_id: UUID, *, seen: int | None) -> Mapping[UUID, Saved]:
    """All views of whoever the view belongs to, as they are now that nobody else can change them."""
    saved = await _view(tx, actor, operation, view_id)
    await store.hold_views(tx, saved.holder)
    kept = {other.id: other for other in await store.views_of(tx, [saved.holder])}
    if view_id not in kept:
        raise NotFound
    expect_version(kept[view_id].version, seen)
    return kept
