"""The handling of one request: leads one after the other, co-handlers, clocks. Who leads is decided in `catalogue`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.routing.domain.catalogue import Catalogue, Dispatch, Facts, Units
from services.routing.domain.clocks import Clock, ClockName, PauseReason, Timetable
from services.routing.domain.moves import OPEN, Action, Status, move
from shared.kernel.access import Parties, Party, Standing
from shared.kernel.desk import Channel, Kind, Severity
from shared.kernel.ids import CaseId, PersonId, RequestId, UnitCode
from shared.kernel.refusals import Conflict

WITHDRAWN = "withdrawn"
"""The outcome of a case and the reason of a cancellation that say the same from two sides."""


class Part(StrEnum):
    """What a unit has to do with the handling: one leads, any number contribute (协同处置)."""

    LEAD = "lead"
    CO_HANDLER = "co_handler"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One unit's time with the handling; lead legs follow each other without a gap."""

    number: int
    unit: UnitCode
    part: Part
    status: Status
    since: datetime
    person: PersonId | None = None
    ended_at: datetime | None = None
    clocks: tuple[Clock, ...] = ()

    def moved(self, action: Action, at: datetime) -> "Leg":
        """Accepting stops the clock for responding; an ending stops all."""
        status = move(self.status, action)
        ended = status not in OPEN
        stopping = set(ClockName) if ended else {ClockName.RESPOND} if action is Action.ACCEPT else set()
        clocks = tuple(clock.stop(at) if clock.name in stopping else clock for clock in self.clocks)
        return replace(self, status=status, clocks=clocks, ended_at=at if ended else None)


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What the anomaly service has told of the case behind a request; an event tells a part of it."""

    case_id: CaseId
    version: int
    at: datetime
    competent_unit: UnitCode | None = None
    severity: Severity | None = None
    rule: str = ""
    outcome: str | None = None

    def after(self, known: "CaseFact | None") -> "CaseFact":
        """Both together, the newer one's words first; one that is not newer adds nothing."""
        if known is None:
            return self
        if self.version <= known.version:
            return known
        return replace(
            self,
            competent_unit=self.competent_unit or known.competent_unit,
            severity=self.severity or known.severity,
            rule=self.rule or known.rule,
            outcome=self.outcome or known.outcome,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What a handling is decided by: the directory, the dispatch catalogue and the timetable in force."""

    units: Units
    catalogue: Catalogue
    timetable: Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """Who handles an accepted request, from dispatch to the end.

    One act is one version and one event. Pauses, and what is merely known of the case, are facts of others and are
    announced by them: they leave the version as it is.
    """

    facts: Facts
    dispatch: Dispatch
    legs: tuple[Leg, ...]
    changed_at: datetime
    case: CaseFact | None = None
    outcome: str | None = None
    version: int = 1

    @classmethod
    def open(cls, facts: Facts, book: Book) -> "Handling":
        """Dispatched by the catalogue. Clocks start at the acceptance, not when this service came to know of it."""
        at = facts.accepted_at
        dispatch = book.catalogue.dispatch(facts, book.units)
        lead = _lead(1, dispatch, facts.kind, facts.severity, book, at=at)
        others = (_contributes(number, unit, at) for number, unit in enumerate(dispatch.co_handlers, start=2))
        return cls(facts=facts, dispatch=dispatch, legs=(lead, *others), changed_at=at)

    @property
    def id(self) -> RequestId:
        """A handling is known by its request."""
        return self.facts.request_id

    @property
    def lead(self) -> Leg:
        """The unit that answers now, or answered last."""
        return [leg for leg in self.legs if leg.part is Part.LEAD][-1]

    @property
    def status(self) -> Status:
        """The lead's."""
        return self.lead.status

    @property
    def is_open(self) -> bool:
        """Whether anybody still owes anything."""
        return self.status in OPEN

    @property
    def severity(self) -> Severity:
        """As triage found it, until then as reported. A limit is fixed when its clock starts."""
        return self.case.severity if self.case and self.case.severity else self.facts.severity

    @property
    def driven_by(self) -> str:
        """`case` once there is one: then the case says when the work is done."""
        return "case" if self.case else "request"

    @property
    def co_handlers(self) -> tuple[UnitCode, ...]:
        """The units that contribute beside the lead: those that were asked to, and whoever led before."""
        return tuple(dict.fromkeys(leg.unit for leg in self.legs if leg.unit != self.lead.unit))

    @property
    def parties(self) -> Parties:
        """Who relates to it, and how; a former lead keeps sight of what it led as a co-handler.

        What somebody brought by the portal is that person's, who reads at intake; their unit stands for nobody.
        """
        facts = self.facts
        return frozenset(
            {
                Party(facts.first_contact_unit, Standing.FIRST_CONTACT),
                Party(facts.territorial_unit, Standing.TERRITORY),
                *(
                    Party(unit, Standing.ON_BEHALF)
                    for unit in (facts.registered_by,)
                    if facts.channel is not Channel.PORTAL
                ),
                Party(self.lead.unit, Standing.LEAD),
                *(Party(unit, Standing.CO_HANDLER) for unit in self.co_handlers),
                *(Party(system, Standing.OPERATOR) for system in (facts.system,) if system),
            }
        )

    @property
    def audience(self) -> tuple[UnitCode, ...]:
        """The units that may read it."""
        units = {UnitCode(party.holder) for party in self.parties if party.standing is not Standing.OPERATOR}
        return tuple(sorted(units))

    def accept(self, person: PersonId, at: datetime) -> "Handling":
        """The lead takes the work: its clock for responding is met."""
        return self._lead_moves(Action.ACCEPT, at, person=person)

    def assign(self, person: PersonId, at: datetime) -> "Handling":
        """Somebody of the lead is named to do the work; what the unit owes stays as it is."""
        return self._lead_moves(Action.ASSIGN, at, person=person)

    def start(self, person: PersonId, at: datetime) -> "Handling":
        """The lead has begun."""
        return self._lead_moves(Action.START, at, person=person)

    def finish(self, person: PersonId, at: datetime, *, outcome: str) -> "Handling":
        """The lead has done its part; while a case drives the handling, only the case says so."""
        self.check(Action.FINISH)
        return self._ends(Action.FINISH, at, outcome=outcome, person=person)

    def check(self, action: Action) -> None:
        """Refuses an act of the lead that is not open now."""
        if action is Action.FINISH and self.case:
            raise CaseDecides(case_id=str(self.case.case_id))
        move(self.status, action)

    def cancel(self, at: datetime, *, reason: str) -> "Handling":
        """Whoever works on it stops. A handling that has ended stays as it is: the fact came too late."""
        return self._ends(Action.CANCEL, at, outcome=reason) if self.is_open else self

    def follow(self, book: Book) -> "Handling":
        """In line with its case, whatever the status: a competent unit leads, an outcome ends the handling."""
        case = self.case
        if case is None or not self.is_open:
            return self
        if case.outcome is not None:
            action = Action.CANCEL if case.outcome == WITHDRAWN else Action.CONCLUDE
            return self._ends(action, case.at, outcome=case.outcome)
        unit = case.competent_unit
        if unit and unit in book.units and unit != self.lead.unit:
            return self._replace_lead(case, unit, book)
        return self

    def pause(self, reason: PauseReason, at: datetime) -> "Handling":
        """Time stops counting against anybody."""
        return self._clocks(lambda clock: clock.pause(reason, at))

    def resume(self, at: datetime) -> "Handling":
        """Time counts again."""
        return self._clocks(lambda clock: clock.resume(at))

    def _clocks(self, change: Callable[[Clock], Clock]) -> "Handling":
        legs = (replace(leg, clocks=tuple(change(clock) for clock in leg.clocks)) for leg in self.legs)
        return replace(self, legs=tuple(legs))

    def _lead_moves(self, action: Action, at: datetime, *, person: PersonId) -> "Handling":
        at = max(at, self.changed_at)
        moved = replace(self.lead.moved(action, at), person=person)
        return replace(self, legs=_swapped(self.legs, moved), changed_at=at, version=self.version + 1)

    def _ends(self, action: Action, at: datetime, *, outcome: str, person: PersonId | None = None) -> "Handling":
        at = max(at, self.changed_at)
        ended = replace(self.lead.moved(action, at), person=person or self.lead.person)
        others = Action.CANCEL if action is Action.CANCEL else Action.CONCLUDE
        legs = (leg.moved(others, at) if leg.status in OPEN else leg for leg in _swapped(self.legs, ended))
        return replace(self, legs=tuple(legs), outcome=outcome, changed_at=at, version=self.version + 1)

    def _replace_lead(self, case: CaseFact, unit: UnitCode, book: Book) -> "Handling":
        at = max(case.at, self.changed_at)
        dispatch = replace(
            self.dispatch,
            lead=unit,
            co_handlers=tuple(other for other in self.dispatch.co_handlers if other != unit),
            rule="case.triaged",
            facts_matched={"case": str(case.case_id), "rule": case.rule},
            near_misses=(),
            reason_zh=book.catalogue.triaged.reason_zh,
            reason_en=book.catalogue.triaged.reason_en,
        )
        lead = _lead(len(self.legs) + 1, dispatch, self.facts.kind, self.severity, book, at=at)
        if paused := next((clock.open_pause for clock in self.lead.clocks if clock.open_pause), None):
            lead = replace(lead, clocks=tuple(clock.pause(paused.reason, at) for clock in lead.clocks))
        # A unit that contributed and now leads has one leg under way, not two.
        passed = (
            leg.moved(Action.REPLACE, at) if leg.status in OPEN and leg.unit in (unit, self.lead.unit) else leg
            for leg in self.legs
        )
        return replace(self, dispatch=dispatch, legs=(*passed, lead), changed_at=at, version=self.version + 1)


def _lead(number: int, dispatch: Dispatch, kind: Kind, severity: Severity, book: Book, *, at: datetime) -> Leg:
    party = book.units[dispatch.lead]
    clocks = tuple(
        book.timetable.start(name, party=party, kind=kind, severity=severity, at=at) for name in dispatch.clocks
    )
    return Leg(number=number, unit=party.code, part=Part.LEAD, status=Status.OFFERED, since=at, clocks=clocks)


def _contributes(number: int, unit: UnitCode, at: datetime) -> Leg:
    return Leg(number=number, unit=unit, part=Part.CO_HANDLER, status=Status.OFFERED, since=at)


def _swapped(legs: Iterable[Leg], changed: Leg) -> tuple[Leg, ...]:
    return tuple(changed if leg.number == changed.number else leg for leg in legs)


class CaseDecides(Conflict):
    """The work ends when the case closes, not by an act on the handling."""

    zh = "该请求由数据异常案件推动，案件办结时自动办结。"
    en = "A data anomaly case drives this request; the work is done when the case closes."
