"""Who may do what: roles meet relations in one table per service. Who somebody is comes from a token."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar, TypeVar

from shared.kernel.ids import PersonId, SystemCode, UnitCode
from shared.kernel.refusals import Forbidden, NotFound


class Role(StrEnum):
    """What a person's post lets them be; `port_system` and `subscriber` are machines, `system` is the suite itself."""

    REQUESTER = "requester"
    CLERK = "clerk"
    HANDLER = "handler"
    HEAD = "head"
    SUPERVISOR = "supervisor"
    PLANNER = "planner"
    CERTIFIER = "certifier"
    EXECUTOR = "executor"
    CONFIRMER = "confirmer"
    RATIFIER = "ratifier"
    CATALOGUE_MANAGER = "catalogue_manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    PORT_SYSTEM = "port_system"
    SUBSCRIBER = "subscriber"
    SYSTEM = "system"


class Standing(StrEnum):
    """How an actor relates to one record. The first group is kept in `party` rows, the second is never kept."""

    SUBJECT = "subject"
    ON_BEHALF = "on_behalf"
    FIRST_CONTACT = "first_contact"
    LEAD = "lead"
    CO_HANDLER = "co_handler"
    TERRITORY = "territory"
    OPERATOR = "operator"
    ARBITER = "arbiter"
    ESCALATED = "escalated"
    SUPERVISING = "supervising"
    EMERGENCY = "emergency"

    PROVINCE = "province"
    """Every record of the installation; only for roles whose rule names it."""
    OWN_UNIT = "own_unit"
    """Configuration that belongs to the actor's unit."""
    NONE = "none"
    """There is no record yet."""


PART = frozenset(
    {
        Standing.FIRST_CONTACT,
        Standing.LEAD,
        Standing.CO_HANDLER,
        Standing.ARBITER,
        Standing.ESCALATED,
        Standing.EMERGENCY,
    }
)
"""Taking part in handling, as opposed to being told of it."""

