"""The Henan directory: who is there, and that nothing in it is ambiguous."""

from dataclasses import replace

import pytest

from services.routing.domain.directory import GivenTwice, NoSuchSuperior, NotInCatalogue
from shared.kernel.access import Role
from shared.kernel.ids import SystemCode, UnitCode
from shared.kernel.units import Level, UnitKind, territorial_unit
from tests.support.routing import EPORT, TAX, ZHENGZHOU, henan_directory, henan_timetable, henan_units

CITIES = [f"41{city:02}00" for city in range(1, 18)] + ["419001"]


@pytest.mark.parametrize("city", CITIES)
def test_each_of_the_eighteen_cities_has_its_port_authority(city: str) -> None:
    unit = territorial_unit(henan_units().values(), city)

    assert unit is not None
    assert (unit.code, unit.level) == (f"HA-{city}-PORT", Level.MUNICIPAL)


def test_there_are_exactly_eighteen_of_them_and_one_unit_of_each_kind_that_is_unique() -> None:
    kinds = [unit.kind for unit in henan_units().values()]

    assert kinds.count(UnitKind.CITY_PORT_AUTHORITY) == 18
    for kind in (UnitKind.EPORT_COMPANY, UnitKind.PORT_OFFICE, UnitKind.WORKING_GROUP, UnitKind.DATA_CENTER):
        assert kinds.count(kind) == 1


def test_every_unit_that_may_be_a_first_contact_has_somebody_on_duty() -> None:
    for unit in henan_units().values():
        assert unit.on_duty or unit.kind is UnitKind.NATIONAL_PORT_OFFICE


def test_the_units_of_the_main_story_have_the_people_it_needs() -> None:
    roles = {
        entry.code: {role for person in entry.persons for role in person.roles} for entry in henan_directory().units
    }

    assert {Role.CLERK, Role.HANDLER, Role.PLANNER, Role.EXECUTOR, Role.ADMINISTRATOR} <= roles[EPORT]
    assert {Role.CLERK, Role.CONFIRMER} <= roles[ZHENGZHOU]
    certifiers = [
        person
        for entry in henan_directory().units
        for person in entry.persons
        if entry.code == TAX and Role.CERTIFIER in person.roles
    ]
    assert len(certifiers) == 2
    assert all("示例" in person.name_zh for entry in henan_directory().units for person in entry.persons)


def test_every_connected_system_has_one_operator_and_every_calendar_exists() -> None:
    directory = henan_directory()
    operated = [system for entry in directory.units for system in entry.systems]

    assert sorted(operated) == sorted(system.code for system in directory.systems)
    for entry in directory.units:
        assert henan_timetable().calendar(entry.calendar)


def test_a_doubtful_directory_is_refused() -> None:
    directory = henan_directory()
    national, *others = directory.units

    with pytest.raises(GivenTwice):
        replace(directory, units=(national, *directory.units)).checked()
    with pytest.raises(GivenTwice):
        replace(directory, units=(replace(national, systems=(SystemCode("hn-sw-tax"),)), *others)).checked()
    with pytest.raises(NoSuchSuperior):
        replace(directory, units=(replace(national, superior=UnitCode("HA-NOBODY")), *others)).checked()
    with pytest.raises(NoSuchSuperior):
        replace(directory, units=(replace(national, superior=EPORT), *others)).checked()
    with pytest.raises(NotInCatalogue) as refused:
        replace(directory, units=(replace(national, applications=("no-such",)), *others)).checked()
    assert refused.value.pointer == "/units/0/applications/0"
