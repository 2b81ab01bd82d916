"""The dispatch catalogue: who leads a request, and why. What becomes of the handling afterwards is in `model`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from services.routing.domain.clocks import ClockName
from shared.kernel.datum import Datum
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.refusals import Invalid
from shared.kernel.units import Unit, covers

Units = Mapping[UnitCode, Unit]

TERRITORIAL = "territorial"
OPERATOR = "operator"
SUPERIOR_OF = "superior of "


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What routing knows of an accepted request; the names are those that rules use."""

    request_id: RequestId
    number: str
    kind: Kind
    channel: Channel
    function_area: FunctionArea
    application: str
    system: SystemCode | None
    territory: str
    title: str
    enterprise: str | None
    severity: Severity
    registered_by: UnitCode
    territorial_unit: UnitCode
    first_contact_unit: UnitCode
    first_contact_person: PersonId
    accepted_at: datetime
    references: tuple[str, ...] = ()
    """Numbers of the records of trade that the request is about, whatever kind they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When(Datum):
    """The conditions of a rule, each a list of accepted values; one that is empty is not asked."""

    kind: tuple[Kind, ...] = ()
    function_area: tuple[FunctionArea, ...] = ()
    application: tuple[str, ...] = ()
    system: tuple[SystemCode, ...] = ()
    territory: tuple[str, ...] = ()
    channel: tuple[Channel, ...] = ()
    severity: tuple[Severity, ...] = ()
    keywords: tuple[str, ...] = ()

    def asked(self) -> tuple[str, ...]:
        """The names of the conditions that the rule makes, in the order of this class."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))

    def holds(self, name: str, facts: Facts) -> bool:
        """Whether one condition is met."""
        if name == "keywords":
            return self.keyword(facts) is not None
        if name == "territory":
            return any(covers(area, facts.territory) for area in self.territory)
        return getattr(facts, name) in getattr(self, name)

    def keyword(self, facts: Facts) -> str | None:
        """The first keyword that stands in the title, whatever its case."""
        return next((word for word in self.keywords if word.casefold() in facts.title.casefold()), None)

    def matched(self, facts: Facts) -> dict[str, str]:
        """The facts on which the conditions hold, for the explanation; a title is told by its keyword only."""
        return {name: str(self.keyword(facts) if name == "keywords" else getattr(facts, name)) for name in self.asked()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Datum):
    """If `when` holds and `lead` can be found, this is the dispatch; `clocks` run against the lead."""

    code: str
    lead: str
    reason_zh: str
    reason_en: str
    when: When = When()
    co_handlers: tuple[str, ...] = ()
    clocks: tuple[ClockName, ...] = (ClockName.RESPOND, ClockName.RESOLVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Datum):
    """What everybody concerned is told."""

    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that would have gone first but for one condition (or for having no such lead)."""

    rule: str
    failed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Who leads and who contributes, with everything needed to dispute it."""

    lead: UnitCode
    co_handlers: tuple[UnitCode, ...]
    clocks: tuple[ClockName, ...]
    catalogue_version: int
    rule: str
    facts_matched: Mapping[str, str]
    near_misses: tuple[NearMiss, ...]
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue(Datum):
    """One version of the ordered rules (派单目录), and what is said when triage replaces a lead that they found."""

    version: int
    rules: tuple[Rule, ...]
    triaged: Reason

    def checked(self, units: Units) -> "Catalogue":
        """The same, or a refusal: double codes, a lead that nobody is, or no last resort."""
        codes = [rule.code for rule in self.rules]
        for index, rule in enumerate(self.rules):
            if rule.code in codes[:index]:
                raise DoubleRule(rule=rule.code, pointer=f"/rules/{index}/code")
            if not _known(rule.lead, units):
                raise NoSuchLead(lead=rule.lead, pointer=f"/rules/{index}/lead")
            for place, expression in enumerate(rule.co_handlers):
                if not _known(expression, units):
                    raise NoSuchLead(lead=expression, pointer=f"/rules/{index}/co_handlers/{place}")
        if not self.rules or self.rules[-1].when.asked() or self.rules[-1].lead not in units:
            raise NoLastResort(pointer="/rules")
        return self

    def dispatch(self, facts: Facts, units: Units) -> Dispatch:
        """The first rule that holds and finds its lead; the last rule of a checked catalogue always does."""
        near: list[NearMiss] = []
        for rule in self.rules:
            failed = [name for name in rule.when.asked() if not rule.when.holds(name, facts)]
            lead = find(rule.lead, facts, units)
            if not failed and lead:
                others = (find(expression, facts, units) for expression in rule.co_handlers)
                return Dispatch(
                    lead=lead,
                    co_handlers=tuple(dict.fromkeys(unit for unit in others if unit and unit != lead)),
                    clocks=rule.clocks,
                    catalogue_version=self.version,
                    rule=rule.code,
                    facts_matched=rule.when.matched(facts),
                    near_misses=tuple(near),
                    reason_zh=rule.reason_zh,
                    reason_en=rule.reason_en,
                )
            if not failed:
                near.append(NearMiss(rule.code, "lead"))
            elif len(failed) == 1 and len(rule.when.asked()) > 1:
                near.append(NearMiss(rule.code, failed[0]))
        raise NoLastResort


def find(expression: str, facts: Facts, units: Units) -> UnitCode | None:
    """The unit an expression means for this request; None when it means nobody the directory knows."""
    if expression.startswith(SUPERIOR_OF):
        below = find(expression.removeprefix(SUPERIOR_OF), facts, units)
        return units[below].superior if below else None
    if expression == OPERATOR:
        return next((unit.code for unit in units.values() if facts.system in unit.systems), None)
    code = facts.territorial_unit if expression == TERRITORIAL else UnitCode(expression)
    return code if code in units else None


def _known(expression: str, units: Units) -> bool:
    while expression.startswith(SUPERIOR_OF):
        expression = expression.removeprefix(SUPERIOR_OF)
    return expression in (TERRITORIAL, OPERATOR) or expression in units


class DoubleRule(Invalid):
    """A rule's code explains decisions for ever, so it stands for one rule."""

    zh = "派单规则编号{rule}重复。"
    en = "Dispatch rule {rule} is given twice."


class NoSuchLead(Invalid):
    """A lead or co-handler is neither an expression nor a unit of the directory."""

    zh = "“{lead}”既不是主办表达式，也不是目录中的单位。"
    en = "{lead} is neither a lead expression nor a unit of the directory."


class NoLastResort(Invalid):
    """The last rule must have no conditions and name a unit, so that every request finds a lead."""

    zh = "最后一条派单规则不得有条件，且应指明一个单位。"
    en = "The last dispatch rule must have no conditions and name a unit."
