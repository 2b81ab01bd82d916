"""The trust file: which keys, departments, log and witnesses a guard or a verifier believes. Fetching it is not here.

The same document is what an installation says of itself in a bundle's `registry.json`; a verifier believes only the
one it was given.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.evidence import jws
from shared.evidence.canonical import unb64u
from shared.evidence.codes import Unproven
from shared.evidence.documents import MAX_OPS, Certificate, CorrectionKind, Document
from shared.evidence.jws import Base64Url, Envelope
from shared.evidence.keys import Algorithm
from shared.evidence.notes import VerifierKey
from shared.evidence.scalars import Name, Pointer, Sha256, Territory, Text, Time, instant
from shared.kernel.desk import Severity
from shared.kernel.units import covers

TRUST_TYP = "portdesk.trust/1"


class Key(Document):
    """One public key: a single purpose, a single owner. Officers' keys name the person."""

    alg: Algorithm
    pub: Base64Url
    use: Literal["officer", "seal", "guard"]
    unit: Name
    person: Name | None = None
    not_before: Time
    not_after: Time

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if len(unb64u(self.pub)) != {"Ed25519": 32, "ES256": 65}[self.alg]:
            raise ValueError(f"not a public {self.alg} key")
        if (self.use == "officer") != (self.person is not None):
            raise ValueError("an officer's key names its person, and no other key does")
        return self

    def live(self, at: datetime) -> bool:
        """From `not_before` until before `not_after`."""
        return instant(self.not_before) <= at < instant(self.not_after)


class Grant(Document):
    """What a competent department may certify (Article 12), and from when until when."""

    need: Annotated[int, Field(ge=1, le=9)]
    """Distinct persons the guard asks for, whatever the certificate says."""
    kinds: tuple[CorrectionKind, ...]
    types: tuple[Name, ...]
    """Anomaly types without version: `A13`."""
    max_ops: Annotated[int, Field(ge=1, le=MAX_OPS)]
    territory: tuple[Territory, ...]
    severity: tuple[Annotated[Severity, Field(strict=False)], ...]
    not_before: Time
    not_after: Time | None = None
    """Absent as long as no end has been set."""

    def in_force(self, at: datetime) -> bool:
        """From `not_before` until before `not_after`."""
        return instant(self.not_before) <= at and (self.not_after is None or at < instant(self.not_after))

    def may_certify(self, certificate: Certificate) -> bool:
        """Whether territory, type, kinds, severity and number of operations are all within the grant."""
        return (
            any(covers(area, certificate.anomaly.territory) for area in self.territory)
            and certificate.anomaly.type.partition("@")[0] in self.types
            and {op.kind for op in certificate.plan.ops} <= set(self.kinds)
            and certificate.anomaly.severity in self.severity
            and len(certificate.plan.ops) <= self.max_ops
        )


class Log(Document):
    """The transparency log: its origin line, and the name and Ed25519 key it signs with."""

    name: Text
    origin: Text
    pub: Base64Url

    @property
    def key(self) -> VerifierKey:
        """As notes are verified with."""
        return VerifierKey(self.name, self.pub)


class Witness(Document):
    """Somebody who cosigns heads of the log."""

    name: Text
    pub: Base64Url

    @property
    def key(self) -> VerifierKey:
        """As notes are verified with."""
        return VerifierKey(self.name, self.pub)


class Trust(Document):
    """`trust.json`. A newer one has a higher `serial`; none is good after `expires`."""

    typ: Literal["portdesk.trust/1"] = "portdesk.trust/1"
    system: Name
    schema_sha256: Sha256
    protected: tuple[Annotated[str, Field(pattern=r"^[^#]+#/")], ...]
    """Declared content of the target, as `record key#pointer`: `tax_bill#/amount`."""
    fence_seconds: Annotated[int, Field(ge=1, le=86400)] = 120
    """How long after the reservation a write may still begin."""
    skew_seconds: Annotated[int, Field(ge=0, le=300)] = 30
    log: Log
    witnesses: tuple[Witness, ...] = ()
    witness_quorum: Annotated[int, Field(ge=0)] = 0
    keys: Mapping[Name, Key]
    departments: Mapping[Name, tuple[Grant, ...]]
    """The grants of each department, those that have ended included: what was certified under one stays provable."""
    serial: Annotated[int, Field(ge=0)]
    expires: Time

    def key(self, kid: str) -> Key:
        """The key of that id, else V5.unknown-key."""
        try:
            return self.keys[kid]
        except KeyError:
            raise Unproven("V5.unknown-key", kid=kid) from None

    def grant(self, unit: str, at: datetime) -> Grant:
        """The grant that the department held at that instant, else V7.department."""
        for grant in self.departments.get(unit, ()):
            if grant.in_force(at):
                return grant
        raise Unproven("V7.department", unit=unit)

    def protects(self, record_key: str, path: Pointer) -> bool:
        """Whether a write there would touch a protected field, lie inside one or contain one."""
        place = f"{record_key}#{path}/"
        return any(place.startswith(f"{field}/") or f"{field}/".startswith(place) for field in self.protected)


def read_trust(data: bytes, root: VerifierKey | None = None) -> Trust:
    """The trust file in `data`: with a root key (`name` is its kid), an envelope it signed; else the plain document.

    A plain file is believed because somebody carried it in by hand, so a pinned root accepts none (V1.malformed).
    """
    if root is None:
        return Trust.read(data, exact=False)
    envelope = Envelope.read(data, exact=False)
    if len(envelope.signatures) != 1:
        raise Unproven("V4.signature")
    header = envelope.signatures[0].header
    if (header.kid, header.role) != (root.name, "root"):
        raise Unproven("V4.header")
    jws.verify(envelope, envelope.signatures[0], alg="Ed25519", public=root.pub, typ=TRUST_TYP)
    return Trust.read(envelope.content)
