"""HTTP shapes of intake: what callers send (…Params) and what they see (…View)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, ConfigDict, Field

from services.intake.domain.model import Contact, Draft, Entry, Message, ServiceRequest
from services.intake.domain.moves import ENDED, Status, can
from services.intake.domain.policy import ACTS, RULES
from shared.kernel.access import Actor, decide
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import MessageId, PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.references import ReferenceType, enterprise_code, reference, territory_code
from shared.kernel.refusals import Refusal
from shared.kernel.sharing import BUSINESS, CONTENT, INTERNAL, OPERATIONAL, SECRET, ActionView, Params, View

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
Words = Annotated[str, Field(min_length=1, max_length=4000)]


class ReferenceParams(Params):
    """One business reference; full-width characters and blanks are forgiven, a wrong check character is not."""

    type: ReferenceType
    number: str = Field(min_length=1, max_length=64, examples=["410120261123000871"])


class ContactParams(Params):
    """How to reach the requester. Kept apart, never sent in an event."""

    name: str = Field(min_length=1, max_length=100)
    phone: str | None = Field(None, pattern=r"^[0-9+() -]{5,32}$")
    email: str | None = Field(None, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


class CreateRequestParams(Params):
    """A service request as somebody brings it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "data_anomaly",
                    "channel": "port_system",
                    "function_area": "government_services",
                    "application": "tax-payment",
                    "system": "hn-sw-tax",
                    "territory": "410100",
                    "title": "税单已缴款，仍显示支付处理中",
                    "description": "银行回单已到，税单状态超过两小时未变。",
                    "references": [{"type": "tax_bill", "number": "410120261123000871"}],
                    "severity": "S2",
                    "anomaly_type": "A13",
                }
            ]
        }
    )

    kind: Kind
    channel: Channel
    function_area: FunctionArea
    application: Code = Field(description="Code in the application catalogue.")
    system: Code | None = Field(None, description="Connected system the matter is about.")
    territory: str | None = Field(None, description="GB/T 2260 code of the business; else the requester's is taken.")
    title: str = Field(min_length=2, max_length=200)
    description: Words
    enterprise: str | None = Field(None, description="Unified social credit code or customs code.")
    references: list[ReferenceParams] = Field(default=[], max_length=50)
    severity: Severity = Severity.S3
    anomaly_type: Code | None = Field(None, description="What the reporter takes the anomaly for, such as A13.")
    contact: ContactParams | None = None

    def draft(self) -> Draft:
        """The same in normal form; refuses wrong numbers with a pointer to the member."""
        return Draft(
            kind=self.kind,
            channel=self.channel,
            function_area=self.function_area,
            application=self.application,
            system=SystemCode(self.system) if self.system else None,
            territory=territory_code(self.territory, pointer="/territory") if self.territory is not None else None,
            title=self.title,
            description=self.description,
            enterprise=enterprise_code(self.enterprise, pointer="/enterprise") if self.enterprise is not None else None,
            references=tuple(
                reference(item.type, item.number, pointer=f"/references/{place}/number")
                for place, item in enumerate(self.references)
            ),
            severity=self.severity,
            anomaly_type=self.anomaly_type,
            contact=Contact(self.contact.name, self.contact.phone, self.contact.email) if self.contact else None,
        )


class RejectParams(Params):
    """Why it is not the Single Window's, and where to turn."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "该事项由市场监管部门办理，请拨打12315。"}]})

    reason: Words


class MessageParams(Params):
    """A message; `asks` makes the request wait for the requester."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "请补充银行缴款回单。", "asks": True}]})

    text: Words
    asks: bool = False


class WithdrawParams(Params):
    """Why the requester takes it back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "已自行解决。"}]})

    reason: Words


class CloseParams(Params):
    """The first contact's last word to the requester."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"final_reply": "税单状态已更正为已缴款，请查收。"}]})

    final_reply: Words


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
    outcome: Annotated[str | None, CONTENT]
    submitted_at: Annotated[AwareDatetime, OPERATIONAL]
    changed_at: Annotated[AwareDatetime, OPERATIONAL]
    allowed_actions: Annotated[list[ActionView], OPERATIONAL]

    @classmethod
    def of(cls, request: ServiceRequest, actor: Actor) -> Self:
        """What `actor` sees of `request`, and may do with it now."""
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
            outcome=request.outcome,
            submitted_at=request.submitted_at,
            changed_at=request.changed_at,
            allowed_actions=allowed_actions(request, actor),
        )


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


class RequestPage(View):
    """A page of requests, newest first; `next` continues it."""

    items: Annotated[list[RequestView], BUSINESS]
    next: Annotated[str | None, OPERATIONAL]


class MessageView(View):
    """One message on a request."""

    id: Annotated[MessageId, OPERATIONAL]
    author: Annotated[PersonId, INTERNAL]
    unit: Annotated[UnitCode, OPERATIONAL]
    text: Annotated[str, CONTENT]
    asks: Annotated[bool, OPERATIONAL]
    final: Annotated[bool, OPERATIONAL]
    at: Annotated[AwareDatetime, OPERATIONAL]

    @classmethod
    def of(cls, message: Message) -> Self:
        """The message as participants see it."""
        return cls(
            id=message.id,
            author=message.author,
            unit=message.unit,
            text=message.text,
            asks=message.asks,
            final=message.final,
            at=message.at,
        )


class MessagesView(View):
    """All messages of a request, oldest first."""

    items: Annotated[list[MessageView], CONTENT]

    @classmethod
    def of(cls, messages: Sequence[Message]) -> Self:
        """The list of `messages`."""
        return cls(items=[MessageView.of(message) for message in messages])


class EntryView(View):
    """One line of the timeline."""

    at: Annotated[datetime, OPERATIONAL]
    act: Annotated[str, OPERATIONAL]
    person: Annotated[PersonId, INTERNAL]
    unit: Annotated[UnitCode, OPERATIONAL]
    facts: Annotated[dict[str, str], OPERATIONAL]


class TimelineView(View):
    """What happened to a request, oldest first."""

    items: Annotated[list[EntryView], OPERATIONAL]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Self:
        """The list of `entries`."""
        return cls(
            items=[EntryView(at=e.at, act=e.act, person=e.person, unit=e.unit, facts=dict(e.facts)) for e in entries]
        )


class PublicView(View):
    """What anybody with number and look-up code sees: where it stands, nothing personal."""

    number: Annotated[str, OPERATIONAL]
    status: Annotated[Status, OPERATIONAL]
    changed_at: Annotated[AwareDatetime, OPERATIONAL]


def allowed_actions(request: ServiceRequest, actor: Actor) -> list[ActionView]:
    """The acts open to `actor` now: the status has the move and the rules have the standing."""
    found = []
    for operation, (action, path, key) in ACTS.items():
        if request.status in ENDED or (action is not None and not can(request.status, action)):
            continue
        try:
            decide(RULES, "read_request", actor, operation, request.parties, record=request.id)
        except Refusal:
            continue
        found.append(ActionView(operation=operation, href=f"/intake/v1/requests/{request.id}/{path}", key=key))
    return found
