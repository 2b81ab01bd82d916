"""What a service request is: a frozen value; each act gives a new one, one version further."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum

from services.intake.domain.moves import ENDED, Action, Status, move
from shared.kernel.access import Actor, Parties, Party, Role, Standing
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import MessageId, PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.references import Reference
from shared.kernel.refusals import Conflict, Forbidden, Invalid, Unavailable
from shared.kernel.units import Unit, UnitKind, territorial_unit

ACCEPTED_AT_ONCE = frozenset({Channel.PORT_SYSTEM, Channel.ZONE_OPERATOR, Channel.HOTLINE, Channel.COUNTER})
"""Channels on which somebody of the desk, or a machine for one, has already taken the request in."""
OPEN_TO: Mapping[Role, frozenset[Channel]] = {
    Role.REQUESTER: frozenset({Channel.PORTAL}),
    Role.CLERK: frozenset({Channel.HOTLINE, Channel.COUNTER, Channel.EMAIL, Channel.ZONE_OPERATOR}),
    Role.PORT_SYSTEM: frozenset({Channel.PORT_SYSTEM, Channel.ZONE_OPERATOR}),
}
"""Who may say that a request came in on a channel: on most of them that makes the desk accountable at once."""
ASKED_IN_PERSON = frozenset({Channel.HOTLINE, Channel.COUNTER, Channel.ZONE_OPERATOR})
"""Channels on which whoever registers was the first one asked (首问负责, Article 10)."""


class Visibility(StrEnum):
    """Who reads a message: everybody who may read the request, or those of the desk alone."""

    PUBLIC = "public"
    INTERNAL = "internal"


class UnknownApplication(Invalid):
    """No unit of the directory is competent for an application of this code."""

    zh = "应用目录中没有{application}。{nearest}"
    en = "The application catalogue has no {application}. {nearest}"


class UnknownSystem(Invalid):
    """No unit of the directory operates a connected system of this code."""

    zh = "没有单位运营系统{system}。{nearest}"
    en = "No unit operates a system {system}. {nearest}"


class NotYourChannel(Invalid):
    """The caller's post does not take requests in on this channel."""

    zh = "您的岗位不能以{channel}渠道登记；可用的有：{allowed}。"
    en = "Your post does not register requests of channel {channel}; open to it: {allowed}."


class NotAnAnomaly(Invalid):
    """Only requests of kind data_anomaly name an anomaly type."""

    zh = "只有数据异常类请求才填写异常类型。"
    en = "Only a request of kind data_anomaly names an anomaly type."


class NobodyOnDuty(Unavailable):
    """Neither the territorial unit nor the E-port company has anybody on duty to be first contact."""

    zh = "{unit}及电子口岸公司均无人值守，请稍后重试。"
    en = "Nobody is on duty at {unit} or at the E-port company; try again shortly."


class AlreadyEnded(Conflict):
    """Nothing is written on a request that was closed, rejected or withdrawn."""

    zh = "请求已{status}，不能再留言。"
    en = "The request is {status}; nothing can be added."


class NoteThatAsks(Invalid):
    """A question is for the requester, who never sees an internal note."""

    zh = "内部备注请求人看不到，不能用来提问。"
    en = "An internal note cannot ask: the requester never sees it."


class InternalToTheDesk(Forbidden):
    """Whoever brought a request writes no notes among those who handle it."""

    zh = "内部备注只供办理单位使用。"
    en = "Internal notes are for the units that handle the request."


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the requester; kept apart from the request, never in an event."""

    name: str
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wants to register, its fields already of the right form."""

    kind: Kind
    channel: Channel
    function_area: FunctionArea
    application: str
    system: SystemCode | None
    territory: str | None
    title: str
    description: str
    enterprise: str | None
    references: tuple[Reference, ...]
    severity: Severity
    anomaly_type: str | None
    contact: Contact | None


