"""What an owner does with an endpoint: register, look, pause, resume, rotate its secret, delete."""

import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from services.notify import store
from services.notify.domain.lanes import SealedSecret
from services.notify.domain.model import (
    ENDPOINTS_PER_UNIT,
    OVERLAP,
    Endpoint,
    NoSuchZone,
    TooManyEndpoints,
    register,
)
from services.notify.domain.policy import RULES
from services.notify.domain.signature import KEY_BYTES, NONCE_BYTES, Seal, Secret
from shared.kernel.access import Actor, Scope, decide
from shared.kernel.ids import EndpointId, UnitCode, uuid7
from shared.kernel.refusals import expect_version
from shared.runtime.tx import Tx

READ = "read_endpoint"


async def create_endpoint(
    tx: Tx,
    actor: Actor,
    seal: Seal,
    *,
    name: str,
    url: str,
    zone: str,
    filters: Sequence[str],
    room: int,
    time_limit: timedelta,
) -> tuple[Endpoint, UUID]:
    """A new endpoint of the actor's unit, and the id of its first secret."""
    tx.permit(decide(RULES, READ, actor, "create_endpoint", owner=actor.unit))
    found = await store.find_zone(tx, zone)
    if found is None:
        raise NoSuchZone(pointer="/zone", zone=zone)
    endpoint = register(
        EndpointId(uuid7(tx.now)),
        unit=actor.unit,
        name=name,
        url=url,
        zone=found,
        filters=filters,
        room=room,
        time_limit=time_limit,
        at=tx.now,
    )
    if await store.count_endpoints(tx, actor.unit) >= ENDPOINTS_PER_UNIT:
        raise TooManyEndpoints(unit=actor.unit, limit=ENDPOINTS_PER_UNIT)
    await store.add_endpoint(tx, endpoint)
    return endpoint, await _add_secret(tx, seal, endpoint.id)


async def rotate_secret(
    tx: Tx, actor: Actor, seal: Seal, endpoint_id: EndpointId, seen: int | None
) -> tuple[Endpoint, UUID]:
    """A new secret; the one before goes on signing beside it for the time of the overlap."""
    endpoint = await _load(tx, actor, "rotate_endpoint_secret", endpoint_id, seen)
    rotated = endpoint.acted_on()
    await store.retire_secrets(tx, endpoint_id, at=tx.now + OVERLAP)
    kid = await _add_secret(tx, seal, endpoint_id)
    await store.save_endpoint(tx, endpoint, rotated)
    return rotated, kid


async def open_secret(tx: Tx, actor: Actor, seal: Seal, endpoint_id: EndpointId, kid: UUID) -> Secret:
    """A secret for the answer to the act that made it, and for the same answer to a repetition of that act."""
    endpoint = await store.read_endpoint(tx, endpoint_id)
    tx.permit(decide(RULES, READ, actor, "rotate_endpoint_secret", record=endpoint_id, owner=endpoint.unit))
    return (await store.read_secret(tx, endpoint_id, kid)).open(seal)


async def pause_endpoint(tx: Tx, actor: Actor, endpoint_id: EndpointId, seen: int | None) -> Endpoint:
    """Deliveries collect until it is resumed; a lane that a sender holds is not taken from it."""
    return await _move(tx, actor, "pause_endpoint", endpoint_id, seen, Endpoint.pause)


async def resume_endpoint(tx: Tx, actor: Actor, endpoint_id: EndpointId, seen: int | None) -> Endpoint:
    """What has collected is sent; also after the receiver had disabled it."""
    return await _move(tx, actor, "resume_endpoint", endpoint_id, seen, Endpoint.resume)


async def delete_endpoint(tx: Tx, actor: Actor, endpoint_id: EndpointId, seen: int | None) -> None:
    """What has not been sent never will be."""
    await _move(tx, actor, "delete_endpoint", endpoint_id, seen, Endpoint.delete)
    await store.clear(tx, endpoint_id)


async def read_endpoint(tx: Tx, actor: Actor, endpoint_id: EndpointId, operation: str = READ) -> Endpoint:
    """One endpoint, for whoever may see it."""
    endpoint = await store.read_endpoint(tx, endpoint_id)
    tx.permit(decide(RULES, READ, actor, operation, record=endpoint_id, owner=endpoint.unit))
    return endpoint


async def list_endpoints(tx: Tx, actor: Actor, *, after: UUID | None, limit: int) -> Sequence[Endpoint]:
    """The endpoints of the actor's unit, or all of them for an auditor, newest first."""
    scope = Scope.of(RULES, "list_endpoints", actor)
    tx.permit(scope.decision)
    return await store.list_endpoints(tx, visible(scope, actor), after=after, limit=limit)


def visible(scope: Scope, actor: Actor) -> UnitCode | None:
    """The unit whose configuration a list may show; None for all units."""
    return None if scope.everything else actor.unit


async def _load(tx: Tx, actor: Actor, operation: str, endpoint_id: EndpointId, seen: int | None) -> Endpoint:
    endpoint = await store.load_endpoint(tx, endpoint_id)
    tx.permit(decide(RULES, READ, actor, operation, record=endpoint_id, owner=endpoint.unit))
    expect_version(endpoint.version, seen)
    return endpoint


async def _move(
    tx: Tx,
    actor: Actor,
    operation: str,
    endpoint_id: EndpointId,
    seen: int | None,
    change: Callable[[Endpoint], Endpoint],
) -> Endpoint:
    endpoint = await _load(tx, actor, operation, endpoint_id, seen)
    changed = change(endpoint)
    await store.save_endpoint(tx, endpoint, changed)
    return changed


async def _add_secret(tx: Tx, seal: Seal, endpoint_id: EndpointId) -> UUID:
    kid = uuid7(tx.now)
    secret = Secret(secrets.token_bytes(KEY_BYTES))
    sealed = seal.close(secret, kid=kid, nonce=secrets.token_bytes(NONCE_BYTES))
    await store.add_secret(tx, endpoint_id, SealedSecret(kid, sealed))
    return kid
