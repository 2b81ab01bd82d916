"""Shapes of units and of the dispatch catalogue."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field

from services.routing.domain.catalogue import Catalogue, Rule
from services.routing.domain.clocks import ClockName
from services.routing.domain.directory import Application, Directory, Person, System, UnitEntry
from services.routing.store import Kept
from shared.kernel.access import Role
from shared.kernel.desk import FunctionArea
from shared.kernel.ids import PersonId, SystemCode, UnitCode
from shared.kernel.sharing import INTERNAL, OPERATIONAL, Params, View
from shared.kernel.units import Level, UnitKind

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Territory = Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["410100"])]


class PersonParams(Params):
    """Somebody at the unit; `duty` puts them on its duty list, in the order given."""

    id: Code
    name_zh: Name
    name_en: Name
    roles: list[Role] = Field(min_length=1, max_length=16)
    duty: bool = False


class UnitParams(Params):
    """A unit as a whole: what is left out is empty."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name_zh": "郑州市口岸管理部门",
                    "name_en": "Zhengzhou City Port Authority",
                    "kind": "city_port_authority",
                    "level": "municipal",
                    "superior": "HA-PORT",
                    "territories": ["410100"],
                    "function_areas": ["government_services", "logistics_services"],
                    "round_the_clock": True,
                    "persons": [
                        {
                            "id": "p-ha-410100-port-01",
                            "name_zh": "受理员（示例）",
                            "name_en": "Clerk (example)",
                            "roles": ["clerk"],
                            "duty": True,
                        }
                    ],
                }
            ]
        }
    )

    name_zh: Name
    name_en: Name
    kind: UnitKind
    level: Level
    superior: Code | None = Field(None, description="Unit above it; only the topmost has none.")
    territories: list[Territory] = Field(
        default=[], max_length=50, description="GB/T 2260 codes; a code ending in zeros covers everything below it."
    )
    function_areas: list[FunctionArea] = Field(default=[], max_length=4)
    applications: list[Code] = Field(default=[], max_length=200)
    systems: list[Code] = Field(default=[], max_length=200, description="Connected systems it operates.")
    calendar: Code = Field("default", description="Working calendar.")
    round_the_clock: bool = Field(False, description="A duty unit: its S1 and S2 clocks run day and night.")
    persons: list[PersonParams] = Field(default=[], max_length=500)

    def entry(self, code: UnitCode) -> UnitEntry:
        """The same as the directory keeps it."""
        return UnitEntry(
            code=code,
            name_zh=self.name_zh,
            name_en=self.name_en,
            kind=self.kind,
            level=self.level,
            superior=UnitCode(self.superior) if self.superior else None,
            territories=tuple(self.territories),
            function_areas=tuple(self.function_areas),
            applications=tuple(self.applications),
            systems=tuple(SystemCode(system) for system in self.systems),
            calendar=self.calendar,
            round_the_clock=self.round_the_clock,
            persons=tuple(
                Person(id=PersonId(p.id), name_zh=p.name_zh, name_en=p.name_en, roles=tuple(p.roles), duty=p.duty)
                for p in self.persons
            ),
        )


class PersonView(View):
    """Somebody at a unit."""

    id: Annotated[PersonId, INTERNAL]
    name_zh: Annotated[str, INTERNAL]
    name_en: Annotated[str, INTERNAL]
    roles: Annotated[list[Role], INTERNAL]
    duty: Annotated[bool, INTERNAL]


class UnitView(View):
    """A unit of the directory."""

    code: Annotated[UnitCode, OPERATIONAL]
    version: Annotated[int, OPERATIONAL]
    name_zh: Annotated[str, OPERATIONAL]
    name_en: Annotated[str, OPERATIONAL]
    kind: Annotated[UnitKind, OPERATIONAL]
    level: Annotated[Level, OPERATIONAL]
    superior: Annotated[UnitCode | None, OPERATIONAL]
    territories: Annotated[list[str], OPERATIONAL]
    function_areas: Annotated[list[FunctionArea], OPERATIONAL]
    applications: Annotated[list[str], OPERATIONAL]
    systems: Annotated[list[SystemCode], OPERATIONAL]
    calendar: Annotated[str, OPERATIONAL]
    round_the_clock: Annotated[bool, OPERATIONAL]
    persons: Annotated[list[PersonView], INTERNAL]

    @classmethod
    def of(cls, kept: Kept) -> Self:
        """The unit as kept."""
        entry = kept.entry
        return cls(
            code=entry.code,
            version=kept.version,
            name_zh=entry.name_zh,
            name_en=entry.name_en,
            kind=entry.kind,
            level=entry.level,
            superior=entry.superior,
            territories=list(entry.territories),
            function_areas=list(entry.function_areas),
            applications=list(entry.applications),
            systems=list(entry.systems),
            calendar=entry.calendar,
            round_the_clock=entry.round_the_clock,
            persons=[
                PersonView(id=p.id, name_zh=p.name_zh, name_en=p.name_en, roles=list(p.roles), duty=p.duty)
                for p in entry.persons
            ],
        )


