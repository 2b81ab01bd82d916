"""The issuer's side: a certificate is drafted, signed by officers one by one, and sealed. Proofs are not made here.

The checks are those of the guard, so what is issued here is accepted there.
"""

import re
from datetime import datetime, timedelta

from shared.evidence import checks, jws, keys
from shared.evidence.canonical import require_normal
from shared.evidence.codes import Unproven
from shared.evidence.documents import Certificate
from shared.evidence.jws import Envelope, Header, Role, Signature
from shared.evidence.keys import PrivateKey
from shared.evidence.scalars import instant
from shared.evidence.trust import Trust
from shared.kernel.refusals import Conflict, Forbidden


class AlreadySigned(Conflict):
    """The same person signs a certificate once, whatever keys or roles that person has."""

    zh = "{person}已经签过这份证明，须由另一位签发人签署。"
    en = "{person} has signed this certificate already; another officer has to sign."


class NotAsked(Forbidden):
    """The certificate does not name this person in this role."""

    zh = "这份证明没有请{person}以{role}身份签署。"
    en = "This certificate does not ask {person} to sign as {role}."


_AS_THE_TARGET_HAS_IT = re.compile(r"/plan/(?:ops/[0-9]+/before|rollback/ops/[0-9]+/after)(?:/.*)?")
"""What stands in the target, and goes back there: data that are wrong may be wrong in their spelling."""


def draft(certificate: Certificate) -> Envelope:
    """The frozen payload, unsigned. Refuses text of ours that is not NFC, a wrong plan hash and people in two parts."""
    require_normal(certificate.json_value(), but=_AS_THE_TARGET_HAS_IT)
    if certificate.plan_sha256 != certificate.plan.sha256:
        raise Unproven("V13.hash", at="plan_sha256")
    checks.require_duties(certificate, ())
    return Envelope.around(certificate)


def header(certificate: Certificate, *, alg: keys.Algorithm, kid: str, role: Role, at: datetime) -> Header:
    """The only protected header a signer may use for this certificate at this instant."""
    return Header(alg=alg, iat=int(at.timestamp()), kid=kid, role=role, typ=certificate.typ)


def add_signature(envelope: Envelope, signature: Signature, trust: Trust, *, now: datetime) -> Envelope:
    """The envelope with one officer's signature more.

    Refuses what a guard would refuse of it (V4, V5, V7.department), a time of signing that is not just now or is before
    the preview (V19.time), somebody who was not asked, and a second signature of the same person.
    """
    certificate = Certificate.read(envelope.content)
    signed = checks.examine(envelope, certificate, signature, trust, logged_at=now)
    person = trust.key(signed.kid).person
    if person is None or person not in checks.officers(certificate, [signed], trust):
        raise NotAsked(person=person or signed.kid, role=signed.role)
    earliest = max(instant(certificate.preview.at), now - SIGNING_TIME)
    if not earliest.timestamp() - trust.skew_seconds <= signed.iat <= now.timestamp() + trust.skew_seconds:
        raise Unproven("V19.time", at="iat")
    if person in signed_by(envelope, trust):
        raise AlreadySigned(person=person)
    return envelope.with_signature(signature)


SIGNING_TIME = timedelta(minutes=10)
"""How long may pass between signing on an officer's machine and handing the signature in."""


def signed_by(envelope: Envelope, trust: Trust) -> set[str]:
    """The persons whose signatures, as asked for, are on the envelope."""
    headers = [signature.header for signature in envelope.signatures]
    return checks.officers(Certificate.read(envelope.content), headers, trust)


def quorum_reached(envelope: Envelope, trust: Trust, *, now: datetime) -> bool:
    """Whether enough distinct persons have signed for the grant that is in force."""
    return len(signed_by(envelope, trust)) >= checks.need(Certificate.read(envelope.content), trust, at=now)


def seal(envelope: Envelope, kid: str, key: PrivateKey, trust: Trust, *, now: datetime) -> Envelope:
    """The sealed certificate. The sealer checks for itself what officers signed, and seals nothing else.

    Refuses with the guard's codes: a signature that does not hold, too few persons, no authority, mixed duties.
    """
    certificate = Certificate.read(envelope.content)
    headers = [checks.examine(envelope, certificate, each, trust, logged_at=now) for each in envelope.signatures]
    checks.require_quorum(certificate, headers, trust, at=now)
    checks.require_authority(certificate, trust, at=now)
    checks.require_duties(certificate, checks.certifiers(headers, trust))
    own = header(certificate, alg=keys.algorithm_of(key), kid=kid, role="seal", at=now)
    sealed = envelope.with_signature(jws.sign(envelope, own, key))
    checks.examine(sealed, certificate, sealed.signatures[-1], trust, logged_at=now)
    return sealed
