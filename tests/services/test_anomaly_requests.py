"""What requests bring to data_anomaly: one case each, its reporter, and its end when the request is withdrawn."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from shared.contracts import anomaly as events
from shared.contracts.event import By
from shared.contracts.intake import RequestWithdrawn
from shared.kernel.access import Role
from shared.kernel.desk import Channel
from shared.kernel.ids import PersonId, RequestId
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.anomaly import Office, accepted, open_office, stop_loop
from tests.support.desk import Open
from tests.support.people import TAX_SYSTEM, person
from tests.support.waiting import eventually


@pytest.fixture
async def office(open_desk: Open, postgres: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(open_desk, postgres, tmp_path) as office:
        yield office


async def test_a_request_brings_one_case_however_often_it_is_announced(office: Office) -> None:
    event = accepted()
    await office.desk.publish(event)
    await office.desk.publish(event.model_copy(update={"version": 3}))

    assert await office.desk.rows(
        "SELECT count(*), max(first_contact) FROM case_file WHERE request_id = :id", id=event.request_id
    ) == [(1, "HA-410100-PORT")]


async def test_who_registered_is_the_reporter_whoever_accepted(office: Office) -> None:
    colleague = By.actor(person("p-colleague", "HA-TAX", Role.CLERK))
    for registered in (PersonId("p-registrar"), None):
        event = accepted(by=colleague, registered_person=registered)
        await office.desk.publish(event)

        ((reporter,),) = await office.desk.rows(
            "SELECT reporter_person FROM case_file WHERE request_id = :id", id=event.request_id
        )
        assert reporter == (registered or "p-colleague")


async def test_a_withdrawn_request_ends_its_case_unless_its_certificate_is_in_use(office: Office) -> None:
    open_case = await office.opened()
    used, _ = await office.reserved(await office.planned(await office.special()))
    await office.reaches(used, "confirming")

    await office.desk.publish(*(withdrawn(case["request_id"]) for case in (open_case, used)))

    assert (await office.case(open_case))["state"] == "withdrawn"
    assert (await office.case(used))["state"] == "confirming"


async def test_a_request_that_is_withdrawn_while_its_certificate_is_in_use_ends_its_case_when_nothing_was_written(
    office: Office,
) -> None:
    await stop_loop("executions")
    case, _ = await office.reserved()
    await office.desk.publish(withdrawn(case["request_id"]))
    assert (await office.case(case))["state"] == "reserved"

    office.desk.clock.forward(timedelta(minutes=1))
    await eventually(lambda: no_timer_is_due(office))
    assert (await office.case(case))["state"] == "reserved"
    office.desk.clock.forward(timedelta(minutes=3))

    assert (await office.reaches(case, "withdrawn"))["certificate"] is None
    assert (await office.port.bill())["status"] == "PROCESSING"
    assert await office.desk.rows("SELECT action FROM timer WHERE action = 'withdraw'") == []


async def no_timer_is_due(office: Office) -> bool:
    now = office.desk.clock.now()
    return await office.desk.rows("SELECT count(*) FROM timer WHERE due_at <= :now", now=now) == [(0,)]


def withdrawn(request_id: str) -> RequestWithdrawn:
    event = accepted()
    return RequestWithdrawn(
        version=3,
        at=event.at,
        by=By.actor(TAX_SYSTEM),
        audience=event.audience,
        request_id=RequestId(UUID(request_id)),
        number=event.number,
        status="withdrawn",
        reason="已自行解决。",
    )


async def test_what_somebody_brought_by_the_portal_is_no_case_of_their_whole_unit(office: Office) -> None:
    clerk = person("p-enterprise-clerk", "ENTERPRISE", Role.CLERK)
    seen = {}
    for channel in (Channel.PORTAL, Channel.COUNTER):
        event = accepted(channel=channel, registered_by=clerk.unit)
        await office.desk.publish(event)
        ((case, parties),) = await office.desk.rows(
            "SELECT f.id, array_agg(p.holder) FROM case_file f JOIN party p ON p.case_id = f.id "
            "WHERE f.request_id = :request GROUP BY f.id",
            request=event.request_id,
        )
        answer = await office.desk.send(clerk, "GET", f"/anomaly/v1/cases/{case}")
        seen[channel] = (answer.status_code, "ENTERPRISE" in parties)
    opened = [event for event in await office.desk.emitted() if isinstance(event, events.CaseOpened)]

    assert seen == {Channel.PORTAL: (404, False), Channel.COUNTER: (200, True)}
    assert ["ENTERPRISE" in event.audience for event in opened] == [False, True]
