"""A request from the first word to the final reply, and everything that may come in between."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from shared.contracts import intake as events
from shared.contracts.event import Event
from shared.kernel.units import Level, UnitKind
from tests.support.desk import Desk, Open
from tests.support.intake import (
    ANOMALY,
    CALL,
    REQUESTS,
    act,
    cancelled,
    case_opened,
    case_triaged,
    dispatched,
    done,
    filing,
    new_request,
    open_intake,
    registered,
    resolved,
    seen,
    taken,
)
from tests.support.people import CLERK, ENTERPRISE, HANDLER, OTHER_CLERK, SUPERVISOR, TAX_SYSTEM, UNITS, unit

HANDLING: list[Callable[..., Event]] = [dispatched, taken, done, cancelled]
CONTACT = {"name": "张三丰", "phone": "0371-65520000", "email": "zhang@example.cn"}


@pytest.fixture
async def intake(open_desk: Open) -> Desk:
    return await open_intake(open_desk)


async def timeline(intake: Desk, request: str) -> list[tuple[str, dict[str, str]]]:
    answer = await intake.send(SUPERVISOR, "GET", f"{REQUESTS}/{request}/timeline")
    return [(entry["act"], entry["facts"]) for entry in answer.json()["items"]]


async def acts(intake: Desk, request: str) -> list[str]:
    return [act for act, _ in await timeline(intake, request)]


async def test_a_request_lives_from_registration_to_the_final_reply_of_its_first_contact(intake: Desk) -> None:
    request = (await registered(intake))["id"]
    await intake.publish(dispatched(request))
    assert (await seen(intake, request, HANDLER))["lead"] == "HA-EPORT"
    await intake.publish(taken(request))
    await act(intake, HANDLER, request, "questions", {"text": "请补充回单。"})
    assert (await seen(intake, request))["status"] == "waiting_requester"
    await act(intake, TAX_SYSTEM, request, "answers", {"text": "已补充。"})
    await intake.publish(done(request))
    closed = await act(intake, CLERK, request, "closure", {"final_reply": "已更正，请查收。"})

    emitted = await intake.emitted()
    assert (closed["status"], closed["outcome"], closed["version"]) == ("closed", "corrected", 8)
    assert closed["allowed_actions"] == []
    assert [(type(event), event.version) for event in emitted] == [
        (events.RequestSubmitted, 1),
        (events.RequestAccepted, 2),
        (events.RequestStarted, 3),
        (events.MessageAdded, 4),
        (events.MessageAdded, 5),
        (events.RequestResolved, 6),
        (events.MessageAdded, 7),
        (events.RequestClosed, 8),
    ]
    assert [event.final for event in emitted if isinstance(event, events.MessageAdded)] == [False, False, True]
    assert await acts(intake, request) == [
        "submitted", "accepted", "dispatched", "in_progress", "question", "answer", "resolved", "final_reply", "closed",
    ]  # fmt: skip


async def test_the_audience_grows_with_those_who_take_part(intake: Desk) -> None:
    request = (await registered(intake))["id"]
    await intake.publish(dispatched(request, lead="HA-TAX"), dispatched(request, version=2), taken(request, version=3))

    first, *_, last = await intake.emitted()

    assert first.audience == ("HA-410100-PORT", "HA-TAX")
    assert last.audience == ("HA-410100-PORT", "HA-EPORT", "HA-TAX")
    assert last.by.unit == "PORTDESK"


async def test_a_lead_that_was_replaced_no_longer_sees_the_request(intake: Desk) -> None:
    request = (await registered(intake, CLERK))["id"]
    await intake.publish(dispatched(request))
    assert (await intake.send(HANDLER, "GET", f"{REQUESTS}/{request}")).status_code == 200

    await intake.publish(dispatched(request, lead="HA-TAX", version=2))

    assert (await intake.send(HANDLER, "GET", f"{REQUESTS}/{request}")).status_code == 404
    assert (await seen(intake, request))["first_contact"]["unit"] == "HA-410100-PORT"


async def test_whoever_takes_a_call_is_its_first_contact_wherever_it_belongs(intake: Desk) -> None:
    receipt = await registered(intake, OTHER_CLERK)

    assert receipt["territorial_unit"] == "HA-410100-PORT"
    assert receipt["first_contact"] == {"unit": "HA-410300-PORT", "person": "p-ly-clerk"}


async def test_only_the_first_contacts_unit_closes(intake: Desk) -> None:
    request = await resolved(intake)

    for stranger, status in ((HANDLER, 403), (SUPERVISOR, 403), (OTHER_CLERK, 404), (TAX_SYSTEM, 403)):
        answer = await intake.send(stranger, "POST", f"{REQUESTS}/{request}/closure", {"final_reply": "不是我们的"})
        assert answer.status_code == status
    assert (await act(intake, CLERK, request, "closure", {"final_reply": "已更正。"}))["status"] == "closed"


async def test_a_withdrawn_request_is_announced_so_that_work_stops_and_says_so_itself(intake: Desk) -> None:
    request = (await registered(intake))["id"]
    await intake.publish(dispatched(request), taken(request))
    await intake.emitted()

    withdrawn = await act(intake, TAX_SYSTEM, request, "withdrawal", {"reason": "已自行解决。"})
    (told,) = await intake.emitted()
    await intake.publish(cancelled(request))

    assert withdrawn["status"] == "withdrawn"
    assert isinstance(told, events.RequestWithdrawn)
    assert (told.version, told.status, told.reason) == (4, "withdrawn", "已自行解决。")
    assert (await acts(intake, request))[-2:] == ["withdrawn", "handling_cancelled"]


@pytest.mark.parametrize(("late", "action"), [(dispatched, "dispatch"), (taken, "start"), (done, "resolve")])
async def test_what_comes_too_late_is_noted_as_superseded_and_changes_nothing(
    intake: Desk, late: Callable[[str], Event], action: str
) -> None:
    request = (await registered(intake))["id"]
    await act(intake, TAX_SYSTEM, request, "withdrawal", {"reason": "已自行解决。"})
    before = await seen(intake, request)
    await intake.emitted()

    await intake.publish(late(request))

    assert (await timeline(intake, request))[-1] == ("superseded", {"action": action, "status": "withdrawn"})
    assert await seen(intake, request) == before
    assert await intake.emitted() == []
    assert await intake.rows("SELECT * FROM runtime.parked") == []


async def test_facts_about_a_request_that_is_not_here_change_nothing_and_block_nothing(intake: Desk) -> None:
    unknown, request = new_request(), (await registered(intake))["id"]
    await intake.publish(dispatched(unknown), taken(unknown), done(unknown), dispatched(request))

    assert (await seen(intake, request))["lead"] == "HA-EPORT"
    assert await intake.rows("SELECT * FROM runtime.parked") == []


@pytest.mark.parametrize("seed", range(6))
async def test_nothing_that_others_announce_ever_changes_a_first_contact(intake: Desk, seed: int) -> None:
    chance = random.Random(seed)
    requests = [(await registered(intake, actor))["id"] for actor in (TAX_SYSTEM, CLERK, OTHER_CLERK)]
    query = "SELECT id, first_contact_unit, first_contact_person, territorial_unit FROM request ORDER BY id"
    before = await intake.rows(query)

    for version in range(1, 9):
        await intake.publish(*(_foreign(chance, chance.choice(requests), version) for _ in range(6)))

    assert await intake.rows(query) == before
    assert await intake.rows("SELECT * FROM runtime.parked") == []


async def test_events_applied_together_leave_what_they_leave_one_by_one(open_desk: Open) -> None:
    together, apart = await open_intake(open_desk), await open_intake(open_desk)
    for chance in (random.Random(seed) for seed in range(3)):
        for desk in (together, apart):
            for actor in (TAX_SYSTEM, CLERK, TAX_SYSTEM, OTHER_CLERK):
                await registered(desk, actor)
        plan = [(chance.randrange(4), chance.choice(HANDLING)) for _ in range(14)]
        for desk, at_once in ((together, True), (apart, False)):
            ids = [str(found) for (found,) in await desk.rows("SELECT id FROM request ORDER BY number")]
            facts: list[Event] = [tell(ids[-4:][place], version=n) for n, (place, tell) in enumerate(plan, start=1)]
            for batch in [facts] if at_once else [[fact] for fact in facts]:
                await desk.publish(*batch)

    assert await _normalised(together) == await _normalised(apart)


async def test_a_case_that_came_first_keeps_a_request_under_the_id_it_names(intake: Desk) -> None:
    request = new_request()

    await intake.publish(case_opened(request, filing=filing()), case_triaged(request))

    view = await seen(intake, request)
    submitted, accepted = await intake.emitted()
    assert view["id"] == request
    assert view["status"] == "accepted"
    assert view["first_contact"] == {"unit": "HA-410100-PORT", "person": "p-zz-clerk"}
    assert isinstance(submitted, events.RequestSubmitted)
    assert isinstance(accepted, events.RequestAccepted)
    assert await acts(intake, request) == ["submitted", "accepted", "case_opened", "case_triaged"]
    assert (await seen(intake, request, TAX_SYSTEM))["registered_by"] == "HA-TAX"


async def test_a_case_that_is_announced_twice_keeps_one_request(intake: Desk) -> None:
    request = new_request()

    await intake.publish(case_opened(request, filing=filing()))
    await intake.publish(case_opened(request, filing=filing(), version=2))

    assert await intake.rows("SELECT count(*) FROM request") == [(1,)]
    assert await intake.rows("SELECT * FROM runtime.parked") == []


async def test_a_filing_that_the_directory_would_refuse_is_kept_all_the_same(intake: Desk) -> None:
    request = new_request()

    await intake.publish(case_opened(request, filing=filing(application="unheard-of", system="unheard-of")))

    assert (await seen(intake, request))["application"] == "unheard-of"


async def test_contact_data_is_kept_apart_and_never_announced(intake: Desk) -> None:
    request = (await registered(intake, contact=CONTACT))["id"]
    await intake.publish(dispatched(request), taken(request))
    await act(intake, TAX_SYSTEM, request, "withdrawal", {"reason": "已自行解决。"})
    await intake.settled()

    sent = await intake.rows("SELECT convert_from(payload, 'UTF8') || headers::text FROM runtime.outbox_sent")
    elsewhere = await intake.rows(
        "SELECT row_to_json(r)::text FROM request r UNION ALL SELECT row_to_json(t)::text FROM timeline t"
        " UNION ALL SELECT convert_from(body, 'UTF8') FROM runtime.idempotency"
    )

    assert await intake.rows("SELECT name, phone, email FROM request_contact") == [tuple(CONTACT.values())]
    assert len(sent) == 4
    for (text,) in [*sent, *elsewhere]:
        assert not any(value in text for value in CONTACT.values())


async def test_changing_only_the_directory_changes_who_is_territorial_and_who_is_first_contact(intake: Desk) -> None:
    before = await registered(intake, territory="410122")

    airport = unit(
        "HA-AIRPORT", UnitKind.CITY_PORT_AUTHORITY, Level.MUNICIPAL, territories=("410122",), on_duty=("p-airport",)
    )
    await intake.publish(airport)
    after = await registered(intake, territory="410122")

    assert (before["territorial_unit"], after["territorial_unit"]) == ("HA-410100-PORT", "HA-AIRPORT")
    assert after["first_contact"] == {"unit": "HA-AIRPORT", "person": "p-airport"}


async def test_a_directory_version_that_is_not_newer_changes_nothing(intake: Desk) -> None:
    zhengzhou = next(event for event in UNITS if event.code == "HA-410100-PORT")
    await intake.publish(zhengzhou.model_copy(update={"version": 3, "on_duty": ("p-new",)}))
    await intake.publish(zhengzhou.model_copy(update={"version": 2, "on_duty": ("p-old",)}))

    assert (await registered(intake))["first_contact"]["person"] == "p-new"


async def test_where_nobody_is_on_duty_a_machine_is_asked_to_come_back_and_nothing_is_kept(open_desk: Open) -> None:
    intake = await open_intake(open_desk, units=[event.model_copy(update={"on_duty": ()}) for event in UNITS])
    before = await intake.snapshot()

    answer = await intake.send(TAX_SYSTEM, "POST", REQUESTS, ANOMALY, idempotency_key="nobody-there")

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/nobody-on-duty")
    assert answer.headers["retry-after"]
    assert await intake.snapshot() == before
    assert (await intake.send(CLERK, "POST", REQUESTS, CALL)).status_code == 201


async def test_before_the_directory_has_arrived_nothing_is_registered(open_desk: Open) -> None:
    intake = await open_intake(open_desk, units=())

    answer = await intake.send(TAX_SYSTEM, "POST", REQUESTS, ANOMALY, idempotency_key="too-early")

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/directory-empty")
    assert await intake.rows("SELECT * FROM request") == []


async def test_a_requester_cannot_make_itself_first_contact_by_claiming_to_be_the_desk(intake: Desk) -> None:
    for channel in ("hotline", "counter", "zone_operator", "port_system", "email"):
        answer = await intake.send(ENTERPRISE, "POST", REQUESTS, {**CALL, "channel": channel})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/channel"

    assert await intake.rows("SELECT * FROM request") == []


async def test_numbers_count_per_territory_and_local_day(intake: Desk) -> None:
    first = [await registered(intake, territory=code) for code in ("410100", "410300", "410100")]
    intake.clock.forward(timedelta(hours=12))
    next_day = await registered(intake)

    assert [receipt["number"][:24] for receipt in [*first, next_day]] == [
        "HA-20261123-410100-00001",
        "HA-20261123-410300-00001",
        "HA-20261123-410100-00002",
        "HA-20261124-410100-00001",
    ]


def _foreign(chance: random.Random, request: str, version: int) -> Event:
    duty = unit(
        "HA-410100-PORT",
        UnitKind.CITY_PORT_AUTHORITY,
        Level.MUNICIPAL,
        territories=("410100", "410300"),
        on_duty=(f"p-{chance.random()}",),
        version=chance.randrange(1, 50),
    )
    return chance.choice(
        [
            dispatched(request, lead=chance.choice(["HA-TAX", "HA-EPORT", "HA-410300-PORT"]), version=version),
            taken(request, version=version),
            done(request, version=version),
            cancelled(request, version=version),
            case_opened(request, filing=filing(territory="410300"), version=version),
            case_triaged(request, unit="HA-410300-PORT", version=version),
            duty,
        ]
    )


async def _normalised(desk: Desk) -> Sequence[object]:
    """What was left behind, with numbers in the place of ids."""
    await desk.settled()
    return [
        await desk.rows("SELECT number, status, version, lead, outcome, first_contact_unit FROM request ORDER BY 1"),
        await desk.rows(
            "SELECT r.number, array_agg(t.act || t.facts::text ORDER BY t.id) FROM timeline t"
            " JOIN request r ON r.id = t.request_id GROUP BY r.number ORDER BY r.number"
        ),
        await desk.rows(
            "SELECT r.number, p.holder, p.standing FROM party p JOIN request r ON r.id = p.request_id ORDER BY 1, 2, 3"
        ),
        await desk.rows(
            "SELECT r.number, o.seq, o.type FROM runtime.outbox_sent o JOIN request r ON r.id::text = o.key"
            " ORDER BY r.number, o.seq"
        ),
    ]
