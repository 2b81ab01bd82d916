"""The offline verifier: from the bytes of a bundle and a trust file to a verdict with every check. Nothing is fetched.

Checks of certification, in their order; those about PDF files, disclosures and emergencies are not in this format.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final, Literal

from shared.evidence import checks
from shared.evidence.bundle import Bundle, read_bundle
from shared.evidence.canonical import sha256
from shared.evidence.codes import Unproven
from shared.evidence.decide import open_head, require_hashes, require_inclusion
from shared.evidence.documents import Certificate
from shared.evidence.journal import read_entry
from shared.evidence.jws import Header
from shared.evidence.records import JournalEntry, ProvenLeaf
from shared.evidence.scalars import instant
from shared.evidence.trust import Trust

Verdict = Literal["valid", "invalid", "untrusted"]

TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "V1": ("可解析，无重复成员", "parses, without repeated members"),
    "V2": ("字节为规范形式", "bytes are canonical"),
    "V3": ("类型与格式正确", "types and values are as specified"),
    "V4": ("每个签名成立", "every signature holds"),
    "V5": ("密钥可信、用途正确、在有效期内", "keys are known, used for their purpose, and were valid"),
    "V6": ("不同签发人达到法定人数，部门已签章", "enough distinct persons signed, and the department sealed"),
    "V7": ("部门权限覆盖地域、类型、操作、等级与数量", "the department's authority covers all of it"),
    "V8": ("职责分离", "duties were separate"),
    "V9": ("在有效时段内占用", "reserved while valid"),
    "V10": ("日志条目齐全并在同一检查点之下", "log entries are complete and under one head"),
    "V11": ("先后次序正确", "entries are in order"),
    "V12": ("恰好占用一次，此前未撤销，案件条目无缺", "reserved once, not revoked before, no entry missing"),
    "V13": ("各处摘要一致", "hashes agree everywhere"),
    "V14": ("执行与方案一致", "what was done is what was planned"),
    "V15": ("回退方案对应", "the rollback undoes the correction"),
    "V19": ("各处时间不矛盾", "times do not contradict each other"),
    "V20": ("信任来源", "trusted by the file that was given"),
}

ORDER: Final = (
    "cert.requested",
    "cert.signed",
    "cert.issued",
    "exec.reserved",
    "exec.settled",
    "exec.verified",
    "case.closed",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report. `ok` is None where an earlier failure left nothing to look at."""

    code: str
    ok: bool | None
    zh: str
    en: str
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict with every check; `case` and `certificate` are numbers, empty if unreadable.

    `code` is the failure that was found first, before those that only follow from it; empty if there is none.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    code: str
    case: str = ""
    certificate: str = ""


def verify_bundle(data: bytes, trust: Trust | None) -> Report:
    """Looks at everything; never raises.

    A trust file for this installation's log decides. Without one, or with another installation's, the bundle is
    measured against what it says of itself, and the best verdict is `untrusted`.
    """
    failures: dict[str, Unproven] = {}
    try:
        bundle = read_bundle(data)
        case = _Case.of(bundle)
    except Unproven as unreadable:
        return _report({_family(unreadable): unreadable}, read=False)
    same = trust is not None and trust.log == bundle.registry.log
    for reason in _all_failures(case, trust if trust is not None and same else bundle.registry):
        failures.setdefault(_family(reason), reason)
    if not same:
        failures["V20"] = Unproven("V20.no-trust" if trust is None else "V20.other-installation")
    return _report(failures, read=True, case=case.certificate.case, certificate=case.certificate.no)


@dataclass(frozen=True, slots=True)
class _Case:
    """A bundle opened once for all checks."""

    bundle: Bundle
    certificate: Certificate
    by_type: Mapping[str, tuple[ProvenLeaf, ...]]
    """The entries of this certificate and of the case itself; exec.settled is the one that says what happened."""

    @classmethod
    def of(cls, bundle: Bundle) -> "_Case":
        certificate = bundle.content
        mine = [each for each in bundle.leaves if each.leaf.ref in (certificate.id, certificate.case_id)]
        names = {each.leaf.t for each in mine}
        by_type = {name: tuple(each for each in mine if each.leaf.t == name) for name in names}
        by_type["exec.settled"] = by_type.get("exec.reconciled", by_type.get("exec.result", ()))
        return cls(bundle, certificate, by_type)

    def only(self, name: str) -> ProvenLeaf:
        """The single entry of a type."""
        if len(found := self.by_type.get(name, ())) != 1:
            raise Unproven("V12.reserved" if name == "exec.reserved" else "V10.leaves", at=name)
        return found[0]


