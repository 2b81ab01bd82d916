"""The shipped catalogue and grants of Henan, and what changes when a line of them changes."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from services.data_anomaly.domain.authority import GrantEdited, Matter, NoAuthority, covering_grant, lacking
from services.data_anomaly.domain.certificates import AuthoritiesFile
from services.data_anomaly.domain.types import (
    NoCompetentUnit,
    NoSuchType,
    Technical,
    TypesFile,
    competent_unit,
    find,
)
from shared.kernel.desk import Severity
from shared.kernel.ids import SystemCode, UnitCode
from shared.kernel.units import Level, Unit, UnitKind

HENAN = Path(__file__).parents[2] / "deploy" / "henan"
WRITTEN = tomllib.loads((HENAN / "anomaly_types.toml").read_text("utf-8"))
TYPES = TypeAdapter(TypesFile).validate_python(WRITTEN)
GRANTS = (
    TypeAdapter(AuthoritiesFile).validate_python(tomllib.loads((HENAN / "authorities.toml").read_text("utf-8"))).grant
)
CATALOGUE = {type_.code: type_ for type_ in TYPES.type}
DIRECTORY = {entry["code"]: entry for entry in tomllib.loads((HENAN / "directory.toml").read_text("utf-8"))["units"]}
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)

UNITS = {
    unit.code: unit
    for unit in (
        Unit(
            code=UnitCode(entry["code"]),
            name_zh=entry["name_zh"],
            name_en=entry["name_en"],
            kind=UnitKind(entry["kind"]),
            level=Level(entry["level"]),
            territories=tuple(entry.get("territories", ())),
            systems=tuple(map(SystemCode, entry.get("systems", ()))),
        )
        for entry in DIRECTORY.values()
    )
}
A13 = Matter(
    territory="410100",
    type="A13",
    severity=Severity.S2,
    kinds=frozenset({"set_status"}),
    ops=1,
)


def test_there_are_26_types_and_each_code_once() -> None:
    assert sorted(CATALOGUE) == [f"A{number:02}" for number in range(1, 27)]
    assert len(TYPES.type) == 26


def test_five_types_need_no_technical_step_and_these_alone_allow_none() -> None:
    by_need = {need: {type_.code for type_ in TYPES.type if type_.technical is need} for need in Technical}

    assert by_need[Technical.NO] == {"A04", "A06", "A11", "A21", "A25"}
    assert by_need[Technical.NO] == {type_.code for type_ in TYPES.type if not type_.kinds}
    assert (len(by_need[Technical.SOMETIMES]), len(by_need[Technical.USUALLY])) == (15, 6)


def test_every_type_finds_its_unit_in_the_directory_wherever_it_happens() -> None:
    for type_ in TYPES.type:
        for territory in (code for unit in UNITS.values() for code in unit.territories if code != "410000"):
            found = competent_unit(type_, territory=territory, system=SystemCode("hn-sw-tax"), units=UNITS)

            assert found.unit in UNITS


def test_a_paid_bill_of_zhengzhou_is_for_the_tax_service_with_two_officers() -> None:
    competent = competent_unit(CATALOGUE["A13"], territory="410100", system=SystemCode("hn-sw-tax"), units=UNITS)

    grant = covering_grant(GRANTS, competent.unit, A13, NOON)

    assert (competent.unit, grant.id, grant.need) == ("HA-TAX", "G-HA-TAX-1", 2)


def test_the_competent_unit_follows_the_rule_written_in_the_catalogue() -> None:
    territorial = replace(CATALOGUE["A13"], competent="territorial")
    operator = replace(CATALOGUE["A13"], competent="operator")
    where = {"territory": "410105", "system": SystemCode("tax-refund-core"), "units": UNITS}

    assert competent_unit(territorial, **where).unit == "HA-410100-PORT"  # type: ignore[arg-type]
    assert competent_unit(operator, **where).unit == "HA-TAX"  # type: ignore[arg-type]


def test_a_rule_that_finds_nobody_is_refused_not_guessed() -> None:
    with pytest.raises(NoCompetentUnit):
        competent_unit(
            replace(CATALOGUE["A13"], competent="unit:HA-NOBODY"), territory="410100", system=None, units=UNITS
        )


def test_a_superseded_version_of_a_type_is_refused() -> None:
    assert find(CATALOGUE, "A13@1") is find(CATALOGUE, "A13")

    with pytest.raises(NoSuchType) as refused:
        find(CATALOGUE, "A13@9")

    assert refused.value.pointer == "/type"


def test_a_department_holds_one_grant_at_a_time() -> None:
    assert len({grant.unit for grant in GRANTS}) == len(GRANTS)


def test_grants_name_units_of_the_directory_and_kinds_their_types_allow() -> None:
    for grant in GRANTS:
        allowed = {kind for code in grant.types for kind in CATALOGUE[code].kinds}

        assert grant.unit in UNITS
        assert set(grant.kinds) == allowed, grant.id
        assert grant.need >= 2


@pytest.mark.parametrize(
    ("matter", "missing"),
    [
        (replace(A13, territory="420100"), "territory"),
        (replace(A13, type="A14"), "type"),
        (replace(A13, kinds=frozenset({"set_field"})), "kind"),
        (replace(A13, ops=11), "max_ops"),
        (replace(A13, severity=Severity.S1), "severity"),
    ],
)
def test_a_grant_covers_each_side_of_the_matter_or_nothing(matter: Matter, missing: str) -> None:
    tax = next(grant for grant in GRANTS if grant.unit == "HA-TAX")

    assert lacking(tax, A13) == []
    assert lacking(tax, matter) == [missing]
    with pytest.raises(NoAuthority) as refused:
        covering_grant(GRANTS, UnitCode("HA-TAX"), matter, NOON)

    assert refused.value.facts == {"unit": "HA-TAX", "lacking": missing}


def test_a_grant_that_has_ended_covers_nothing() -> None:
    ended = [replace(grant, valid_to=NOON) for grant in GRANTS]

    with pytest.raises(NoAuthority):
        covering_grant(ended, UnitCode("HA-TAX"), A13, NOON)


def test_a_typing_error_in_the_catalogue_is_refused_by_name() -> None:
    misspelt = {**WRITTEN, "type": [{**WRITTEN["type"][0], "kindz": []}]}

    with pytest.raises(ValidationError, match="kindz"):
        TypeAdapter(TypesFile).validate_python(misspelt)


DAY = timedelta(days=1)


@pytest.mark.parametrize("end", [NOON, NOON + DAY])
def test_a_grant_may_be_given_an_end_to_come(end: datetime) -> None:
    grant = GRANTS[0]

    assert grant.becomes(replace(grant, valid_to=end), at=NOON).valid_to == end


@pytest.mark.parametrize(
    ("before", "changed"),
    [
        ({}, {"types": ("A01",)}),
        ({}, {"need": 1}),
        ({}, {"valid_from": NOON}),
        ({}, {"valid_to": NOON - DAY}),
        ({"valid_to": NOON}, {"valid_to": None}),
        ({"valid_to": NOON - DAY}, {"valid_to": NOON + DAY}),
    ],
)
def test_nothing_else_of_a_grant_changes_and_what_is_over_stays_over(
    before: dict[str, Any], changed: dict[str, Any]
) -> None:
    grant = replace(GRANTS[0], **before)

    with pytest.raises(GrantEdited):
        grant.becomes(replace(grant, **changed), at=NOON)
