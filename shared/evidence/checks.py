"""What must hold of a signed certificate by itself: signatures, keys, persons, authority, duties. No log is asked."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from itertools import product

from shared.evidence import jws
from shared.evidence.codes import Unproven
from shared.evidence.documents import Certificate
from shared.evidence.jws import Envelope, Header, Signature
from shared.evidence.trust import Trust
from shared.kernel.desk import Severity

OFFICER_ROLES: Collection[str] = ("handler", "approver", "second")

APART: Collection[tuple[str, str]] = (
    ("reporter", "planner"),
    ("reporter", "certifier"),
    ("reporter", "executor"),
    ("planner", "certifier"),
    ("planner", "confirmer"),
    ("certifier", "executor"),
    ("executor", "confirmer"),
)
"""Who may not be one person in one case; the planner may execute only what the next rule allows."""

PLANNER_MAY_EXECUTE: Collection[Severity] = (Severity.S3, Severity.S4)
"""And then only with two certifiers."""


def examine(
    envelope: Envelope, certificate: Certificate, signature: Signature, trust: Trust, *, logged_at: datetime | None
) -> Header:
    """One signature through V4, V5 and V7.department; its header if it holds.

    The key must have been valid, and its department have held a grant, when it says it signed and, once `logged_at`
    is known, when the log took the certificate in: the signer's own word alone would let an old key sign back in time.
    """
    header = signature.header
    key = trust.key(header.kid)
    jws.verify(envelope, signature, alg=key.alg, public=key.pub, typ=certificate.typ)
    if key.use != ("officer" if header.role in OFFICER_ROLES else "seal" if header.role == "seal" else None):
        raise Unproven("V5.wrong-use", kid=header.kid)
    times = [datetime.fromtimestamp(header.iat, UTC), *([logged_at] if logged_at else [])]
    if not all(key.live(at) for at in times):
        raise Unproven("V5.key-expired", kid=header.kid)
    if key.unit != certificate.issuer.unit:
        raise Unproven("V7.department", kid=header.kid)
    for at in times:
        trust.grant(key.unit, at)
    return header


def officers(certificate: Certificate, headers: Collection[Header], trust: Trust) -> set[str]:
    """The distinct persons who signed as one of the officers the certificate asks for."""
    asked = {(signer.unit, signer.person, signer.role) for signer in certificate.signers}
    found = set()
    for header in headers:
        key = trust.key(header.kid)
        if key.person and (key.unit, key.person, header.role) in asked:
            found.add(key.person)
    return found


def certifiers(headers: Collection[Header], trust: Trust) -> set[str]:
    """Everybody who signed as an officer, asked or not; duties look at these."""
    return {key.person for header in headers if (key := trust.key(header.kid)).person}


def need(certificate: Certificate, trust: Trust, *, at: datetime) -> int:
    """How many distinct officers: what the certificate says, but never fewer than the grant held `at` demands."""
    return max(certificate.quorum.need, trust.grant(certificate.issuer.unit, at).need)


def require_seal(headers: Collection[Header]) -> None:
    """The department's seal comes once, after the officers (V6.no-seal)."""
    roles = [header.role for header in headers]
    if roles.count("seal") != 1 or roles[-1] != "seal":
        raise Unproven("V6.no-seal")


def require_quorum(certificate: Certificate, headers: Collection[Header], trust: Trust, *, at: datetime) -> None:
    """Enough persons; signatures are not counted, since one person can make many (V6.quorum)."""
    if len(officers(certificate, headers, trust)) < need(certificate, trust, at=at):
        raise Unproven("V6.quorum")


def require_authority(certificate: Certificate, trust: Trust, *, at: datetime) -> None:
    """The grant that the department held when the log took the certificate in covers all of it (V7).

    Not the grant it holds today: one that is narrowed later takes nothing back, and a wider one legalises nothing.
    """
    if not trust.grant(certificate.issuer.unit, at).may_certify(certificate):
        raise Unproven("V7.authority")


def require_duties(certificate: Certificate, signed: Collection[str], *, confirmer: str | None = None) -> None:
    """Nobody holds two parts of one case that must be apart (V8.duties)."""
    parts: Mapping[str, Collection[str]] = {
        "reporter": [certificate.reporter.person],
        "planner": [certificate.plan.planner.person],
        "executor": [certificate.plan.executor.person],
        "certifier": {*signed, *(signer.person for signer in certificate.signers)},
        "confirmer": [confirmer] if confirmer else [],
    }
    for one, other in violated(parts, certificate.anomaly.severity):
        raise Unproven("V8.duties", one=one, other=other)


def violated(parts: Mapping[str, Collection[str]], severity: Severity) -> Iterator[tuple[str, str]]:
    """The pairs of parts that one person holds and must not; parts that nobody holds yet may be left out."""
    for one, other in APART:
        if any(a == b for a, b in product(parts.get(one, ()), parts.get(other, ()))):
            yield one, other
    lenient = severity in PLANNER_MAY_EXECUTE and len(set(parts.get("certifier", ()))) >= 2
    if not lenient and set(parts.get("planner", ())) & set(parts.get("executor", ())):
        yield "planner", "executor"
