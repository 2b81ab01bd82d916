"""What a service request is and does, without any database."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.intake.domain.model import (
    ACCEPTED_AT_ONCE,
    ASKED_IN_PERSON,
    OPEN_TO,
    AlreadyEnded,
    DirectoryEmpty,
    Draft,
    FirstContact,
    NobodyOnDuty,
    NotAnAnomaly,
    NotYourChannel,
    ServiceRequest,
    UnknownApplication,
    UnknownSystem,
    check_against,
    first_contact_of,
    place_of,
    submit,
)
from services.intake.domain.moves import ENDED, Status
from shared.kernel.access import Party, Role, Standing
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.refusals import NotAllowed
from shared.kernel.units import Unit
from tests.support.clock import NOON
from tests.support.people import CLERK, ENTERPRISE, HANDLER, TAX_SYSTEM, UNITS

DIRECTORY = {event.code: event.unit() for event in UNITS}


def draft(**changes: Any) -> Draft:
    known = Draft(
        kind=Kind.DATA_ANOMALY,
        channel=Channel.PORT_SYSTEM,
        function_area=FunctionArea.GOVERNMENT_SERVICES,
        application="tax-payment",
        system=SystemCode("hn-sw-tax"),
        territory="410100",
        title="税单已缴款，仍显示支付处理中",
        description="银行回单已到。",
        enterprise=None,
        references=(),
        severity=Severity.S2,
        anomaly_type="A13",
        contact=None,
    )
    return replace(known, **changes)


def made(status: Status = Status.SUBMITTED, **changes: Any) -> ServiceRequest:
    about = draft(**changes)
    request = submit(
        about,
        request_id=RequestId(UUID(int=1)),
        number="HA-20261123-410100-00042-6",
        place=place_of(DIRECTORY, about),
        by=TAX_SYSTEM,
        at=NOON,
    )
    contact = (
        None if status in (Status.SUBMITTED, Status.REJECTED) else FirstContact(unit=CLERK.unit, person=CLERK.person)
    )
    return replace(request, status=status, first_contact=contact)


def without_duty(*codes: str) -> dict[UnitCode, Unit]:
    return {code: replace(unit, on_duty=()) if code in codes else unit for code, unit in DIRECTORY.items()}


@pytest.mark.parametrize(
    ("territory", "enterprise", "unit", "code", "reason"),
    [
        ("410105", None, "HA-410100-PORT", "410105", "business"),
        ("410105", "914103007000000000", "HA-410100-PORT", "410105", "business"),
        (None, "914103007000000000", "HA-410300-PORT", "410300", "requester"),
        ("310000", "914103007000000000", "HA-410300-PORT", "410300", "requester"),
        ("310000", None, "HA-EPORT", "310000", "default"),
        (None, "4101960ABC", "HA-EPORT", "410000", "default"),
        (None, None, "HA-EPORT", "410000", "default"),
    ],
)
def test_a_request_belongs_where_the_business_is_else_the_requester_else_to_the_eport_company(
    territory: str | None, enterprise: str | None, unit: str, code: str, reason: str
) -> None:
    place = place_of(DIRECTORY, draft(territory=territory, enterprise=enterprise))

    assert (place.unit.code, place.code, place.reason) == (unit, code, reason)


def test_without_a_directory_nothing_belongs_anywhere_and_nothing_is_known() -> None:
    with pytest.raises(DirectoryEmpty):
        place_of({}, draft(territory=None))
    with pytest.raises(DirectoryEmpty):
        check_against({}, draft(), TAX_SYSTEM)


@pytest.mark.parametrize("channel", Channel)
def test_whoever_was_asked_in_person_is_first_contact_else_the_duty_person_of_the_territory(channel: Channel) -> None:
    about = draft(channel=channel)

    contact = first_contact_of(DIRECTORY, about, place_of(DIRECTORY, about), HANDLER)

    asked = FirstContact(unit=HANDLER.unit, person=HANDLER.person)
    on_duty = FirstContact(unit=UnitCode("HA-410100-PORT"), person=PersonId("p-zz-clerk"))
    assert contact == (asked if channel in ASKED_IN_PERSON else on_duty)
    assert ASKED_IN_PERSON <= ACCEPTED_AT_ONCE


def test_where_nobody_is_on_duty_the_eport_company_is_asked_and_then_nobody() -> None:
    place = place_of(DIRECTORY, draft())
    alone, nobody = without_duty("HA-410100-PORT"), without_duty("HA-410100-PORT", "HA-EPORT")

    contact = first_contact_of(alone, draft(), place_of(alone, draft()), TAX_SYSTEM)

    assert contact == FirstContact(unit=UnitCode("HA-EPORT"), person=PersonId("p-eport-handler"))
    with pytest.raises(NobodyOnDuty) as refused:
        first_contact_of(nobody, draft(), place_of(nobody, draft()), TAX_SYSTEM)
    assert refused.value.facts == {"unit": place.unit.code}


@pytest.mark.parametrize(
    ("changes", "reason", "pointer"),
    [
        ({"application": "tax-paymnet"}, UnknownApplication, "/application"),
        ({"system": SystemCode("hn-sw-tx")}, UnknownSystem, "/system"),
        ({"kind": Kind.FAULT}, NotAnAnomaly, "/anomaly_type"),
        ({"channel": Channel.COUNTER}, NotYourChannel, "/channel"),
    ],
)
def test_a_draft_that_does_not_fit_the_directory_is_refused_with_the_pointer_to_its_fault(
    changes: dict[str, Any], reason: type[Exception], pointer: str
) -> None:
    with pytest.raises(reason) as refused:
        check_against(DIRECTORY, draft(**changes), TAX_SYSTEM)

    assert refused.value.pointer == pointer  # type: ignore[attr-defined]


def test_an_unknown_code_is_answered_with_the_nearest_known_one() -> None:
    with pytest.raises(UnknownApplication) as refused:
        check_against(DIRECTORY, draft(application="tax-paymnet"), TAX_SYSTEM)

    assert str(refused.value.facts["nearest"]).startswith("tax-payment")


@pytest.mark.parametrize("channel", Channel)
def test_only_the_desk_and_machines_take_in_on_a_channel_that_makes_the_desk_accountable(channel: Channel) -> None:
    about = draft(channel=channel)

    for actor, role in ((ENTERPRISE, Role.REQUESTER), (CLERK, Role.CLERK), (TAX_SYSTEM, Role.PORT_SYSTEM)):
        if channel in OPEN_TO[role]:
            check_against(DIRECTORY, about, actor)
        else:
            with pytest.raises(NotYourChannel):
                check_against(DIRECTORY, about, actor)
    assert not OPEN_TO[Role.REQUESTER] & ACCEPTED_AT_ONCE


@pytest.mark.parametrize("status", Status)
def test_a_message_is_a_version_of_its_own_until_the_request_has_ended(status: Status) -> None:
    request = made(status)

    if status in ENDED:
        with pytest.raises(AlreadyEnded):
            request.message(at=NOON)
        return
    written = request.message(at=NOON)

    assert (written.status, written.version) == (status, request.version + 1)


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.IN_PROGRESS])
def test_a_question_waits_for_the_requester_until_it_is_answered(status: Status) -> None:
    asked = made(status).ask(at=NOON)
    remark = asked.message(at=NOON)
    answered = remark.answer(at=NOON)

    assert [asked.status, remark.status, answered.status] == [
        Status.WAITING_REQUESTER,
        Status.WAITING_REQUESTER,
        Status.IN_PROGRESS,
    ]
    assert answered.version == 4


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ACCEPTED, Status.IN_PROGRESS}))
def test_a_question_out_of_place_is_refused(status: Status) -> None:
    with pytest.raises(NotAllowed):
        made(status).ask(at=NOON)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.WAITING_REQUESTER}))
def test_an_answer_to_no_question_is_refused(status: Status) -> None:
    with pytest.raises(NotAllowed):
        made(status).answer(at=NOON)


def test_each_act_is_one_version_and_a_dispatch_is_none() -> None:
    contact = FirstContact(unit=CLERK.unit, person=CLERK.person)

    accepted = made().accept(contact, at=NOON)
    dispatched = accepted.dispatch(UnitCode("HA-EPORT"), at=NOON)
    closed = dispatched.start(at=NOON).resolve("corrected", at=NOON).close(at=NOON)

    assert (accepted.version, dispatched.version, closed.version) == (2, 2, 5)
    assert (closed.outcome, closed.first_contact, closed.lead) == ("corrected", contact, "HA-EPORT")


def test_the_parties_are_those_who_brought_it_those_who_handle_it_and_the_operator_of_its_system() -> None:
    request = made(Status.ACCEPTED).dispatch(UnitCode("HA-EPORT"), at=NOON)

    assert request.parties == {
        Party("HA-410100-PORT", Standing.TERRITORY),
        Party("HA-TAX", Standing.ON_BEHALF),
        Party("hn-sw-tax", Standing.OPERATOR),
        Party("HA-410100-PORT", Standing.FIRST_CONTACT),
        Party("HA-EPORT", Standing.LEAD),
    }
    assert request.audience == ("HA-410100-PORT", "HA-EPORT", "HA-TAX")


def test_a_portal_request_belongs_to_the_person_who_wrote_it_and_not_to_their_unit() -> None:
    about = made(channel=Channel.PORTAL, system=None)

    assert Party(str(TAX_SYSTEM.person), Standing.SUBJECT) in about.parties
    assert not any(party.standing is Standing.ON_BEHALF for party in about.parties)
