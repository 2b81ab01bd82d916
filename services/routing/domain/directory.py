"""The directory as a province writes it: units with people, applications, systems. Posts are not kept here."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.kernel.access import Role
from shared.kernel.datum import Datum
from shared.kernel.desk import FunctionArea
from shared.kernel.ids import PersonId, SystemCode, UnitCode
from shared.kernel.refusals import Invalid
from shared.kernel.units import Level, Unit, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Datum):
    """Somebody at a unit; with `duty` on its duty list, in the order of the file."""

    id: PersonId
    name_zh: str
    name_en: str
    roles: tuple[Role, ...]
    duty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntry(Datum):
    """A unit with its people, as written by whoever keeps the directory."""

    code: UnitCode
    name_zh: str
    name_en: str
    kind: UnitKind
    level: Level
    superior: UnitCode | None = None
    territories: tuple[str, ...] = ()
    function_areas: tuple[FunctionArea, ...] = ()
    applications: tuple[str, ...] = ()
    systems: tuple[SystemCode, ...] = ()
    calendar: str = "default"
    round_the_clock: bool = False
    persons: tuple[Person, ...] = ()

    def unit(self) -> Unit:
        """What the other services need to know of it."""
        return Unit(
            code=self.code,
            name_zh=self.name_zh,
            name_en=self.name_en,
            kind=self.kind,
            level=self.level,
            superior=self.superior,
            territories=self.territories,
            function_areas=self.function_areas,
            applications=self.applications,
            systems=self.systems,
            calendar=self.calendar,
            round_the_clock=self.round_the_clock,
            on_duty=tuple(person.id for person in self.persons if person.duty),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Datum):
    """One entry of the application catalogue (Article 2)."""

    code: str
    function_area: FunctionArea
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class System(Datum):
    """A connected system; its operator is the unit that lists it."""

    code: SystemCode
    name_zh: str
    name_en: str
    applications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory(Datum):
    """What an administrative division (GB/T 2260) is called."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory(Datum):
    """The whole file of a province."""

    version: int
    province: str
    units: tuple[UnitEntry, ...]
    applications: tuple[Application, ...]
    systems: tuple[System, ...]
    territories: tuple[Territory, ...] = ()

    def checked(self) -> "Directory":
        """The same, or a refusal of what would make dispatch or first contact ambiguous."""
        _once("unit", (entry.code for entry in self.units))
        _once("application", (entry.code for entry in self.applications))
        _once("system", (entry.code for entry in self.systems))
        _once("territory", (entry.code for entry in self.territories))
        _once("person", (person.id for entry in self.units for person in entry.persons))
        _once("operator", (system for entry in self.units for system in entry.systems))
        applications = {entry.code for entry in self.applications}
        systems = {entry.code for entry in self.systems}
        for index, entry in enumerate(self.units):
            _known("applications", entry.applications, applications, index)
            _known("systems", entry.systems, systems, index)
        check_superiors({entry.code: entry.superior for entry in self.units})
        return self


def check_superiors(superiors: Mapping[UnitCode, UnitCode | None]) -> None:
    """Refuses a superior that nobody is, and a unit that is above itself."""
    for code in superiors:
        above, seen = superiors[code], {code}
        while above is not None:
            if above in seen or above not in superiors:
                raise NoSuchSuperior(unit=code, superior=above, pointer="/superior")
            seen.add(above)
            above = superiors[above]


DECIDED = ("kind", "level", "superior", "territories", "applications", "systems")
"""What makes records the business of a unit. The province's file says it: a unit that could would let itself in."""


def check_decided(known: UnitEntry, wanted: UnitEntry) -> None:
    """Refuses a unit that makes itself something else, or competent for more or less, than the province's file says."""
    for member in DECIDED:
        if getattr(wanted, member) != getattr(known, member):
            raise DecidedByTheProvince(member=member, pointer=f"/{member}")


def _once(what: str, codes: Iterable[str]) -> None:
    for code, times in Counter(codes).items():
        if times > 1:
            raise GivenTwice(what=what, code=code)


def _known(field: str, given: Iterable[str], known: Iterable[str], index: int) -> None:
    for place, code in enumerate(given):
        if code not in known:
            raise NotInCatalogue(code=code, pointer=f"/units/{index}/{field}/{place}")


class NoSuchSuperior(Invalid):
    """The line of superiors must end at a unit without one."""

    zh = "单位{unit}的上级{superior}不在目录中，或构成循环。"
    en = "The superior {superior} of {unit} is not in the directory, or leads back to it."


class DecidedByTheProvince(Invalid):
    """What a unit is, and what it answers for, comes with the province's directory file; its people are its own."""

    zh = "{member}由省级机构目录文件确定，本单位不能自行更改。"
    en = "{member} comes with the province's directory file; a unit does not change it by itself."


class GivenTwice(Invalid):
    """A code stands for one thing, and a system has one operator."""

    zh = "目录中{what}“{code}”出现了两次。"
    en = "The directory gives the {what} {code} twice."


class NotInCatalogue(Invalid):
    """A unit names an application or system that the directory does not list."""

    zh = "“{code}”不在应用目录或接入系统目录中。"
    en = "{code} is in neither the application catalogue nor the list of connected systems."
