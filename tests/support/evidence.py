"""One installation with fixed keys and a small log, and one case of it from plan to bundle. Nothing is checked here."""

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.evidence import issue, journal, jws, keys, leaves, merkle, notes
from shared.evidence.bundle import Bundle, write_bundle
from shared.evidence.canonical import b64u, sha256
from shared.evidence.documents import (
    Anomaly,
    Basis,
    Certificate,
    Executor,
    Expectation,
    Issuer,
    Operation,
    Person,
    Plan,
    Preview,
    Quorum,
    Record,
    Rollback,
    Signer,
    Target,
    Undo,
)
from shared.evidence.jws import Envelope, Role
from shared.evidence.keys import PrivateKey
from shared.evidence.records import (
    Catalogue,
    CatalogueType,
    Confirmation,
    Journal,
    JournalEntry,
    Leaf,
    Presentation,
    ProvenLeaf,
    ReadBack,
    Result,
)
from shared.evidence.scalars import stamp, typed
from shared.evidence.trust import Grant, Key, Log, Trust, Witness
from shared.kernel.desk import Severity

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CASE, CASE_ID = "C-410100-2026-000123", "019a0000-0000-7000-8000-00000000000c"
CERTIFICATE_ID = "019a0000-0000-7000-8000-0000000000ce"
SCHEMA = sha256(b"record view")
DEPARTMENT, EPORT, SYSTEM = "HA-410100-PORT", "HA-EPORT", "hn-sw-tax"


@dataclass(frozen=True)
class MemoryTree:
    """A log in memory: leaves appended, proofs and heads made of complete subtrees."""

    leaves: list[Leaf] = field(default_factory=list)
    nodes: dict[merkle.Coordinate, bytes] = field(default_factory=dict)

    def append(self, leaf: Leaf) -> int:
        self.nodes.update(merkle.append(len(self.leaves), [merkle.leaf_hash(leaf.to_bytes())], self.nodes))
        self.leaves.append(leaf)
        return len(self.leaves) - 1

    def proven(self, index: int) -> ProvenLeaf:
        path = merkle.inclusion(index, len(self.leaves), self.nodes)
        return ProvenLeaf(index=index, leaf=self.leaves[index], proof=tuple(map(b64u, path)))

    @property
    def root(self) -> bytes:
        return merkle.root(len(self.leaves), self.nodes)


@dataclass(frozen=True)
class Installation:
    """The private side: every key by its id, and the trust file that tells the public side."""

    name: str
    private: dict[str, PrivateKey]
    log_key: Ed25519PrivateKey
    witness_key: Ed25519PrivateKey
    trust: Trust

    def sign(self, envelope: Envelope, kid: str, role: Role, *, at: datetime = NOW) -> jws.Signature:
        certificate = Certificate.read(envelope.content)
        key = self.private[kid]
        header = issue.header(certificate, alg=keys.algorithm_of(key), kid=kid, role=role, at=at)
        return jws.sign(envelope, header, key)

    def issue(self, certificate: Certificate, signers: Iterable[tuple[str, Role]] = ()) -> Envelope:
        """Sealed without any check, so that wrong certificates can be made too."""
        envelope = Envelope.around(certificate)
        for kid, role in (*(signers or (("zhang", "handler"), ("li", "approver"))), ("seal", "seal")):
            envelope = envelope.with_signature(self.sign(envelope, kid, role))
        return envelope

    def head(self, tree: MemoryTree) -> str:
        checkpoint = notes.Checkpoint(self.trust.log.origin, len(tree.leaves), tree.root)
        return notes.sign_checkpoint(checkpoint, self.trust.log.name, self.log_key)


@functools.cache
def installation(name: str = "henan.example") -> Installation:
    """Keys follow from the name, so that tests are repeatable and two installations differ."""
    private: dict[str, PrivateKey] = {
        "zhang": _p256(f"{name} zhang"),
        "li": _p256(f"{name} li"),
        "li-second-key": _ed25519(f"{name} li-second-key"),
        "wang": _ed25519(f"{name} wang"),
        "foreign": _ed25519(f"{name} foreign"),
        "seal": _ed25519(f"{name} seal"),
        "guard": _ed25519(f"{name} guard"),
    }
    log_key, witness_key = _ed25519(f"{name} log"), _ed25519(f"{name} witness")
    owner = {"zhang": "p-12", "li": "p-31", "li-second-key": "p-31", "wang": "p-77", "foreign": "p-99"}
    trust = Trust(
        system=SYSTEM,
        schema_sha256=SCHEMA,
        protected=("tax_bill#/amount", "manifest#/goods"),
        log=Log(name=f"{name}/portdesk", origin=f"{name}/portdesk", pub=keys.public_text(log_key)),
        witnesses=(Witness(name=f"witness.{name}", pub=keys.public_text(witness_key)),),
        keys={
            kid: Key(
                alg=keys.algorithm_of(key),
                pub=keys.public_text(key),
                use="officer" if kid in owner else "guard" if kid == "guard" else "seal",
                unit={"guard": EPORT, "foreign": "HA-TAX"}.get(kid, DEPARTMENT),
                person=owner.get(kid),
                not_before="2026-01-01T00:00:00Z",
                not_after="2027-01-01T00:00:00Z",
            )
            for kid, key in private.items()
        },
        departments={
            DEPARTMENT: (
                Grant(
                    need=2,
                    kinds=("set_status", "set_field"),
                    types=("A13",),
                    max_ops=10,
                    territory=("410100",),
                    severity=(Severity.S2, Severity.S3),
                    not_before="2026-01-01T00:00:00Z",
                ),
            )
        },
        serial=1,
        expires="2027-01-01T00:00:00Z",
    )
    return Installation(name, private, log_key, witness_key, trust)