NEVER_KEPT = frozenset({Standing.PROVINCE, Standing.OWN_UNIT, Standing.NONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is acting: one natural person for one unit, or one machine.

    `holders` are the names under which party rows may know the actor: the unit, the systems a machine
    speaks for, and the person.
    """

    person: PersonId
    unit: UnitCode
    roles: frozenset[Role]
    scopes: frozenset[str] = frozenset()
    systems: frozenset[SystemCode] = frozenset()
    acting_for: PersonId | None = None

    @property
    def holders(self) -> frozenset[str]:
        """Every name by which a party row may know this actor."""
        return frozenset({str(self.unit), str(self.person), *map(str, self.systems)})

    @property
    def persons(self) -> frozenset[PersonId]:
        """The natural persons behind the act: a deputy counts together with the person acted for."""
        return frozenset({self.person} | ({self.acting_for} if self.acting_for else set()))


SYSTEM = Actor(person=PersonId("portdesk"), unit=UnitCode("PORTDESK"), roles=frozenset({Role.SYSTEM}))
"""The suite itself, when it acts on a fact that another service announced."""


@dataclass(frozen=True, slots=True)
class Party:
    """One holder's relation to one record."""

    holder: str
    standing: Standing


Parties = frozenset[Party]
NO_RECORD: Parties = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """Which standings a role needs for one operation.

    `scope` is what a machine's token must name besides; a scope never adds a standing. `reads` marks the
    operations whose refusal hides the record.
    """

    needs: Mapping[Role, frozenset[Standing]]
    reads: bool = False
    scope: str | None = None

    MACHINES: ClassVar[frozenset[Role]] = frozenset({Role.PORT_SYSTEM, Role.SUBSCRIBER})


SYSTEM_ONLY = Rule({Role.SYSTEM: frozenset({Standing.NONE})})
"""For what the suite does by itself, mostly taking over a fact that another service announced."""

Rules = Mapping[str, Rule]

OWN_DRAFTS = Rule({role: frozenset({Standing.NONE}) for role in Role if role not in Rule.MACHINES | {Role.SYSTEM}})
"""Everybody who types keeps drafts, and sees nobody else's: they are found by their writer alone."""

A = TypeVar("A", bound=StrEnum)
Acts = Mapping[str, tuple[A | None, str, str | None]]
"""Acts on one record in the order people are offered them: the move an act needs, its path, its key in a console.

No move means that the status does not decide; no key, that the act has to be looked for.
"""


class Unguarded(RuntimeError):
    """A fault of the code: an operation without a rule, a rule without an operation, or a route that asks nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody tried and may not do; attached to the refusal for the audit trail."""

    operation: str
    actor: Actor
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A permission with what it rested on; the only thing a transaction accepts before it commits."""

    operation: str
    actor: Actor
    record: str
    standing: Standing
    reason: str = ""


def standings(actor: Actor, rule: Rule) -> frozenset[tuple[str, Standing]]:
    """The (holder, standing) pairs under which `actor` passes `rule`: one record's test and a list's scope alike."""
    pairs: set[tuple[str, Standing]] = set()
    for role in actor.roles & rule.needs.keys():
        if role in Rule.MACHINES and rule.scope is not None and rule.scope not in actor.scopes:
            continue
        for standing in rule.needs[role]:
            if standing in NEVER_KEPT:
                pairs.add(("*", standing))
            else:
                pairs.update((holder, standing) for holder in actor.holders)
    return frozenset(pairs)


def decide(
    rules: Rules,
    read: str,
    actor: Actor,
    operation: str,
    parties: Iterable[Party] = NO_RECORD,
    *,
    record: object = "",
    owner: UnitCode | None = None,
) -> Decision:
    """A decision, or a refusal: NotFound when the actor may not even `read` the record, else Forbidden.

    Raises Unguarded for an operation that `rules` do not have. `owner` is the unit a piece of configuration belongs to:
    it gives the standing `own_unit` to that unit alone.
    """
    parties = frozenset(parties)
    standing = _best(actor, _rule(rules, operation), parties, owner)
    if standing is not None:
        return Decision(operation=operation, actor=actor, record=str(record), standing=standing)
    readable = not record or _best(actor, rules[read], parties, owner) is not None
    refusal = NotYours(operation=operation) if readable and operation != read else NotFound()
    refusal.attempt = Attempt(operation=operation, actor=actor, record=str(record))
    raise refusal


def _rule(rules: Rules, operation: str) -> Rule:
    if operation not in rules:
        raise Unguarded(
            f"{operation}: no rule in RULES, the table of domain/policy.py that begins with {next(iter(rules))}"
        )
    return rules[operation]


def _best(actor: Actor, rule: Rule, parties: Parties, owner: UnitCode | None) -> Standing | None:
    held = _held(parties)
    if not parties and owner is None:
        held.add(("*", Standing.NONE))
    if owner is not None and owner == actor.unit:
        held.add(("*", Standing.OWN_UNIT))
    found = held & standings(actor, rule)
    return min((standing for _, standing in found), default=None)


def _held(parties: Parties) -> set[tuple[str, Standing]]:
    return {("*", Standing.PROVINCE), *((party.holder, party.standing) for party in parties)}


class NotYours(Forbidden):
    """No role and standing of the caller allow this operation."""

    zh = "您的岗位不能执行这项操作（{operation}）。"
    en = "Your post does not allow this operation ({operation})."


@dataclass(frozen=True, slots=True)
class Rights:
    """What an actor may do with each of many records: what hangs on the actor alone is worked out once for a page."""

    pairs: Mapping[str, frozenset[tuple[str, Standing]]]
    """By operation, as `standings` gives them."""

    @classmethod
    def of(cls, rules: Rules, actor: Actor, operations: Iterable[str]) -> "Rights":
        """The rights of `actor` as far as these operations go."""
        return cls({operation: standings(actor, _rule(rules, operation)) for operation in operations})

    def allowed(self, parties: Parties) -> frozenset[str]:
        """The operations that `decide` permits on a record with these parties."""
        held = _held(parties)
        return frozenset(operation for operation, pairs in self.pairs.items() if not held.isdisjoint(pairs))


@dataclass(frozen=True, slots=True)
class Scope:
    """What a list may show: the pairs of `standings`, split as a store wants them."""

    pairs: frozenset[tuple[str, Standing]]
    decision: Decision
    """What the transaction is permitted with."""

    @classmethod
    def of(cls, rules: Rules, operation: str, actor: Actor) -> "Scope":
        """The scope of a list guarded by `operation`; refuses an actor whom no standing could ever help."""
        pairs = standings(actor, _rule(rules, operation))
        if not pairs:
            refusal = NotYours(operation=operation)
            refusal.attempt = Attempt(operation=operation, actor=actor, record="")
            raise refusal
        return cls(pairs, Decision(operation=operation, actor=actor, record="", standing=min(pairs)[1]))

    def narrowed(self, actor: Actor, wanted: Iterable[Standing]) -> "Scope":
        """The part of the scope in which `actor` holds one of these standings; never more than the scope shows."""
        pairs = {(holder, standing) for holder in actor.holders for standing in wanted}
        return replace(self, pairs=frozenset(pairs if self.everything else pairs & self.pairs))

    @property
    def everything(self) -> bool:
        """Whether the actor sees all records of the installation."""
        return ("*", Standing.PROVINCE) in self.pairs

    @property
    def holders(self) -> list[str]:
        """Holders of the kept pairs, in step with `kept_standings`."""
        return [holder for holder, standing in sorted(self.pairs) if standing not in NEVER_KEPT]

    @property
    def kept_standings(self) -> list[str]:
        """Standings of the kept pairs, in step with `holders`."""
        return [str(standing) for _, standing in sorted(self.pairs) if standing not in NEVER_KEPT]
