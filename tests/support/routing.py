"""Facts, units and the Henan data files for tests of routing."""

import functools
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from services.routing.domain.catalogue import Catalogue, Facts
from services.routing.domain.clocks import Timetable, TimetableFile
from services.routing.domain.directory import Directory
from services.routing.domain.model import Book
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.units import Unit

HENAN = Path(__file__).parents[2] / "deploy" / "henan"

EPORT = UnitCode("HA-EPORT")
ZHENGZHOU = UnitCode("HA-410100-PORT")
TAX = UnitCode("HA-TAX")

MONDAY_NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""09:00 in Zhengzhou on an ordinary working Monday."""


@functools.cache
def henan_directory() -> Directory:
    """The seed directory."""
    return TypeAdapter(Directory).validate_python(_toml("directory.toml")).checked()


@functools.cache
def henan_units() -> dict[UnitCode, Unit]:
    """Its units by code."""
    return {entry.code: entry.unit() for entry in henan_directory().units}


@functools.cache
def henan_catalogue() -> Catalogue:
    """The seed dispatch catalogue."""
    return TypeAdapter(Catalogue).validate_python(_toml("dispatch.toml")).checked(henan_units())


@functools.cache
def henan_timetable() -> Timetable:
    """The seed calendars and limits."""
    return Timetable.of(TypeAdapter(TimetableFile).validate_python(_toml("calendars.toml")))


@functools.cache
def henan_book() -> Book:
    """All three together."""
    return Book(units=henan_units(), catalogue=henan_catalogue(), timetable=henan_timetable())


def make_facts(**changes: Any) -> Facts:
    """An S2 data anomaly of the tax payment system in Zhengzhou, filed by the port system at nine on a Monday."""
    facts = Facts(
        request_id=RequestId(UUID("019ab000-0000-7000-8000-000000000001")),
        number="HA-20261123-410100-00042-6",
        kind=Kind.DATA_ANOMALY,
        channel=Channel.PORT_SYSTEM,
        function_area=FunctionArea.GOVERNMENT_SERVICES,
        application="tax-payment",
        system=SystemCode("hn-sw-tax"),
        territory="410100",
        title="税单已支付，状态仍为支付处理中",
        enterprise=None,
        severity=Severity.S2,
        registered_by=EPORT,
        territorial_unit=ZHENGZHOU,
        first_contact_unit=ZHENGZHOU,
        first_contact_person=PersonId("p-ha-410100-port-01"),
        accepted_at=MONDAY_NINE,
    )
    return replace(facts, **changes)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HENAN / name).read_text(encoding="utf-8"))