def make_op(n: int = 1, **changes: Any) -> Operation:
    known: dict[str, Any] = {
        "n": n,
        "op_id": str(UUID(int=0x019A0000_0000_7000_8000_000000000A00 + n)),
        "kind": "set_status",
        "record": Record(key="tax_bill", id=f"TB-{n:04}"),
        "path": "/status",
        "before": typed("str", "PROCESSING"),
        "after": typed("str", "PAID"),
        "version": 'W/"7"',
        "evidence": (sha256(b"bank voucher"),),
    }
    return Operation(**(known | changes))


def make_plan(ops: Iterable[Operation] = (), **changes: Any) -> Plan:
    ops = tuple(ops) or (make_op(),)
    known: dict[str, Any] = {
        "case": CASE,
        "case_id": CASE_ID,
        "rev": 3,
        "type": "A13@2",
        "zone": "B",
        "planner": Person(unit=EPORT, person="p-50"),
        "executor": Executor(kind="eport_company", unit=EPORT, person="p-77"),
        "target": Target(system=SYSTEM, connector="tax-v2", schema_sha256=SCHEMA),
        "ops": ops,
        "expect": Expectation(affected_ops=len(ops), side_effects=("event:tax.paid",)),
        "rollback": Rollback(
            ops=tuple(Undo(n=op.n, path=op.path, before=op.after, after=op.before) for op in ops),
            until=stamp(NOW + timedelta(days=3)),
            irreversible=False,
        ),
    }
    return Plan(**(known | changes))


def make_certificate(plan: Plan | None = None, **changes: Any) -> Certificate:
    plan = plan or make_plan()
    known: dict[str, Any] = {
        "id": CERTIFICATE_ID,
        "no": "豫口证〔2026〕第000123号",
        "case": plan.case,
        "case_id": plan.case_id,
        "issuer": Issuer(unit=DEPARTMENT, name="郑州市口岸主管部门（示例）", level="municipal"),
        "grant": "grant-1",
        "reporter": Person(unit="HN-SW-TAX", person="client-tax"),
        "anomaly": Anomaly(
            type=plan.type, severity=Severity.S2, territory="410100", facts="已缴税款仍显示处理中", found_at=stamp(NOW)
        ),
        "basis": (Basis(doc="中国（河南）国际贸易“单一窗口”运行管理办法（暂行）", clause="第十二条"),),
        "special_reason": "业务手段不能更正状态。",
        "plan_sha256": plan.sha256,
        "plan": plan,
        "preview": Preview(view_sha256=sha256(b"preview"), at=stamp(NOW)),
        "nbf": stamp(NOW - timedelta(minutes=5)),
        "exp": stamp(NOW + timedelta(hours=72)),
        "signers": (
            Signer(unit=DEPARTMENT, person="p-12", role="handler"),
            Signer(unit=DEPARTMENT, person="p-31", role="approver"),
        ),
        "quorum": Quorum(rule="A13/S2", need=2),
        "log": f"{installation().name}/portdesk",
    }
    return Certificate(**(known | changes))


@dataclass(frozen=True)
class Presented:
    """A certificate with its log, and what is shown to a guard."""

    home: Installation
    tree: MemoryTree
    envelope: Envelope
    issued: int
    reserved: int

    @property
    def presentation(self) -> Presentation:
        return Presentation(
            certificate=self.envelope,
            leaves=(self.tree.proven(self.issued), self.tree.proven(self.reserved)),
            checkpoint=self.home.head(self.tree),
        )

    @property
    def body(self) -> bytes:
        return self.presentation.to_bytes()


def present(
    envelope: Envelope,
    home: Installation | None = None,
    *,
    at: datetime = NOW,
    changed: dict[str, dict[str, Any]] | None = None,
    noise: int = 5,
) -> Presented:
    """The log of a case up to its reservation; `changed` alters members of single entries, by entry type."""
    home = home or installation()
    certificate = Certificate.read(envelope.content)
    tree = MemoryTree()
    for number in range(noise):
        tree.append(leaves.leaf("config.changed", at=at, ref=f"other-{number}", config=sha256(b"other")))
    indexes = {}
    for number, (name, hashes) in enumerate(_case_leaves(envelope, certificate, home), start=1):
        about = certificate.id if name.startswith(("cert.", "exec.")) else certificate.case_id
        leaf = leaves.leaf(name, at=at, ref=about, case=certificate.case, case_seq=number, **hashes)
        indexes[name] = tree.append(leaf.model_copy(update=(changed or {}).get(name, {})))
    return Presented(home, tree, envelope, indexes["cert.issued"], indexes["exec.reserved"])


