"""Clocks: limits from the table, lawful pauses, and an explanation that accounts for every minute."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.routing.domain.calendar import Calendar, StretchKind
from services.routing.domain.clocks import (
    Clock,
    ClockName,
    ClockState,
    NoLimit,
    NoSuchCalendar,
    Pause,
    PauseReason,
    Timetable,
    TimetableFile,
    due,
    explain,
    read,
    spent,
)
from shared.kernel.desk import Kind, Severity
from shared.kernel.ids import UnitCode
from tests.support.routing import EPORT, MONDAY_NINE, TAX, henan_timetable, henan_units

TABLE = henan_timetable()
OFFICE = TABLE.calendar("default")
WAITING = PauseReason.WAITING_REQUESTER

minutes = st.integers(0, 60 * 24 * 12).map(lambda count: timedelta(minutes=count))


def clock(
    limit: timedelta = timedelta(hours=4), started_at: datetime = MONDAY_NINE, calendar: str = "default"
) -> Clock:
    return Clock(name=ClockName.RESOLVE, party=TAX, calendar=calendar, limit=limit, started_at=started_at)


def after(hours: float) -> datetime:
    return MONDAY_NINE + timedelta(hours=hours)


@st.composite
def clocks(draw: st.DrawFn) -> tuple[Clock, Calendar, datetime]:
    """A clock with up to three pauses, perhaps one still open, perhaps stopped, and an instant to look at it."""
    started_at = datetime(2026, 9, 1, tzinfo=UTC) + draw(minutes) * 10
    made = clock(draw(minutes), started_at, draw(st.sampled_from(["default", "duty"])))
    at = started_at
    for _ in range(draw(st.integers(0, 3))):
        made = made.pause(WAITING, at := at + draw(minutes))
        made = made.resume(at := at + draw(minutes))
    if draw(st.booleans()):
        made = made.pause(WAITING, at := at + draw(minutes))
    at += draw(minutes)
    if draw(st.booleans()):
        made = made.stop(at)
    return made, TABLE.calendar_of(made), at + draw(minutes)


@given(clocks())
def test_the_explanation_adds_up_to_the_elapsed_time(case: tuple[Clock, Calendar, datetime]) -> None:
    made, calendar, as_of = case

    pieces = list(explain(made, calendar, as_of))

    assert sum((piece.length for piece in pieces), timedelta()) == (made.stopped_at or as_of) - made.started_at
    assert all(left.end == right.start for left, right in itertools.pairwise(pieces))


@given(clocks())
def test_what_is_spent_is_exactly_the_counted_pieces_and_the_rest_remains(
    case: tuple[Clock, Calendar, datetime],
) -> None:
    made, calendar, as_of = case

    reading = read(made, calendar, as_of)

    counted = [piece.length for piece in explain(made, calendar, as_of) if piece.kind is StretchKind.COUNTED]
    assert made.limit - reading.remaining == sum(counted, timedelta()) == spent(made, calendar, as_of)


@given(clocks())
def test_a_clock_is_breached_exactly_when_its_deadline_has_passed(case: tuple[Clock, Calendar, datetime]) -> None:
    made, calendar, as_of = case

    reading = read(made, calendar, as_of)

    assert (reading.state is ClockState.BREACHED) == ((made.stopped_at or as_of) > reading.due.at)
    assert reading.state is ClockState.BREACHED or reading.remaining >= timedelta()
    assert reading.state is not ClockState.BREACHED or reading.remaining <= timedelta()


@given(clocks(), minutes)
def test_a_pause_never_brings_the_deadline_forward_nor_credits_time_twice(
    case: tuple[Clock, Calendar, datetime], length: timedelta
) -> None:
    made, calendar, as_of = case

    paused = made.pause(WAITING, as_of).resume(as_of + length)

    assert due(paused, calendar, as_of + length).at >= due(made, calendar, as_of).at
    assert spent(paused, calendar, as_of + length) <= spent(made, calendar, as_of + length)
    assert made.pause(WAITING, as_of).pause(WAITING, as_of + length) == made.pause(WAITING, as_of)


@given(clocks())
def test_the_countdown_on_a_screen_agrees_with_the_server(case: tuple[Clock, Calendar, datetime]) -> None:
    made, calendar, as_of = case
    reading = read(made, calendar, as_of)

    half = as_of + ((reading.changes_at or as_of + timedelta(days=1)) - as_of) / 2
    then = read(made, calendar, half)
    assert then.remaining == reading.remaining - (half - as_of if reading.runs else timedelta())
    assert then.runs == reading.runs
    assert then.state is reading.state or not reading.remaining


@given(clocks(), minutes, minutes)
def test_what_was_breached_stays_so_whatever_follows_and_its_deadline_stays(
    case: tuple[Clock, Calendar, datetime], length: timedelta, later: timedelta
) -> None:
    made, calendar, as_of = case
    before = read(made, calendar, as_of)
    assume(before.state is ClockState.BREACHED)
    end = as_of + length

    for then in (
        made.pause(WAITING, as_of),
        made.resume(as_of),
        made.pause(WAITING, as_of).resume(end),
        made.pause(WAITING, as_of).resume(end).pause(WAITING, end + length),
        made.stop(as_of),
        made.pause(WAITING, as_of).stop(end),
        made.resume(as_of).stop(end),
    ):
        after = read(then, calendar, end + later)
        assert (after.state, after.due) == (ClockState.BREACHED, before.due)
        assert after.remaining <= before.remaining


@given(clocks(), minutes)
def test_no_clock_runs_out_within_a_pause_nor_does_its_remainder_change(
    case: tuple[Clock, Calendar, datetime], length: timedelta
) -> None:
    made, calendar, as_of = case
    paused = made.pause(WAITING, as_of)
    assume(paused.open_pause)

    begun, later = read(paused, calendar, as_of), read(paused, calendar, as_of + length)

    assert (later.state, later.pause_reason, later.remaining) == (begun.state, WAITING, begun.remaining)
    assert begun.state is (ClockState.BREACHED if begun.due.at < paused.until(as_of) else ClockState.PAUSED)
    assert later.due == begun.due or begun.state is ClockState.PAUSED


@given(clocks(), minutes)
def test_what_is_met_in_time_is_met_for_good_and_what_is_met_too_late_is_not(
    case: tuple[Clock, Calendar, datetime], length: timedelta
) -> None:
    made, calendar, as_of = case
    before = read(made, calendar, as_of)

    stopped = made.stop(as_of)

    for at in (as_of, as_of + length):
        met = read(stopped, calendar, at)
        assert (met.state is ClockState.BREACHED) == (before.state is ClockState.BREACHED)
        assert met.remaining == before.remaining
        assert met.state in (ClockState.BREACHED, ClockState.MET)


@given(clocks(), minutes)
def test_facts_dated_after_the_look_leave_no_gap_and_count_nothing_twice(
    case: tuple[Clock, Calendar, datetime], early: timedelta
) -> None:
    made, calendar, as_of = case

    pieces = list(explain(made, calendar, as_of - early))

    assert sum((piece.length for piece in pieces), timedelta()) == made.until(as_of - early) - made.started_at
    assert all(left.end == right.start for left, right in itertools.pairwise(pieces))


def test_a_clock_paused_at_the_very_end_of_its_limit_is_not_breached_by_the_pause() -> None:
    paused = clock(timedelta(hours=2)).pause(WAITING, after(2))

    assert read(paused, OFFICE, after(20)).state is ClockState.PAUSED
    resumed = paused.resume(after(6))
    assert due(resumed, OFFICE, after(7)).at == after(6)
    assert read(resumed, OFFICE, after(7)).state is ClockState.BREACHED


def test_the_delay_of_a_breached_clock_does_not_grow_while_it_is_paused() -> None:
    paused = clock(timedelta(hours=1)).pause(WAITING, after(2))
    readings = [read(paused, OFFICE, after(hours)) for hours in (2, 2.5, 30)]

    assert {(reading.state, reading.remaining, reading.pause_reason, reading.due.at) for reading in readings} == {
        (ClockState.BREACHED, timedelta(hours=-1), WAITING, after(1))
    }
    resumed = paused.resume(after(24))
    assert read(resumed, OFFICE, after(24.5)).remaining == timedelta(hours=-1.5)
    assert read(resumed.stop(after(24.5)), OFFICE, after(99)).state is ClockState.BREACHED


def test_a_pause_over_a_weekend_is_credited_once() -> None:
    friday = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)  # 16:30 in Zhengzhou
    started = clock(timedelta(hours=2), friday)

    paused = started.pause(WAITING, friday + timedelta(minutes=30)).resume(MONDAY_NINE + timedelta(hours=1))

    assert due(started, OFFICE, friday).at == MONDAY_NINE + timedelta(hours=1)
    assert due(paused, OFFICE, friday).at == MONDAY_NINE + timedelta(hours=2.5)


def test_a_clock_tells_what_it_is_doing() -> None:
    started = clock(timedelta(hours=4))
    paused = started.pause(WAITING, after(1))

    assert read(started, OFFICE, after(1)).state is ClockState.RUNNING
    assert read(started, OFFICE, after(3.5)).state is ClockState.OFF_HOURS
    assert read(started, OFFICE, after(3.5)).changes_at == after(4.5)
    assert read(paused, OFFICE, after(2)).state is ClockState.PAUSED
    assert read(paused, OFFICE, after(2)).pause_reason is WAITING
    assert read(started, OFFICE, after(6)).state is ClockState.BREACHED
    assert (read(started, OFFICE, after(6)).runs, read(started, OFFICE, after(6)).changes_at) == (True, after(8.5))
    assert read(started.stop(after(2)), OFFICE, after(99)).state is ClockState.MET
    assert read(started.stop(after(6)), OFFICE, after(99)).state is ClockState.BREACHED


def test_a_limit_that_ends_with_the_office_day_is_breached_in_the_evening() -> None:
    started = clock(timedelta(hours=7))

    assert due(started, OFFICE, after(1)).at == after(8.5)
    assert read(started, OFFICE, after(8.5)).state is ClockState.OFF_HOURS
    assert read(started, OFFICE, after(9)).state is ClockState.BREACHED


def test_facts_that_arrive_out_of_order_never_turn_a_clock_back() -> None:
    paused = clock().pause(WAITING, after(2))

    resumed = paused.resume(after(1))

    assert resumed.pauses == (Pause(WAITING, after(2), after(2)),)
    assert resumed.stop(after(-5)).stopped_at == after(2)


@pytest.mark.parametrize(
    ("unit", "name", "kind", "severity", "calendar", "limit"),
    [
        (EPORT, ClockName.RESPOND, Kind.DATA_ANOMALY, Severity.S1, "duty", timedelta(minutes=15)),
        (EPORT, ClockName.RESOLVE, Kind.DATA_ANOMALY, Severity.S1, "duty", timedelta(hours=2)),
        (EPORT, ClockName.RESPOND, Kind.DATA_ANOMALY, Severity.S2, "duty", timedelta(minutes=30)),
        (EPORT, ClockName.RESOLVE, Kind.DATA_ANOMALY, Severity.S2, "duty", timedelta(hours=4)),
        (TAX, ClockName.RESOLVE, Kind.DATA_ANOMALY, Severity.S2, "default", timedelta(hours=4)),
        (EPORT, ClockName.RESPOND, Kind.DATA_ANOMALY, Severity.S3, "default", timedelta(hours=2)),
        (EPORT, ClockName.RESOLVE, Kind.DATA_ANOMALY, Severity.S3, "default", timedelta(hours=7)),
        (EPORT, ClockName.RESOLVE, Kind.DATA_ANOMALY, Severity.S4, "default", timedelta(hours=21)),
        (EPORT, ClockName.RESPOND, Kind.FAULT, Severity.S3, "default", timedelta(minutes=30)),
        (EPORT, ClockName.RESOLVE, Kind.FAULT, Severity.S3, "default", timedelta(hours=14)),
        (EPORT, ClockName.RESPOND, Kind.CONSULTATION, Severity.S3, "default", timedelta(hours=2)),
        (EPORT, ClockName.RESOLVE, Kind.GUIDANCE, Severity.S4, "default", timedelta(hours=7)),
        (EPORT, ClockName.RESOLVE, Kind.COMPLAINT, Severity.S3, "default", timedelta(hours=35)),
    ],
)
def test_limits_of_henan(
    unit: UnitCode, name: ClockName, kind: Kind, severity: Severity, calendar: str, limit: timedelta
) -> None:
    started = TABLE.start(name, party=henan_units()[unit], kind=kind, severity=severity, at=MONDAY_NINE)

    assert (started.calendar, started.limit) == (calendar, limit)


def test_a_limit_across_an_unpublished_new_year_says_that_it_is_provisional() -> None:
    last_day = datetime(max(OFFICE.published.years), 12, 31, 9, tzinfo=UTC)

    assert due(clock(timedelta(days=1), last_day), OFFICE, last_day).provisional
    assert not due(clock(), OFFICE, MONDAY_NINE).provisional


def test_a_timetable_lacking_a_last_resort_or_the_duty_calendar_is_refused() -> None:
    file = TimetableFile(
        version=1, calendars=tuple(calendar.hours for calendar in TABLE.calendars.values()), limits=TABLE.limits
    )

    with pytest.raises(NoLimit):
        Timetable.of(replace(file, limits=file.limits[:-1]))
    with pytest.raises(NoSuchCalendar):
        Timetable.of(replace(file, calendars=file.calendars[:1]))
