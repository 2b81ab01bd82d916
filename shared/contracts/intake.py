"""What intake announces: the life of a service request. Contact data of people never travels."""

from typing import Annotated

from pydantic import Field

from shared.contracts import topics
from shared.contracts.event import Event, Part
from shared.contracts.topics import Service
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import MessageId, PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.references import ReferenceType
from shared.kernel.sharing import BUSINESS, CONTENT, INTERNAL, OPERATIONAL


class ReferenceFact(Part):
    """One business reference in its normal form."""

    type: Annotated[ReferenceType, OPERATIONAL]
    number: Annotated[str, BUSINESS]


class RequestFacts(Event):
    """What dispatch, triage and subscribers need to know of a request without calling back."""

    TOPIC = topics.INTAKE
    KEY = "request_id"

    request_id: Annotated[RequestId, OPERATIONAL]
    number: Annotated[str, OPERATIONAL] = Field(description="Tracking number with its check digit.")
    kind: Annotated[Kind, OPERATIONAL]
    channel: Annotated[Channel, OPERATIONAL]
    function_area: Annotated[FunctionArea, OPERATIONAL]
    application: Annotated[str, OPERATIONAL]
    system: Annotated[SystemCode | None, OPERATIONAL] = Field(None, description="Connected system the matter is about.")
    territory: Annotated[str, OPERATIONAL] = Field(description="GB/T 2260 code of the business, six digits.")
    title: Annotated[str, CONTENT]
    enterprise: Annotated[str | None, BUSINESS] = Field(None, description="GB 32100 code or customs code.")
    references: Annotated[tuple[ReferenceFact, ...], BUSINESS] = ()
    severity: Annotated[Severity, OPERATIONAL]
    anomaly_type: Annotated[str | None, OPERATIONAL] = Field(
        None, description="What the reporter takes the anomaly for, by code; triage decides."
    )
    registered_by: Annotated[UnitCode, OPERATIONAL] = Field(description="Unit that brought the request to the desk.")
    registered_person: Annotated[PersonId | None, INTERNAL] = Field(
        None, description="Who of that unit did, or the system that did: the reporter, who takes no other part."
    )


class RequestSubmitted(RequestFacts):
    """A request is known to the desk; nobody is accountable yet."""

    TYPE = "portdesk.intake.request.submitted.v1"
    READ_BY = frozenset({Service.NOTIFY})


class RequestAccepted(RequestFacts):
    """The desk takes responsibility: from here to closing one unit and person are accountable (首问负责)."""

    TYPE = "portdesk.intake.request.accepted.v1"
    READ_BY = frozenset({Service.ROUTING, Service.ANOMALY, Service.NOTIFY})

    territorial_unit: Annotated[UnitCode, OPERATIONAL]
    territorial_reason: Annotated[str, OPERATIONAL] = Field(description="Why this unit: business, requester, default.")
    first_contact_unit: Annotated[UnitCode, OPERATIONAL]
    first_contact_person: Annotated[PersonId, INTERNAL]


class RequestMoved(Event):
    """Common to all later acts on a request."""

    TOPIC = topics.INTAKE
    KEY = "request_id"

    request_id: Annotated[RequestId, OPERATIONAL]
    number: Annotated[str, OPERATIONAL]
    status: Annotated[str, OPERATIONAL] = Field(description="Status after the act.")


class RequestRejected(RequestMoved):
    """Not about the Single Window; the requester was told where to turn."""

    TYPE = "portdesk.intake.request.rejected.v1"
    READ_BY = frozenset({Service.NOTIFY})

    reason: Annotated[str, CONTENT]


class RequestStarted(RequestMoved):
    """A unit has begun to work on it."""

    TYPE = "portdesk.intake.request.started.v1"
    READ_BY = frozenset({Service.ROUTING, Service.NOTIFY})


class MessageAdded(RequestMoved):
    """Somebody wrote something on the request; the words themselves stay in intake."""

    TYPE = "portdesk.intake.request.message_added.v1"
    READ_BY = frozenset({Service.ROUTING, Service.NOTIFY})

    message_id: Annotated[MessageId, OPERATIONAL]
    final: Annotated[bool, OPERATIONAL] = Field(False, description="Whether it is the first contact's final reply.")


class NoteAdded(RequestMoved):
    """Somebody of the desk wrote an internal note; its audience is the units that handle the request."""

    TYPE = "portdesk.intake.request.note_added.v1"
    READ_BY = frozenset({Service.NOTIFY})

    message_id: Annotated[MessageId, OPERATIONAL]


class RequestResolved(RequestMoved):
    """The lead has done its part; the first contact has yet to reply and close."""

    TYPE = "portdesk.intake.request.resolved.v1"
    READ_BY = frozenset({Service.ROUTING, Service.NOTIFY})

    outcome: Annotated[str, OPERATIONAL]


class RequestClosed(RequestMoved):
    """The first contact has sent the final reply."""

    TYPE = "portdesk.intake.request.closed.v1"
    READ_BY = frozenset({Service.ROUTING, Service.NOTIFY})

    outcome: Annotated[str, OPERATIONAL]


class RequestWithdrawn(RequestMoved):
    """The requester no longer wants it; whoever works on it stops."""

    TYPE = "portdesk.intake.request.withdrawn.v1"
    READ_BY = frozenset({Service.ROUTING, Service.ANOMALY, Service.NOTIFY})

    reason: Annotated[str, CONTENT]


EVENTS: tuple[type[Event], ...] = (
    RequestSubmitted,
    RequestAccepted,
    RequestRejected,
    RequestStarted,
    MessageAdded,
    NoteAdded,
    RequestResolved,
    RequestClosed,
    RequestWithdrawn,
)
