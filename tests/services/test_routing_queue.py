"""The work list over HTTP: who sees which lines, in which order, what is found by words, how many there are."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from services.routing.app import MONTHLY, create_app
from services.routing.settings import Settings
from shared.kernel.access import Actor, Role
from shared.kernel.desk import Kind, Severity
from shared.kernel.ids import RequestId, UnitCode
from tests.support.clock import NOON, FixedClock
from tests.support.desk import Desk, Open
from tests.support.people import ENTERPRISE, person
from tests.support.routing_desk import (
    COUNTS,
    EPORT_HANDLER,
    EPORT_HEAD,
    LUOYANG_CLERK,
    QUEUE,
    SUPERVISOR,
    TAX_HANDLER,
    TAX_MACHINE,
    ZHENGZHOU_CLERK,
    accepted,
    as_text,
    counts,
    listed,
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


async def test_the_work_list_shows_what_the_console_needs(routing: Desk) -> None:
    request_id = new_request()
    await routing.publish(accepted(request_id, kind=Kind.FAULT))

    page = (await routing.send(EPORT_HANDLER, "GET", QUEUE)).json()

    (item,) = page["items"]
    assert page["next"] is None
    assert (item["id"], item["status"], item["lead"]["unit"]) == (str(request_id), "offered", "HA-EPORT")
    assert item["flags"] == ["unassigned"]
    assert item["clock"] == {
        "name": "respond",
        "party": "HA-EPORT",
        "state": "running",
        "due_at": "2026-11-23T04:30:00Z",
        "remaining_s": 1800,
        "limit_s": 1800,
        "as_of": "2026-11-23T04:00:00Z",
        "runs": True,
        "stopped_at": None,
        "changes_at": "2026-11-23T04:30:00Z",
        "pause_reason": None,
        "provisional": False,
    }
    assert [action["operation"] for action in item["allowed_actions"]] == ["accept_handling"]


async def test_what_is_due_first_stands_first_and_an_act_moves_the_line(routing: Desk) -> None:
    urgent, late, slow = new_request(), new_request(), new_request()
    await routing.publish(
        accepted(slow, kind=Kind.SUGGESTION, severity=Severity.S4),
        accepted(late, at=NOON - timedelta(hours=2), kind=Kind.FAULT),
        accepted(urgent, kind=Kind.FAULT, severity=Severity.S1),
    )

    first = await listed(routing, EPORT_HANDLER)
    await routing.send(EPORT_HANDLER, "POST", f"/routing/v1/handlings/{late}/acceptance", {})
    then = await listed(routing, EPORT_HANDLER)

    assert first == as_text([late, urgent, slow])
    assert then == as_text([urgent, slow, late])
    assert (await listed(routing, EPORT_HANDLER, "sort=newest"))[-1] == str(late)
    assert await listed(routing, EPORT_HANDLER, "sort=severity") == as_text([urgent, late, slow])


async def test_a_question_to_the_requester_takes_the_date_away_until_it_is_answered(routing: Desk) -> None:
    asked, other = new_request(), new_request()
    await routing.publish(accepted(asked, kind=Kind.FAULT), accepted(other, kind=Kind.SUGGESTION))
    before = await listed(routing, EPORT_HANDLER)

    await routing.publish(moved(asked, "waiting_requester"))
    waiting = (await routing.send(EPORT_HANDLER, "GET", QUEUE)).json()["items"]
    routing.clock.forward(timedelta(days=1))
    overdue_meanwhile = await listed(routing, EPORT_HANDLER, "view=overdue")
    await routing.publish(moved(asked, "in_progress", version=4, at=routing.clock.now()))
    after = (await routing.send(EPORT_HANDLER, "GET", QUEUE)).json()["items"]

    assert before == as_text([asked, other])
    assert [item["id"] for item in waiting] == as_text([other, asked])
    assert (waiting[1]["clock"]["state"], waiting[1]["clock"]["pause_reason"]) == ("paused", "waiting_requester")
    assert waiting[1]["flags"] == ["unassigned", "waiting_requester"]
    assert [action["operation"] for action in waiting[1]["allowed_actions"]] == ["accept_handling"]
    assert overdue_meanwhile == as_text([other])
    resumed = next(item for item in after if item["id"] == str(asked))
    assert (resumed["clock"]["state"], resumed["clock"]["remaining_s"]) == ("running", 1800)


async def test_what_was_late_when_the_requester_was_asked_stays_late_and_grows_no_later_meanwhile(
    routing: Desk,
) -> None:
    late = new_request()
    await routing.publish(accepted(late, at=NOON - timedelta(hours=4), kind=Kind.FAULT, severity=Severity.S1))
    (before,) = (await routing.send(EPORT_HANDLER, "GET", QUEUE)).json()["items"]

    await routing.publish(moved(late, "waiting_requester"))
    routing.clock.forward(timedelta(days=3))
    overdue_meanwhile = await listed(routing, EPORT_HANDLER, "view=overdue")
    (asked,) = (await routing.send(EPORT_HANDLER, "GET", QUEUE)).json()["items"]
    await routing.publish(moved(late, "in_progress", version=4, at=routing.clock.now()))
    overdue_after = await listed(routing, EPORT_HANDLER, "view=overdue")

    clock = asked["clock"]
    assert overdue_meanwhile == overdue_after == [str(late)]
    assert (clock["state"], clock["pause_reason"]) == ("breached", "waiting_requester")
    assert (clock["due_at"], clock["remaining_s"]) == (before["clock"]["due_at"], before["clock"]["remaining_s"])


async def test_the_built_in_views_tell_the_parts_of_a_unit_apart(routing: Desk) -> None:
    fault, question = new_request(), new_request()
    await routing.publish(
        accepted(fault, kind=Kind.FAULT),
        accepted(question, kind=Kind.CONSULTATION, system=None),
    )
    clerk, handler = ZHENGZHOU_CLERK, EPORT_HANDLER

    assert await listed(routing, handler, "view=lead") == as_text([fault])
    assert await listed(routing, handler, "view=to_accept") == as_text([fault])
    assert await listed(routing, handler, "view=first_contact") == []
    assert sorted(await listed(routing, clerk, "view=first_contact")) == sorted(as_text([fault, question]))
    assert await listed(routing, clerk, "view=lead") == as_text([question])
    assert await listed(routing, clerk, "view=co_handler") == as_text([fault])
    assert await listed(routing, SUPERVISOR, "view=lead") == []
    assert sorted(await listed(routing, SUPERVISOR)) == sorted(as_text([fault, question]))
    assert await listed(routing, LUOYANG_CLERK) == await listed(routing, TAX_HANDLER) == []
    assert await counts(routing, clerk) == {
        "lead": 1,
        "first_contact": 2,
        "co_handler": 1,
        "to_accept": 1,
        "due_soon": 2,
        "overdue": 0,
        "all": 2,
    }
    await routing.send(handler, "POST", f"/routing/v1/handlings/{fault}/acceptance", {})
    assert await listed(routing, handler, "view=to_accept") == []
    assert (await counts(routing, handler))["to_accept"] == 0
    assert set((await counts(routing, LUOYANG_CLERK)).values()) == {0}


async def test_due_soon_is_told_by_each_calendar_for_itself(open_desk: Open) -> None:
    friday = datetime.fromisoformat("2026-11-27T16:30:00+08:00")
    routing: Desk = await open_desk(
        "routing", create_app, Settings, monthly=MONTHLY, units=(), clock=FixedClock(friday)
    )
    office, day_and_night = new_request(friday), new_request(friday)
    await routing.publish(
        # Two working hours, which end on Monday; and four hours that run through the night.
        accepted(office, at=friday, kind=Kind.SUGGESTION, severity=Severity.S3),
        accepted(day_and_night, at=friday, severity=Severity.S2),
    )
    await routing.send(EPORT_HANDLER, "POST", f"/routing/v1/handlings/{day_and_night}/acceptance", {})

    assert await listed(routing, EPORT_HANDLER, "view=due_soon") == as_text([office])
    routing.clock.forward(timedelta(hours=2, minutes=1))
    assert await listed(routing, EPORT_HANDLER, "view=due_soon") == as_text([day_and_night, office])
    routing.clock.forward(timedelta(hours=2))
    assert await listed(routing, EPORT_HANDLER, "view=due_soon") == as_text([office])
    assert await listed(routing, EPORT_HANDLER, "view=overdue") == as_text([day_and_night])


async def test_what_has_ended_stands_behind_what_is_open_and_only_in_the_view_of_all(routing: Desk) -> None:
    ended, going = [new_request() for _ in range(4)], [new_request() for _ in range(4)]
    for one in [*ended, *going]:
        await routing.publish(accepted(one, kind=Kind.SUGGESTION))
    await routing.publish(*(withdrawn(one) for one in ended))

    for sort in ("due", "severity"):
        assert await listed(routing, EPORT_HANDLER, f"sort={sort}") == as_text([*going, *reversed(ended)])
    assert await listed(routing, EPORT_HANDLER, "sort=newest") == as_text([*reversed(going), *reversed(ended)])
    assert await listed(routing, EPORT_HANDLER, "view=lead") == as_text(going)
    assert await listed(routing, EPORT_HANDLER, "status=cancelled") == as_text(reversed(ended))
    assert await listed(routing, EPORT_HANDLER, "status=offered") == as_text(going)
    assert await listed(routing, SUPERVISOR) == as_text([*going, *reversed(ended)])
    assert (await counts(routing, EPORT_HANDLER))["all"] == 8
    (line, *_) = (await routing.send(EPORT_HANDLER, "GET", f"{QUEUE}?status=cancelled")).json()["items"]
    assert (line["clock"]["state"], line["allowed_actions"]) == ("met", [])


async def test_the_work_list_is_filtered_by_every_filter(routing: Desk) -> None:
    made = [new_request() for _ in range(6)]
    for nth, one in enumerate(made):
        await routing.publish(
            accepted(
                one,
                kind=Kind.FAULT if nth % 2 else Kind.SUGGESTION,
                severity=Severity.S1 if nth < 2 else Severity.S4,
            )
        )

    assert set(await listed(routing, EPORT_HANDLER, "kind=fault")) == set(as_text(made[1::2]))
    assert set(await listed(routing, EPORT_HANDLER, "kind=fault&kind=suggestion")) == set(as_text(made))
    assert await listed(routing, EPORT_HANDLER, "kind=fault&severity=S1") == as_text([made[1]])
    assert await listed(routing, EPORT_HANDLER, "unit=HA-TAX&severity=S4") == []
    assert len(await listed(routing, EPORT_HANDLER, "unit=HA-EPORT&status=offered&view=to_accept")) == 6
    assert await listed(routing, EPORT_HANDLER, "status=working&view=to_accept") == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("view=mine", "/view"),
        ("view=01a205f5-cbd6-7000-8000-0000000000c1", "/view"),
        ("sort=oldest", "/sort"),
        ("kind=fault&kind=folt", "/kind"),
        ("q=%E7%A8%8E", "/q"),
        ("q=---", "/q"),
        ("limit=500", "/limit"),
    ],
)
async def test_a_list_that_is_not_there_is_refused_by_the_name_of_the_parameter(
    routing: Desk, query: str, pointer: str
) -> None:
    answer = await routing.send(EPORT_HANDLER, "GET", f"{QUEUE}?{query}")

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["in"]) == (422, pointer, "query")


@pytest.mark.parametrize("cursor", ["nonsense", "ZHVlIG9wZW4gUzEgMjAyNg", "AAAA", "%E4%BA%8C"])
async def test_a_cursor_that_no_page_ended_with_is_refused(routing: Desk, cursor: str) -> None:
    answer = await routing.send(EPORT_HANDLER, "GET", f"{QUEUE}?cursor={cursor}")

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-cursor")


async def test_the_list_shows_exactly_what_each_actor_may_read(routing: Desk) -> None:
    chance = random.Random(11)
    cities = ["410100", "410300", "411300"]
    made = []
    for _ in range(25):
        city = chance.choice(cities)
        one = new_request()
        made.append(one)
        await routing.publish(
            accepted(
                one,
                kind=chance.choice(list(Kind)),
                system=chance.choice([None, "hn-sw-tax", "hn-air-cargo", "cus-h2018"]),
                territory=city,
                territorial_unit=UnitCode(f"HA-{city}-PORT"),
                first_contact_unit=UnitCode(f"HA-{chance.choice(cities)}-PORT"),
                registered_by=UnitCode(chance.choice(["HA-EPORT", "HA-AIRPORT"])),
            )
        )
        if chance.random() < 0.4:
            await routing.publish(opened(one), triaged(one, chance.choice(["HA-TAX", "HA-CUS"])))
        if chance.random() < 0.2:
            await routing.publish(withdrawn(one))
    units = ["HA-EPORT", "HA-TAX", "HA-CUS", "HA-AIRPORT", "HA-PORT", *(f"HA-{city}-PORT" for city in cities)]
    roles = [(Role.CLERK,), (Role.HANDLER,), (Role.HEAD,), (Role.SUPERVISOR,), (Role.CLERK, Role.HANDLER)]
    actors = [person("p-any", unit, *some) for unit in units for some in roles]

    for actor in [*chance.sample(actors, 14), TAX_MACHINE]:
        readable = await _readable(routing, actor, made)
        for sort in ("due", "newest", "severity"):
            page = (await routing.send(actor, "GET", f"{QUEUE}?limit=200&sort={sort}")).json()["items"]
            assert {item["id"] for item in page} == readable
            assert len(page) == len(readable)
        assert (await counts(routing, actor))["all"] == len(readable)


async def test_the_sort_keys_beside_every_standing_are_those_of_the_line(routing: Desk) -> None:
    made = [new_request() for _ in range(5)]
    for one in made:
        await routing.publish(accepted(one))
    await routing.publish(opened(made[0]), triaged(made[0]), withdrawn(made[1]), moved(made[2], "waiting_requester"))
    await routing.send(EPORT_HANDLER, "POST", f"/routing/v1/handlings/{made[3]}/acceptance", {})

    differing = await routing.rows(
        "SELECT 1 FROM party p JOIN queue_item q USING (request_id) WHERE (p.opened, p.open, p.due_at, p.soon_at,"
        " p.kind, p.severity, p.status, p.lead) IS DISTINCT FROM (q.opened, q.open, q.due_at, q.soon_at, q.kind,"
        " q.severity, q.status, q.lead)"
    )

    assert differing == []


async def test_lines_that_were_written_before_they_could_be_searched_are_written_anew_at_start(
    routing: Desk,
) -> None:
    made = [new_request() for _ in range(3)]
    await routing.publish(*(accepted(one) for one in made))
    before = await routing.snapshot()
    async with routing.runtime.transactions.write() as tx:
        connection = await tx.session.connection()
        for table, more in (("queue_item", ", words = '{}'"), ("party", "")):
            await connection.exec_driver_sql(f"UPDATE {table} SET due_at = 'infinity', soon_at = 'infinity'{more}")
        tx.permit_many(())

    async with routing.runtime.lifespan():
        assert await routing.snapshot() == before


async def test_a_role_that_no_standing_helps_has_no_work_list(routing: Desk) -> None:
    for path in (QUEUE, COUNTS):
        assert (await routing.send(ENTERPRISE, "GET", path)).status_code == 403
        assert (await routing.send(None, "GET", path)).status_code == 401


async def test_a_page_of_the_list_takes_no_more_statements_than_one_line(
    routing: Desk,
) -> None:
    await routing.publish(accepted(new_request()))
    of_one = await _statements(routing, QUEUE)
    await routing.publish(*(accepted(new_request()) for _ in range(20)))
    of_many = await _statements(routing, QUEUE)

    assert of_many == of_one
    assert len(of_many) <= 12


async def _readable(routing: Desk, actor: Actor, requests: list[RequestId]) -> set[str]:
    found = set()
    for one in requests:
        if (await routing.send(actor, "GET", f"/routing/v1/handlings/{one}")).status_code == 200:
            found.add(str(one))
    return found


async def _statements(routing: Desk, path: str) -> list[str]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    engine = routing.runtime.read_engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    page = (await routing.send(EPORT_HEAD, "GET", path)).json()
    event.remove(engine, "before_cursor_execute", note)
    assert all(item["allowed_actions"] for item in page["items"])
    return sent
