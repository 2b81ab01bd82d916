"""What callers see of requests, and what they may do with them."""

from collections.abc import Iterable
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, Field, WithJsonSchema

from services.intake.domain.model import Contact, ServiceRequest
from services.intake.domain.moves import ENDED, Status, can
from services.intake.domain.policy import ACTS, RULES
from services.intake.usecases import Duplicate
from shared.kernel.access import Actor, Rights
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.references import ReferenceType
from shared.kernel.refusals import Language, NotAllowed
from shared.kernel.sharing import (
    BUSINESS,
    CONTENT,
    INTERNAL,
    OPERATIONAL,
    PERSONAL,
    SECRET,
    ActionView,
    RefusedActionView,
    View,
)


class ReferenceView(View):
    """One business reference in its normal form."""

    type: Annotated[ReferenceType, OPERATIONAL]
    number: Annotated[str, BUSINESS]


class ContactView(View):
    """The accountable unit and person."""

    unit: Annotated[UnitCode, OPERATIONAL]
    person: Annotated[PersonId, INTERNAL]


class RequestView(View):
    """One request as its participants see it."""

    id: Annotated[RequestId, OPERATIONAL]
    number: Annotated[str, OPERATIONAL]
    version: Annotated[int, OPERATIONAL]
    status: Annotated[Status, OPERATIONAL]
    kind: Annotated[Kind, OPERATIONAL]
    channel: Annotated[Channel, OPERATIONAL]
    function_area: Annotated[FunctionArea, OPERATIONAL]
    application: Annotated[str, OPERATIONAL]
    system: Annotated[SystemCode | None, OPERATIONAL]
    territory: Annotated[str, OPERATIONAL]
    territorial_unit: Annotated[UnitCode, OPERATIONAL]
    territorial_reason: Annotated[str, OPERATIONAL] = Field(description="business, requester or default")
    title: Annotated[str, CONTENT]
    description: Annotated[str, CONTENT]
    enterprise: Annotated[str | None, BUSINESS]
    references: Annotated[list[ReferenceView], BUSINESS]
    severity: Annotated[Severity, OPERATIONAL]
    anomaly_type: Annotated[str | None, OPERATIONAL]
    registered_by: Annotated[UnitCode, OPERATIONAL]
    first_contact: Annotated[ContactView | None, OPERATIONAL]
    lead: Annotated[UnitCode | None, OPERATIONAL]
    co_handlers: Annotated[list[UnitCode], OPERATIONAL]
    outcome: Annotated[str | None, CONTENT]
    submitted_at: Annotated[AwareDatetime, OPERATIONAL]
    changed_at: Annotated[AwareDatetime, OPERATIONAL]
    allowed_actions: Annotated[list[ActionView], OPERATIONAL]

    @classmethod
    def of(cls, request: ServiceRequest, rights: Rights) -> Self:
        """What somebody with these rights sees of `request`, and may do with it now."""
        contact = request.first_contact
        return cls(
            id=request.id,
            number=request.number,
            version=request.version,
            status=request.status,
            kind=request.kind,
            channel=request.channel,
            function_area=request.function_area,
            application=request.application,
            system=request.system,
            territory=request.territory,
            territorial_unit=request.territorial_unit,
            territorial_reason=request.territorial_reason,
            title=request.title,
            description=request.description,
            enterprise=request.enterprise,
            references=[ReferenceView(type=r.type, number=r.number) for r in request.references],
            severity=request.severity,
            anomaly_type=request.anomaly_type,
            registered_by=request.registered_by,
            first_contact=ContactView(unit=contact.unit, person=contact.person) if contact else None,
            lead=request.lead,
            co_handlers=list(request.co_handlers),
            outcome=request.outcome,
            submitted_at=request.submitted_at,
            changed_at=request.changed_at,
            allowed_actions=allowed_actions(request, rights),
        )


class RequestDetail(RequestView):
    """One request as its page shows it: also what the caller may do with it at another time."""

    refused_actions: Annotated[list[RefusedActionView], OPERATIONAL]

    @classmethod
    def told(cls, request: ServiceRequest, actor: Actor, language: Language) -> Self:
        """What `actor` sees of `request`, with reasons in their language."""
        rights = rights_of(actor)
        shown = RequestView.of(request, rights)
        return cls(**dict(shown), refused_actions=refused_actions(request, rights, language))


