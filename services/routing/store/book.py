"""Statements for units, people and the data files in force. Handlings are in the module beside.

What is read here changes rarely and is needed by every batch: it comes as text and is parsed once per content.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import delete, text
from sqlmodel import col

from services.routing.domain.catalogue import Catalogue, Units
from services.routing.domain.clocks import Timetable, TimetableFile
from services.routing.domain.directory import Directory, UnitEntry
from services.routing.domain.model import Book
from services.routing.store.rows import put
from services.routing.tables import CatalogueVersionRow, PersonRow, UnitRow
from shared.kernel.ids import UnitCode
from shared.kernel.refusals import Unavailable
from shared.runtime.database import among
from shared.runtime.tx import Tx

File = TypeVar("File", Directory, Catalogue, TimetableFile)

_NAMES: Mapping[type, str] = {Directory: "directory", Catalogue: "dispatch", TimetableFile: "calendars"}
_FILES: Mapping[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for kind, name in _NAMES.items()}

_ENTRIES = text(
    """
    SELECT coalesce(jsonb_agg(jsonb_build_object('version', u.version, 'entry', to_jsonb(u) - 'version' ||
        jsonb_build_object('persons', (
            SELECT coalesce(jsonb_agg(to_jsonb(p) - 'unit' - 'place' ORDER BY p.place), '[]')
            FROM person p WHERE p.unit = u.code))) ORDER BY u.code), '[]')::text
    FROM unit u
    """
)
_LATEST = text("SELECT document::text FROM catalogue_version WHERE name = :name ORDER BY version DESC LIMIT 1")
_HOLD = text("SELECT pg_advisory_xact_lock(hashtext('routing.book'))")


class NotSeeded(Unavailable):
    """The directory, the dispatch catalogue or the timetable has not been loaded yet."""

    zh = "单位目录、派单目录或工作日历尚未载入。"
    en = "The directory, the dispatch catalogue or the timetable has not been loaded yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A unit as the directory has it, at its version."""

    version: int
    entry: UnitEntry


Entries = Mapping[UnitCode, Kept]

_KEPT = TypeAdapter(tuple[Kept, ...])


async def hold_book(tx: Tx) -> None:
    """Lets one transaction at a time change the directory or load a file."""
    connection = await tx.session.connection()
    await connection.execute(_HOLD)


async def entries(tx: Tx) -> Entries:
    """The whole directory by code."""
    connection = await tx.session.connection()
    return _entries((await connection.execute(_ENTRIES)).scalar_one())


async def put_entries(tx: Tx, changed: Sequence[Kept]) -> None:
    """Writes units as a whole: people who are no longer listed are gone."""
    connection = await tx.session.connection()
    codes = [kept.entry.code for kept in changed]
    await connection.execute(delete(PersonRow).where(among(col(PersonRow.unit), codes)))
    await put(tx, [_unit_row(kept) for kept in changed])
    await put(tx, [row for kept in changed for row in _person_rows(kept.entry)])


async def latest(tx: Tx, kind: type[File]) -> File | None:
    """The newest version of a data file."""
    document = await _document(tx, _NAMES[kind])
    found: File | None = None if document is None else _parsed(_NAMES[kind], document)
    return found


async def keep(tx: Tx, file: Directory | Catalogue | TimetableFile) -> None:
    """Adds a version of a data file."""
    name = _NAMES[type(file)]
    document = _FILES[name].dump_python(file, mode="json")
    await put(tx, [CatalogueVersionRow(name=name, version=file.version, document=document, loaded_at=tx.now)])


async def timetable(tx: Tx) -> Timetable:
    """The calendars and limits in force. Raises NotSeeded."""
    document = await _document(tx, _NAMES[TimetableFile])
    if document is None:
        raise NotSeeded
    return _timetable(document)


async def book(tx: Tx) -> Book:
    """Everything that handlings are decided by. Raises NotSeeded."""
    connection = await tx.session.connection()
    units = _units((await connection.execute(_ENTRIES)).scalar_one())
    catalogue = await latest(tx, Catalogue)
    if not units or catalogue is None:
        raise NotSeeded
    return Book(units=units, catalogue=catalogue, timetable=await timetable(tx))


async def _document(tx: Tx, name: str) -> str | None:
    connection = await tx.session.connection()
    document: str | None = (await connection.execute(_LATEST, {"name": name})).scalar()
    return document


@functools.lru_cache(maxsize=16)
def _parsed(name: str, document: str) -> Any:
    return _FILES[name].validate_json(document)


@functools.lru_cache(maxsize=4)
def _timetable(document: str) -> Timetable:
    return Timetable.of(_parsed(_NAMES[TimetableFile], document))


@functools.lru_cache(maxsize=4)
def _entries(document: str) -> Entries:
    return {kept.entry.code: kept for kept in _KEPT.validate_json(document)}


@functools.lru_cache(maxsize=4)
def _units(document: str) -> Units:
    return {code: kept.entry.unit() for code, kept in _entries(document).items()}


def _unit_row(kept: Kept) -> UnitRow:
    entry = kept.entry
    return UnitRow(
        code=entry.code,
        version=kept.version,
        name_zh=entry.name_zh,
        name_en=entry.name_en,
        kind=entry.kind,
        level=entry.level,
        superior=entry.superior,
        territories=list(entry.territories),
        function_areas=list(entry.function_areas),
        applications=list(entry.applications),
        systems=list(entry.systems),
        calendar=entry.calendar,
        round_the_clock=entry.round_the_clock,
    )


def _person_rows(entry: UnitEntry) -> list[PersonRow]:
    return [
        PersonRow(unit=entry.code, place=place, **asdict(person) | {"roles": list(person.roles)})
        for place, person in enumerate(entry.persons)
    ]