def _all_failures(case: _Case, trust: Trust) -> Iterator[Unproven]:
    issued = case.by_type.get("cert.issued", ())
    logged_at = instant(issued[0].leaf.at) if issued else None
    granted_at = logged_at or instant(case.certificate.preview.at)
    headers: list[Header] = []
    for signature in case.bundle.certificate.signatures:
        try:
            headers.append(
                checks.examine(case.bundle.certificate, case.certificate, signature, trust, logged_at=logged_at)
            )
        except Unproven as reason:
            yield reason
    entries: list[JournalEntry] = []
    for envelope in case.bundle.journal.entries:
        try:
            entries.append(read_entry(envelope, trust))
        except Unproven as reason:
            yield reason
    signed = checks.certifiers(headers, trust)
    steps: list[Callable[[], None]] = [
        lambda: checks.require_seal(headers),
        lambda: checks.require_quorum(case.certificate, headers, trust, at=granted_at),
        lambda: checks.require_authority(case.certificate, trust, at=granted_at),
        lambda: _require_kinds(case),
        lambda: _require_undeclared(case.certificate, trust),
        lambda: checks.require_duties(case.certificate, signed, confirmer=case.bundle.confirmation.confirmer.person),
        lambda: _require_window(case),
        lambda: require_inclusion(case.bundle.leaves, open_head(case.bundle.checkpoint, case.certificate, trust)),
        lambda: _require_order(case),
        lambda: _require_once(case),
        lambda: _require_hashes(case, entries),
        lambda: _require_effect(case, entries),
        lambda: _require_rollback(case.certificate),
        lambda: _require_times(case, headers, entries, trust),
    ]
    for step in steps:
        try:
            step()
        except Unproven as reason:
            yield reason


def _require_kinds(case: _Case) -> None:
    """The anomaly type, as it was when the certificate was issued, allows every kind of operation."""
    plan = case.certificate.plan
    allowed = {kind for each in case.bundle.catalogue.types if each.type == plan.type for kind in each.kinds}
    if not {op.kind for op in plan.ops} <= allowed:
        raise Unproven("V7.authority", at="catalogue")


def _require_undeclared(certificate: Certificate, trust: Trust) -> None:
    """As the guard asks; the version of the record view it does not ask for, since views move on and bundles stay."""
    if any(trust.protects(op.record.key, op.path) for op in certificate.plan.ops):
        raise Unproven("T3.protected-field")


def _require_window(case: _Case) -> None:
    if not case.certificate.nbf <= case.only("exec.reserved").leaf.at < case.certificate.exp:
        raise Unproven("V9.window")


def _require_order(case: _Case) -> None:
    if any(each.leaf.case != case.certificate.case for each in case.bundle.leaves):
        raise Unproven("V11.case")
    places = [[each.index for each in case.by_type.get(name, ())] for name in ORDER]
    if not all(places):
        raise Unproven("V10.leaves", at=next(name for name, found in zip(ORDER, places, strict=True) if not found))
    if any(max(before) >= min(after) for before, after in pairwise(places)):
        raise Unproven("V11.order")


def _require_once(case: _Case) -> None:
    reserved = case.only("exec.reserved")
    if any(each.index < reserved.index for each in case.by_type.get("cert.revoked", ())):
        raise Unproven("V12.revoked")
    leaves = case.bundle.leaves
    in_order = all(before.index < after.index for before, after in pairwise(leaves))
    if not in_order or [each.leaf.case_seq for each in leaves] != list(range(1, len(leaves) + 1)):
        raise Unproven("V12.gap")


