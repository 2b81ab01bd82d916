"""Dispatch: the first rule that holds decides, and says why it and not the ones before it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.routing.domain.catalogue import (
    Catalogue,
    DoubleRule,
    Facts,
    NearMiss,
    NoLastResort,
    NoSuchLead,
    When,
    find,
)
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import SystemCode, UnitCode
from tests.support.routing import EPORT, ZHENGZHOU, henan_catalogue, henan_units, make_facts

UNITS = henan_units()
HENAN = henan_catalogue()

facts = st.builds(
    make_facts,
    kind=st.sampled_from(Kind),
    channel=st.sampled_from(Channel),
    function_area=st.sampled_from(FunctionArea),
    severity=st.sampled_from(Severity),
    application=st.sampled_from(["tax-payment", "forex-settlement", "export-refund", "licence"]),
    system=st.sampled_from([None, *(SystemCode(x) for x in ("hn-sw-tax", "cus-h2018", "cn-sw-center", "unheard-of"))]),
    territory=st.sampled_from(["410100", "410105", "411300", "990000"]),
    title=st.sampled_from(["许可证怎么办", "Licence expired", "其他"]),
)


@given(facts)
def test_every_request_finds_a_lead_that_the_directory_knows(given_facts: Facts) -> None:
    dispatch = HENAN.dispatch(given_facts, UNITS)

    assert dispatch.lead in UNITS
    assert set(dispatch.co_handlers) <= UNITS.keys() - {dispatch.lead}
    assert dispatch.reason_zh
    assert dispatch.catalogue_version == HENAN.version


@given(facts)
def test_the_rule_that_decided_holds_and_every_near_miss_would_have_gone_first(given_facts: Facts) -> None:
    dispatch = HENAN.dispatch(given_facts, UNITS)

    codes = [rule.code for rule in HENAN.rules]
    decided = HENAN.rules[codes.index(dispatch.rule)]
    assert all(decided.when.holds(name, given_facts) for name in decided.when.asked())
    assert set(dispatch.facts_matched) == set(decided.when.asked())
    for near in dispatch.near_misses:
        missed = HENAN.rules[codes.index(near.rule)]
        assert codes.index(near.rule) < codes.index(dispatch.rule)
        assert near.failed_on == "lead" or not missed.when.holds(near.failed_on, given_facts)


def test_a_data_anomaly_goes_to_the_eport_company_with_the_territorial_unit() -> None:
    dispatch = HENAN.dispatch(make_facts(), UNITS)

    assert (dispatch.rule, dispatch.lead, dispatch.co_handlers) == ("anomaly", EPORT, (ZHENGZHOU,))
    assert dispatch.facts_matched == {"kind": "data_anomaly"}


def test_a_fault_goes_to_the_operator_of_the_system() -> None:
    dispatch = HENAN.dispatch(make_facts(kind=Kind.FAULT, system=SystemCode("hn-air-cargo")), UNITS)

    assert (dispatch.rule, dispatch.lead) == ("fault-operator", "HA-AIRPORT")
    assert dispatch.near_misses == (NearMiss("fault-blocking", "severity"), NearMiss("fault-central", "system"))


def test_a_fault_of_a_system_that_nobody_operates_falls_to_the_last_resort_and_says_so() -> None:
    dispatch = HENAN.dispatch(make_facts(kind=Kind.FAULT, system=SystemCode("unheard-of")), UNITS)

    assert (dispatch.rule, dispatch.lead) == ("otherwise", EPORT)
    assert NearMiss("fault-operator", "lead") in dispatch.near_misses


def test_a_complaint_goes_to_the_superior_of_the_territorial_unit() -> None:
    assert HENAN.dispatch(make_facts(kind=Kind.COMPLAINT), UNITS).lead == "HA-PORT"


def test_a_question_about_licences_is_told_by_its_keyword() -> None:
    dispatch = HENAN.dispatch(make_facts(kind=Kind.CONSULTATION, title="请问 Licence 如何续期"), UNITS)

    assert (dispatch.rule, dispatch.lead) == ("ask-licence", "HA-COM")
    assert dispatch.facts_matched == {"kind": "consultation", "keywords": "licence"}


def test_changing_only_a_rule_changes_the_dispatch() -> None:
    first, *others = HENAN.rules
    changed = replace(HENAN, version=2, rules=(replace(first, lead="HA-CUS"), *others)).checked(UNITS)

    dispatch = changed.dispatch(make_facts(), UNITS)

    assert (dispatch.lead, dispatch.catalogue_version) == ("HA-CUS", 2)


def test_a_territory_condition_covers_what_lies_below_it() -> None:
    when = When(territory=("410100",))

    assert when.holds("territory", make_facts(territory="410105"))
    assert not when.holds("territory", make_facts(territory="410200"))


def test_superiors_may_be_nested_and_end_in_nobody() -> None:
    assert find("superior of superior of territorial", make_facts(), UNITS) == "HA-WORKING-GROUP"
    assert find("superior of CN-PORT", make_facts(), UNITS) is None


@pytest.mark.parametrize(
    ("change", "refusal", "pointer"),
    [
        ({"lead": "HA-NOBODY"}, NoSuchLead, "/rules/0/lead"),
        ({"lead": "superior of HA-NOBODY"}, NoSuchLead, "/rules/0/lead"),
        ({"co_handlers": ("operator", "neighbour")}, NoSuchLead, "/rules/0/co_handlers/1"),
        ({"code": "otherwise"}, DoubleRule, "/rules/10/code"),
    ],
)
def test_a_catalogue_with_a_doubtful_rule_is_refused(
    change: dict[str, object], refusal: type[NoSuchLead], pointer: str
) -> None:
    first, *others = HENAN.rules

    with pytest.raises(refusal) as refused:
        replace(HENAN, rules=(replace(first, **change), *others)).checked(UNITS)  # type: ignore[arg-type]

    assert refused.value.pointer == pointer


def test_a_catalogue_without_a_last_resort_is_refused() -> None:
    with pytest.raises(NoLastResort):
        replace(HENAN, rules=HENAN.rules[:-1]).checked(UNITS)
    with pytest.raises(NoLastResort):
        replace(HENAN, rules=()).checked(UNITS)


def test_a_misspelt_condition_is_refused_by_name() -> None:
    rule = {"code": "x", "lead": UnitCode("HA-EPORT"), "reason_zh": "", "reason_en": "", "when": {"knid": ["fault"]}}

    with pytest.raises(ValidationError, match="knid"):
        TypeAdapter(Catalogue).validate_python({"version": 1, "rules": [rule]})
