"""Operations on endpoints and zones."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.notify import usecases
from services.notify.domain.model import Endpoint
from services.notify.domain.moves import DeliveryState
from services.notify.domain.signature import Seal
from services.notify.wire import (
    AttemptsView,
    AttemptView,
    CreateEndpointParams,
    CreateZoneParams,
    DeliveryPage,
    DeliveryView,
    EndpointPage,
    EndpointView,
    SecretView,
    TestView,
    ZonesView,
    ZoneView,
)
from shared.kernel.access import Actor
from shared.kernel.ids import DeliveryId, EndpointId, instant_of
from shared.runtime.http.deps import ActorDep, CursorQuery, IfMatchDep, LimitQuery, ReadDep, TxDep, etag
from shared.runtime.http.once import OnceDep
from shared.runtime.http.pages import cursor_of, link_next, position
from shared.runtime.tx import Tx

PREFIX = "/notify/v1/endpoints"

endpoints = APIRouter(prefix="/v1/endpoints", tags=["endpoints"])
zones = APIRouter(prefix="/v1/zones", tags=["zones"])
EndpointPath = Annotated[UUID, Path(description="Id of the endpoint.")]
StateQuery = Annotated[DeliveryState | None, Query(description="Only deliveries in this state.")]


async def _seal(request: Request) -> Seal:
    seal: Seal = request.app.state.seal
    return seal


SealDep = Annotated[Seal, Depends(_seal)]


@endpoints.post("", status_code=201, response_model=SecretView)
async def create_endpoint(
    params: CreateEndpointParams, tx: TxDep, actor: ActorDep, once: OnceDep, seal: SealDep
) -> Response:
    """Register a receiver of the caller's unit. The answer is the only one that shows its secret."""

    async def create() -> SecretView:
        return _given(*await usecases.create_endpoint(tx, actor, seal, **params.facts()))

    receipt = await once(tx, create, location=_location)
    return await _telling_secret(receipt, tx, actor, seal)


@endpoints.get("")
async def list_endpoints(
    response: Response, tx: ReadDep, actor: ActorDep, limit: LimitQuery = 50, cursor: CursorQuery = None
) -> EndpointPage:
    """The endpoints of the caller's unit, newest first."""
    found = await usecases.list_endpoints(tx, actor, after=_after(cursor), limit=limit)
    following = _following([endpoint.id for endpoint in found], limit)
    link_next(response, PREFIX, following, limit)
    return EndpointPage(items=[EndpointView.of(endpoint) for endpoint in found], next=following)


@endpoints.get("/{endpoint_id}")
async def read_endpoint(endpoint_id: EndpointPath, response: Response, tx: ReadDep, actor: ActorDep) -> EndpointView:
    """One endpoint."""
    return _view(response, await usecases.read_endpoint(tx, actor, EndpointId(endpoint_id)))


@endpoints.delete("/{endpoint_id}", status_code=204)
async def delete_endpoint(endpoint_id: EndpointPath, tx: TxDep, actor: ActorDep, seen: IfMatchDep) -> None:
    """Delete it; what has not been sent never will be."""
    await usecases.delete_endpoint(tx, actor, EndpointId(endpoint_id), seen)


@endpoints.post("/{endpoint_id}/secrets", status_code=201, response_model=SecretView)
async def rotate_endpoint_secret(
    endpoint_id: EndpointPath, tx: TxDep, actor: ActorDep, once: OnceDep, seal: SealDep, seen: IfMatchDep
) -> Response:
    """Give it a new secret. The one before signs beside it for another 24 hours, so that none is refused meanwhile."""

    async def create() -> SecretView:
        return _given(*await usecases.rotate_secret(tx, actor, seal, EndpointId(endpoint_id), seen))

    receipt = await once(tx, create, location=_location)
    return await _telling_secret(receipt, tx, actor, seal)


