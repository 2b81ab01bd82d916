"""The tables of intake, as SQLModel reads them. What creates them is in migrations; only store uses them.

`request`, `message` and `timeline` are partitioned by month on the request's UUIDv7, so that a month leaves whole.
What must be unique across months (tracking number, idempotency key) has small tables of its own.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from services.intake.domain.model import Visibility
from services.intake.domain.moves import Status
from shared.kernel.access import Standing
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.references import ReferenceType
from shared.runtime.database import enum_text, own_registry

MONTHLY = ("request", "message", "timeline", "read_mark")


class Base(SQLModel, registry=own_registry()):
    """The base of intake's tables: metadata of their own."""


class RequestRow(Base, table=True):
    """One request as it stands."""

    __tablename__ = "request"
    __table_args__: ClassVar[Any] = ({"postgresql_partition_by": "RANGE (id)"},)

    id: UUID = Field(primary_key=True)
    number: str
    version: int
    status: Status = Field(sa_type=enum_text(Status))
    kind: Kind = Field(sa_type=enum_text(Kind))
    channel: Channel = Field(sa_type=enum_text(Channel))
    function_area: FunctionArea = Field(sa_type=enum_text(FunctionArea))
    application: str
    system: str | None
    territory: str
    territorial_unit: str
    territorial_reason: str
    title: str
    description: str
    enterprise: str | None
    severity: Severity = Field(sa_type=enum_text(Severity))
    anomaly_type: str | None
    registered_by: str
    registered_person: str
    first_contact_unit: str | None
    first_contact_person: str | None
    lead: str | None
    co_handlers: list[str] = Field(sa_type=JSONB)
    outcome: str | None
    submitted_at: datetime
    changed_at: datetime


class RequestNumberRow(Base, table=True):
    """Tracking numbers are unique over all months."""

    __tablename__ = "request_number"

    number: str = Field(primary_key=True)
    request_id: UUID


class RequestContactRow(Base, table=True):
    """Contact data of people, apart from everything else so that it can be erased alone."""

    __tablename__ = "request_contact"

    request_id: UUID = Field(primary_key=True)
    name: str
    phone: str | None
    email: str | None


class ReferenceRow(Base, table=True):
    """Business references, findable by number."""

    __tablename__ = "reference"
    __table_args__: ClassVar[Any] = (Index(None, "type", "number"),)

    request_id: UUID = Field(primary_key=True)
    place: int = Field(primary_key=True)
    type: ReferenceType = Field(sa_type=enum_text(ReferenceType))
    number: str


class MessageRow(Base, table=True):
    """Messages on a request."""

    __tablename__ = "message"
    __table_args__: ClassVar[Any] = ({"postgresql_partition_by": "RANGE (request_id)"},)

    request_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    author: str
    unit: str
    text: str
    visibility: Visibility = Field(sa_type=enum_text(Visibility))
    asks: bool
    final: bool
    answers: UUID | None
    on_behalf: bool
    at: datetime


class ReadMarkRow(Base, table=True):
    """How far somebody has read the messages of a request."""

    __tablename__ = "read_mark"
    __table_args__: ClassVar[Any] = ({"postgresql_partition_by": "RANGE (request_id)"},)

    request_id: UUID = Field(primary_key=True)
    person: str = Field(primary_key=True)
    message_id: UUID


class TimelineRow(Base, table=True):
    """What happened to a request, line by line."""

    __tablename__ = "timeline"
    __table_args__: ClassVar[Any] = ({"postgresql_partition_by": "RANGE (request_id)"},)

    request_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    at: datetime
    act: str
    person: str
    unit: str
    facts: dict[str, str] = Field(sa_type=JSONB)


class PartyRow(Base, table=True):
    """Who stands how to which request: the scope of every list. The status is the request's, for lists of one."""

    __tablename__ = "party"
    __table_args__: ClassVar[Any] = (Index("ix_party_scope", "holder", "standing", "status", "opened", "request_id"),)

    request_id: UUID = Field(primary_key=True)
    holder: str = Field(primary_key=True)
    standing: Standing = Field(primary_key=True, sa_type=enum_text(Standing))
    status: Status = Field(sa_type=enum_text(Status))
    opened: datetime


class CounterRow(Base, table=True):
    """How many requests a territory has had on a day; the next tracking number."""

    __tablename__ = "counter"

    territory: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    count: int
