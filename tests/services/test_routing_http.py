"""Routing over HTTP: the work list, acts of the lead, the directory; every operation, every refusal."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.routing.app import MONTHLY, create_app
from services.routing.domain.policy import RULES
from services.routing.settings import Settings
from shared.contracts import routing as events
from shared.kernel.access import Role
from shared.kernel.desk import Channel, Kind
from shared.kernel.ids import RequestId
from tests.support.desk import Desk, Open
from tests.support.examples import examples
from tests.support.people import ENTERPRISE, person
from tests.support.routing_desk import (
    EPORT_ADMINISTRATOR,
    EPORT_HANDLER,
    LUOYANG_CLERK,
    SUPERVISOR,
    TAX_HANDLER,
    ZHENGZHOU_ADMINISTRATOR,
    ZHENGZHOU_CLERK,
    accepted,
    new_request,
    opened,
    triaged,
)

UNIT = "/routing/v1/units/HA-410100-PORT"
SOMEBODY_ELSES = {"id": "p-ha-eport-02", "name_zh": "经办人", "name_en": "Handler", "roles": ["handler"]}


@pytest.fixture
async def routing(open_desk: Open) -> Desk:
    desk: Desk = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())
    await desk.emitted()
    return desk


@pytest.fixture
async def request_id(routing: Desk) -> RequestId:
    """A fault of the tax payment system, dispatched to the E-port company, which operates it."""
    made = new_request()
    await routing.publish(accepted(made, kind=Kind.FAULT))
    await routing.emitted()
    return made


def example_of(routing: Desk, operation: str) -> Any:
    """The first example of the published document."""
    return next(each.body for each in examples(routing.app.openapi()) if each.operation == operation)


async def test_the_lead_accepts_starts_and_finishes(routing: Desk, request_id: RequestId) -> None:
    path = f"/routing/v1/handlings/{request_id}"
    routing.clock.forward(timedelta(minutes=3))

    taken = await routing.send(EPORT_HANDLER, "POST", f"{path}/acceptance", example_of(routing, "accept_handling"))
    begun = await routing.send(EPORT_HANDLER, "POST", f"{path}/start", if_match=taken.headers["etag"])
    done = await routing.send(EPORT_HANDLER, "POST", f"{path}/completion", example_of(routing, "finish_handling"))

    assert [answer.status_code for answer in (taken, begun, done)] == [200, 200, 200]
    assert [answer.json()["status"] for answer in (taken, begun, done)] == ["accepted", "working", "done"]
    assert [answer.headers["etag"] for answer in (taken, begun, done)] == ['"2"', '"3"', '"4"']
    told = await routing.emitted()
    assert [event.TYPE.split(".")[-2] for event in told] == ["accepted", "started", "done"]
    assert [event.version for event in told] == [2, 3, 4]
    assert [clock["state"] for clock in done.json()["clocks"]] == ["met", "met"]


async def test_a_handling_is_explained(routing: Desk, request_id: RequestId) -> None:
    answer = await routing.send(ZHENGZHOU_CLERK, "GET", f"/routing/v1/handlings/{request_id}")

    view = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert view["dispatch"]["rule"] == "fault-operator"
    assert view["dispatch"]["near_misses"] == [
        {"rule": "fault-blocking", "failed_on": "severity"},
        {"rule": "fault-central", "failed_on": "system"},
    ]
    assert view["first_contact"] == {"unit": "HA-410100-PORT", "person": "p-ha-410100-port-01"}
    assert view["allowed_actions"] == []
    assert {refused["reason"] for refused in view["refused_actions"]} == {"not-yours"}


async def test_actions_are_offered_to_the_lead_as_the_status_has_them(routing: Desk, request_id: RequestId) -> None:
    view = (await routing.send(EPORT_HANDLER, "GET", f"/routing/v1/handlings/{request_id}")).json()

    assert view["allowed_actions"] == [
        {"operation": "accept_handling", "href": f"/routing/v1/handlings/{request_id}/acceptance", "key": "A"}
    ]
    assert {r["operation"]: r["reason"] for r in view["refused_actions"]} == {
        "assign_handling": "not-yours",
        "start_handling": "not-allowed",
        "finish_handling": "not-allowed",
    }


async def test_after_triage_the_former_lead_may_read_and_only_the_new_one_may_act(routing: Desk) -> None:
    made = new_request()
    await routing.publish(accepted(made), opened(made), triaged(made))
    path = f"/routing/v1/handlings/{made}"

    former = await routing.send(EPORT_HANDLER, "POST", f"{path}/acceptance", {})
    current = await routing.send(TAX_HANDLER, "POST", f"{path}/acceptance", {})
    await routing.send(TAX_HANDLER, "POST", f"{path}/start")
    ended = await routing.send(TAX_HANDLER, "POST", f"{path}/completion", {"outcome": "solved"})

    assert (former.status_code, current.status_code) == (403, 200)
    assert (ended.status_code, ended.json()["type"]) == (409, "/problems/case-decides")
    assert [leg["unit"] for leg in current.json()["legs"] if leg["part"] == "lead"] == ["HA-EPORT", "HA-TAX"]


WRITES_REFUSED = [
    ("POST", "/acceptance", {"handler": "p-ha-tax-02"}, 422, "/handler"),
    ("POST", "/acceptance", {"handel": "p-ha-eport-02"}, 422, "/handel"),
    ("POST", "/start", None, 409, None),
    ("POST", "/completion", {"outcome": "solved"}, 409, None),
    ("POST", "/completion", {"outcome": "whatever"}, 422, "/outcome"),
]


@pytest.mark.parametrize(("method", "act", "body", "status", "pointer"), WRITES_REFUSED)
async def test_an_act_that_is_refused_stores_nothing(
    routing: Desk, request_id: RequestId, method: str, act: str, body: Any, status: int, pointer: str | None
) -> None:
    before = await routing.snapshot()

    answer = await routing.send(EPORT_HANDLER, method, f"/routing/v1/handlings/{request_id}{act}", body)

    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json().get("errors", [])] == ([pointer] if pointer else [])
    assert await routing.snapshot() == before


async def test_accepting_twice_is_refused_and_stores_nothing(routing: Desk, request_id: RequestId) -> None:
    path = f"/routing/v1/handlings/{request_id}/acceptance"
    await routing.send(EPORT_HANDLER, "POST", path, {})
    await routing.emitted()
    before = await routing.snapshot()

    answer = await routing.send(EPORT_HANDLER, "POST", path, {})

    assert (answer.status_code, answer.json()["allowed"][0]) == (409, "start")
    assert await routing.snapshot() == before


async def test_a_path_that_is_no_id_is_told_with_its_name(routing: Desk) -> None:
    answer = await routing.send(EPORT_HANDLER, "POST", "/routing/v1/handlings/42/start")

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["in"]) == (422, "/request_id", "path")


async def test_an_act_on_an_older_version_is_stale(routing: Desk, request_id: RequestId) -> None:
    path = f"/routing/v1/handlings/{request_id}/acceptance"

    answer = await routing.send(EPORT_HANDLER, "POST", path, {}, if_match='"7"')

    assert answer.status_code == 412


async def test_whoever_has_no_part_in_it_is_told_that_there_is_nothing(routing: Desk, request_id: RequestId) -> None:
    for actor in (LUOYANG_CLERK, TAX_HANDLER):
        stranger = await routing.send(actor, "GET", f"/routing/v1/handlings/{request_id}")
        nothing = await routing.send(actor, "GET", f"/routing/v1/handlings/{UUID(int=7)}")
        assert (stranger.status_code, stranger.json()["type"]) == (404, nothing.json()["type"])


async def test_what_somebody_brought_by_the_portal_is_theirs_and_not_their_units(routing: Desk) -> None:
    clerk = person("p-ha-tax-01", "HA-TAX", Role.CLERK)
    seen = {}
    for channel in (Channel.PORTAL, Channel.COUNTER):
        made = new_request()
        await routing.publish(accepted(made, kind=Kind.FAULT, channel=channel, registered_by=clerk.unit))
        seen[channel] = (await routing.send(clerk, "GET", f"/routing/v1/handlings/{made}")).status_code
    told = {event.key: event.audience for event in await routing.emitted()}
    listed = (await routing.send(clerk, "GET", "/routing/v1/queue")).json()["items"]

    assert seen == {Channel.PORTAL: 404, Channel.COUNTER: 200}
    assert [item["channel"] for item in listed] == ["counter"]
    assert sorted("HA-TAX" in audience for audience in told.values()) == [False, True]


async def test_the_directory_is_read_by_everybody_and_a_unit_is_written_by_its_administrator(routing: Desk) -> None:
    body = example_of(routing, "put_unit")

    read = await routing.send(ENTERPRISE, "GET", UNIT)
    forbidden = [await routing.send(actor, "PUT", UNIT, body) for actor in (ZHENGZHOU_CLERK, EPORT_ADMINISTRATOR)]
    written = await routing.send(ZHENGZHOU_ADMINISTRATOR, "PUT", UNIT, body, if_match=read.headers["etag"])
    again = await routing.send(ZHENGZHOU_ADMINISTRATOR, "PUT", UNIT, body)
    stale = await routing.send(
        ZHENGZHOU_ADMINISTRATOR, "PUT", UNIT, {**body, "name_en": "Other"}, if_match=read.headers["etag"]
    )

    assert [answer.status_code for answer in forbidden] == [403, 403]
    assert (read.json()["version"], written.json()["version"]) == (1, 2)
    assert (again.json()["version"], stale.status_code) == (2, 412)
    (changed,) = await routing.emitted()
    assert isinstance(changed, events.UnitChanged)
    assert (changed.code, changed.version, changed.on_duty) == ("HA-410100-PORT", 2, ("p-ha-410100-port-01",))
    listed = (await routing.send(SUPERVISOR, "GET", "/routing/v1/units")).json()["items"]
    assert len(listed) == 42
    assert next(unit for unit in listed if unit["code"] == "HA-410100-PORT") == written.json()


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"superior": "HA-NOBODY"}, 422, "/superior"),
        ({"superior": "HA-410100-PORT"}, 422, "/superior"),
        ({"systems": ["hn-sw-tax"]}, 422, "/systems"),
        ({"kind": "eport_company"}, 422, "/kind"),
        ({"level": "provincial"}, 422, "/level"),
        ({"territories": ["410100", "410300"]}, 422, "/territories"),
        ({"applications": ["tax-payment"]}, 422, "/applications"),
        ({"persons": [SOMEBODY_ELSES]}, 409, None),
        ({"calendar": "lunar"}, 422, "/calendar"),
        ({"territories": ["4101"]}, 422, "/territories/0"),
        ({"teritories": []}, 422, "/teritories"),
    ],
)
async def test_a_unit_that_contradicts_the_directory_is_refused_and_nothing_is_stored(
    routing: Desk, change: dict[str, Any], status: int, pointer: str | None
) -> None:
    before = await routing.snapshot()

    answer = await routing.send(ZHENGZHOU_ADMINISTRATOR, "PUT", UNIT, example_of(routing, "put_unit") | change)

    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json().get("errors", [])] == ([pointer] if pointer else [])
    assert await routing.snapshot() == before


async def test_a_unit_comes_to_be_by_the_directory_file_alone(routing: Desk) -> None:
    founder = person("p-founder", "AA-NEW", Role.ADMINISTRATOR)

    answer = await routing.send(
        founder, "PUT", "/routing/v1/units/AA-NEW", example_of(routing, "put_unit") | {"kind": "eport_company"}
    )

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-such-unit")
    assert await routing.emitted() == []


async def test_the_catalogue_in_force_can_be_read(routing: Desk) -> None:
    catalogue = (await routing.send(ZHENGZHOU_CLERK, "GET", "/routing/v1/catalogue")).json()

    assert catalogue["version"] == 1
    assert catalogue["rules"][0]["when"] == {"kind": ["data_anomaly"]}
    assert catalogue["rules"][-1]["when"] == {}


async def test_every_operation_has_a_rule(routing: Desk) -> None:
    document = routing.app.openapi()
    described = [op for methods in document["paths"].values() for op in methods.values()]

    assert {op["operationId"] for op in described} <= RULES.keys()