@dataclass(frozen=True, slots=True)
class Territory:
    """Where a request belongs and why: the business, else the requester, else the province (属地受理, Article 10)."""

    code: str
    unit: Unit
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstContact:
    """The unit and person accountable to the end (首问负责)."""

    unit: UnitCode
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequest:
    """One service request at one version."""

    id: RequestId
    number: str
    version: int
    status: Status
    kind: Kind
    channel: Channel
    function_area: FunctionArea
    application: str
    system: SystemCode | None
    territory: str
    territorial_unit: UnitCode
    territorial_reason: str
    title: str
    description: str
    enterprise: str | None
    references: tuple[Reference, ...]
    severity: Severity
    anomaly_type: str | None
    registered_by: UnitCode
    registered_person: PersonId
    first_contact: FirstContact | None = None
    lead: UnitCode | None = None
    co_handlers: tuple[UnitCode, ...] = ()
    outcome: str | None = None
    submitted_at: datetime
    changed_at: datetime

    @property
    def parties(self) -> Parties:
        """Who stands how to this request; kept as rows, so that lists and single reads agree."""
        held = {Party(str(self.territorial_unit), Standing.TERRITORY)}
        if self.channel is Channel.PORTAL:
            held.add(Party(str(self.registered_person), Standing.SUBJECT))
        else:
            held.add(Party(str(self.registered_by), Standing.ON_BEHALF))
        if self.system:
            held.add(Party(str(self.system), Standing.OPERATOR))
        if self.first_contact:
            held.add(Party(str(self.first_contact.unit), Standing.FIRST_CONTACT))
        if self.lead:
            held.add(Party(str(self.lead), Standing.LEAD))
        held |= {Party(str(unit), Standing.CO_HANDLER) for unit in self.co_handlers}
        return frozenset(held)

    @property
    def audience(self) -> tuple[UnitCode, ...]:
        """Units that may read it at this version; what came by the portal is its person's and not their unit's."""
        beside = set() if self.channel is Channel.PORTAL else {self.registered_by}
        return tuple(sorted(beside | {*self.desk}))

    @property
    def desk(self) -> tuple[UnitCode, ...]:
        """Units that handle it or answer for where it belongs; internal notes reach no other."""
        units = {self.territorial_unit, *self.co_handlers}
        if self.first_contact:
            units.add(self.first_contact.unit)
        if self.lead:
            units.add(self.lead)
        return tuple(sorted(units))

    def accept(self, first_contact: FirstContact, *, at: datetime) -> "ServiceRequest":
        """The desk takes responsibility; from here one unit and person are accountable."""
        return self._moved(Action.ACCEPT, at, first_contact=first_contact)

    def reject(self, reason: str, *, at: datetime) -> "ServiceRequest":
        """Only for what is not about the Single Window, with guidance where to turn."""
        return self._moved(Action.REJECT, at, outcome=reason)

    def dispatch(self, lead: UnitCode, co_handlers: tuple[UnitCode, ...] = (), *, at: datetime) -> "ServiceRequest":
        """Who works on it is named. This is routing's fact: the request's own version and status stay."""
        return replace(self, lead=lead, co_handlers=co_handlers, changed_at=at)

    def start(self, *, at: datetime) -> "ServiceRequest":
        """A unit works on it."""
        return self._moved(Action.START, at)

    def resolve(self, outcome: str, *, at: datetime) -> "ServiceRequest":
        """The lead has done its part; the first contact still has to reply."""
        return self._moved(Action.RESOLVE, at, outcome=outcome)

    def close(self, *, at: datetime) -> "ServiceRequest":
        """The first contact has replied; nothing more is owed."""
        return self._moved(Action.CLOSE, at)

    def withdraw(self, *, at: datetime) -> "ServiceRequest":
        """The requester no longer wants it."""
        return self._moved(Action.WITHDRAW, at, outcome="withdrawn")

    def message(self, *, at: datetime) -> "ServiceRequest":
        """Something was said that neither asks nor answers: a version, and the status stays."""
        return replace(self.note(), changed_at=at)

    def note(self) -> "ServiceRequest":
        """The desk wrote something for itself: a version, and for everybody else nothing has changed."""
        if self.status in ENDED:
            raise AlreadyEnded(status=self.status)
        return replace(self, version=self.version + 1)

    def ask(self, *, at: datetime) -> "ServiceRequest":
        """Something is missing that only the requester can say: from here it waits for them, and no clock runs."""
        return self._moved(Action.ASK, at)

    def answer(self, *, at: datetime) -> "ServiceRequest":
        """What was asked has been answered: the work goes on, and the clocks with it."""
        return self._moved(Action.ANSWER, at)

    def _moved(
        self, action: Action, at: datetime, *, first_contact: FirstContact | None = None, outcome: str | None = None
    ) -> "ServiceRequest":
        return replace(
            self,
            status=move(self.status, action),
            version=self.version + 1,
            changed_at=at,
            first_contact=first_contact or self.first_contact,
            outcome=outcome or self.outcome,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message on a request. `final` marks the first contact's last word.

    `answers` is the question that it answers; `on_behalf`, that the desk wrote down what the requester said.
    """

    id: MessageId
    request_id: RequestId
    author: PersonId
    unit: UnitCode
    text: str
    visibility: Visibility = Visibility.PUBLIC
    asks: bool = False
    final: bool = False
    answers: MessageId | None = None
    on_behalf: bool = False
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a request's timeline; `facts` hold codes and ids for the sentence people read."""

    request_id: RequestId
    at: datetime
    act: str
    person: PersonId
    unit: UnitCode
    facts: Mapping[str, str]


def submit(
    draft: Draft, *, request_id: RequestId, number: str, place: Territory, by: Actor, at: datetime
) -> ServiceRequest:
    """A new request at version 1: known to the desk, nobody accountable yet."""
    return ServiceRequest(
        id=request_id,
        number=number,
        version=1,
        status=Status.SUBMITTED,
        kind=draft.kind,
        channel=draft.channel,
        function_area=draft.function_area,
        application=draft.application,
        system=draft.system,
        territory=place.code,
        territorial_unit=place.unit.code,
        territorial_reason=place.reason,
        title=draft.title,
        description=draft.description,
        enterprise=draft.enterprise,
        references=draft.references,
        severity=draft.severity,
        anomaly_type=draft.anomaly_type,
        registered_by=by.unit,
        registered_person=by.person,
        submitted_at=at,
        changed_at=at,
    )


def check_against(units: Mapping[UnitCode, Unit], draft: Draft, by: Actor) -> None:
    """Refuses a channel that `by` does not keep, codes the directory does not know, or a type it may not have."""
    if not units:
        raise DirectoryEmpty
    channels = frozenset[Channel]().union(*(OPEN_TO.get(role, frozenset()) for role in by.roles))
    if draft.channel not in channels:
        raise NotYourChannel(pointer="/channel", channel=draft.channel, allowed=", ".join(sorted(channels)))
    if not any(draft.application in unit.applications for unit in units.values()):
        known = {application for unit in units.values() for application in unit.applications}
        raise UnknownApplication(
            pointer="/application", application=draft.application, nearest=_nearest(draft.application, known)
        )
    if draft.system is not None and not any(draft.system in unit.systems for unit in units.values()):
        known = {str(system) for unit in units.values() for system in unit.systems}
        raise UnknownSystem(pointer="/system", system=draft.system, nearest=_nearest(draft.system, known))
    if draft.anomaly_type is not None and draft.kind is not Kind.DATA_ANOMALY:
        raise NotAnAnomaly(pointer="/anomaly_type")


def place_of(units: Mapping[UnitCode, Unit], draft: Draft) -> Territory:
    """Exactly one territorial unit for every request, with the reason for it."""
    candidates = []
    if draft.territory is not None:
        candidates.append((draft.territory, "business"))
    if draft.enterprise is not None and len(draft.enterprise) == 18:
        # Characters 3 to 8 of a unified social credit code are the registering division (GB 32100).
        candidates.append((draft.enterprise[2:8], "requester"))
    for code, reason in candidates:
        unit = territorial_unit(units.values(), code)
        if unit is not None:
            return Territory(code, unit, reason)
    company = eport_company(units)
    return Territory(draft.territory or company.territories[0], company, "default")


def first_contact_of(units: Mapping[UnitCode, Unit], draft: Draft, place: Territory, by: Actor) -> FirstContact:
    """Who is accountable: whoever was asked in person, else the territorial unit's person on duty."""
    if draft.channel in ASKED_IN_PERSON:
        return FirstContact(unit=by.unit, person=by.person)
    for unit in (place.unit, eport_company(units)):
        if unit.on_duty:
            return FirstContact(unit=unit.code, person=unit.on_duty[0])
    raise NobodyOnDuty(unit=place.unit.code)


def eport_company(units: Mapping[UnitCode, Unit]) -> Unit:
    """The company that takes in what no city answers for (Article 11)."""
    for unit in units.values():
        if unit.kind is UnitKind.EPORT_COMPANY:
            return unit
    raise DirectoryEmpty


class DirectoryEmpty(Unavailable):
    """The directory has not reached this service yet."""

    zh = "机构目录尚未就绪，请稍后重试。"
    en = "The directory of units has not arrived yet; try again shortly."


def _nearest(word: str, known: set[str]) -> str:
    return " / ".join(get_close_matches(word, sorted(known), n=3, cutoff=0.4))
