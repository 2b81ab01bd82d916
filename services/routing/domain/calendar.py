"""Working time: which stretches of a party's time count. What is measured in it, and for whom, is told in `clocks`."""

import functools
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate, chain, count, pairwise
from zoneinfo import ZoneInfo

from chinese_calendar.constants import Holiday, holidays, workdays

from shared.kernel.datum import Datum
from shared.kernel.refusals import Invalid

LONGEST_SPAN = timedelta(days=400)
"""How many dates can be asked for at once: a year and what a page of months shows around it."""


class DayKind(StrEnum):
    """What a date is. Swapped work (调休) is a weekend day worked in exchange for a bridged holiday."""

    WORK = "work"
    REST = "rest"
    SWAPPED_WORK = "swapped_work"
    HOLIDAY = "holiday"


class StretchKind(StrEnum):
    """Why a stretch of time counts or does not."""

    COUNTED = "counted"
    OFF_HOURS = "off_hours"
    REST_DAY = "rest_day"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Datum):
    """One date that differs from its weekday, as published."""

    date: date
    kind: DayKind
    name: str = ""

    @property
    def works(self) -> bool:
        """Whether offices are open."""
        return self.kind in (DayKind.WORK, DayKind.SWAPPED_WORK)


Days = Mapping[date, Day]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year(Datum):
    """The arrangement of one year; with `amends`, single days on top of what is known of it."""

    year: int
    days: tuple[Day, ...]
    amends: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """Every holiday arrangement known: the years it is complete for, and the dates that differ from their weekday."""

    years: frozenset[int]
    days: Days

    def amended(self, years: tuple[Year, ...]) -> "Published":
        """A year given whole replaces what the library knew of it."""
        whole = {year.year for year in years if not year.amends}
        kept = {at: day for at, day in self.days.items() if at.year not in whole}
        return Published(self.years | whole, kept | {day.date: day for year in years for day in year.days})


@functools.cache
def library() -> Published:
    """The arrangements that `chinesecalendar` carries, State Council notices up to its release."""
    named = {holiday.value: holiday.chinese for holiday in Holiday}
    off = {at: Day(date=at, kind=DayKind.HOLIDAY, name=named[name]) for at, name in holidays.items()}
    swapped = {at: Day(date=at, kind=DayKind.SWAPPED_WORK, name=f"{named[name]}调休") for at, name in workdays.items()}
    return Published(frozenset(at.year for at in off), off | swapped)