class UnitsView(View):
    """The directory, by code."""

    items: Annotated[list[UnitView], OPERATIONAL]


class ApplicationView(View):
    """One entry of the application catalogue."""

    code: Annotated[str, OPERATIONAL]
    function_area: Annotated[FunctionArea, OPERATIONAL]
    name_zh: Annotated[str, OPERATIONAL]
    name_en: Annotated[str, OPERATIONAL]

    @classmethod
    def of(cls, entry: Application) -> Self:
        """The entry as the directory has it."""
        return cls(code=entry.code, function_area=entry.function_area, name_zh=entry.name_zh, name_en=entry.name_en)


class SystemView(View):
    """A connected system, and the applications it serves."""

    code: Annotated[SystemCode, OPERATIONAL]
    name_zh: Annotated[str, OPERATIONAL]
    name_en: Annotated[str, OPERATIONAL]
    applications: Annotated[list[str], OPERATIONAL]

    @classmethod
    def of(cls, entry: System) -> Self:
        """The system as the directory has it."""
        return cls(code=entry.code, name_zh=entry.name_zh, name_en=entry.name_en, applications=list(entry.applications))


class TerritoryView(View):
    """An administrative division that a request can belong to."""

    code: Annotated[str, OPERATIONAL] = Field(description="GB/T 2260.")
    name_zh: Annotated[str, OPERATIONAL]
    name_en: Annotated[str, OPERATIONAL]


class VocabularyView(View):
    """What the codes that records carry are called, in the order of the directory."""

    applications: Annotated[list[ApplicationView], OPERATIONAL]
    systems: Annotated[list[SystemView], OPERATIONAL]
    territories: Annotated[list[TerritoryView], OPERATIONAL]

    @classmethod
    def of(cls, directory: Directory) -> Self:
        """All names of the directory but those of units and people."""
        return cls(
            applications=[ApplicationView.of(entry) for entry in directory.applications],
            systems=[SystemView.of(entry) for entry in directory.systems],
            territories=[
                TerritoryView(code=entry.code, name_zh=entry.name_zh, name_en=entry.name_en)
                for entry in directory.territories
            ],
        )


class RuleView(View):
    """A dispatch rule: where every condition in `when` holds and the lead exists, it decides."""

    code: Annotated[str, OPERATIONAL]
    when: Annotated[dict[str, list[str]], OPERATIONAL]
    lead: Annotated[str, OPERATIONAL] = Field(description="territorial, operator, superior of …, or a unit's code")
    co_handlers: Annotated[list[str], OPERATIONAL]
    clocks: Annotated[list[ClockName], OPERATIONAL]
    reason_zh: Annotated[str, OPERATIONAL]
    reason_en: Annotated[str, OPERATIONAL]

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """The rule with the conditions that it makes."""
        return cls(
            code=rule.code,
            when={name: [str(value) for value in getattr(rule.when, name)] for name in rule.when.asked()},
            lead=rule.lead,
            co_handlers=list(rule.co_handlers),
            clocks=list(rule.clocks),
            reason_zh=rule.reason_zh,
            reason_en=rule.reason_en,
        )


class CatalogueView(View):
    """A version of the dispatch catalogue: rules in the order they are tried."""

    version: Annotated[int, OPERATIONAL]
    rules: Annotated[list[RuleView], OPERATIONAL]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Self:
        """The whole version."""
        return cls(version=catalogue.version, rules=[RuleView.of(rule) for rule in catalogue.rules])
