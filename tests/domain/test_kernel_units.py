"""Which unit answers for a division."""

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.ids import UnitCode
from shared.kernel.units import Level, Unit, UnitKind, covers, territorial_unit


def city(code: str, *territories: str, kind: UnitKind = UnitKind.CITY_PORT_AUTHORITY) -> Unit:
    return Unit(
        code=UnitCode(code), name_zh=code, name_en=code, kind=kind, level=Level.MUNICIPAL, territories=territories
    )


ZHENGZHOU, LUOYANG, JIYUAN = city("ZZ", "410100"), city("LY", "410300"), city("JY", "419001")


def test_a_division_covers_itself_and_what_lies_below_it_and_nothing_else() -> None:
    assert covers("410000", "410100")
    assert covers("410100", "410105")
    assert covers("410105", "410105")
    assert not covers("410105", "410100")
    assert not covers("410100", "410300")
    assert not covers("419001", "419000")


@given(st.from_regex(r"[1-9][0-9]{5}", fullmatch=True))
def test_every_division_is_covered_by_itself_its_city_and_its_province(code: str) -> None:
    assert all(covers(area, code) for area in (code, code[:4] + "00", code[:2] + "0000"))


def test_a_county_belongs_to_the_authority_of_its_city() -> None:
    assert territorial_unit([LUOYANG, ZHENGZHOU, JIYUAN], "410122") is ZHENGZHOU


def test_the_closest_authority_wins_whatever_the_order() -> None:
    airport = city("AIRPORT", "410122")

    assert territorial_unit([airport, ZHENGZHOU], "410122") is airport
    assert territorial_unit([ZHENGZHOU, airport], "410122") is airport


def test_only_city_port_authorities_answer_for_a_territory() -> None:
    tax = city("TAX", "410100", kind=UnitKind.MEMBER_UNIT)

    assert territorial_unit([tax], "410100") is None


def test_no_authority_answers_for_a_division_outside_the_province() -> None:
    assert territorial_unit([ZHENGZHOU, LUOYANG], "310000") is None
