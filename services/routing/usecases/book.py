"""Keeping the directory and the data files: a change is a new version, and units are announced when they change."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.routing import store
from services.routing.domain.calendar import Calendar, Day
from services.routing.domain.catalogue import Catalogue
from services.routing.domain.clocks import NoSuchCalendar, Timetable, TimetableFile
from services.routing.domain.directory import Directory, UnitEntry, check_decided
from services.routing.domain.policy import RULES
from services.routing.store import Entries, Kept
from services.routing.usecases.told import unit_changed
from shared.kernel.access import Actor, decide
from shared.kernel.ids import UnitCode
from shared.kernel.refusals import Conflict, NotFound, expect_version
from shared.runtime.tx import Tx

DataFile = Directory | Catalogue | TimetableFile

AT_ONCE = 500
"""How many handlings are reckoned anew at a time: what is in hand may be more than memory or a statement holds."""


class SameVersion(Conflict):
    """A data file was changed without raising its version; decisions name versions, so the old one must stay."""

    zh = "{file}第{version}版的内容与已载入的不同，请提高版本号。"
    en = "Version {version} of {file} was loaded with other content; raise its version."


class AlreadyTaken(Conflict):
    """A person belongs to one unit."""

    zh = "“{code}”已属于{unit}。"
    en = "{code} belongs to {unit} already."


class NoCalendar(NotFound):
    """No working calendar of this code."""

    zh = "没有这个工作日历。"
    en = "There is no such working calendar."


class NoSuchUnit(NotFound):
    """No unit of this code."""

    zh = "目录中没有这个单位。"
    en = "The directory has no such unit."


async def load_timetable(tx: Tx, actor: Actor, file: TimetableFile) -> None:
    """Takes calendars and limits if their version is new; deadlines of running clocks are reckoned anew."""
    tx.permit(decide(RULES, "read_catalogue", actor, "load_timetable"))
    timetable = Timetable.of(file)
    await store.hold_book(tx)
    if await _is_new(tx, file, await store.latest(tx, TimetableFile), "calendars.toml"):
        last = None
        while handlings := await store.open_handlings(tx, after=last, limit=AT_ONCE):
            await store.save_many(tx, handlings, timetable)
            last = handlings[-1].id


async def load_directory(tx: Tx, actor: Actor, directory: Directory) -> None:
    """Takes the directory if its version is new; units that it no longer lists stay. The timetable comes first."""
    tx.permit(decide(RULES, "list_units", actor, "load_directory"))
    await store.hold_book(tx)
    timetable = await store.timetable(tx)
    for entry in directory.checked().units:
        timetable.calendar(entry.calendar)
    if await _is_new(tx, directory, await store.latest(tx, Directory), "directory.toml"):
        known = await store.entries(tx)
        await _put(tx, actor, known, [e for e in directory.units if e.code not in known or known[e.code].entry != e])


async def load_catalogue(tx: Tx, actor: Actor, catalogue: Catalogue) -> None:
    """Takes the dispatch catalogue if its version is new: it decides from now on. The directory comes first."""
    tx.permit(decide(RULES, "read_catalogue", actor, "load_catalogue"))
    await store.hold_book(tx)
    units = {code: kept.entry.unit() for code, kept in (await store.entries(tx)).items()}
    await _is_new(tx, catalogue.checked(units), await store.latest(tx, Catalogue), "dispatch.toml")


async def put_unit(tx: Tx, actor: Actor, entry: UnitEntry, *, seen: int | None) -> Kept:
    """Writes one unit as a whole; the same content again changes nothing. What it is comes with the data file."""
    tx.permit(decide(RULES, "read_unit", actor, "put_unit", record=entry.code, owner=entry.code))
    await store.hold_book(tx)
    known = await store.entries(tx)
    if (kept := known.get(entry.code)) is None:
        raise NoSuchUnit
    expect_version(kept.version, seen)
    if kept.entry == entry:
        return kept
    check_decided(kept.entry, entry)
    _check(entry, known, await store.timetable(tx))
    (changed,) = await _put(tx, actor, known, [entry])
    return changed


async def list_units(tx: Tx, actor: Actor) -> Sequence[Kept]:
    """The whole directory, by code."""
    tx.permit(decide(RULES, "list_units", actor, "list_units"))
    return list((await store.entries(tx)).values())


async def read_unit(tx: Tx, actor: Actor, code: UnitCode) -> Kept:
    """One unit. Raises NoSuchUnit."""
    tx.permit(decide(RULES, "read_unit", actor, "read_unit", record=code))
    known = await store.entries(tx)
    if code not in known:
        raise NoSuchUnit
    return known[code]


async def read_catalogue(tx: Tx, actor: Actor) -> Catalogue:
    """The dispatch catalogue in force."""
    tx.permit(decide(RULES, "read_catalogue", actor, "read_catalogue"))
    return (await store.book(tx)).catalogue


async def read_vocabulary(tx: Tx, actor: Actor) -> Directory:
    """The directory file in force, for what its codes are called. Raises NotSeeded."""
    tx.permit(decide(RULES, "read_vocabulary", actor, "read_vocabulary"))
    directory = await store.latest(tx, Directory)
    if directory is None:
        raise store.NotSeeded
    return directory


async def list_days(tx: Tx, actor: Actor, code: str, first: date, last: date) -> tuple[Calendar, Sequence[Day]]:
    """What the dates from `first` to `last` are in a calendar. Raises NoCalendar and BadSpan."""
    tx.permit(decide(RULES, "list_days", actor, "list_days", record=code))
    calendars = (await store.timetable(tx)).calendars
    if code not in calendars:
        raise NoCalendar
    return calendars[code], calendars[code].days(first, last)


async def _is_new(tx: Tx, file: DataFile, known: DataFile | None, name: str) -> bool:
    if known and file.version == known.version and file != known:
        raise SameVersion(file=name, version=file.version)
    if known and file.version <= known.version:
        return False
    await store.keep(tx, file)
    return True


async def _put(tx: Tx, actor: Actor, known: Entries, entries: Iterable[UnitEntry]) -> Sequence[Kept]:
    changed = [
        Kept(version=known[entry.code].version + 1 if entry.code in known else 1, entry=entry) for entry in entries
    ]
    await store.put_entries(tx, changed)
    for kept in changed:
        tx.emit(unit_changed(tx, kept, actor))
    return changed


def _check(entry: UnitEntry, known: Entries, timetable: Timetable) -> None:
    if entry.calendar not in timetable.calendars:
        raise NoSuchCalendar(calendar=entry.calendar, pointer="/calendar")
    for other in (kept.entry for code, kept in known.items() if code != entry.code):
        for person in sorted({person.id for person in other.persons} & {person.id for person in entry.persons}):
            raise AlreadyTaken(code=person, unit=other.code)