def _require_hashes(case: _Case, entries: list[JournalEntry]) -> None:
    bundle, certificate = case.bundle, case.certificate
    issued, sealed = case.only("cert.issued"), bundle.certificate.sha256
    require_hashes(certificate, sealed, issued, case.only("exec.reserved"))
    payload = sha256(bundle.certificate.content)
    signatures = [each.leaf.h for each in case.by_type.get("cert.signed", ())]
    logged = {
        "registry": (issued.leaf.h.get("registry"), bundle.registry.sha256),
        "catalogue": (issued.leaf.h.get("catalogue"), bundle.catalogue.sha256),
        "journal": (case.only("exec.settled").leaf.h.get("journal"), bundle.journal.sha256),
        "result": (case.only("exec.verified").leaf.h.get("result"), bundle.result.sha256),
        "confirmation": (case.only("case.closed").leaf.h.get("confirmation"), bundle.confirmation.sha256),
        "requested": (case.only("cert.requested").leaf.h.get("payload"), payload),
        "signed": (
            {(h.get("payload"), h.get("signature")) for h in signatures},
            {(payload, each.sha256) for each in bundle.certificate.signatures[:-1]},
        ),
        "confirmed": (bundle.confirmation.result_sha256, bundle.result.sha256),
    }
    for name, (said, found) in logged.items():
        if said != found:
            raise Unproven("V13.hash", at=name)
    about = [(entry.certificate, entry.plan_sha256) for entry in entries]
    about.append((bundle.result.certificate, bundle.result.plan_sha256))
    if set(about) != {(certificate.id, certificate.plan_sha256)}:
        raise Unproven("V13.hash", at="plan_sha256")
    if (bundle.confirmation.certificate, bundle.confirmation.case_id) != (certificate.id, certificate.case_id):
        raise Unproven("V13.hash", at="confirmation")


def _require_effect(case: _Case, entries: list[JournalEntry]) -> None:
    """The target did every operation as planned, and reading back showed it."""
    plan = case.certificate.plan
    done = [(e.op_id, e.state, e.record, e.path, e.before, e.version_before, e.after) for e in entries]
    wanted = [(op.op_id, "applied", op.record, op.path, op.before, op.version, op.after) for op in plan.ops]
    where = {entry.system for entry in entries}
    seen = [(each.op_id, each.value) for each in case.bundle.result.ops]
    if done != wanted or where != {plan.target.system} or seen != [(op.op_id, op.after) for op in plan.ops]:
        raise Unproven("V14.effect")


def _require_rollback(certificate: Certificate) -> None:
    rollback = certificate.plan.rollback
    undone = {(undo.n, undo.path, undo.before, undo.after) for undo in rollback.ops}
    wanted = {(op.n, op.path, op.after, op.before) for op in certificate.plan.ops}
    if len(undone) != len(rollback.ops) or undone != (set() if rollback.irreversible else wanted):
        raise Unproven("V15.rollback")


def _require_times(case: _Case, headers: list[Header], entries: list[JournalEntry], trust: Trust) -> None:
    """The log's times do not run backwards, and what others say they did when fits between them."""
    skew = trust.skew_seconds
    at = [instant(each.leaf.at) for each in case.bundle.leaves]
    issued, reserved, result, verified, closed = (instant(case.only(name).leaf.at) for name in ORDER[2:])
    previewed = instant(case.certificate.preview.at)
    spans: list[tuple[datetime, float, datetime]] = [(previewed, header.iat, issued) for header in headers]
    spans += [(reserved, instant(entry.at).timestamp(), result) for entry in entries]
    spans += [
        (reserved, instant(case.bundle.result.at).timestamp(), verified),
        (verified, instant(case.bundle.confirmation.at).timestamp(), closed),
    ]
    if at != sorted(at):
        raise Unproven("V19.time", at="leaves")
    if any(not low.timestamp() - skew <= when <= high.timestamp() + skew for low, when, high in spans):
        raise Unproven("V19.time")


def _family(reason: Unproven) -> str:
    """The check a failure belongs to; the guard's T codes about the target count as V14."""
    family = reason.code.partition(".")[0]
    return family if family in TITLES else "V14"


def _report(failures: Mapping[str, Unproven], *, read: bool, case: str = "", certificate: str = "") -> Report:
    lines = []
    for code, (zh, en) in TITLES.items():
        if reason := failures.get(code):
            lines.append(Check(code, False, reason.say("zh"), reason.say("en"), failure=reason.code))
        else:
            lines.append(Check(code, True if read else None, zh, en))
    bad = failures.keys() - {"V20"}
    verdict: Verdict = "invalid" if bad else "untrusted" if failures else "valid"
    code = next((reason.code for reason in failures.values()), "")
    return Report(verdict, tuple(lines), code, case, certificate)
