"""Plan and certificate as frozen models. What is recorded about them, and how they are signed, is not said here."""

from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from shared.evidence import canonical
from shared.evidence.codes import Unproven
from shared.evidence.scalars import Name, Pointer, Sha256, Territory, Text, Time, Typed, Uuid, instant
from shared.kernel.desk import Severity

MAX_OPS = 50
"""Operations in one plan; what needs more is certified in parts."""
VALIDITY = timedelta(hours=72)
"""How long a certificate is valid unless something else is asked for."""
MAX_VALIDITY = timedelta(days=7)
"""Never renewed, only issued anew."""

CorrectionKind = Literal[
    "set_status",
    "set_field",
    "relink",
    "resend_message",
    "replay_receipt",
    "void_duplicate",
    "post_compensation",
    "rebuild_projection",
    "request_authority_resend",
    "handoff_ceport",
]
OfficerRole = Literal["handler", "approver", "second"]
Version = Annotated[str, Field(pattern=r'^(W/)?"[\x21\x23-\x7e]{0,80}"$')]
"""An entity tag (RFC 9110, 8.8.3), weak or strong, exactly as the target gave it."""


class Document(BaseModel):
    """Members are required unless said otherwise, and no other is allowed; equal documents have equal bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @classmethod
    def read(cls, data: bytes, *, exact: bool = True) -> Self:
        """The document in `data`; refuses with V1, V2 or V3, in that order.

        `exact` demands canonical bytes; what is hashed or signed is always read so.
        """
        value = canonical.parse(data)
        document, faults = None, {}
        try:
            document = cls.model_validate_json(data)
        except ValidationError as wrong:
            faults = _faults(wrong)
        if "V1.malformed" in faults:
            raise Unproven("V1.malformed", at=faults["V1.malformed"])
        if exact and canonical.canonical(value) != data:
            raise Unproven("V2.not-canonical")
        if document is None or document.json_value() != value:  # unequal: a member that may be absent was null
            raise Unproven("V3.shape", at=faults.get("V3.shape", ""))
        return document

    def json_value(self) -> Any:
        """The document as plain JSON."""
        return self.model_dump(mode="json", exclude_none=True)

    def to_bytes(self) -> bytes:
        """The canonical bytes: what is hashed, signed and stored."""
        return canonical.canonical(self.json_value())

    @property
    def sha256(self) -> str:
        """The hash of the canonical bytes."""
        return canonical.sha256(self.to_bytes())


def _faults(wrong: ValidationError) -> dict[str, str]:
    """Where the first wrong member and the first wrong value are, by code."""
    places: dict[str, str] = {}
    for error in wrong.errors(include_url=False, include_context=False, include_input=False):
        code = "V1.malformed" if error["type"] in ("missing", "extra_forbidden") else "V3.shape"
        places.setdefault(code, "/".join(map(str, error["loc"])))
    return places


class Person(Document):
    """A natural person (or a machine that reported) acting for a unit."""

    unit: Name
    person: Name


class Executor(Person):
    """Who may carry out the correction: Article 12 names two kinds."""

    kind: Literal["eport_company", "data_center"]


class Record(Document):
    """One record of the target, by its key in the published record view."""

    key: Name
    id: Name


class Target(Document):
    """The system that is corrected; `schema_sha256` pins the record view it publishes."""

    system: Name
    connector: Name
    schema_sha256: Sha256


class Operation(Document):
    """One field of one record, from `before` at exactly `version` to `after`; `op_id` makes it happen at most once."""

    n: Annotated[int, Field(ge=1, le=MAX_OPS)]
    op_id: Uuid
    kind: CorrectionKind
    record: Record
    path: Pointer
    before: Typed
    after: Typed
    version: Version
    evidence: tuple[Sha256, ...]


class Undo(Document):
    """How operation `n` is undone."""

    n: Annotated[int, Field(ge=1, le=MAX_OPS)]
    path: Pointer
    before: Typed
    after: Typed


class Rollback(Document):
    """All operations undone, possible until a time; or none, when the correction is irreversible."""

    ops: Annotated[tuple[Undo, ...], Field(max_length=MAX_OPS)]
    until: Time
    irreversible: bool


class Expectation(Document):
    """What else will happen at the target, so that nobody is surprised."""

    affected_ops: int
    side_effects: tuple[Text, ...]


def _each_once(ops: tuple[Operation, ...]) -> tuple[Operation, ...]:
    if [op.n for op in ops] != list(range(1, len(ops) + 1)):
        raise ValueError("operations are numbered from 1 without gaps")
    if len({op.op_id for op in ops}) != len(ops):
        raise ValueError("an op_id is repeated")
    if len({(op.record, op.path) for op in ops}) != len(ops):
        raise ValueError("a field is written twice")
    return ops


class Plan(Document):
    """The correction plan: applied to one target as a whole or not at all. A new revision voids every signature."""

    typ: Literal["portdesk.plan/1"] = "portdesk.plan/1"
    case: Name
    case_id: Uuid
    rev: Annotated[int, Field(ge=1)]
    type: Name
    """Anomaly type with its version: `A13@2`."""
    zone: Literal["B"]
    """Copies at the Single Window and the E-port. The authority's own systems (A) and declared content (C) are
    never corrected technically, so a plan for them cannot be written."""
    planner: Person
    executor: Executor
    target: Target
    ops: Annotated[tuple[Operation, ...], Field(min_length=1, max_length=MAX_OPS), AfterValidator(_each_once)]
    expect: Expectation
    rollback: Rollback

    @property
    def op_ids(self) -> tuple[str, ...]:
        """In the order of the operations."""
        return tuple(op.op_id for op in self.ops)


class Issuer(Document):
    """The competent department that certifies."""

    unit: Name
    name: Text
    level: Literal["national", "provincial", "municipal", "zone"]


class Anomaly(Document):
    """What is wrong, how bad it is and where the business belongs."""

    type: Name
    severity: Annotated[Severity, Field(strict=False)]
    territory: Territory
    facts: Text
    found_at: Time


class Basis(Document):
    """A rule the certificate rests on."""

    doc: Text
    clause: Text


class Preview(Document):
    """The dry run on the target that was made of exactly this plan."""

    view_sha256: Sha256
    at: Time


class Signer(Person):
    """An officer who is asked to sign, and as what."""

    role: OfficerRole


class Quorum(Document):
    """How many distinct persons must sign, and by which rule."""

    rule: Name
    need: Annotated[int, Field(ge=1, le=9)]


class Certificate(Document):
    """The department's permission for exactly one plan (Article 12). Valid from `nbf` until before `exp`, once."""

    typ: Literal["portdesk.certificate/1"] = "portdesk.certificate/1"
    id: Uuid
    no: Text
    kind: Literal["technical_correction"] = "technical_correction"
    case: Name
    case_id: Uuid
    issuer: Issuer
    grant: Name
    """Id of the grant that gives the issuer its authority."""
    reporter: Person
    anomaly: Anomaly
    basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    special_reason: Text
    """Why business means do not suffice."""
    plan_sha256: Sha256
    plan: Plan
    preview: Preview
    nbf: Time
    exp: Time
    uses: Literal[1] = 1
    signers: Annotated[tuple[Signer, ...], Field(min_length=1, max_length=9)]
    quorum: Quorum
    log: Text
    """Origin of the transparency log that must hold this certificate's entries."""

    @model_validator(mode="after")
    def _of_one_case(self) -> Self:
        if (self.case, self.case_id, self.anomaly.type) != (self.plan.case, self.plan.case_id, self.plan.type):
            raise ValueError("the plan is of another case or type")
        if not timedelta() < instant(self.exp) - instant(self.nbf) <= MAX_VALIDITY:
            raise ValueError("valid for at most seven days")
        return self
