"""The work list: which views of it there are, what narrows and orders it. Who may see what is in `policy`."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import chain, pairwise

from services.routing.domain.calendar import Calendar
from services.routing.domain.catalogue import Facts
from services.routing.domain.clocks import Clock, Timetable, due
from services.routing.domain.model import Handling, Part
from services.routing.domain.moves import OPEN, Status
from shared.kernel.access import Standing
from shared.kernel.desk import Kind, Severity
from shared.kernel.ids import RequestId, UnitCode
from shared.kernel.refusals import Invalid

SOON = timedelta(hours=2)
"""Counted time left at which a clock counts as about to run out."""
UNDATED = datetime.max.replace(tzinfo=UTC)
"""Stands for “no date” in a sort key; PostgreSQL keeps it as infinity."""


class BuiltIn(StrEnum):
    """The views that everybody has."""

    LEAD = "lead"
    FIRST_CONTACT = "first_contact"
    CO_HANDLER = "co_handler"
    TO_ACCEPT = "to_accept"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ALL = "all"


STANDINGS: Mapping[BuiltIn, frozenset[Standing]] = {
    BuiltIn.LEAD: frozenset({Standing.LEAD}),
    BuiltIn.FIRST_CONTACT: frozenset({Standing.FIRST_CONTACT}),
    BuiltIn.CO_HANDLER: frozenset({Standing.CO_HANDLER}),
    BuiltIn.TO_ACCEPT: frozenset({Standing.LEAD}),
}
"""Views of what the caller's unit has one part in; the others show whatever the caller may see."""

PARTS: Mapping[str, frozenset[BuiltIn]] = {
    BuiltIn.LEAD: frozenset({BuiltIn.TO_ACCEPT}),
    BuiltIn.ALL: frozenset(BuiltIn) - {BuiltIn.ALL},
}
"""Views whose lines are all in another one too: where a part has many, so has the whole."""


class Sort(StrEnum):
    """What stands first; ties are broken by the time due and then by id."""

    DUE = "due"
    NEWEST = "newest"
    SEVERITY = "severity"


class Flag(StrEnum):
    """What a line of the list should make people look at."""

    CASE = "case"
    UNASSIGNED = "unassigned"
    REDIRECTED = "redirected"
    WAITING_REQUESTER = "waiting_requester"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What a list is narrowed to; what is empty asks nothing."""

    view: BuiltIn = BuiltIn.ALL
    q: str | None = None
    kind: tuple[Kind, ...] = ()
    severity: tuple[Severity, ...] = ()
    status: tuple[Status, ...] = ()
    unit: UnitCode | None = None

    def narrowed(self, more: "QueueFilter") -> "QueueFilter":
        """The same list; whatever `more` asks for stands in place of what this one does."""
        asked = {name: value for name in ("q", "kind", "severity", "status", "unit") if (value := getattr(more, name))}
        return replace(self, **asked)

    @property
    def open_too(self) -> bool:
        """Whether anything that is open can be in the list."""
        return not self.status or any(status in OPEN for status in self.status)

    @property
    def ended_too(self) -> bool:
        """Whether the list goes on, behind what is open, with what has ended."""
        return self.view is BuiltIn.ALL and (not self.status or any(status not in OPEN for status in self.status))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page ended: the sort key and the id of its last line."""

    sort: Sort
    ended: bool
    severity: Severity
    moment: datetime
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class Due:
    """The sort key of a handling: when its lead's next clock runs out, and since when that counts as soon."""

    at: datetime = UNDATED
    soon_at: datetime = UNDATED


def next_due(handling: Handling, timetable: Timetable, as_of: datetime) -> Due:
    """The next date that the lead has to meet; none once everything is met, nor while a pause keeps it open."""
    dates = (_due(clock, timetable.calendar_of(clock), as_of) for clock in handling.lead.clocks)
    return min(dates, key=lambda due: due.at, default=Due())


