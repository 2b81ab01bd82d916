"""Tracking numbers and look-up codes."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.numbers import CODE_LENGTH, code_holds, is_tracking_number, lookup_code, tracking_number
from shared.kernel.ids import RequestId

KEY = bytes(range(32))
IDS = st.uuids().map(RequestId)
NUMBERS = st.builds(
    tracking_number,
    st.sampled_from(["HA", "SD"]),
    st.dates(date(2000, 1, 1), date(2999, 12, 31)),
    st.from_regex(r"[1-9][0-9]{5}", fullmatch=True),
    st.integers(1, 999_999_999),
)


def test_a_number_says_province_day_territory_and_count() -> None:
    assert tracking_number("HA", date(2026, 11, 23), "410100", 42) == "HA-20261123-410100-00042-6"


@given(NUMBERS)
def test_every_number_that_is_given_is_recognised(number: str) -> None:
    assert is_tracking_number(number)


@given(NUMBERS, st.data())
def test_one_wrong_digit_is_noticed(number: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([place for place, character in enumerate(number) if character.isdigit()]))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))

    assert not is_tracking_number(number[:place] + other + number[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "HA-20261123-410100-00042", "ha-20261123-410100-00042-6", "HA-20261123-410100-００042-6"]
)
def test_what_does_not_look_like_a_number_is_none(text: str) -> None:
    assert not is_tracking_number(text)


@given(IDS)
def test_a_code_has_eight_characters_that_cannot_be_misread_and_holds(request_id: RequestId) -> None:
    code = lookup_code(KEY, request_id)

    assert len(code) == CODE_LENGTH == 8
    assert not set(code) & set("ILOU")
    assert code_holds(KEY, request_id, code)


@given(IDS)
def test_a_code_may_be_written_small_with_dashes_and_with_the_letters_for_one_and_zero(request_id: RequestId) -> None:
    code = lookup_code(KEY, request_id)
    written = code.lower().replace("0", "o").replace("1", "l")

    assert code_holds(KEY, request_id, f"{written[:4]}-{written[4:]}")


@given(IDS, IDS)
def test_a_code_opens_one_request_under_one_key(one: RequestId, other: RequestId) -> None:
    code = lookup_code(KEY, one)

    assert code_holds(KEY, other, code) is (one == other)
    assert not code_holds(bytes(32), one, code)


@pytest.mark.parametrize("given_code", ["", "0", "编码编码编码编码", "\u2028", "0" * 16])
def test_any_other_text_is_no_code(given_code: str) -> None:
    assert not code_holds(KEY, RequestId(UUID(int=1)), given_code)
