"""Check characters: known numbers hold, and one wrong character is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.checks import container_check, container_holds, mod_11_10, uscc_check, uscc_holds

ENTERPRISES = ["91350100M000100Y43", "9144030071526726XG", "91330100716105852F", "914403001922038216"]
CONTAINERS = ["CSQU3054383", "HLXU2008419", "MSKU6011672", "MEDU8707688"]
DIGITS = st.text("0123456789", min_size=1, max_size=30)


def test_the_example_of_iso_7064_has_its_check_digit() -> None:
    assert mod_11_10("0794") == "5"


@given(DIGITS, st.data())
def test_any_single_wrong_digit_is_noticed(digits: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))

    mistyped = digits[:place] + other + digits[place + 1 :]

    assert mod_11_10(mistyped) != mod_11_10(digits)


@pytest.mark.parametrize("code", ENTERPRISES)
def test_real_enterprises_have_codes_that_hold(code: str) -> None:
    assert uscc_holds(code)


@given(st.sampled_from(ENTERPRISES), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_a_wrong_character_of_an_enterprise_code_is_noticed(code: str, place: int, other: str) -> None:
    mistyped = code[:place] + other + code[place + 1 :]

    assert uscc_holds(mistyped) is (mistyped == code)


def test_an_enterprise_code_whose_organisation_code_is_wrong_does_not_hold() -> None:
    body = "91350100M000100Y5"

    assert not uscc_holds(body + uscc_check(body))


@pytest.mark.parametrize(
    "code", ["", "91350100M000100Y4", "91350100M000100Y43 ", "I1350100M000100Y43", "９1350100M000100Y43"]
)
def test_what_is_not_eighteen_characters_of_the_alphabet_is_no_enterprise_code(code: str) -> None:
    assert not uscc_holds(code)


@pytest.mark.parametrize("number", CONTAINERS)
def test_real_containers_have_numbers_that_hold(number: str) -> None:
    assert container_holds(number)


@given(st.sampled_from(CONTAINERS), st.integers(4, 9), st.sampled_from("0123456789"))
def test_a_wrong_digit_of_a_container_is_noticed_unless_iso_6346_itself_is_blind(
    number: str, place: int, other: str
) -> None:
    mistyped = number[:place] + other + number[place + 1 :]
    remainder = _remainder(mistyped[:10])

    assert container_holds(mistyped) is (remainder % 10 == int(number[10]))


def test_a_container_whose_remainder_is_ten_has_the_check_digit_zero() -> None:
    assert _remainder("CSQU305407") == 10

    assert container_check("CSQU305407") == "0"


@pytest.mark.parametrize("number", ["CSQU305438", "CSQU30543833", "CSQ13054383", "CSQU305438X", "ＣSQU3054383", ""])
def test_what_is_not_four_letters_and_seven_digits_is_no_container(number: str) -> None:
    assert not container_holds(number)


def _remainder(body: str) -> int:
    """By the table of ISO 6346 as it is printed, not as it is computed."""
    letters = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _PRINTED, strict=True))
    return sum((letters[c] if c.isalpha() else int(c)) << place for place, c in enumerate(body)) % 11


_PRINTED = [10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 34, 35, 36, 37, 38]
