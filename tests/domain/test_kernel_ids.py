"""Identifiers carry their instant and their order."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.ids import floor_of, instant_of, uuid7
from tests.support.clock import NOON

INSTANTS = st.integers(1_000, 32_000_000_000_000_000).map(
    lambda us: datetime.fromtimestamp(0, UTC) + timedelta(microseconds=us)
)


@given(INSTANTS)
def test_an_id_is_a_uuid_of_version_seven_that_tells_its_millisecond(at: datetime) -> None:
    made = uuid7(at)

    assert (made.version, made.variant) == (7, RFC_4122)
    assert timedelta(0) <= at - instant_of(made) < timedelta(milliseconds=1)


def test_ids_of_one_millisecond_ascend_in_the_order_they_were_made() -> None:
    made = [uuid7(NOON) for _ in range(1_000)]

    assert made == sorted(made)
    assert len(set(made)) == 1_000


@given(INSTANTS, INSTANTS)
def test_a_later_millisecond_gives_a_greater_id(one: datetime, other: datetime) -> None:
    earlier, later = sorted([one, other])

    ascending = uuid7(earlier) < uuid7(later)

    assert ascending or later - earlier < timedelta(milliseconds=1)


@given(INSTANTS)
def test_the_floor_of_an_instant_lies_below_every_id_of_it_and_above_those_before(at: datetime) -> None:
    assert floor_of(at) <= uuid7(at)
    assert uuid7(at - timedelta(milliseconds=1)) < floor_of(at)


def test_the_instant_of_an_id_does_not_depend_on_the_zone_it_was_given_in() -> None:
    zhengzhou = NOON.astimezone(timezone(timedelta(hours=8)))

    assert instant_of(uuid7(zhengzhou)) == NOON
