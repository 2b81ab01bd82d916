"""Business references, enterprise and division codes: forgiving of how they are written, strict about what they say."""

import pytest

from shared.kernel.references import (
    BadCheckCharacter,
    BadEnterprise,
    BadReference,
    BadTerritory,
    ReferenceType,
    enterprise_code,
    normal,
    reference,
    territory_code,
)

GOOD = {
    ReferenceType.DECLARATION: "410120261123000871",
    ReferenceType.MANIFEST: "COSU6180001",
    ReferenceType.BONDED_LEDGER: "QD461226I000000123",
    ReferenceType.TAX_BILL: "410120261123000871",
    ReferenceType.LICENCE: "26-AJ-100123",
    ReferenceType.VOYAGE: "CA1503/20261123",
    ReferenceType.CONTAINER: "CSQU3054383",
}


def test_every_type_of_reference_has_an_example_here() -> None:
    assert GOOD.keys() == set(ReferenceType)


@pytest.mark.parametrize(("kind", "number"), GOOD.items())
def test_a_number_of_the_right_form_is_taken_as_it_is(kind: ReferenceType, number: str) -> None:
    assert reference(kind, number).number == number


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ＣＳＱＵ３０５４３８３", "CSQU3054383"),
        (" csqu 305 438 3 ", "CSQU3054383"),
        ("CSQU\u30003054383\t", "CSQU3054383"),
        ("26－aj－1", "26-AJ-1"),
    ],
)
def test_full_width_characters_blanks_and_small_letters_are_forgiven(written: str, meant: str) -> None:
    assert normal(written) == meant


@pytest.mark.parametrize("kind", ReferenceType)
def test_a_number_of_another_form_is_refused_with_its_pointer(kind: ReferenceType) -> None:
    with pytest.raises(BadReference) as refused:
        reference(kind, "?", pointer="/references/0/number")

    assert refused.value.pointer == "/references/0/number"


@pytest.mark.parametrize("number", ["41012026112300087", "4101202611230008711", "41012026112300087A"])
def test_a_declaration_has_exactly_eighteen_digits(number: str) -> None:
    with pytest.raises(BadReference):
        reference(ReferenceType.DECLARATION, number)


def test_arabic_indic_digits_are_not_taken_for_digits() -> None:
    with pytest.raises(BadReference):
        reference(ReferenceType.DECLARATION, "٤" * 18)


def test_a_container_with_a_wrong_check_digit_is_told_apart_from_one_of_the_wrong_form() -> None:
    with pytest.raises(BadCheckCharacter):
        reference(ReferenceType.CONTAINER, "CSQU3054384")


def test_an_enterprise_is_named_by_its_social_credit_code_or_its_customs_code() -> None:
    assert enterprise_code("91350100m000100y43") == "91350100M000100Y43"
    assert enterprise_code("4101 960 ABC") == "4101960ABC"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("91350100M000100Y44", BadCheckCharacter),
        ("91350100M000100Y4", BadEnterprise),
        ("", BadEnterprise),
        ("ABCD96012X", BadEnterprise),
    ],
)
def test_any_other_enterprise_code_is_refused(code: str, reason: type[Exception]) -> None:
    with pytest.raises(reason):
        enterprise_code(code, pointer="/enterprise")


@pytest.mark.parametrize("code", ["", "41010", "4101000", "010100", "41010A"])
def test_a_division_code_has_six_digits_and_does_not_begin_with_zero(code: str) -> None:
    assert territory_code("４１０１００") == "410100"

    with pytest.raises(BadTerritory):
        territory_code(code)
