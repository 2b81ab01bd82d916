"""The tables of data_anomaly, as SQLModel reads them. What creates them is in migrations; only store uses them.

`case_file` is a projection: its state follows from `case_act`. Everything that is evidence is insert-only by trigger.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from services.data_anomaly.domain.progress import Action, State
from shared.kernel.access import Standing
from shared.kernel.desk import Severity
from shared.runtime.database import enum_text, own_registry


class Base(SQLModel, registry=own_registry()):
    """The base of this service's tables: metadata of their own."""


class CaseFileRow(Base, table=True):
    """One case as it stands."""

    __tablename__ = "case_file"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("number"),
        UniqueConstraint("request_id"),
        Index(None, "state", "changed_at"),
    )

    id: UUID = Field(primary_key=True)
    number: str
    request_id: UUID
    version: int
    state: State = Field(sa_type=enum_text(State))
    territory: str
    system: str | None
    title: str
    reported_type: str
    reporter_unit: str
    reporter_person: str
    for_unit: bool
    desk: str | None
    territorial_unit: str | None
    first_contact: str | None
    type: str
    severity: Severity = Field(sa_type=enum_text(Severity))
    competent_unit: str | None
    special_reason: str | None
    outcome: str | None
    revision: int
    opened_at: datetime
    changed_at: datetime


class CaseActRow(Base, table=True):
    """What was done with a case: the document, its log leaf, and the hashes that leaf carries."""

    __tablename__ = "case_act"

    case_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    action: Action = Field(sa_type=enum_text(Action))
    leaf: str
    leaf_sha256: str
    document: bytes
    hashes: dict[str, str] = Field(sa_type=JSONB)


class PartyRow(Base, table=True):
    """Who stands how to which case: the scope of every list."""

    __tablename__ = "party"
    __table_args__: ClassVar[Any] = (Index("ix_party_scope", "holder", "standing", "opened", "case_id"),)

    case_id: UUID = Field(primary_key=True)
    holder: str = Field(primary_key=True)
    standing: Standing = Field(primary_key=True, sa_type=enum_text(Standing))
    opened: datetime


class EvidenceBlobRow(Base, table=True):
    """Documents by their hash: plans, certificates, previews, journals, results, confirmations."""

    __tablename__ = "evidence_blob"

    sha256: str = Field(primary_key=True)
    content: bytes


class PlanRow(Base, table=True):
    """One revision of a case's correction plan."""

    __tablename__ = "plan"

    case_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    sha256: str


class PlanOpRow(Base, table=True):
    """One operation of a plan, findable by what it writes."""

    __tablename__ = "plan_op"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("op_id"),
        Index(None, "system", "record_key", "record_id", "path"),
    )

    case_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    op_id: UUID
    system: str
    record_key: str
    record_id: str
    path: str


class CertificateRow(Base, table=True):
    """A certificate that was asked for. Whether it was issued, used or revoked, the acts of the case tell."""

    __tablename__ = "certificate"
    __table_args__: ClassVar[Any] = (UniqueConstraint("number"), Index(None, "case_id"))

    id: UUID = Field(primary_key=True)
    case_id: UUID
    revision: int
    number: str
    payload_sha256: str


class SignatureRow(Base, table=True):
    """One officer's signature; a person signs a certificate once."""

    __tablename__ = "signature"
    __table_args__: ClassVar[Any] = (UniqueConstraint("certificate_id", "person"),)

    certificate_id: UUID = Field(primary_key=True)
    n: int = Field(primary_key=True)
    person: str
    kid: str
    protected: str
    signature: str


class ExecutionRow(Base, table=True):
    """The one use of a certificate: its row is the reservation."""

    __tablename__ = "execution"

    certificate_id: UUID = Field(primary_key=True)
    case_id: UUID
    reserved_at: datetime
    fence_until: datetime


class TimerRow(Base, table=True):
    """Something that becomes due; ringing twice is harmless, since the state machine guards."""

    __tablename__ = "timer"
    __table_args__: ClassVar[Any] = (Index(None, "due_at"),)

    case_id: UUID = Field(primary_key=True)
    certificate_id: UUID = Field(primary_key=True)
    action: Action = Field(primary_key=True, sa_type=enum_text(Action))
    due_at: datetime


class CounterRow(Base, table=True):
    """How many numbers of a series a year has had."""

    __tablename__ = "counter"

    series: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    count: int


class AnomalyTypeRow(Base, table=True):
    """One version of one anomaly type."""

    __tablename__ = "anomaly_type"

    code: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSONB)
    since: datetime


class AuthorityGrantRow(Base, table=True):
    """One version of a grant; the newest counts."""

    __tablename__ = "authority_grant"
    id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    unit: str
    content: dict[str, Any] = Field(sa_type=JSONB)
    since: datetime


class SigningKeyRow(Base, table=True):
    """The public half of an officer's, a department's or a guard's key."""

    __tablename__ = "signing_key"

    kid: str = Field(primary_key=True)
    alg: str
    pub: str
    use: str
    unit: str
    person: str | None
    not_before: datetime
    not_after: datetime


class ConnectorRow(Base, table=True):
    """How a port system is reached, and the record view it publishes. A new version replaces the old one."""

    __tablename__ = "connector"

    system: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    unit: str
    content: dict[str, Any] = Field(sa_type=JSONB)
    since: datetime


class LogPendingRow(Base, table=True):
    """Leaves written with their act, waiting for the sequencer."""

    __tablename__ = "log_pending"

    pos: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    sha256: str
    leaf: bytes
    case_id: UUID | None
    case_seq: int | None


class LogLeafRow(Base, table=True):
    """The transparency log's leaves."""

    __tablename__ = "log_leaf"
    __table_args__: ClassVar[Any] = (UniqueConstraint("sha256"), UniqueConstraint("case_id", "case_seq"))

    index: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    sha256: str
    leaf: bytes
    case_id: UUID | None
    case_seq: int | None


class LogNodeRow(Base, table=True):
    """Complete subtrees of the Merkle tree; none ever changes."""

    __tablename__ = "log_node"

    level: int = Field(primary_key=True)
    place: int = Field(primary_key=True, sa_type=BigInteger)
    hash: bytes


class LogCheckpointRow(Base, table=True):
    """Signed heads of the log, counted from 1."""

    __tablename__ = "log_checkpoint"
    __table_args__: ClassVar[Any] = (UniqueConstraint("size"),)

    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    size: int = Field(sa_type=BigInteger)
    root: bytes
    note: str
    at: datetime
