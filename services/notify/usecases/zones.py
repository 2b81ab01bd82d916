"""Where the endpoints of a unit may be: its administrator opens zones, nobody changes them."""

from collections.abc import Sequence

from services.notify import store
from services.notify.domain.egress import Zone, ZoneKind
from services.notify.domain.model import ZoneExists, open_zone
from services.notify.domain.policy import RULES
from services.notify.usecases.endpoints import visible
from shared.kernel.access import Actor, Scope, decide
from shared.runtime.tx import Tx


async def create_zone(
    tx: Tx,
    actor: Actor,
    *,
    code: str,
    kind: ZoneKind,
    ports: Sequence[int],
    networks: Sequence[str],
    loopback_allowed: bool,
) -> Zone:
    """A zone for the endpoints of the actor's unit."""
    tx.permit(decide(RULES, "list_zones", actor, "create_zone", owner=actor.unit))
    zone = open_zone(
        code, kind=kind, unit=actor.unit, ports=ports, networks=networks, loopback_allowed=loopback_allowed
    )
    if not await store.add_zone(tx, zone):
        raise ZoneExists(zone=code)
    return zone


async def list_zones(tx: Tx, actor: Actor) -> Sequence[Zone]:
    """The zones open to the actor's unit, or all of them for an auditor."""
    scope = Scope.of(RULES, "list_zones", actor)
    tx.permit(scope.decision)
    return await store.list_zones(tx, visible(scope, actor))