@endpoints.post("/{endpoint_id}/pause")
async def pause_endpoint(
    endpoint_id: EndpointPath, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> EndpointView:
    """Send nothing until it is resumed; deliveries collect."""
    return _view(response, await usecases.pause_endpoint(tx, actor, EndpointId(endpoint_id), seen))


@endpoints.post("/{endpoint_id}/resumption")
async def resume_endpoint(
    endpoint_id: EndpointPath, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> EndpointView:
    """Send again what has collected, also after the receiver had disabled it."""
    return _view(response, await usecases.resume_endpoint(tx, actor, EndpointId(endpoint_id), seen))


@endpoints.post("/{endpoint_id}/test", status_code=201, response_model=TestView)
async def test_endpoint(
    endpoint_id: EndpointPath, request: Request, tx: TxDep, actor: ActorDep, once: OnceDep, seen: IfMatchDep
) -> Response:
    """Send it an event of its own, past its filters; whether it arrives is told by its deliveries."""

    async def create() -> TestView:
        source = request.app.state.source
        tested, event_id = await usecases.test_endpoint(tx, actor, EndpointId(endpoint_id), seen, source=source)
        return TestView(endpoint=EndpointView.of(tested), event_id=event_id)

    return await once(tx, create, location=lambda _: f"{PREFIX}/{endpoint_id}/deliveries")


@endpoints.get("/{endpoint_id}/deliveries")
async def list_deliveries(
    endpoint_id: EndpointPath,
    response: Response,
    tx: ReadDep,
    actor: ActorDep,
    state: StateQuery = None,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> DeliveryPage:
    """What it was or is to be sent, newest first."""
    found = await usecases.list_deliveries(
        tx, actor, EndpointId(endpoint_id), state=state, after=_after(cursor), limit=limit
    )
    following = _following([line.id for line in found], limit)
    link_next(response, f"{PREFIX}/{endpoint_id}/deliveries", following, limit)
    return DeliveryPage(items=[DeliveryView.of(line) for line in found], next=following)


@endpoints.get("/{endpoint_id}/deliveries/{delivery_id}/attempts")
async def list_delivery_attempts(
    endpoint_id: EndpointPath,
    delivery_id: Annotated[UUID, Path(description="Id of the delivery.")],
    tx: ReadDep,
    actor: ActorDep,
) -> AttemptsView:
    """Every post of one delivery, oldest first, with the answer or why there was none."""
    found = await usecases.list_attempts(tx, actor, EndpointId(endpoint_id), DeliveryId(delivery_id))
    return AttemptsView(items=[AttemptView.of(line) for line in found])


@zones.post("", status_code=201, response_model=ZoneView)
async def create_zone(
    params: CreateZoneParams, request: Request, tx: TxDep, actor: ActorDep, once: OnceDep
) -> Response:
    """Open a part of a network to endpoints of the caller's unit."""

    async def create() -> ZoneView:
        allowed = request.app.state.loopback_zones
        return ZoneView.of(await usecases.create_zone(tx, actor, **params.model_dump(), loopback_allowed=allowed))

    return await once(tx, create, location=lambda _: "/notify/v1/zones")


@zones.get("")
async def list_zones(tx: ReadDep, actor: ActorDep) -> ZonesView:
    """The zones that endpoints of the caller's unit may be in."""
    return ZonesView(items=[ZoneView.of(zone) for zone in await usecases.list_zones(tx, actor)])


def _view(response: Response, endpoint: Endpoint) -> EndpointView:
    response.headers["ETag"] = etag(endpoint.version)
    return EndpointView.of(endpoint)


def _given(endpoint: Endpoint, kid: UUID) -> SecretView:
    return SecretView(endpoint=EndpointView.of(endpoint), kid=kid)


def _location(view: object) -> str:
    assert isinstance(view, SecretView)
    return f"{PREFIX}/{view.endpoint.id}"


async def _telling_secret(receipt: Response, tx: Tx, actor: Actor, seal: Seal) -> Response:
    """The first answer and its repetition alike: what is kept for repetition has no secret, so it is opened anew."""
    view = SecretView.model_validate_json(bytes(receipt.body))
    secret = await usecases.open_secret(tx, actor, seal, view.endpoint.id, view.kid)
    told = view.with_secret(secret.reveal()).model_dump_json()
    headers = {name: value for name, value in receipt.headers.items() if name != "content-length"}
    return Response(told, receipt.status_code, headers)


def _after(cursor: str | None) -> UUID | None:
    found = position(cursor)
    return found[1] if found else None


def _following(ids: list[EndpointId] | list[DeliveryId], limit: int) -> str | None:
    return cursor_of(instant_of(ids[-1]), ids[-1]) if len(ids) == limit else None
