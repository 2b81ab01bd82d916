"""The people of the seed directory: who may be tried out on the embedded default."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.kernel.access import Actor, Role
from shared.kernel.ids import PersonId, UnitCode


@dataclass(frozen=True, slots=True)
class SeedPerson:
    """An example person at a unit."""

    id: PersonId
    name_zh: str
    name_en: str
    unit: UnitCode
    unit_zh: str
    unit_en: str
    roles: tuple[Role, ...]

    @property
    def actor(self) -> Actor:
        """The person as the services know somebody who acts."""
        return Actor(person=self.id, unit=self.unit, roles=frozenset(self.roles))


def people_of_the_seed(province_data: Path) -> Iterator[SeedPerson]:
    """Everybody in `directory.toml`, in its order."""
    directory: dict[str, Any] = tomllib.loads((province_data / "directory.toml").read_text(encoding="utf-8"))
    for unit in directory["units"]:
        for entry in unit.get("persons", ()):
            yield SeedPerson(
                id=PersonId(entry["id"]),
                name_zh=entry["name_zh"],
                name_en=entry["name_en"],
                unit=UnitCode(unit["code"]),
                unit_zh=unit["name_zh"],
                unit_en=unit["name_en"],
                roles=tuple(Role(role) for role in entry["roles"]),
            )


def person_of_the_seed(person: str, province_data: Path) -> Actor:
    """A person of the seed directory with their unit and roles; KeyError where there is none."""
    for known in people_of_the_seed(province_data):
        if known.id == person:
            return known.actor
    raise KeyError(person)