@dataclass(frozen=True, slots=True)
class Stretch:
    """An unbroken piece of time in UTC and why it counts or not; `reason` names the holiday or the pause."""

    start: datetime
    end: datetime
    kind: StretchKind
    reason: str = ""

    @property
    def length(self) -> timedelta:
        """Elapsed time, counted or not."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(Datum):
    """One working pattern as the data file gives it; `windows` are local, like 09:00-12:00, and may end at 24:00."""

    code: str
    name_zh: str
    name_en: str
    zone: str
    weekdays: tuple[int, ...]
    windows: tuple[str, ...]
    holidays: bool


@dataclass(frozen=True)
class Calendar:
    """A working pattern laid over the published holidays: the windows of the days that work are working time."""

    hours: Hours
    published: Published = field(repr=False)

    def __post_init__(self) -> None:
        """A pattern without working time would make every deadline infinite, so it is refused."""
        edges = [edge for window in self.windows for edge in window]
        if not edges or any(later < earlier for earlier, later in pairwise(edges)):
            raise BadWindows(calendar=self.hours.code)
        if not self.hours.weekdays or not set(self.hours.weekdays) <= set(range(1, 8)):
            raise BadWindows(calendar=self.hours.code)

    @functools.cached_property
    def zone(self) -> ZoneInfo:
        """Where the windows are local."""
        return ZoneInfo(self.hours.zone)

    @functools.cached_property
    def windows(self) -> tuple[tuple[timedelta, timedelta], ...]:
        """The windows as distances from local midnight."""
        return tuple(_window(text) for text in self.hours.windows)

    @functools.cached_property
    def _years(self) -> dict[int, "_Reckoned"]:
        return {}

    @property
    def working_day(self) -> timedelta:
        """How much working time one day has."""
        return sum((end - start for start, end in self.windows), timedelta())

    def day(self, at: date) -> Day:
        """What a date is: published, else told from its weekday."""
        if self.hours.holidays and at in self.published.days:
            return self.published.days[at]
        return Day(date=at, kind=DayKind.WORK if at.isoweekday() in self.hours.weekdays else DayKind.REST)

    def days(self, first: date, last: date) -> tuple[Day, ...]:
        """Every date from `first` to `last`. Raises BadSpan."""
        if not timedelta() <= last - first < LONGEST_SPAN:
            raise BadSpan(most=LONGEST_SPAN.days, pointer="/to")
        return tuple(self.day(first + timedelta(days=n)) for n in range((last - first).days + 1))

    def is_provisional(self, at: date) -> bool:
        """Whether nobody has published yet what a date is."""
        return self.hours.holidays and at.year not in self.published.years

    def provisional(self, start: datetime, end: datetime) -> bool:
        """Whether the span touches a year whose arrangement nobody has published yet."""
        first, last = start.astimezone(self.zone).year, end.astimezone(self.zone).year
        return self.hours.holidays and not set(range(first, last + 1)) <= self.published.years

    def stretches(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """The span cut into counted and uncounted pieces: adjoining, in order, together exactly the span."""
        held: Stretch | None = None
        for piece in self._pieces(start.astimezone(self.zone).date()):
            if piece.start >= end:
                break
            cut = Stretch(max(piece.start, start), min(piece.end, end), piece.kind, piece.reason)
            if cut.start >= cut.end:
                continue
            if held and (held.kind, held.reason) == (cut.kind, cut.reason):
                held = Stretch(held.start, cut.end, held.kind, held.reason)
            else:
                if held:
                    yield held
                held = cut
        if held:
            yield held

    def counted(self, start: datetime, end: datetime) -> timedelta:
        """How much working time the span holds; what began a year ago takes no longer than what began today."""
        if end <= start:
            return timedelta()
        first, last = (at.astimezone(self.zone).date() for at in (start, end))
        total = self._of_day(last, until=end) - self._of_day(first, until=start)
        total += self._year(last.year).before[_place(last)] - self._year(first.year).before[_place(first)]
        return total + sum((self._year(year).before[-1] for year in range(first.year, last.year)), timedelta())

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The first instant at which `amount` of working time has passed since `start`, however many days away."""
        if not amount:
            return start
        first = start.astimezone(self.zone).date()
        number, year = first.year, self._year(first.year)
        amount += year.before[_place(first)] + self._of_day(first, until=start)
        while amount > year.before[-1]:
            amount -= year.before[-1]
            number, year = number + 1, self._year(number + 1)
        day = bisect_left(year.before, amount) - 1
        amount -= year.before[day]
        for piece in filter(_counts, year.days[day]):
            if amount <= piece.length:
                return piece.start + amount
            amount -= piece.length
        raise AssertionError("a day holds what its year says")

    def stretch_at(self, at: datetime) -> Stretch:
        """The whole piece of its day that holds `at`."""
        return next(piece for piece in self._pieces(at.astimezone(self.zone).date()) if piece.end > at)

    def next_opening(self, at: datetime) -> datetime:
        """When time counts again, at the earliest `at` itself."""
        pieces = self._pieces(at.astimezone(self.zone).date())
        return next(max(piece.start, at) for piece in pieces if _counts(piece) and piece.end > at)

    def _of_day(self, day: date, *, until: datetime) -> timedelta:
        begun = (p for p in self._year(day.year).days[_place(day)] if _counts(p) and p.start < until)
        return sum((min(piece.end, until) - piece.start for piece in begun), timedelta())

    def _year(self, year: int) -> "_Reckoned":
        if year not in self._years:
            first, following = date(year, 1, 1), date(year + 1, 1, 1)
            days = [tuple(self._pieces_of(first + timedelta(days=n))) for n in range((following - first).days)]
            whole = (sum((piece.length for piece in filter(_counts, day)), timedelta()) for day in days)
            self._years[year] = _Reckoned(days, tuple(accumulate(whole, initial=timedelta())))
        return self._years[year]

    def _pieces(self, first: date) -> Iterator[Stretch]:
        yield from chain.from_iterable(self._year(first.year).days[_place(first) :])
        for year in count(first.year + 1):
            yield from chain.from_iterable(self._year(year).days)

    def _pieces_of(self, at: date) -> Iterator[Stretch]:
        midnight = datetime.combine(at, time.min, self.zone)
        day = self.day(at)
        if not day.works:
            yield _stretch(midnight, timedelta(), timedelta(days=1), StretchKind.REST_DAY, day.name)
            return
        passed = timedelta()
        for start, end in self.windows:
            if passed < start:
                yield _stretch(midnight, passed, start, StretchKind.OFF_HOURS)
            yield _stretch(midnight, start, end, StretchKind.COUNTED, day.name)
            passed = end
        if passed < timedelta(days=1):
            yield _stretch(midnight, passed, timedelta(days=1), StretchKind.OFF_HOURS)


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """A year cut into pieces, so that what lies far away is looked up, not walked to."""

    days: Sequence[tuple[Stretch, ...]]
    before: Sequence[timedelta]
    """Working time from the first of January up to each day, and to the end of the year."""


def _place(day: date) -> int:
    return day.timetuple().tm_yday - 1


def _stretch(midnight: datetime, start: timedelta, end: timedelta, kind: StretchKind, reason: str = "") -> Stretch:
    return Stretch((midnight + start).astimezone(UTC), (midnight + end).astimezone(UTC), kind, reason)


def _counts(piece: Stretch) -> bool:
    return piece.kind is StretchKind.COUNTED


def _window(text: str) -> tuple[timedelta, timedelta]:
    try:
        (start_h, start_m), (end_h, end_m) = (part.split(":") for part in text.split("-"))
        start = timedelta(hours=int(start_h), minutes=int(start_m))
        end = timedelta(hours=int(end_h), minutes=int(end_m))
    except ValueError:
        raise BadWindow(window=text) from None
    if not timedelta() <= start < end <= timedelta(days=1):
        raise BadWindow(window=text)
    return start, end


class BadWindow(Invalid):
    """A window of working time is not two times of one day, the earlier first."""

    zh = "工作时段“{window}”应写作 09:00-12:00，先早后晚，最晚到 24:00。"
    en = "A working window is written like 09:00-12:00, the earlier time first, 24:00 at the latest; got {window}."


class BadSpan(Invalid):
    """The last date lies before the first, or too far behind it."""

    zh = "日期范围应从早到晚，且不超过{most}天。"
    en = "The span goes from the earlier date to the later one and holds no more than {most} days."


class BadWindows(Invalid):
    """A calendar needs a weekday and windows that follow each other."""

    zh = "工作日历{calendar}至少要有一个工作日，工作时段须依次排列、互不重叠。"
    en = "Calendar {calendar} needs a working weekday (1 to 7) and windows in order that do not overlap."
