"""Limits, and clocks that run against them and explain every minute. When time counts is told in `calendar`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.routing.domain.calendar import Calendar, Hours, Stretch, StretchKind, Year, library
from shared.kernel.datum import Datum
from shared.kernel.desk import Kind, Severity
from shared.kernel.ids import UnitCode
from shared.kernel.refusals import Invalid
from shared.kernel.units import Level, Unit

ROUND_THE_CLOCK = "duty"
"""Code of the calendar on which clocks of duty units run day and night."""


class ClockName(StrEnum):
    """What the party owes: an answer that it has taken the work, or the work done."""

    RESPOND = "respond"
    RESOLVE = "resolve"


class PauseReason(StrEnum):
    """The only reasons for which time does not count against a party."""

    WAITING_REQUESTER = "waiting_requester"


class ClockState(StrEnum):
    """How a clock stands at an instant."""

    RUNNING = "running"
    OFF_HOURS = "off_hours"
    PAUSED = "paused"
    BREACHED = "breached"
    MET = "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span(Datum):
    """A length of working time; a working day is as long as the working time of one day of the party's calendar."""

    minutes: int = 0
    hours: int = 0
    working_days: int = 0

    def on(self, calendar: Calendar) -> timedelta:
        """The span in counted time of `calendar`."""
        return timedelta(minutes=self.minutes, hours=self.hours) + self.working_days * calendar.working_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Datum):
    """One row of the table of limits; an empty condition holds for everything."""

    clock: ClockName
    within: Span
    kinds: tuple[Kind, ...] = ()
    severities: tuple[Severity, ...] = ()
    levels: tuple[Level, ...] = ()
    round_the_clock: bool = False

    def applies(self, kind: Kind, severity: Severity, level: Level) -> bool:
        """Whether every condition holds."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.severities or severity in self.severities)
            and (not self.levels or level in self.levels)
        )


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that is nobody's: from `start` until `end`, or until further notice."""

    reason: PauseReason
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One limit running against one party. It stops when the party has done what it owes or no longer owes it."""

    name: ClockName
    party: UnitCode
    calendar: str
    limit: timedelta
    started_at: datetime
    stopped_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def open_pause(self) -> Pause | None:
        """The pause under way, if any; there is at most one and it is the last."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].end is None else None

    def pause(self, reason: PauseReason, at: datetime) -> "Clock":
        """Pausing a paused or stopped clock changes nothing, so that a pause is never credited twice."""
        if self.open_pause or self.stopped_at:
            return self
        return replace(self, pauses=(*self.pauses, Pause(reason, self._not_before(at))))

    def resume(self, at: datetime) -> "Clock":
        """Resuming a clock that runs changes nothing."""
        if not (pause := self.open_pause):
            return self
        return replace(self, pauses=(*self.pauses[:-1], replace(pause, end=self._not_before(at))))

    def stop(self, at: datetime) -> "Clock":
        """A stopped clock stays as it is; an open pause ends with it."""
        return self if self.stopped_at else replace(self.resume(at), stopped_at=self._not_before(at))

    def until(self, as_of: datetime) -> datetime:
        """Up to when the clock is told at `as_of`: its stop, else then, and never before what it knows."""
        return self.stopped_at or self._not_before(as_of)

    def _not_before(self, at: datetime) -> datetime:
        # Facts of other services arrive with their own instants, in no order: time on a clock never runs backwards.
        last = self.pauses[-1] if self.pauses else None
        return max(at, self.started_at if last is None else last.end or last.start)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a limit is used up, and whether an unpublished calendar year was part of the reckoning."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock as it stands at `as_of`; a screen can count down to `changes_at` without knowing a calendar."""

    state: ClockState
    due: Deadline
    remaining: timedelta
    as_of: datetime
    runs: bool = False
    """Whether time is being counted: also after a breach, but not at night, in a pause or after the stop."""
    changes_at: datetime | None = None
    pause_reason: PauseReason | None = None


def explain(clock: Clock, calendar: Calendar, as_of: datetime) -> Iterator[Stretch]:
    """Every stretch from the start to the stop (or `as_of`), counted or not, adding up to the elapsed time.

    What other services told may be dated a little after `as_of`, by a clock of theirs: then it ends there.
    """
    end = clock.until(as_of)
    at = clock.started_at
    for pause in clock.pauses:
        yield from calendar.stretches(at, pause.start)
        at = pause.end or end
        if pause.start < at:
            yield Stretch(pause.start, at, StretchKind.PAUSE, pause.reason)
    yield from calendar.stretches(at, end)


