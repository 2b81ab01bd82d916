"""The tables of notify, as SQLModel reads them. What creates them is in migrations; only store uses them.

`delivery` and `delivery_attempt` are partitioned by month on their UUIDv7. What moves with every post is kept small and
apart from them: `lane` (one row per endpoint and subject) and `due` (one row per delivery that is not over).
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from services.notify.domain.egress import ZoneKind
from services.notify.domain.moves import DeliveryState, EndpointStatus, LaneState
from services.notify.domain.stream import Doing
from shared.runtime.database import enum_text, own_registry


class Base(SQLModel, registry=own_registry()):
    """The base of notify's tables: metadata of their own."""


class ZoneRow(Base, table=True):
    """Where endpoints may be; `unit` is empty for the one that everybody may use."""

    __tablename__ = "zone"

    code: str = Field(primary_key=True)
    kind: ZoneKind = Field(sa_type=enum_text(ZoneKind))
    unit: str | None
    ports: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    networks: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))


class EndpointRow(Base, table=True):
    """One receiver, with what its last answers tell of its health."""

    __tablename__ = "endpoint"
    __table_args__: ClassVar[Any] = (Index(None, "unit", "id"),)

    id: UUID = Field(primary_key=True)
    version: int
    unit: str
    name: str
    scheme: str
    host: str
    port: int
    path: str
    zone: str = Field(sa_column=Column(String, ForeignKey("zone.code"), nullable=False))
    filters: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))
    room: int
    time_limit_ms: int
    status: EndpointStatus = Field(sa_type=enum_text(EndpointStatus))
    reason: str | None
    silent: int
    rests: int
    rest_until: datetime | None
    created_at: datetime


class EndpointSecretRow(Base, table=True):
    """One sealed secret; more than one is valid while a rotation overlaps."""

    __tablename__ = "endpoint_secret"
    __table_args__: ClassVar[Any] = (Index(None, "endpoint_id"),)

    kid: UUID = Field(primary_key=True)
    endpoint_id: UUID = Field(foreign_key="endpoint.id")
    sealed: bytes
    not_before: datetime
    not_after: datetime | None


class LaneRow(Base, table=True):
    """The deliveries of one subject to one endpoint, as a queue that one sender holds at a time.

    `tail` is the newest sequence number in it, `previous` the one before; `unsent` counts its rows in `due`.
    """

    __tablename__ = "lane"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("endpoint_id", "source", "subject"),
        Index("ix_lane_ready", "endpoint_id", "next_at", postgresql_where=text("state = 'ready'")),
        Index("ix_lane_leased", "endpoint_id", "lease_until", postgresql_where=text("state = 'leased'")),
    )

    id: UUID = Field(primary_key=True)
    endpoint_id: UUID
    source: str
    subject: str
    state: LaneState = Field(sa_type=enum_text(LaneState))
    tail: int = Field(sa_type=BigInteger)
    previous: int | None = Field(sa_type=BigInteger)
    unsent: int
    next_at: datetime | None
    lease_token: UUID | None
    lease_until: datetime | None


class DueRow(Base, table=True):
    """One delivery that is not over."""

    __tablename__ = "due"
    __table_args__: ClassVar[Any] = (Index(None, "lane_id", "sequence"),)

    delivery_id: UUID = Field(primary_key=True)
    lane_id: UUID
    sequence: int = Field(sa_type=BigInteger)


class DeliveryRow(Base, table=True):
    """One event for one endpoint: the message, and how far it has come."""

    __tablename__ = "delivery"
    __table_args__: ClassVar[Any] = (
        Index(None, "endpoint_id", "id"),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: UUID = Field(primary_key=True)
    endpoint_id: UUID
    lane_id: UUID
    event_id: UUID
    type: str
    source: str
    subject: str
    sequence: int = Field(sa_type=BigInteger)
    previous: int | None = Field(sa_type=BigInteger)
    time: datetime
    data: bytes
    traceparent: str | None
    state: DeliveryState = Field(sa_type=enum_text(DeliveryState))
    attempts: int
    last_code: str | None
    expires_at: datetime
    settled_at: datetime | None


class AudienceRow(Base, table=True):
    """The units that a request's newest event names."""

    __tablename__ = "audience"
    __table_args__: ClassVar[Any] = (Index(None, "at", postgresql_using="brin"),)

    request_id: UUID = Field(primary_key=True)
    at: datetime
    units: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))


class PresenceRow(Base, table=True):
    """Somebody at a request, until an instant."""

    __tablename__ = "presence"
    __table_args__: ClassVar[Any] = (Index(None, "until"), Index(None, "person", "until"))

    request_id: UUID = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    doing: Doing = Field(sa_type=enum_text(Doing))
    until: datetime


class DeliveryAttemptRow(Base, table=True):
    """One post and what came of it; codes instead of error texts, the head of an answer and no more."""

    __tablename__ = "delivery_attempt"
    __table_args__: ClassVar[Any] = (
        Index(None, "delivery_id", "id"),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: UUID = Field(primary_key=True)
    delivery_id: UUID
    endpoint_id: UUID
    at: datetime
    milliseconds: int | None
    status: int | None
    code: str
    head: bytes
    body_sha256: bytes
