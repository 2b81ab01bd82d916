"""Routing follows intake and the anomaly service: dispatch, triage, pauses and ends, in whatever order they come."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.routing.app import MONTHLY, create_app
from services.routing.settings import Settings
from shared.contracts import routing as events
from shared.kernel.desk import Kind, Severity
from shared.runtime.settings import SharedSettings
from tests.support.clock import NOON
from tests.support.desk import Desk, Open
from tests.support.routing import HENAN
from tests.support.routing_desk import (
    EPORT_HANDLER,
    accepted,
    closed,
    moved,
    new_request,
    opened,
    triaged,
    withdrawn,
)


@pytest.fixture
async def routing(open_desk: Open) -> Desk:
    desk: Desk = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())
    await desk.emitted()
    return desk


async def test_at_the_first_start_every_unit_of_the_directory_is_announced_once(open_desk: Open) -> None:
    desk = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())

    announced = await desk.emitted()

    assert all(isinstance(event, events.UnitChanged) and event.version == 1 for event in announced)
    assert len(announced) == len({event.key for event in announced}) == 42
    eport = next(event for event in announced if event.key == "HA-EPORT")
    assert isinstance(eport, events.UnitChanged)
    assert eport.on_duty == ("p-ha-eport-01", "p-ha-eport-02")


async def test_an_accepted_anomaly_is_dispatched_to_the_eport_company_with_explanation_and_clocks(
    routing: Desk,
) -> None:
    request_id = new_request()

    await routing.publish(accepted(request_id))

    (dispatched,) = await routing.emitted()
    assert isinstance(dispatched, events.HandlingDispatched)
    assert (dispatched.lead, dispatched.rule, dispatched.version) == ("HA-EPORT", "anomaly", 1)
    assert dispatched.facts_matched == {"kind": "data_anomaly"}
    assert dispatched.co_handlers == ("HA-410100-PORT",)
    assert [(clock.name, clock.due_at - NOON) for clock in dispatched.clocks] == [
        ("respond", timedelta(minutes=30)),
        ("resolve", timedelta(hours=4)),
    ]
    assert set(dispatched.audience) == {"HA-410100-PORT", "HA-EPORT"}


async def test_many_requests_in_one_batch_are_each_dispatched(routing: Desk) -> None:
    requests = [new_request() for _ in range(30)]
    kinds = list(Kind)

    await routing.publish(*(accepted(one, kind=kinds[n % len(kinds)]) for n, one in enumerate(requests)))

    told = await routing.emitted()
    assert sorted(event.key for event in told) == sorted(str(one) for one in requests)
    assert await routing.rows("SELECT count(*) FROM handling") == [(30,)]


async def test_triage_makes_the_competent_unit_the_lead_and_closing_the_case_ends_the_work(routing: Desk) -> None:
    request_id = new_request()
    await routing.publish(accepted(request_id), opened(request_id))

    await routing.publish(triaged(request_id))
    await routing.publish(closed(request_id))

    first, second, done = await routing.emitted()
    assert isinstance(second, events.HandlingDispatched)
    assert isinstance(done, events.HandlingDone)
    assert (second.lead, second.rule, second.driven_by, second.version) == ("HA-TAX", "case.triaged", "case", 2)
    assert second.facts_matched["rule"] == "A13"
    assert (done.lead, done.outcome, done.version) == ("HA-TAX", "corrected", 3)
    assert "HA-EPORT" in done.audience
    assert first.key == second.key == done.key


async def test_a_case_that_is_heard_of_before_its_request_is_followed_once_the_request_comes(routing: Desk) -> None:
    request_id = new_request()
    await routing.publish(opened(request_id), triaged(request_id))

    await routing.publish(accepted(request_id))

    first, second = await routing.emitted()
    assert isinstance(first, events.HandlingDispatched)
    assert isinstance(second, events.HandlingDispatched)
    assert (first.lead, second.lead) == ("HA-EPORT", "HA-TAX")


async def test_triage_tells_the_severity_of_the_work_list_also_when_the_lead_stays(routing: Desk) -> None:
    request_id = new_request()
    await routing.publish(accepted(request_id, severity=Severity.S4))

    await routing.publish(opened(request_id), triaged(request_id, "HA-EPORT"))

    assert await routing.rows("SELECT severity, lead FROM queue_item") == [("S2", "HA-EPORT")]
    assert [event.version for event in await routing.emitted()] == [1]


async def test_requests_and_cases_may_come_in_any_order_and_at_once(routing: Desk) -> None:
    requests = [new_request() for _ in range(20)]

    told = [event for one in requests for event in (opened(one), accepted(one), triaged(one))]
    await routing.publish(*told)

    assert await routing.rows("SELECT DISTINCT lead FROM queue_item") == [("HA-TAX",)]
    assert await routing.rows("SELECT DISTINCT version FROM handling") == [(2,)]


async def test_withdrawing_cancels_and_what_the_case_says_afterwards_changes_nothing(routing: Desk) -> None:
    request_id = new_request()
    await routing.publish(accepted(request_id))

    await routing.publish(withdrawn(request_id))
    await routing.publish(triaged(request_id), closed(request_id, "withdrawn"))

    _, cancelled = await routing.emitted()
    assert isinstance(cancelled, events.HandlingCancelled)
    assert (cancelled.reason, cancelled.version) == ("withdrawn", 2)
    assert await routing.rows("SELECT status, lead FROM queue_item") == [("cancelled", "HA-EPORT")]


async def test_withdrawn_by_request_and_withdrawn_by_case_leave_the_same_handling(routing: Desk) -> None:
    by_request, by_case = new_request(), new_request()
    await routing.publish(accepted(by_request), accepted(by_case))

    await routing.publish(withdrawn(by_request), closed(by_case, "withdrawn"))
    await routing.publish(closed(by_request, "withdrawn"), withdrawn(by_case))

    assert await routing.rows("SELECT DISTINCT version, outcome FROM handling") == [(2, "withdrawn")]


async def test_clocks_stand_while_the_requester_is_asked(routing: Desk) -> None:
    request_id = new_request()
    await routing.publish(accepted(request_id))
    path = f"/routing/v1/handlings/{request_id}/clocks"

    routing.clock.forward(timedelta(minutes=10))
    await routing.publish(moved(request_id, "waiting_requester", at=routing.clock.now()))
    routing.clock.forward(timedelta(minutes=50))
    waiting = (await routing.send(EPORT_HANDLER, "GET", path)).json()["items"][0]
    await routing.publish(moved(request_id, "in_progress", version=4, at=routing.clock.now()))
    routing.clock.forward(timedelta(minutes=5))
    running = (await routing.send(EPORT_HANDLER, "GET", path)).json()["items"][0]

    assert (waiting["clock"]["state"], waiting["clock"]["remaining_s"]) == ("paused", 20 * 60)
    assert waiting["clock"]["pause_reason"] == "waiting_requester"
    assert [(i["kind"], i["seconds"]) for i in running["intervals"]] == [
        ("counted", 600.0),
        ("pause", 3000.0),
        ("counted", 300.0),
    ]
    assert running["elapsed_s"] == sum(i["seconds"] for i in running["intervals"])
    assert running["clock"]["due_at"] == "2026-11-23T05:20:00Z"


async def test_changing_only_a_rule_in_the_data_file_changes_the_dispatch(open_desk: Open, tmp_path: Path) -> None:
    for file in ("calendars.toml", "directory.toml", "dispatch.toml"):
        (tmp_path / file).write_text((HENAN / file).read_text(encoding="utf-8"), encoding="utf-8")
    rules = (tmp_path / "dispatch.toml").read_text(encoding="utf-8")
    changed = rules.replace('lead = "HA-EPORT"\nco_handlers = ["territorial"]', 'lead = "HA-CUS"', 1)
    (tmp_path / "dispatch.toml").write_text(changed, encoding="utf-8")

    desk = await open_desk("routing", create_app, reading(tmp_path), monthly=MONTHLY, units=())
    await desk.emitted()
    await desk.publish(accepted(new_request()))

    (dispatched,) = await desk.emitted()
    assert isinstance(dispatched, events.HandlingDispatched)
    assert dispatched.lead == "HA-CUS"


def reading(folder: Path) -> Callable[..., Settings]:
    """Settings whose data files are those of another province."""

    def settings(*, shared: SharedSettings, **others: Any) -> Settings:
        return Settings(shared=shared.model_copy(update={"province_data": folder}), **others)

    return settings