def spent(clock: Clock, calendar: Calendar, as_of: datetime) -> timedelta:
    """How much of the limit is used up: what `explain` tells as counted."""
    total, at = timedelta(), clock.started_at
    for pause in clock.pauses:
        total += calendar.counted(at, pause.start)
        at = pause.end or clock.until(as_of)
    return total + calendar.counted(at, clock.until(as_of))


def due(clock: Clock, calendar: Calendar, as_of: datetime) -> Deadline:
    """When the limit is used up if no pause follows; an open pause is reckoned as if it ended at `as_of`.

    What had run out before a pause began stays so, whatever follows. Where both meet at one instant the pause stands.
    """
    left, at = clock.limit, clock.started_at
    for pause in clock.pauses:
        if calendar.add(at, left) < pause.start:
            break
        left -= calendar.counted(at, pause.start)
        at = pause.end or clock.until(as_of)
    end = calendar.add(at, left)
    return Deadline(end, calendar.provisional(clock.started_at, end))


def read(clock: Clock, calendar: Calendar, as_of: datetime) -> Reading:
    """How the clock stands: `remaining` is counted time and turns negative after a breach, but not during a pause."""
    deadline = due(clock, calendar, as_of)
    remaining = clock.limit - spent(clock, calendar, as_of)
    breached = clock.until(as_of) > deadline.at
    reading = Reading(ClockState.MET, deadline, remaining, as_of)
    if paused := clock.open_pause:
        reading = replace(reading, state=ClockState.PAUSED, pause_reason=paused.reason)
    elif clock.stopped_at is None and (opens := calendar.next_opening(as_of)) > as_of:
        reading = replace(reading, state=ClockState.OFF_HOURS, changes_at=opens)
    elif clock.stopped_at is None:
        closes = calendar.stretch_at(as_of).end
        changes = closes if breached else min(closes, deadline.at)
        reading = replace(reading, state=ClockState.RUNNING, runs=True, changes_at=changes)
    return replace(reading, state=ClockState.BREACHED) if breached else reading


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableFile(Datum):
    """What `calendars.toml` says: calendars, the years the library does not know, and the ordered limits."""

    version: int
    calendars: tuple[Hours, ...]
    limits: tuple[Limit, ...]
    years: tuple[Year, ...] = ()


@dataclass(frozen=True, slots=True)
class Timetable:
    """One version of calendars and limits, ready to start and to read clocks."""

    version: int
    calendars: Mapping[str, Calendar]
    limits: tuple[Limit, ...]

    @classmethod
    def of(cls, file: TimetableFile) -> "Timetable":
        """Refuses a file without the round-the-clock calendar or without a limit for every clock and every case."""
        published = library().amended(file.years)
        calendars = {hours.code: Calendar(hours, published) for hours in file.calendars}
        if ROUND_THE_CLOCK not in calendars:
            raise NoSuchCalendar(calendar=ROUND_THE_CLOCK)
        for name in ClockName:
            if not any(limit.clock is name and _unconditional(limit) for limit in file.limits):
                raise NoLimit(clock=name.value)
        return cls(file.version, calendars, file.limits)

    def calendar(self, code: str) -> Calendar:
        """The calendar of that code."""
        try:
            return self.calendars[code]
        except KeyError:
            raise NoSuchCalendar(calendar=code) from None

    def calendar_of(self, clock: Clock) -> Calendar:
        """The calendar the clock was started on."""
        return self.calendar(clock.calendar)

    def start(self, name: ClockName, *, party: Unit, kind: Kind, severity: Severity, at: datetime) -> Clock:
        """A clock by the first limit that applies; on the round-the-clock calendar where limit and unit both say so."""
        limit = next(x for x in self.limits if x.clock is name and x.applies(kind, severity, party.level))
        code = ROUND_THE_CLOCK if limit.round_the_clock and party.round_the_clock else party.calendar
        amount = limit.within.on(self.calendar(code))
        return Clock(name=name, party=party.code, calendar=code, limit=amount, started_at=at)


def _unconditional(limit: Limit) -> bool:
    return not (limit.kinds or limit.severities or limit.levels)


class NoSuchCalendar(Invalid):
    """A unit or a limit names a calendar that the timetable does not have."""

    zh = "没有名为{calendar}的工作日历。"
    en = "There is no working calendar named {calendar}."


class NoLimit(Invalid):
    """Every clock needs a last limit without conditions."""

    zh = "时钟{clock}缺少一条没有条件的兜底时限。"
    en = "Clock {clock} needs a limit without conditions as the last resort."
