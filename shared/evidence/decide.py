"""The guard: one pure function that says whether exactly these operations may be written now.

The checks run in a fixed order and the first that fails is the answer, so that two implementations give one code.
Version precondition, earlier use and routing (T5 to T7) are looked at where the write happens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.evidence import checks, merkle
from shared.evidence.canonical import Json, canonical, unb64u
from shared.evidence.codes import Unproven
from shared.evidence.documents import Certificate, Operation, Plan
from shared.evidence.leaves import ops_sha256
from shared.evidence.notes import Checkpoint, open_checkpoint
from shared.evidence.records import Presentation, ProvenLeaf
from shared.evidence.scalars import ABSENT, instant
from shared.evidence.trust import Trust


@dataclass(frozen=True, slots=True)
class NativeOps:
    """Operations sent as they stand in the plan: all of them, in its order."""

    sent: Json


@dataclass(frozen=True, slots=True)
class MappedCall:
    """A port system's own call, read as one operation: which record, and what each pointer would become."""

    op_id: str
    key: str
    id: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Authorised:
    """What may be written. `fence_until` is the last instant, by this guard's clock, at which a write may begin."""

    certificate: Certificate
    certificate_sha256: str
    ops: tuple[Operation, ...]
    fence_until: datetime

    @property
    def plan(self) -> Plan:
        """The certified plan."""
        return self.certificate.plan


def decide(presentation: bytes, ops: NativeOps | MappedCall | None, trust: Trust, now: datetime) -> Authorised:
    """Raises `Unproven` with the first code that applies; without `ops`, looks at everything but the write (T4)."""
    presented = Presentation.read(presentation, exact=False)
    envelope = presented.certificate
    certificate = Certificate.read(envelope.content)
    issued, reserved = (_only(presented.leaves, name) for name in ("cert.issued", "exec.reserved"))
    if now >= instant(trust.expires):
        raise Unproven("V5.trust-expired")

    logged_at = instant(issued.leaf.at) if issued else None
    headers = [checks.examine(envelope, certificate, each, trust, logged_at=logged_at) for each in envelope.signatures]
    checks.require_seal(headers)
    checks.require_quorum(certificate, headers, trust, at=logged_at or now)
    checks.require_authority(certificate, trust, at=logged_at or now)
    checks.require_duties(certificate, checks.certifiers(headers, trust))

    head = open_head(presented.checkpoint, certificate, trust)
    if issued is None or reserved is None or len(presented.leaves) != 2:
        raise Unproven("V10.leaves")
    require_inclusion(presented.leaves, head)
    if not (issued.index < reserved.index and issued.leaf.at <= reserved.leaf.at):
        raise Unproven("V11.order")
    if any((each.leaf.case, each.leaf.ref) != (certificate.case, certificate.id) for each in (issued, reserved)):
        raise Unproven("V11.case")
    require_hashes(certificate, envelope.sha256, issued, reserved)
    fence_until = require_window(certificate, instant(reserved.leaf.at), trust, now)

    require_target(certificate.plan, trust)
    return Authorised(certificate, envelope.sha256, covered(certificate.plan, ops), fence_until)


def open_head(note: str, certificate: Certificate, trust: Trust) -> Checkpoint:
    """The head of the log that the certificate names, as the log and enough witnesses signed it (V10)."""
    if certificate.log != trust.log.origin:
        raise Unproven("V10.checkpoint")
    witnesses = [witness.key for witness in trust.witnesses]
    return open_checkpoint(
        note, origin=trust.log.origin, log=trust.log.key, witnesses=witnesses, quorum=trust.witness_quorum
    )


def require_inclusion(leaves: Sequence[ProvenLeaf], head: Checkpoint) -> None:
    """Every leaf is in the log under this head (V10.inclusion)."""
    for each in leaves:
        hashed, path = merkle.leaf_hash(each.leaf.to_bytes()), [unb64u(node) for node in each.proof]
        if not merkle.inclusion_holds(each.index, head.size, hashed, path, head.root):
            raise Unproven("V10.inclusion", at=f"leaf {each.index}")


def require_hashes(certificate: Certificate, sealed_sha256: str, issued: ProvenLeaf, reserved: ProvenLeaf) -> None:
    """Certificate, plan and operations are those that were logged (V13)."""
    logged = issued.leaf.h.get("certificate"), *map(reserved.leaf.h.get, ("certificate", "plan", "ops"))
    plan = certificate.plan
    if certificate.plan_sha256 != plan.sha256:
        raise Unproven("V13.hash", at="plan_sha256")
    if logged != (sealed_sha256, sealed_sha256, plan.sha256, ops_sha256(plan.op_ids)):
        raise Unproven("V13.hash", at="leaves")


def require_window(certificate: Certificate, reserved_at: datetime, trust: Trust, now: datetime) -> datetime:
    """Reserved while valid (V9.window) and no longer ago than the fence (V9.fence); the end of the fence."""
    skew = timedelta(seconds=trust.skew_seconds)
    if not instant(certificate.nbf) <= reserved_at < instant(certificate.exp) or now < instant(certificate.nbf) - skew:
        raise Unproven("V9.window")
    fence_until = reserved_at + timedelta(seconds=trust.fence_seconds) + skew
    if not reserved_at - skew <= now <= fence_until:
        raise Unproven("V9.fence")
    return fence_until


def require_target(plan: Plan, trust: Trust) -> None:
    """The plan is for this system and its record view, and touches no declared content (T1 to T3)."""
    if plan.target.system != trust.system:
        raise Unproven("T1.other-system")
    if plan.target.schema_sha256 != trust.schema_sha256:
        raise Unproven("T2.other-schema")
    if any(trust.protects(op.record.key, op.path) for op in plan.ops):
        raise Unproven("T3.protected-field")


def covered(plan: Plan, ops: NativeOps | MappedCall | None) -> tuple[Operation, ...]:
    """The operations of the plan that a write makes, which are all of them, or T4.other-operation.

    Several operations come by the native form only; a mapped call must be the plan's single one.
    """
    if isinstance(ops, NativeOps) and canonical(ops.sent) != canonical([op.json_value() for op in plan.ops]):
        raise Unproven("T4.other-operation")
    if isinstance(ops, MappedCall):
        op = plan.ops[0]
        same = (op.op_id, op.record.key, op.record.id) == (ops.op_id, ops.key, ops.id)
        if len(plan.ops) != 1 or not same or set(ops.values) != {op.path}:
            raise Unproven("T4.other-operation")
        if not op.after.says(ops.values.get(op.path, ABSENT)):
            raise Unproven("T4.other-operation")
    return plan.ops


def _only(leaves: Sequence[ProvenLeaf], name: str) -> ProvenLeaf | None:
    found = [each for each in leaves if each.leaf.t == name]
    return found[0] if len(found) == 1 else None
