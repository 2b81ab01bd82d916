"""Units of the directory and the territories they answer for. Posts and accounts of people are not kept here."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shared.kernel.desk import FunctionArea
from shared.kernel.ids import PersonId, SystemCode, UnitCode


class Level(StrEnum):
    """Where a unit stands; rules and clocks are per level (Article 3)."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    ZONE = "zone"


class UnitKind(StrEnum):
    """What a unit is (Articles 4 to 11)."""

    NATIONAL_PORT_OFFICE = "national_port_office"
    DATA_CENTER = "data_center"
    WORKING_GROUP = "working_group"
    PORT_OFFICE = "port_office"
    EPORT_COMPANY = "eport_company"
    MEMBER_UNIT = "member_unit"
    CITY_PORT_AUTHORITY = "city_port_authority"
    ZONE_OPERATOR = "zone_operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit as the directory describes it.

    `territories` are GB/T 2260 codes of six digits; a code ending in zeros covers everything below it.
    `on_duty` lists people in the order they are asked.
    """

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
    on_duty: tuple[PersonId, ...] = ()


def covers(area: str, territory: str) -> bool:
    """Whether division `area` contains `territory`: 410000 covers 410100, 410100 covers 410105."""
    return territory.startswith(_significant(area))


def territorial_unit(units: Iterable[Unit], territory: str) -> Unit | None:
    """The city port authority that covers `territory` most closely (属地受理, Article 10); None where there is none."""
    found = [
        (len(_significant(area)), unit.code, unit)
        for unit in units
        if unit.kind is UnitKind.CITY_PORT_AUTHORITY
        for area in unit.territories
        if covers(area, territory)
    ]
    return max(found, key=lambda candidate: candidate[:2])[2] if found else None


@lru_cache(maxsize=1024)  # a caller names the area, so what is remembered has a bound
def _significant(area: str) -> str:
    while len(area) > 2 and area.endswith("00"):
        area = area[:-2]
    return area
