"""Working time: what counts, what does not, and that the pieces always make up the whole."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.calendar import (
    BadWindow,
    BadWindows,
    Calendar,
    Day,
    DayKind,
    Hours,
    Published,
    Stretch,
    StretchKind,
    Year,
    library,
)
from tests.support.routing import MONDAY_NINE, henan_timetable

OFFICE = henan_timetable().calendar("default")
DUTY = henan_timetable().calendar("duty")

SUMMER = Calendar(
    Hours(
        code="x",
        name_zh="",
        name_en="",
        zone="Europe/Berlin",
        weekdays=(6, 7),
        windows=("00:00-24:00",),
        holidays=False,
    ),
    library(),
)
"""Its clocks are put forward and back within working time."""

instants = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
amounts = st.timedeltas(timedelta(), timedelta(hours=90)) | st.timedeltas(timedelta(), timedelta(days=100))
calendars = st.sampled_from([OFFICE, DUTY])


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=OFFICE.zone).astimezone(UTC)


def hours(*windows: str, weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)) -> Hours:
    return Hours(
        code="x", name_zh="", name_en="", zone="Asia/Shanghai", weekdays=weekdays, windows=windows, holidays=True
    )


def test_an_office_day_has_seven_hours_of_working_time() -> None:
    assert OFFICE.working_day == timedelta(hours=7)
    assert OFFICE.counted(local(2026, 11, 23), local(2026, 11, 24)) == timedelta(hours=7)


def test_the_lunch_break_does_not_count() -> None:
    due = OFFICE.add(local(2026, 11, 23, 11, 30), timedelta(hours=1))

    assert due == local(2026, 11, 23, 14, 0)


def test_a_weekend_does_not_count() -> None:
    due = OFFICE.add(local(2026, 11, 20, 17, 0), timedelta(hours=1))

    assert due == local(2026, 11, 23, 9, 30)


def test_a_swapped_saturday_counts_and_is_named() -> None:
    saturday = date(2026, 10, 10)

    assert OFFICE.day(saturday) == Day(date=saturday, kind=DayKind.SWAPPED_WORK, name="国庆节调休")
    assert OFFICE.counted(local(2026, 10, 10), local(2026, 10, 11)) == timedelta(hours=7)


def test_a_holiday_on_a_weekday_does_not_count_and_is_named() -> None:
    monday = date(2026, 10, 5)

    (whole,) = OFFICE.stretches(local(2026, 10, 5), local(2026, 10, 6))

    assert OFFICE.day(monday).kind is DayKind.HOLIDAY
    assert whole == Stretch(local(2026, 10, 5), local(2026, 10, 6), StretchKind.REST_DAY, "国庆节")


def test_a_limit_within_published_years_is_firm_and_one_beyond_is_provisional() -> None:
    last = max(library().years)

    assert not OFFICE.provisional(local(last, 12, 1), local(last, 12, 31, 23, 59))
    assert OFFICE.provisional(local(last, 12, 1), local(last + 1, 1, 1))


def test_a_year_that_arrives_as_data_makes_the_limit_firm_and_moves_it() -> None:
    year = max(library().years) + 1
    first = next(date(year, 1, day) for day in range(4, 11) if date(year, 1, day).isoweekday() == 1)
    arrived = Year(year=year, days=(Day(date=first, kind=DayKind.HOLIDAY, name="示例假日"),))
    later = Calendar(OFFICE.hours, library().amended((arrived,)))
    start = local(year, 1, first.day, 9)

    before, after = OFFICE.add(start, timedelta(hours=1)), later.add(start, timedelta(hours=1))

    assert before == local(year, 1, first.day, 10)
    assert after == local(year, 1, first.day + 1, 10)
    assert OFFICE.provisional(start, before)
    assert not later.provisional(start, after)


def test_a_year_given_whole_replaces_the_library_and_an_amendment_only_adds() -> None:
    day = Day(date=date(2026, 11, 24), kind=DayKind.REST, name="示例停工日")

    whole = library().amended((Year(year=2026, days=(day,)),))
    amended = library().amended((Year(year=2026, days=(day,), amends=True),))

    assert [at for at in whole.days if at.year == 2026] == [day.date]
    assert date(2026, 10, 1) in amended.days
    assert amended.days[day.date] == day


def test_the_round_the_clock_calendar_counts_everything_and_is_never_provisional() -> None:
    start, end = local(2026, 2, 14), local(2031, 1, 1)

    assert DUTY.counted(start, end) == end - start
    assert not DUTY.provisional(start, end)


@pytest.mark.parametrize("text", ["9-12", "12:00-09:00", "09:00-25:00", "morning", "09:00-09:00", ""])
def test_a_window_that_is_not_two_times_of_one_day_is_refused(text: str) -> None:
    with pytest.raises(BadWindow):
        Calendar(hours(text), library())


@pytest.mark.parametrize(
    "bad",
    [
        hours(),
        hours("09:00-12:00", "11:00-15:00"),
        hours("09:00-12:00", weekdays=()),
        hours("09:00-10:00", weekdays=(0,)),
    ],
)
def test_a_calendar_without_working_time_or_with_overlaps_is_refused(bad: Hours) -> None:
    with pytest.raises(BadWindows):
        Calendar(bad, Published(frozenset(), {}))


@given(calendars, instants, instants)
def test_stretches_adjoin_and_make_up_the_whole_span(calendar: Calendar, one: datetime, other: datetime) -> None:
    start, end = sorted((one, min(max(other, one - timedelta(days=40)), one + timedelta(days=40))))

    stretches = list(calendar.stretches(start, end))

    assert sum((piece.length for piece in stretches), timedelta()) == end - start
    assert all(left.end == right.start for left, right in itertools.pairwise(stretches))
    assert all(left.kind != right.kind or left.reason != right.reason for left, right in itertools.pairwise(stretches))


@given(calendars, instants, st.tuples(amounts, amounts))
def test_counted_time_is_additive(calendar: Calendar, start: datetime, parts: tuple[timedelta, timedelta]) -> None:
    middle = start + parts[0]
    end = middle + parts[1]

    assert calendar.counted(start, end) == calendar.counted(start, middle) + calendar.counted(middle, end)


@given(calendars | st.just(SUMMER), instants, instants)
def test_what_a_span_counts_is_the_sum_of_its_counted_stretches(
    calendar: Calendar, one: datetime, other: datetime
) -> None:
    start, end = sorted((one, other))

    pieces = calendar.stretches(start, end)

    counted = (piece.length for piece in pieces if piece.kind is StretchKind.COUNTED)
    assert calendar.counted(start, end) == sum(counted, timedelta())


@given(calendars | st.just(SUMMER), instants, amounts)
def test_adding_is_the_inverse_of_counting_and_finds_the_first_instant(
    calendar: Calendar, start: datetime, amount: timedelta
) -> None:
    end = calendar.add(start, amount)

    assert calendar.counted(start, end) == amount
    assert end == start or calendar.counted(start, end - timedelta(microseconds=1)) < amount


@given(calendars, instants, amounts, amounts)
def test_adding_in_two_steps_is_adding_at_once(calendar: Calendar, start: datetime, a: timedelta, b: timedelta) -> None:
    assert calendar.add(calendar.add(start, a), b) == calendar.add(start, a + b)


@given(calendars, instants, amounts, amounts)
def test_a_later_start_or_a_longer_limit_is_never_due_earlier(
    calendar: Calendar, start: datetime, delay: timedelta, amount: timedelta
) -> None:
    assert calendar.add(start + delay, amount) >= calendar.add(start, amount)
    assert calendar.add(start, amount + delay) >= calendar.add(start, amount)


@given(instants)
def test_nothing_is_credited_outside_working_time(at: datetime) -> None:
    opening = OFFICE.next_opening(at)

    assert OFFICE.counted(at, opening) == timedelta()
    assert OFFICE.stretch_at(opening).kind is StretchKind.COUNTED


def test_nine_on_monday_is_working_time() -> None:
    assert OFFICE.next_opening(MONDAY_NINE) == MONDAY_NINE
    assert OFFICE.stretch_at(MONDAY_NINE).end == local(2026, 11, 23, 12)
