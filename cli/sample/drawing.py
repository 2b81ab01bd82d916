"""Drawing requests: the n-th of a seed is always the same one, however many are made and in whatever order."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from cli.sample.material import ENTERPRISE, Life, Material, Matter
from shared.kernel.access import Actor, Role
from shared.kernel.checks import container_check, organisation_check, uscc_check
from shared.kernel.desk import Channel, Kind
from shared.kernel.ids import PersonId
from shared.kernel.references import ReferenceType

FIRMS = 40
"""Enterprises of a city that come again and again."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One request of the demonstration: who registers it, its line of a batch, and what happens to it then."""

    by: Actor
    first_contact: Actor | None
    """Who is accountable for it; nobody where its city has no clerk."""
    line: Mapping[str, Any]
    life: Life
    question: str
    reply: str

    @property
    def key(self) -> str:
        """Names the request in every run."""
        return str(self.line["idempotency_key"])


def draw(material: Material, n: int) -> Drawn:
    """The n-th request."""
    words = material.words
    rng = Random(f"{words.seed}/{n}")  # noqa: S311 - chosen to be the same again, never to be secret
    territory = _weighted(rng, {code: place.weight for code, place in words.places.items()})
    matter = _weighted(rng, {matter: matter.weight for matter in words.matters})
    firm = rng.randrange(FIRMS)
    registrars = _registrars(material, matter, territory, firm)
    channel = _weighted(rng, {one: weight for one, weight in words.channels.items() if one in registrars})
    number = _number(rng, words.numbers[matter.reference], matter.reference) if matter.reference else ""
    facts = {"place": words.places[territory].name, "goods": rng.choice(words.goods), "number": number}
    contact = rng.choice(words.contacts)
    line = {
        "idempotency_key": f"demonstration/{words.seed}/{n:06d}",
        "kind": matter.kind,
        "channel": channel,
        "function_area": material.areas[matter.application],
        "application": matter.application,
        "system": matter.system,
        "territory": territory,
        "title": rng.choice(matter.titles).format(**facts),
        "description": rng.choice(matter.descriptions).format(**facts) + words.mark,
        "enterprise": _enterprise(territory, firm),
        "references": [{"type": matter.reference, "number": number}] if matter.reference else [],
        "severity": rng.choice(matter.severities),
        "anomaly_type": matter.anomaly_type,
        "contact": None if channel is Channel.PORT_SYSTEM else {"name": contact},
    }
    life = _weighted(rng, words.lives)
    if matter.kind is Kind.DATA_ANOMALY and life not in (Life.UNTOUCHED, Life.ACCEPTED):
        life = Life.TAKEN  # its case decides what comes then
    by = registrars[channel]
    return Drawn(
        by=by,
        first_contact=by if Role.CLERK in by.roles else material.clerk(territory),
        line=line,
        life=life,
        question=rng.choice(words.questions).format(**facts | {"number": number or "该事项"}),
        reply=rng.choice(words.replies).format(**facts),
    )


def _registrars(material: Material, matter: Matter, territory: str, firm: int) -> dict[Channel, Actor]:
    """Who registers on each of the channels that such a matter can come in on."""
    found: dict[Channel, Actor | None] = dict.fromkeys(
        (Channel.HOTLINE, Channel.COUNTER, Channel.EMAIL), material.clerk(territory)
    )
    found[Channel.ZONE_OPERATOR] = material.clerk(territory, kind="zone_operator")
    found[Channel.PORT_SYSTEM] = material.machine(matter.system) if matter.system else None
    found[Channel.PORTAL] = Actor(
        person=PersonId(f"enterprise-{territory}-{firm % 4}"), unit=ENTERPRISE, roles=frozenset({Role.REQUESTER})
    )
    return {channel: actor for channel, actor in found.items() if actor}


def _enterprise(territory: str, firm: int) -> str:
    """A unified social credit code that holds and is nobody's: its organisation code reads DEM0."""
    organisation = f"DEM0{firm:04d}"
    body = f"91{territory}{organisation}{organisation_check(organisation)}"
    return body + uscc_check(body)


def _number(rng: Random, form: str, kind: ReferenceType) -> str:
    drawn = "".join(str(rng.randrange(10)) if character == "#" else character for character in form)
    return drawn + container_check(drawn) if kind is ReferenceType.CONTAINER else drawn


def _weighted(rng: Random, weights: Mapping[T, int]) -> T:
    return rng.choices(list(weights), list(weights.values()))[0]
