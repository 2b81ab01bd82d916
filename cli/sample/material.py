"""What demonstration data is made of: the province's words, and the people and machines of its directory."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.kernel.access import Actor, Role
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import PersonId, SystemCode, UnitCode
from shared.kernel.references import ReferenceType

ENTERPRISE = UnitCode("ENTERPRISE")
"""The unit of those who come by the portal: none of the desk's."""
Weight = Annotated[int, Field(ge=1, le=1000)]
Texts = Annotated[tuple[str, ...], Field(min_length=1)]


class Life(StrEnum):
    """How far a request is brought, each further than the one before."""

    UNTOUCHED = "untouched"
    ACCEPTED = "accepted"
    TAKEN = "taken"
    WORKING = "working"
    ASKED = "asked"
    RESOLVED = "resolved"
    CLOSED = "closed"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Part):
    """A city, and how much of the business it has."""

    name: str
    weight: Weight


class Matter(_Part):
    """Something people come for, in several wordings."""

    kind: Kind
    application: str
    weight: Weight
    severities: Annotated[tuple[Severity, ...], Field(min_length=1)]
    titles: Texts
    descriptions: Texts
    system: SystemCode | None = None
    reference: ReferenceType | None = None
    anomaly_type: str | None = None


class Words(_Part):
    """`demonstration.toml` of a province; the file explains its members."""

    seed: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    mark: str
    contacts: Texts
    goods: Texts
    questions: Texts
    replies: Texts
    lives: Mapping[Life, Weight]
    channels: Mapping[Channel, Weight]
    numbers: Mapping[ReferenceType, str]
    places: Mapping[str, Place]
    matters: Annotated[tuple[Matter, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Material:
    """The words of a province and its directory as its files have them."""

    words: Words
    areas: Mapping[str, FunctionArea]
    """Function area of each application."""
    _units: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, province_data: Path) -> Self:
        """Reads both files; raises ValidationError where one is not of its form."""
        directory = _read(province_data / "directory.toml")
        return cls(
            words=Words.model_validate(_read(province_data / "demonstration.toml")),
            areas={entry["code"]: FunctionArea(entry["function_area"]) for entry in directory["applications"]},
            _units=tuple(directory["units"]),
        )

    def clerk(self, territory: str, *, kind: str = "city_port_authority") -> Actor | None:
        """The first clerk of a unit of this kind in a territory."""
        here = (unit for unit in self._units if unit["kind"] == kind and territory in unit["territories"])
        return next((clerk for unit in here if (clerk := _first(unit, Role.CLERK))), None)

    def worker(self, unit: str) -> Actor | None:
        """Whoever does the work of a unit that leads."""
        return next((_first(one, Role.HANDLER, Role.HEAD) for one in self._units if one["code"] == unit), None)

    def supervisor(self) -> Actor:
        """Somebody who may read everything of the province."""
        return next(found for unit in self._units if (found := _first(unit, Role.SUPERVISOR)))

    def machine(self, system: SystemCode) -> Actor:
        """The client of a connected system, which belongs to the unit that operates it."""
        unit = next(unit for unit in self._units if system in unit.get("systems", ()))
        return Actor(
            person=PersonId(f"client-{system}"),
            unit=UnitCode(unit["code"]),
            roles=frozenset({Role.PORT_SYSTEM}),
            scopes=frozenset({"requests:write"}),
            systems=frozenset({system}),
        )


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _first(unit: Mapping[str, Any], *roles: Role) -> Actor | None:
    for person in unit.get("persons", ()):
        if held := frozenset(map(Role, person["roles"])) & frozenset(roles):
            return Actor(person=PersonId(person["id"]), unit=UnitCode(unit["code"]), roles=held)
    return None