class RegisteredView(View):
    """The receipt of a registration; the look-up code is told here only."""

    id: Annotated[RequestId, OPERATIONAL]
    number: Annotated[str, OPERATIONAL] = Field(examples=["HA-20261123-410100-00042-6"])
    lookup_code: Annotated[str, SECRET] = Field(description="Opens the public look-up together with the number.")
    version: Annotated[int, OPERATIONAL]
    status: Annotated[Status, OPERATIONAL]
    territorial_unit: Annotated[UnitCode, OPERATIONAL]
    first_contact: Annotated[ContactView | None, OPERATIONAL]
    submitted_at: Annotated[AwareDatetime, OPERATIONAL]

    @classmethod
    def of(cls, request: ServiceRequest, lookup_code: str) -> Self:
        """The receipt of `request`."""
        contact = request.first_contact
        return cls(
            id=request.id,
            number=request.number,
            lookup_code=lookup_code,
            version=request.version,
            status=request.status,
            territorial_unit=request.territorial_unit,
            first_contact=ContactView(unit=contact.unit, person=contact.person) if contact else None,
            submitted_at=request.submitted_at,
        )


class RequestLineView(View):
    """What became of one line of a batch: a receipt or a problem document, never both."""

    line: Annotated[int, OPERATIONAL] = Field(description="Number of the line in the body, from 1.")
    key: Annotated[str | None, OPERATIONAL] = Field(description="The line's key; null where none could be read.")
    status: Annotated[int, OPERATIONAL] = Field(description="What a request of its own would have been answered with.")
    replayed: Annotated[bool, OPERATIONAL] = Field(description="Whether this is the first answer again.")
    receipt: Annotated[RegisteredView | None, OPERATIONAL]
    problem: Annotated[
        dict[str, Any] | None,
        OPERATIONAL,
        WithJsonSchema({"anyOf": [{"$ref": "#/components/schemas/Problem"}, {"type": "null"}]}),
    ]


class RequestPage(View):
    """A page of requests; `next` continues it."""

    items: Annotated[list[RequestView], BUSINESS]
    next: Annotated[str | None, OPERATIONAL]

    @classmethod
    def of(cls, requests: Iterable[ServiceRequest], actor: Actor, following: str | None) -> Self:
        """The page that `actor` sees; their rights are worked out once for all of it."""
        rights = rights_of(actor)
        return cls(items=[RequestView.of(request, rights) for request in requests], next=following)


class PublicView(View):
    """What anybody with number and look-up code sees: where it stands, nothing personal."""

    number: Annotated[str, OPERATIONAL]
    status: Annotated[Status, OPERATIONAL]
    changed_at: Annotated[AwareDatetime, OPERATIONAL]


class RequesterView(View):
    """How to reach the requester."""

    name: Annotated[str, PERSONAL]
    phone: Annotated[str | None, PERSONAL]
    email: Annotated[str | None, PERSONAL]

    @classmethod
    def of(cls, contact: Contact) -> Self:
        """The view of `contact`."""
        return cls(name=contact.name, phone=contact.phone, email=contact.email)


class DuplicateView(View):
    """An open request about the same business: enough to turn to the unit that has it, and nothing of its content."""

    number: Annotated[str, OPERATIONAL]
    unit: Annotated[UnitCode, OPERATIONAL] = Field(description="Its first contact; before acceptance, its territory.")
    request_id: Annotated[RequestId | None, OPERATIONAL] = Field(description="Only where the caller may read it.")

    @classmethod
    def of(cls, duplicate: Duplicate) -> Self:
        """The view of `duplicate`."""
        request = duplicate.request
        return cls(
            number=request.number,
            unit=request.first_contact.unit if request.first_contact else request.territorial_unit,
            request_id=request.id if duplicate.readable else None,
        )


class DuplicatesView(View):
    """Open requests of the province that name the same reference, newest first, at most five."""

    items: Annotated[list[DuplicateView], OPERATIONAL]


def rights_of(actor: Actor) -> Rights:
    """What `actor` may do with requests, for a page of them."""
    return Rights.of(RULES, actor, ACTS)


def allowed_actions(request: ServiceRequest, rights: Rights) -> list[ActionView]:
    """The acts open now: the status has the move and the rights have the standing."""
    if request.status in ENDED:
        return []
    allowed = rights.allowed(request.parties)
    return [
        ActionView(operation=operation, href=f"/intake/v1/requests/{request.id}/{path}", key=key)
        for operation, (action, path, key) in ACTS.items()
        if operation in allowed and (action is None or can(request.status, action))
    ]


def refused_actions(request: ServiceRequest, rights: Rights, language: Language) -> list[RefusedActionView]:
    """The acts that the rights have and that the status does not allow now, each with the reason."""
    allowed = rights.allowed(request.parties)
    found = []
    for operation, (action, _, _) in ACTS.items():
        if action is None or operation not in allowed or can(request.status, action):
            continue
        refusal = NotAllowed(status=request.status, action=action)
        found.append(RefusedActionView(operation=operation, reason=refusal.slug(), detail=refusal.say(language)))
    return found
