"""How intake tells what happened: timeline lines and the common members of its events."""

from datetime import datetime
from typing import Any

from services.intake.domain.model import Entry, ServiceRequest
from shared.contracts import intake as events
from shared.contracts.event import By
from shared.kernel.access import Actor
from shared.kernel.ids import RequestId
from shared.runtime.tx import Tx


def entry(tx: Tx, request_id: RequestId, act: str, actor: Actor, **facts: str) -> Entry:
    """A timeline line of this instant; `facts` are codes and ids."""
    return Entry(request_id=request_id, at=tx.now, act=act, person=actor.person, unit=actor.unit, facts=dict(facts))


def facts(request: ServiceRequest, by: Actor, at: datetime) -> dict[str, Any]:
    """The members of RequestFacts, for submitted and accepted."""
    return {
        "version": request.version,
        "at": at,
        "by": By.actor(by),
        "audience": request.audience,
        "request_id": request.id,
        "number": request.number,
        "kind": request.kind,
        "channel": request.channel,
        "function_area": request.function_area,
        "application": request.application,
        "system": request.system,
        "territory": request.territory,
        "title": request.title,
        "enterprise": request.enterprise,
        "references": tuple(events.ReferenceFact(type=r.type, number=r.number) for r in request.references),
        "severity": request.severity,
        "anomaly_type": request.anomaly_type,
        "registered_by": request.registered_by,
        "registered_person": request.registered_person,
    }


def moved(request: ServiceRequest, by: Actor) -> dict[str, Any]:
    """The members of RequestMoved, for every later act."""
    return {
        "version": request.version,
        "at": request.changed_at,
        "by": By.actor(by),
        "audience": request.audience,
        "request_id": request.id,
        "number": request.number,
        "status": request.status,
    }
