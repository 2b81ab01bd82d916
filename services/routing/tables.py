"""The tables of routing, as SQLModel reads them. What creates them is in migrations; only store uses them.

`handling` and what hangs on it are partitioned by month on the request's UUIDv7, so that a month leaves whole.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from services.routing.domain.clocks import ClockName
from services.routing.domain.model import Part
from services.routing.domain.moves import Status
from services.routing.domain.queue import SOON, Sort
from services.routing.domain.views import ViewScope
from shared.kernel.access import Standing
from shared.kernel.desk import FunctionArea, Kind, Severity
from shared.kernel.units import Level, UnitKind
from shared.runtime.database import enum_text, own_registry

SOON_EARLY = f"timezone('UTC', due_at) > timezone('UTC', soon_at) + interval '{SOON.total_seconds():.0f} seconds'"
"""Hours that do not count lie within the last SOON of the clock: a night, a weekend, a pause.

In times of UTC, because an index takes no sum that could hang on a session's time zone.
"""
_TESTED = ("kind", "status", "lead", "soon_at")
_BY_MONTH: Any = ({"postgresql_partition_by": "RANGE (request_id)"},)


class Base(SQLModel, registry=own_registry()):
    """The base of routing's tables: metadata of their own."""


class UnitRow(Base, table=True):
    """A unit of the directory; routing is its owner."""

    __tablename__ = "unit"

    code: str = Field(primary_key=True)
    version: int
    name_zh: str
    name_en: str
    kind: UnitKind = Field(sa_type=enum_text(UnitKind))
    level: Level = Field(sa_type=enum_text(Level))
    superior: str | None
    territories: list[str] = Field(sa_type=ARRAY(Text))
    function_areas: list[str] = Field(sa_type=ARRAY(Text))
    applications: list[str] = Field(sa_type=ARRAY(Text))
    systems: list[str] = Field(sa_type=ARRAY(Text))
    calendar: str
    round_the_clock: bool


class PersonRow(Base, table=True):
    """Somebody at a unit, at a place in its list."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    unit: str = Field(index=True)
    place: int
    name_zh: str
    name_en: str
    roles: list[str] = Field(sa_type=ARRAY(Text))
    duty: bool


class CatalogueVersionRow(Base, table=True):
    """One version of a data file (directory, dispatch catalogue, timetable), kept for ever: decisions name it."""

    __tablename__ = "catalogue_version"

    name: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    document: dict[str, Any] = Field(sa_type=JSONB)
    loaded_at: datetime


class HandlingRow(Base, table=True):
    """The root: one accepted request with the facts it was accepted on."""

    __tablename__ = "handling"
    __table_args__: ClassVar[Any] = _BY_MONTH

    request_id: UUID = Field(primary_key=True)
    version: int
    outcome: str | None
    changed_at: datetime
    facts: dict[str, Any] = Field(sa_type=JSONB)


class LegRow(Base, table=True):
    """One unit's time with a handling."""

    __tablename__ = "leg"
    __table_args__: ClassVar[Any] = _BY_MONTH

    request_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    unit: str
    part: Part = Field(sa_type=enum_text(Part))
    status: Status = Field(sa_type=enum_text(Status))
    since: datetime
    person: str | None
    ended_at: datetime | None


class DispatchDecisionRow(Base, table=True):
    """Why a unit leads, in full; one per leg that leads."""

    __tablename__ = "dispatch_decision"
    __table_args__: ClassVar[Any] = _BY_MONTH

    request_id: UUID = Field(primary_key=True)
    leg: int = Field(primary_key=True)
    lead: str
    co_handlers: list[str] = Field(sa_type=ARRAY(Text))
    clocks: list[str] = Field(sa_type=ARRAY(Text))
    catalogue_version: int
    rule: str
    facts_matched: dict[str, str] = Field(sa_type=JSONB)
    near_misses: list[dict[str, str]] = Field(sa_type=JSONB)
    reason_zh: str
    reason_en: str


class ClockRow(Base, table=True):
    """One limit running against one unit; `due_at` is as reckoned when the row was last written."""

    __tablename__ = "clock"
    __table_args__: ClassVar[Any] = _BY_MONTH

    request_id: UUID = Field(primary_key=True)
    leg: int = Field(primary_key=True)
    name: ClockName = Field(primary_key=True, sa_type=enum_text(ClockName))
    party: str
    calendar: str
    limit_seconds: int
    started_at: datetime
    stopped_at: datetime | None
    pauses: list[dict[str, Any]] = Field(sa_type=JSONB)
    due_at: datetime
    provisional: bool


