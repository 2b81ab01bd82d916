"""From events to deliveries, and looking at what became of them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.notify import store
from services.notify.domain.filters import TEST_TYPE, may_have, wants
from services.notify.domain.model import Endpoint
from services.notify.domain.moves import DeliveryState
from services.notify.domain.policy import RULES
from services.notify.store import AttemptLine, DeliveryLine
from services.notify.usecases.endpoints import READ, read_endpoint
from shared.contracts import topics
from shared.contracts.envelope import Envelope
from shared.contracts.event import Event
from shared.kernel.access import SYSTEM, Actor, decide
from shared.kernel.ids import DeliveryId, EndpointId, uuid7
from shared.kernel.refusals import expect_version
from shared.runtime.telemetry import current_traceparent
from shared.runtime.tx import Tx

NOT_SENT_ON: dict[str, Any] = {
    "audience": True,
    "by": True,
    "registered_person": True,
    "filing": {"registered_person": True},
}
"""Who is told, and who did and registered it: the desk's own business."""


async def fan_out(tx: Tx, events: Sequence[Event]) -> None:
    """One delivery per event and endpoint that may have it and asked for it; at most one event of each subject."""
    tx.permit_many([decide(RULES, READ, SYSTEM, "fan_out") for _ in events])
    listeners = await store.listeners(tx, {unit for event in events for unit in event.audience})
    wanted = []
    for event in events:
        chosen = [
            listener
            for listener in listeners
            if may_have(listener.unit, event.audience) and wants(listener.filters, event.TYPE)
        ]
        if chosen:
            shared = replace(tx.causes[event.key], data=event.model_dump_json(exclude=NOT_SENT_ON).encode())
            wanted += [(shared, listener.id) for listener in chosen]
    await store.enqueue(tx, wanted)


async def test_endpoint(
    tx: Tx, actor: Actor, endpoint_id: EndpointId, seen: int | None, *, source: str
) -> tuple[Endpoint, UUID]:
    """Sends the endpoint an event of its own, past its filters, through the same queue; tells the event's id."""
    endpoint = await store.load_endpoint(tx, endpoint_id)
    tx.permit(decide(RULES, READ, actor, "test_endpoint", record=endpoint_id, owner=endpoint.unit))
    expect_version(endpoint.version, seen)
    tested = endpoint.acted_on()
    event = Envelope(
        id=uuid7(tx.now),
        type=TEST_TYPE,
        source=source,
        topic=topics.NOTIFY.name,
        key=str(endpoint_id),
        seq=tested.version,
        time=tx.now,
        data=json.dumps({"endpoint_id": str(endpoint_id), "name": endpoint.name}, ensure_ascii=False).encode(),
        traceparent=current_traceparent(),
    )
    await store.save_endpoint(tx, endpoint, tested)
    await store.enqueue(tx, [(event, endpoint_id)])
    return tested, event.id


async def list_deliveries(
    tx: Tx, actor: Actor, endpoint_id: EndpointId, *, state: DeliveryState | None, after: UUID | None, limit: int
) -> Sequence[DeliveryLine]:
    """What an endpoint was or is to be sent, newest first."""
    await read_endpoint(tx, actor, endpoint_id, "list_deliveries")
    return await store.list_deliveries(tx, endpoint_id, state=state, after=after, limit=limit)


async def list_attempts(
    tx: Tx, actor: Actor, endpoint_id: EndpointId, delivery_id: DeliveryId
) -> Sequence[AttemptLine]:
    """Every post of one delivery, with the answer or why there was none."""
    await read_endpoint(tx, actor, endpoint_id, "list_delivery_attempts")
    return await store.list_attempts(tx, endpoint_id, delivery_id)
