"""Acts on one handling by its head, and on many at once: each is decided by itself."""

from typing import Any

import pytest

from services.routing.app import MONTHLY, create_app
from services.routing.settings import Settings
from shared.contracts import routing as events
from shared.kernel.desk import Kind
from shared.kernel.ids import RequestId
from tests.support.desk import Desk, Open
from tests.support.people import ENTERPRISE
from tests.support.routing_desk import (
    EPORT_HANDLER,
    EPORT_HEAD,
    TAX_HANDLER,
    ZHENGZHOU_CLERK,
    accepted,
    new_request,
    opened,
    triaged,
)

BULK = "/routing/v1/handlings:bulk"


@pytest.fixture
async def routing(open_desk: Open) -> Desk:
    desk: Desk = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())
    await desk.emitted()
    return desk


@pytest.fixture
async def faults(routing: Desk) -> list[RequestId]:
    """Four faults that the E-port company leads, and an anomaly that it leads no more."""
    made = [new_request() for _ in range(5)]
    await routing.publish(*(accepted(one, kind=Kind.FAULT) for one in made[:4]), accepted(made[4]))
    await routing.publish(opened(made[4]), triaged(made[4]))
    await routing.emitted()
    return made


def seen(*requests: RequestId, version: int = 1) -> list[dict[str, Any]]:
    """Items of a bulk act."""
    return [{"id": str(one), "version": version} for one in requests]


async def test_the_head_names_who_does_the_work_before_and_after_it_is_taken(
    routing: Desk, faults: list[RequestId]
) -> None:
    path = f"/routing/v1/handlings/{faults[0]}"

    refused = await routing.send(EPORT_HANDLER, "POST", f"{path}/assignment", {"person": "p-ha-eport-02"})
    stranger = await routing.send(EPORT_HEAD, "POST", f"{path}/assignment", {"person": "p-ha-tax-02"})
    assigned = await routing.send(EPORT_HEAD, "POST", f"{path}/assignment", {"person": "p-ha-eport-02"})
    await routing.send(EPORT_HANDLER, "POST", f"{path}/acceptance", {})
    again = await routing.send(EPORT_HEAD, "POST", f"{path}/assignment", {"person": "p-ha-eport-01"})

    assert (refused.status_code, stranger.status_code) == (403, 422)
    assert stranger.json()["errors"][0]["pointer"] == "/person"
    assert (assigned.json()["status"], assigned.json()["legs"][0]["person"]) == ("offered", "p-ha-eport-02")
    assert assigned.json()["clocks"][0]["state"] == "running"
    assert (again.json()["status"], again.json()["legs"][0]["person"]) == ("accepted", "p-ha-eport-01")
    told = await routing.emitted()
    assert [type(event) for event in told] == [
        events.HandlingAssigned,
        events.HandlingAccepted,
        events.HandlingAssigned,
    ]
    assert [event.version for event in told] == [2, 3, 4]


async def test_many_are_acted_on_and_each_that_is_refused_is_refused_alone(
    routing: Desk, faults: list[RequestId]
) -> None:
    mine, other, stale, foreign = faults[0], faults[1], faults[2], faults[4]
    unknown = new_request()
    await routing.send(EPORT_HANDLER, "POST", f"/routing/v1/handlings/{stale}/acceptance", {})
    await routing.emitted()

    answer = await routing.send(
        EPORT_HANDLER,
        "POST",
        BULK,
        {
            "action": "accept_handling",
            "params": {"handler": "p-ha-eport-02"},
            "items": [*seen(mine, stale), *seen(foreign, version=3), *seen(unknown, other)],
        },
        accept_language="en",
    )

    results = answer.json()["items"]
    assert answer.status_code == 200
    assert [(one["id"], one["ok"]) for one in results] == [
        (str(mine), True),
        (str(stale), False),
        (str(foreign), False),
        (str(unknown), False),
        (str(other), True),
    ]
    assert (results[0]["version"], results[0]["status"], results[0]["problem"]) == (2, "accepted", None)
    assert [(one["problem"]["status"], one["problem"]["type"]) for one in results[1:4]] == [
        (409, "/problems/stale"),
        (403, "/problems/not-yours"),
        (404, "/problems/not-found"),
    ]
    assert results[1]["problem"]["detail"].startswith("The record changed")
    assert sorted(event.key for event in await routing.emitted()) == sorted([str(mine), str(other)])
    noted = await routing.rows(
        "SELECT record, outcome FROM runtime.audit WHERE operation = 'accept_handling' ORDER BY outcome, record"
    )
    assert (str(foreign), "not-yours") in noted
    assert [outcome for _, outcome in noted].count("permitted") == 3


async def test_many_are_assigned_begun_and_finished(routing: Desk, faults: list[RequestId]) -> None:
    acts = [
        (EPORT_HEAD, "assign_handling", {"person": "p-ha-eport-02"}),
        (EPORT_HANDLER, "accept_handling", None),
        (EPORT_HANDLER, "start_handling", None),
        (EPORT_HANDLER, "finish_handling", {"outcome": "solved"}),
    ]
    for version, (actor, action, params) in enumerate(acts, start=1):
        body = {"action": action, "items": seen(*faults[:3], version=version)}
        answer = await routing.send(actor, "POST", BULK, body | ({"params": params} if params else {}))
        assert [one["ok"] for one in answer.json()["items"]] == [True] * 3

    assert {one["status"] for one in answer.json()["items"]} == {"done"}
    told = await routing.emitted()
    assert [event.version for event in told if event.key == str(faults[0])] == [2, 3, 4, 5]


async def test_a_bulk_act_by_whoever_leads_nothing_changes_nothing(routing: Desk, faults: list[RequestId]) -> None:
    body = {"action": "accept_handling", "items": seen(*faults)}
    before = await routing.snapshot()

    other = await routing.send(TAX_HANDLER, "POST", BULK, body | {"items": seen(*faults[:4])})
    handler_only = await routing.send(
        EPORT_HANDLER, "POST", BULK, {"action": "assign_handling", "params": {"person": "x"}, "items": seen(faults[0])}
    )

    assert [(await routing.send(actor, "POST", BULK, body)).status_code for actor in (ENTERPRISE, ZHENGZHOU_CLERK)] == [
        403,
        403,
    ]
    assert {one["problem"]["status"] for one in other.json()["items"]} == {404}
    assert [one["problem"]["type"] for one in handler_only.json()["items"]] == ["/problems/not-yours"]
    assert await routing.snapshot() == before


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"action": "close"}, ""),
        ({"items": []}, "/items"),
        ({"items": seen(*(new_request() for _ in range(201)))}, "/items"),
        ({"items": [{"id": "42", "version": 1}]}, "/items/0/id"),
        ({"items": [{"id": "01a205f5-cbd6-7000-8000-0000000000c1"}]}, "/items/0/version"),
        ({"items": seen(RequestId(new_request())) * 2}, "/items/1/id"),
        ({"params": {"outcome": "whatever"}}, "/params/outcome"),
        ({"params": {}}, "/params/outcome"),
        ({"parms": {}}, "/parms"),
    ],
)
async def test_a_bulk_act_of_the_wrong_form_is_refused_by_name_and_nothing_is_stored(
    routing: Desk, change: dict[str, Any], pointer: str
) -> None:
    before = await routing.snapshot()
    body = {"action": "finish_handling", "params": {"outcome": "solved"}, "items": seen(new_request())}

    answer = await routing.send(EPORT_HANDLER, "POST", BULK, body | change)

    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert await routing.snapshot() == before