def next_clock(handling: Handling, timetable: Timetable, as_of: datetime) -> Clock | None:
    """The clock of the lead that runs out first; the last one that stopped where none runs."""
    clocks = handling.lead.clocks
    running = [clock for clock in clocks if clock.stopped_at is None]
    if running:
        return min(running, key=lambda clock: due(clock, timetable.calendar_of(clock), as_of).at)
    return max(clocks, key=lambda clock: (clock.stopped_at or clock.started_at, clock.limit), default=None)


def flags(handling: Handling) -> Iterator[Flag]:
    """What is remarkable about a handling, in the order people are shown it."""
    if handling.case:
        yield Flag.CASE
    if handling.is_open and handling.lead.person is None:
        yield Flag.UNASSIGNED
    if sum(leg.part is Part.LEAD for leg in handling.legs) > 1:
        yield Flag.REDIRECTED
    if any(clock.open_pause for clock in handling.lead.clocks):
        yield Flag.WAITING_REQUESTER


def _due(clock: Clock, calendar: Calendar, as_of: datetime) -> Due:
    if clock.stopped_at:
        return Due()
    end = due(clock, calendar, as_of).at
    if clock.open_pause and end >= clock.open_pause.start:
        return Due()
    return Due(end, due(replace(clock, limit=max(clock.limit - SOON, timedelta())), calendar, as_of).at)


_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"([{_HAN}]+)|((?:(?![{_HAN}])[^\\W_])+)")
_NUMBER = re.compile(r"[a-z]{2}-?[0-9]{8}-?[0-9]{6}-?[0-9]{5,9}-?[0-9]")
"""A tracking number."""
_GAP = r"[\s-]{0,2}"
_GROUPED = re.compile(
    rf"(?<![0-9a-z])(?:[0-9](?:{_GAP}[0-9]){{17}}|[a-z]{{4}}{_GAP}[0-9]{{6}}{_GAP}[0-9])(?![0-9a-z])", re.ASCII
)
"""The number of a declaration or of a container: one word, however it is grouped."""


def words_of(facts: Facts) -> frozenset[str]:
    """What a handling is found by.

    Words of its title, pairs of adjoining Chinese characters, its number whole and in parts, the code of the
    enterprise, and the numbers of its references, as written and without what stands between their parts.
    """
    parts = _folded(facts.number).split("-")
    counts = {part.lstrip("0") or "0" for part in parts[-2:-1]}
    named = [list(_words(_folded(code))) for code in (facts.enterprise or "", *facts.references)]
    whole = {"".join(words) for words in named if words}
    return frozenset({*parts, *counts, "".join(parts), *title_words(facts.title), *chain.from_iterable(named), *whole})


def title_words(title: str) -> frozenset[str]:
    """What a handling is found by of its title alone; numbers that are written in groups count as one, too."""
    folded = _folded(title)
    return frozenset({*_words(folded), *map(_joined, _GROUPED.findall(folded))})


def words_asked(text: str, *, pointer: str = "/q") -> frozenset[str]:
    """The same of what somebody looks for; all of them have to be there. Raises NothingToFind."""
    folded = _folded(text)
    if _NUMBER.fullmatch(re.sub(r"\s", "", folded)):
        return frozenset({_joined(folded)})
    folded = _GROUPED.sub(lambda number: f" {_joined(number[0])} ", folded)
    found = frozenset(word for word in _words(folded) if len(word) > 1 or not re.match(f"[{_HAN}]", word))
    if not found:
        raise NothingToFind(pointer=pointer)
    return found


def _joined(number: str) -> str:
    return re.sub(r"[\s-]", "", number)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _words(folded: str) -> Iterator[str]:
    for han, other in _RUNS.findall(folded):
        if other or len(han) == 1:
            yield other or han
        else:
            yield from (one + two for one, two in pairwise(han))


class NothingToFind(Invalid):
    """A search of punctuation, or of one Chinese character, finds everything or nothing."""

    zh = "请至少输入两个汉字、一个词或编号的一段。"
    en = "Look for two Chinese characters, a word, or a part of a number."