class CaseFactRow(Base, table=True):
    """What the anomaly service has told of the case of a request, perhaps before the request came here."""

    __tablename__ = "case_fact"

    request_id: UUID = Field(primary_key=True)
    case_id: UUID
    version: int
    at: datetime
    competent_unit: str | None
    severity: Severity | None = Field(sa_type=enum_text(Severity))
    rule: str
    outcome: str | None


_LISTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "due": (("due_at", "request_id"), ("severity",), "open"),
    "early": (("due_at", "request_id"), ("severity",), f"open AND {SOON_EARLY}"),
    "severity": (("severity", "due_at", "request_id"), (), "open"),
    "newest": (("opened", "request_id"), ("severity", "due_at"), "open"),
    "ended": (("opened", "request_id"), ("severity",), "NOT open"),
}
"""The orders of the work list: what each goes by, what it shows besides, and which rows are in it.

An index that lacks what a list shows or tests would be passed over for another one that has it, and a sort.
"""


class PartyRow(Base, table=True):
    """Who stands how to which handling: the scope of every list, with the keys that the list is read by.

    What is open has indexes of its own, so that the work list stays as small as the work.
    """

    __tablename__ = "party"
    __table_args__: ClassVar[Any] = (
        *(
            Index(
                f"ix_party_{name}",
                *("holder", "standing", *keys),
                postgresql_include=[*shown, *_TESTED],
                postgresql_where=text(where),
            )
            for name, (keys, shown, where) in _LISTS.items()
        ),
        Index(
            "ix_party_offered",
            *("holder", "due_at", "request_id"),
            postgresql_include=["standing", "severity", *_TESTED],
            postgresql_where=text("open AND status = 'offered' AND standing = 'lead'"),
        ),
    )

    request_id: UUID = Field(primary_key=True)
    holder: str = Field(primary_key=True)
    standing: Standing = Field(primary_key=True, sa_type=enum_text(Standing))
    opened: datetime
    open: bool
    due_at: datetime
    soon_at: datetime
    kind: Kind = Field(sa_type=enum_text(Kind))
    severity: Severity = Field(sa_type=enum_text(Severity))
    status: Status = Field(sa_type=enum_text(Status))
    lead: str


class QueueItemRow(Base, table=True):
    """What the work list of whoever sees everything is read by, and the words that any list is searched by."""

    __tablename__ = "queue_item"
    __table_args__: ClassVar[Any] = (
        *(
            Index(
                f"ix_queue_item_{name}",
                *keys,
                postgresql_include=[*shown, *_TESTED],
                postgresql_where=text(where),
            )
            for name, (keys, shown, where) in _LISTS.items()
        ),
        Index("ix_queue_item_words", "words", postgresql_using="gin"),
        Index("ix_queue_item_wordless", "request_id", postgresql_where=text("words = '{}'")),
    )

    request_id: UUID = Field(primary_key=True)
    opened: datetime
    kind: Kind = Field(sa_type=enum_text(Kind))
    severity: Severity = Field(sa_type=enum_text(Severity))
    status: Status = Field(sa_type=enum_text(Status))
    function_area: FunctionArea = Field(sa_type=enum_text(FunctionArea))
    territory: str
    lead: str
    open: bool
    due_at: datetime
    soon_at: datetime
    words: list[str] = Field(sa_type=ARRAY(Text))


class SavedViewRow(Base, table=True):
    """A view that somebody keeps for themselves or for their unit; `holder` is the one or the other."""

    __tablename__ = "saved_view"
    __table_args__: ClassVar[Any] = (UniqueConstraint("holder", "name", name="uq_saved_view_name"),)

    id: UUID = Field(primary_key=True)
    holder: str
    scope: ViewScope = Field(sa_type=enum_text(ViewScope))
    version: int
    name: str
    filter: dict[str, Any] = Field(sa_type=JSONB)
    sort: Sort = Field(sa_type=enum_text(Sort))
    columns: list[str] = Field(sa_type=ARRAY(Text))
    changed_at: datetime
