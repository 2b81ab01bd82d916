"""What a department may certify, and what a plan may hold at all. Signatures are counted in the state machine."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from services.data_anomaly.domain.types import AnomalyType
from shared.evidence.canonical import canonical, sha256
from shared.evidence.documents import CorrectionKind, Plan
from shared.evidence.records import Zone
from shared.evidence.scalars import stamp
from shared.evidence.trust import Grant as TrustedGrant
from shared.evidence.trust import Trust
from shared.kernel.datum import Datum
from shared.kernel.desk import Severity
from shared.kernel.ids import UnitCode
from shared.kernel.refusals import Conflict, Forbidden, Invalid
from shared.kernel.units import covers


class NoAuthority(Forbidden):
    """No grant of the department covers this correction; `lacking` says what the nearest one lacks."""

    zh = "{unit}没有覆盖本次更正的授权（{lacking}）。"
    en = "{unit} holds no grant that covers this correction ({lacking})."


class KindNotAllowed(Invalid):
    """The anomaly type does not allow this kind of correction."""

    zh = "类型{type}不允许{kind}，允许的方式：{allowed}。"
    en = "Type {type} does not allow {kind}; allowed: {allowed}."


class ZoneRefused(Invalid):
    """Only copies on the Single Window are corrected: never an authority's own system, never what was declared."""

    zh = "{zone}区数据不得技术更正：主管部门系统由其自行处理，申报内容由申报人修改。"
    en = "Data of zone {zone} is never corrected technically: authorities and declarants do that themselves."


class ProtectedField(Invalid):
    """Declared content is the legal statement of a person."""

    zh = "{path}是申报要素，不得技术更正。"
    en = "{path} is declared content and may not be corrected technically."


class NothingChanges(Invalid):
    """An operation that changes nothing proves nothing."""

    zh = "更正前后的值相同。"
    en = "The value would not change."


class GrantEdited(Conflict):
    """What a grant covers stays as it was given, since certificates rest on it; only an end to come may be set."""

    zh = "授权{id}不得修改，只能设定将来的终止时间；变更须另立新授权。"
    en = "Grant {id} is not edited: only an end to come may be set, and another grant follows it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Datum):
    """A department's right to certify, given by the provincial port office. `max_severity` S2 covers S2, S3 and S4."""

    id: str
    unit: UnitCode
    territories: tuple[str, ...]
    types: tuple[str, ...]
    kinds: tuple[CorrectionKind, ...]
    max_ops: int
    max_severity: Severity
    need: int
    valid_from: datetime
    valid_to: datetime | None = None
    granted_by: UnitCode

    @property
    def sha256(self) -> str:
        """The hash the log holds of it."""
        return sha256(canonical(_GRANT.dump_python(self, mode="json")))

    @property
    def told(self) -> TrustedGrant:
        """What guards and verifiers are told of it."""
        return TrustedGrant(
            need=self.need,
            kinds=self.kinds,
            types=self.types,
            max_ops=self.max_ops,
            territory=self.territories,
            severity=tuple(severity for severity in Severity if severity >= self.max_severity),
            not_before=stamp(self.valid_from),
            not_after=stamp(self.valid_to) if self.valid_to else None,
        )

    def in_force(self, at: datetime) -> bool:
        """Whether the grant holds at `at`: from its first instant, not at its last."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)

    def becomes(self, changed: "Grant", *, at: datetime) -> "Grant":
        """The grant with the end that `changed` sets from `at` on; nothing else of a grant may change (GrantEdited).

        An end in the past would take the ground from what has been certified since, and one that is over stays over.
        """
        over = self.valid_to is not None and self.valid_to <= at
        backwards = changed.valid_to is not None and changed.valid_to < at
        if over or backwards or replace(self, valid_to=changed.valid_to) != changed:
            raise GrantEdited(id=self.id)
        return changed


_GRANT: TypeAdapter[Grant] = TypeAdapter(Grant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a certificate would permit, as far as authority looks at it."""

    territory: str
    type: str
    severity: Severity
    kinds: frozenset[CorrectionKind]
    ops: int

    @classmethod
    def of(cls, plan: Plan, *, territory: str, severity: Severity) -> "Matter":
        """The matter of a plan."""
        return cls(
            territory=territory,
            type=plan.type.partition("@")[0],
            severity=severity,
            kinds=frozenset(op.kind for op in plan.ops),
            ops=len(plan.ops),
        )


def lacking(grant: Grant, matter: Matter) -> list[str]:
    """What of `matter` the grant does not cover; empty when it covers every operation."""
    checks = {
        "territory": any(covers(area, matter.territory) for area in grant.territories),
        "type": matter.type in grant.types,
        "kind": matter.kinds <= set(grant.kinds),
        "max_ops": matter.ops <= grant.max_ops,
        "severity": matter.severity >= grant.max_severity,
    }
    return [name for name, covered in checks.items() if not covered]


def covering_grant(grants: Iterable[Grant], unit: UnitCode, matter: Matter, at: datetime) -> Grant:
    """The grant of `unit` in force at `at`, if it covers `matter`."""
    grant = next((grant for grant in grants if grant.unit == unit and grant.in_force(at)), None)
    if grant is None:
        raise NoAuthority(unit=unit, lacking="grant")
    if missing := lacking(grant, matter):
        raise NoAuthority(unit=unit, lacking=", ".join(missing))
    return grant


def signatures_needed(grant: Grant, plan: Plan) -> int:
    """How many distinct officers must sign: one more when the correction cannot be undone."""
    return grant.need + plan.rollback.irreversible


def check_plan(plan: Plan, type_: AnomalyType, *, zone: Zone, trust: Trust) -> None:
    """Refuses a plan that nobody could certify, for a target in `zone` that publishes what `trust` protects."""
    if zone != "B":
        raise ZoneRefused(zone=zone, pointer="/system")
    for place, op in enumerate(plan.ops):
        if op.kind not in type_.kinds:
            allowed = ", ".join(type_.kinds) or "—"
            raise KindNotAllowed(type=type_.ref, kind=op.kind, allowed=allowed, pointer=f"/ops/{place}/kind")
        if trust.protects(op.record.key, op.path):
            raise ProtectedField(path=op.path, pointer=f"/ops/{place}/path")
        if op.before == op.after:
            raise NothingChanges(pointer=f"/ops/{place}/after")