def _case_leaves(
    envelope: Envelope, certificate: Certificate, home: Installation
) -> Iterable[tuple[str, dict[str, str]]]:
    plan, payload, sealed = certificate.plan, sha256(envelope.content), envelope.sha256
    yield "case.opened", {}
    yield "case.triaged", {}
    yield "case.special", {}
    yield "plan.saved", {"plan": plan.sha256}
    yield "cert.requested", {"payload": payload, "plan": plan.sha256}
    for signature in envelope.signatures[:-1]:
        yield "cert.signed", {"payload": payload, "signature": signature.sha256}
    yield (
        "cert.issued",
        {"certificate": sealed, "registry": home.trust.sha256, "catalogue": make_catalogue().sha256},
    )
    yield (
        "exec.reserved",
        {"certificate": sealed, "plan": plan.sha256, "ops": leaves.ops_sha256(plan.op_ids)},
    )


def make_catalogue() -> Catalogue:
    kind = CatalogueType(
        type="A13@2",
        zh="已缴款仍显示处理中",
        en="paid, still shown as processing",
        zones=("B",),
        kinds=("set_status", "set_field"),
    )
    return Catalogue(types=(kind,))


def make_journal(presented: Presented, *, at: datetime = NOW, **changes: Any) -> Journal:
    certificate = Certificate.read(presented.envelope.content)
    entries = []
    for op in certificate.plan.ops:
        known: dict[str, Any] = {
            "system": SYSTEM,
            "certificate": certificate.id,
            "plan_sha256": certificate.plan_sha256,
            "op_id": op.op_id,
            "state": "applied",
            "record": op.record,
            "path": op.path,
            "before": op.before,
            "after": op.after,
            "version_before": op.version,
            "version": 'W/"8"',
            "request_sha256": sha256(b"request"),
            "mode": "enforce",
            "at": stamp(at),
        }
        entry = JournalEntry(**(known | changes))
        entries.append(journal.sign_entry(entry, "guard", presented.home.private["guard"], at=at))
    return Journal(entries=tuple(entries))


def make_bundle(
    presented: Presented | None = None,
    *,
    journal_changes: dict[str, Any] | None = None,
    lost_answer: bool = False,
    **changes: Any,
) -> Bundle:
    """A finished case: executed (told by the answer, or by the journal later), read back, confirmed, closed."""
    presented = presented or present(installation().issue(make_certificate()))
    certificate, tree = Certificate.read(presented.envelope.content), presented.tree
    entries = make_journal(presented, **(journal_changes or {}))
    result = Result(
        certificate=certificate.id,
        plan_sha256=certificate.plan_sha256,
        outcome="applied",
        ops=tuple(ReadBack(op_id=op.op_id, value=op.after, version='W/"8"') for op in certificate.plan.ops),
        at=stamp(NOW),
    )
    result = changes.get("result", result)
    confirmation = Confirmation(
        case=certificate.case,
        case_id=certificate.case_id,
        certificate=certificate.id,
        result_sha256=result.sha256,
        confirmer=certificate.reporter,
        at=stamp(NOW),
    )
    confirmation = changes.get("confirmation", confirmation)
    sealed = presented.envelope.sha256
    told = {"certificate": sealed, "journal": entries.sha256}
    for name, about, hashes in (
        *([("exec.result", certificate.id, {"certificate": sealed})] if lost_answer else []),
        ("exec.reconciled" if lost_answer else "exec.result", certificate.id, told),
        ("exec.verified", certificate.id, {"certificate": sealed, "result": result.sha256}),
        ("case.closed", certificate.case_id, {"confirmation": confirmation.sha256}),
    ):
        number = 1 + sum(leaf.case is not None for leaf in tree.leaves)
        tree.append(leaves.leaf(name, at=NOW, ref=about, case=certificate.case, case_seq=number, **hashes))
    bundle = Bundle(
        certificate=presented.envelope,
        result=result,
        journal=entries,
        confirmation=confirmation,
        leaves=tuple(tree.proven(index) for index, leaf in enumerate(tree.leaves) if leaf.case is not None),
        checkpoint=presented.home.head(tree),
        registry=presented.home.trust,
        catalogue=make_catalogue(),
    )
    return replace(bundle, **changes)


@functools.cache
def valid_bundle() -> bytes:
    """The bytes of the plain case."""
    return write_bundle(make_bundle())


def _ed25519(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())


def _p256(seed: str) -> PrivateKey:
    return derive_private_key(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:31], "big"), SECP256R1())
