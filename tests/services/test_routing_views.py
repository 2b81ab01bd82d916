"""Saved views of the work list, and the days of a calendar: whose they are, how many, what is refused."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from services.routing.app import MONTHLY, create_app
from services.routing.domain.views import MOST
from services.routing.settings import Settings
from shared.kernel.access import Actor
from shared.kernel.desk import Kind
from tests.support.desk import Desk, Open
from tests.support.people import ENTERPRISE
from tests.support.routing_desk import (
    EPORT_HANDLER,
    EPORT_HEAD,
    SUPERVISOR,
    TAX_HANDLER,
    TAX_MACHINE,
    ZHENGZHOU_CLERK,
    accepted,
    new_request,
)
from tests.support.waiting import eventually

VIEWS = "/routing/v1/views"
DAYS = "/routing/v1/calendars/default/days"
HELD = "SELECT pg_advisory_xact_lock(hashtextextended('routing.views.' || :holder, 0))"
"""Holds up whoever is about to change a view of the holder."""
FAULTS = {"name": "故障", "filter": {"kind": ["fault"]}, "sort": "newest", "columns": ["number", "clock"]}


@pytest.fixture
async def routing(open_desk: Open) -> Desk:
    desk: Desk = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())
    await desk.emitted()
    return desk


async def saved(routing: Desk, actor: Actor, **changes: Any) -> httpx.Response:
    """What is answered to saving a view of faults, with `changes`."""
    return await routing.send(actor, "POST", VIEWS, FAULTS | changes)


async def names(routing: Desk, actor: Actor) -> list[str]:
    """The names of the views that `actor` has."""
    return [view["name"] for view in (await routing.send(actor, "GET", VIEWS)).json()["items"]]


async def test_a_view_is_saved_used_counted_changed_and_deleted(routing: Desk) -> None:
    fault, suggestion = new_request(), new_request()
    await routing.publish(accepted(fault, kind=Kind.FAULT), accepted(suggestion, kind=Kind.SUGGESTION))

    created = await saved(routing, EPORT_HANDLER)
    path, view = created.headers["location"], created.json()["id"]
    listed = (await routing.send(EPORT_HANDLER, "GET", f"/routing/v1/queue?view={view}")).json()["items"]
    counted = (await routing.send(EPORT_HANDLER, "GET", "/routing/v1/queue/counts")).json()["items"]
    read = await routing.send(EPORT_HANDLER, "GET", path)
    put = await routing.send(
        EPORT_HANDLER, "PUT", path, FAULTS | {"filter": {"q": "税单"}}, if_match=read.headers["etag"]
    )
    stale = await routing.send(EPORT_HANDLER, "PUT", path, FAULTS, if_match=read.headers["etag"])
    kept = await routing.send(EPORT_HANDLER, "DELETE", path, if_match=read.headers["etag"])
    narrowed = (await routing.send(EPORT_HANDLER, "GET", f"/routing/v1/queue?view={view}&kind=suggestion")).json()
    gone = await routing.send(EPORT_HANDLER, "DELETE", path, if_match=put.headers["etag"])

    assert (created.status_code, created.json()["version"], created.json()["scope"]) == (201, 1, "me")
    assert [item["id"] for item in listed] == [str(fault)]
    assert {"view": view, "count": 1, "capped": False} in counted
    assert read.json() == created.json()
    assert (put.json()["version"], put.json()["filter"]["q"], put.json()["filter"]["kind"]) == (2, "税单", [])
    assert (stale.status_code, kept.status_code, gone.status_code) == (412, 412, 204)
    assert [item["id"] for item in narrowed["items"]] == [str(suggestion)]
    assert await names(routing, EPORT_HANDLER) == []
    assert (await routing.send(EPORT_HANDLER, "GET", path)).status_code == 404


async def test_a_view_belongs_to_a_person_or_by_its_head_to_a_unit(routing: Desk) -> None:
    own = (await saved(routing, EPORT_HANDLER)).headers["location"]
    refused = await saved(routing, EPORT_HANDLER, scope="unit")
    units = (await saved(routing, EPORT_HEAD, scope="unit", name="本单位故障")).headers["location"]

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-yours")
    assert await names(routing, EPORT_HANDLER) == ["故障", "本单位故障"]
    assert await names(routing, EPORT_HEAD) == ["本单位故障"]
    assert await names(routing, ZHENGZHOU_CLERK) == await names(routing, SUPERVISOR) == []
    for actor, path, status in [
        (EPORT_HEAD, own, 404),
        (TAX_HANDLER, own, 404),
        (EPORT_HANDLER, units, 200),
        (TAX_HANDLER, units, 404),
    ]:
        assert (await routing.send(actor, "GET", path)).status_code == status
    for method, body in (("PUT", FAULTS), ("DELETE", None)):
        assert (await routing.send(EPORT_HANDLER, method, units, body)).status_code == 403
        assert (await routing.send(TAX_HANDLER, method, units, body)).status_code == 404
    unknown = await routing.send(TAX_HANDLER, "GET", f"/routing/v1/queue?view={units.rsplit('/', 1)[1]}")
    assert (unknown.status_code, unknown.json()["type"]) == (422, "/problems/unknown-view")
    for actor in (ENTERPRISE, TAX_MACHINE):
        assert (await routing.send(actor, "GET", VIEWS)).status_code == 403


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "名" * 41}, "/name"),
        ({"filter": {"kind": ["fault", "folt"]}}, "/filter/kind/1"),
        ({"filter": {"view": "mine"}}, "/filter/view"),
        ({"filter": {"q": "—"}}, "/filter/q"),
        ({"filter": {"colour": "red"}}, "/filter/colour"),
        ({"sort": "oldest"}, "/sort"),
        ({"columns": ["number", "phone"]}, "/columns/1"),
        ({"scope": "province"}, "/scope"),
    ],
)
async def test_a_view_of_what_there_is_not_is_refused_by_name_and_not_kept(
    routing: Desk, change: dict[str, Any], pointer: str
) -> None:
    before = await routing.snapshot()

    answer = await saved(routing, EPORT_HEAD, **change)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert await routing.snapshot() == before


async def test_views_are_bounded_in_number_and_named_once(routing: Desk) -> None:
    for nth in range(MOST):
        assert (await saved(routing, EPORT_HANDLER, name=f"视图{nth}")).status_code == 201
    first = (await routing.send(EPORT_HANDLER, "GET", VIEWS)).json()["items"][0]["id"]

    one_more = await saved(routing, EPORT_HANDLER, name="又一个")
    renamed = await routing.send(EPORT_HANDLER, "PUT", f"{VIEWS}/{first}", FAULTS | {"name": "视图1"})
    others = await saved(routing, EPORT_HEAD, name="视图1")

    assert (one_more.status_code, one_more.json()["type"]) == (409, "/problems/too-many-views")
    assert (renamed.status_code, renamed.json()["errors"][0]["pointer"]) == (409, "/name")
    assert others.status_code == 201


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_of_two_who_change_a_view_at_the_same_time_one_is_told(routing: Desk, method: str) -> None:
    path = (await saved(routing, EPORT_HANDLER)).headers["location"]
    body = FAULTS if method == "PUT" else None

    async def both_wait() -> bool:
        waiting = await routing.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(waiting[0][0] >= 2)

    async with routing.engine.begin() as other:
        await other.execute(text(HELD), {"holder": EPORT_HANDLER.person})
        asked = [
            asyncio.create_task(routing.send(EPORT_HANDLER, *act, if_match='"1"'))
            for act in (("PUT", path, FAULTS | {"name": "甲"}), (method, path, body))
        ]
        await eventually(both_wait)
    answers = sorted(answer.status_code for answer in await asyncio.gather(*asked))

    assert answers in ([200, 412], [204, 404])


async def test_the_days_of_a_calendar_tell_rest_holidays_and_swapped_work(routing: Desk) -> None:
    answer = await routing.send(ENTERPRISE, "GET", f"{DAYS}?from=2026-09-25&to=2026-10-11")
    days = {day["date"]: (day["kind"], day["name"]) for day in answer.json()["items"]}

    assert len(days) == 17
    assert days["2026-09-25"] == ("holiday", "中秋")
    assert days["2026-09-28"] == ("work", "")
    assert days["2026-10-01"] == ("holiday", "国庆节")
    assert days["2026-10-10"] == ("swapped_work", "国庆节调休")
    assert days["2026-10-11"] == ("rest", "")
    assert not any(day["provisional"] for day in answer.json()["items"])


async def test_a_day_of_a_year_that_nobody_has_published_is_provisional(routing: Desk) -> None:
    office = (await routing.send(ENTERPRISE, "GET", f"{DAYS}?from=2026-12-31&to=2027-01-01")).json()["items"]
    duty = "/routing/v1/calendars/duty/days?from=2027-01-02&to=2027-01-02"

    assert [(day["kind"], day["provisional"]) for day in office] == [("work", False), ("work", True)]
    assert (await routing.send(ENTERPRISE, "GET", duty)).json()["items"] == [
        {"date": "2027-01-02", "kind": "work", "name": "", "provisional": False}
    ]


@pytest.mark.parametrize(
    ("path", "status", "pointer"),
    [
        (f"{DAYS}?from=2026-01-02&to=2026-01-01", 422, "/to"),
        (f"{DAYS}?from=2026-01-01&to=2027-02-05", 422, "/to"),
        (f"{DAYS}?from=2026-01-01", 422, "/to"),
        (f"{DAYS}?from=2026-02-30&to=2026-03-01", 422, "/from"),
        ("/routing/v1/calendars/lunar/days?from=2026-01-01&to=2026-01-02", 404, None),
    ],
)
async def test_days_that_cannot_be_told_are_refused_by_name(
    routing: Desk, path: str, status: int, pointer: str | None
) -> None:
    answer = await routing.send(EPORT_HANDLER, "GET", path)

    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json().get("errors", [])] == ([pointer] if pointer else [])
