"""Registering: at the same time, again, from two processes; and what the outside may look up afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from services.intake.app import create_app
from shared.kernel.access import Actor
from tests.support.desk import Desk, Open
from tests.support.intake import (
    ANOMALY,
    QUESTION,
    REQUESTS,
    act,
    case_opened,
    filing,
    new_request,
    open_intake,
    registered,
    resolved,
)
from tests.support.people import CLERK, ENTERPRISE, TAX_SYSTEM

LOOK_UP = "/intake/v1/public/requests"


@pytest.fixture
async def intake(open_desk: Open) -> Desk:
    return await open_intake(open_desk)


@asynccontextmanager
async def second_process(desk: Desk) -> AsyncIterator[Desk]:
    """Another instance of the service on the same database."""
    app = create_app(desk.runtime.settings, clock=desk.clock, log=desk.log)  # type: ignore[arg-type]
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            yield replace(desk, app=app, client=client)


async def create(desk: Desk, body: Any = ANOMALY, *, key: str, actor: Actor = TAX_SYSTEM, **headers: str) -> Any:
    return await desk.send(actor, "POST", REQUESTS, body, idempotency_key=key, **headers)


async def counted(desk: Desk) -> int:
    ((count,),) = await desk.rows("SELECT count(*) FROM request")
    return int(count)


async def test_many_at_once_are_registered_each_with_its_own_number(intake: Desk) -> None:
    answers = await asyncio.gather(*(create(intake, key=f"key-{n:05d}") for n in range(60)))

    assert {answer.status_code for answer in answers} == {201}
    numbers = sorted(answer.json()["number"][19:24] for answer in answers)
    assert numbers == [f"{n:05d}" for n in range(1, 61)]
    assert len(await intake.emitted()) == 120


async def test_one_that_is_refused_does_not_touch_the_others_of_its_batch(intake: Desk) -> None:
    bad = {**ANOMALY, "application": "unheard-of"}

    answers = await asyncio.gather(*(create(intake, bad if n % 3 else ANOMALY, key=f"key-{n:05d}") for n in range(30)))

    assert [answer.status_code for answer in answers] == [422 if n % 3 else 201 for n in range(30)]
    assert await counted(intake) == 10
    assert len(await intake.rows("SELECT * FROM runtime.idempotency")) == 10


async def test_one_that_the_database_refuses_fails_alone(intake: Desk) -> None:
    async with intake.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE request ADD CHECK (title <> 'poison')"))

    titles = ["poison" if n == 7 else f"税单{n}" for n in range(20)]
    answers = await asyncio.gather(
        *(create(intake, {**ANOMALY, "title": title}, key=f"key-{n:05d}") for n, title in enumerate(titles))
    )

    assert [answer.status_code for answer in answers] == [500 if title == "poison" else 201 for title in titles]
    assert await counted(intake) == 19


async def test_each_of_many_keeps_its_own_trace_and_request_id(intake: Desk) -> None:
    answers = await asyncio.gather(
        *(create(intake, key=f"key-{n:05d}", x_request_id=f"request-{n:05d}") for n in range(12))
    )
    await intake.settled()

    traces = dict(await intake.rows("SELECT key, headers ->> 'ce_traceparent' FROM runtime.outbox_sent WHERE seq = 2"))
    assert traces == {answer.json()["id"]: answer.headers["traceparent"] for answer in answers}
    on_record = await intake.rows("SELECT request_id FROM runtime.audit WHERE operation = 'create_request'")
    assert sorted(on_record) == [(f"request-{n:05d}",) for n in range(12)]


async def test_the_same_key_many_times_at_once_is_one_request_and_one_answer(intake: Desk) -> None:
    answers = await asyncio.gather(*(create(intake, key="the-same-key") for _ in range(20)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert sorted(answer.headers.get("idempotency-replayed", "") for answer in answers) == ["", *["true"] * 19]
    assert await counted(intake) == 1


async def test_the_same_key_for_another_body_is_refused_in_one_batch_and_later(intake: Desk) -> None:
    other = {**ANOMALY, "title": "另一张税单"}

    at_once = await asyncio.gather(*(create(intake, body, key="the-same-key") for body in (ANOMALY, other, ANOMALY)))
    first_won = at_once[0].status_code == 201
    winner, loser = (ANOMALY, other) if first_won else (other, ANOMALY)
    later = [await create(intake, body, key="the-same-key") for body in (loser, winner)]
    later_at_once = await asyncio.gather(
        *(create(intake, body, key="the-same-key") for body in (loser, winner, loser, winner))
    )

    assert [answer.status_code for answer in at_once] == ([201, 422, 201] if first_won else [422, 201, 422])
    assert [answer.status_code for answer in later] == [422, 201]
    assert [answer.status_code for answer in later_at_once] == [422, 201, 422, 201]
    assert later[0].json()["type"] == "/problems/idempotency-key-reused"
    assert await counted(intake) == 1


async def test_the_same_key_from_two_processes_is_one_request(intake: Desk) -> None:
    async with second_process(intake) as other:
        for n in range(8):
            key = f"shared-key-{n}"
            answers = await asyncio.gather(*(create(desk, key=key) for desk in (intake, other, other, intake)))
            assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
            assert len({answer.content for answer in answers}) == 1

    assert await counted(intake) == 8


async def test_two_processes_never_give_one_number_twice(intake: Desk) -> None:
    async with second_process(intake) as other:
        answers = await asyncio.gather(
            *(create(desk, key=f"key-{n}-{desk is other}") for n in range(20) for desk in (intake, other))
        )

    assert len({answer.json()["number"] for answer in answers}) == 40


async def test_a_key_is_its_callers_own(intake: Desk) -> None:
    machine = await create(intake, key="the-same-key")
    person = await create(intake, QUESTION, key="the-same-key", actor=ENTERPRISE)

    assert machine.json()["id"] != person.json()["id"]


async def test_a_machine_that_names_no_key_is_refused_and_a_person_is_not(intake: Desk) -> None:
    before = await intake.snapshot()

    machine = await intake.send(TAX_SYSTEM, "POST", REQUESTS, ANOMALY)

    assert (machine.status_code, machine.json()["type"]) == (422, "/problems/idempotency-key-required")
    assert await intake.snapshot() == before
    assert (await intake.send(ENTERPRISE, "POST", REQUESTS, QUESTION)).status_code == 201


@pytest.mark.parametrize("key", ["short", "x" * 129, "with space"])
async def test_a_key_that_is_none_is_named_as_the_fault(intake: Desk, key: str) -> None:
    answer = await create(intake, key=key)

    assert answer.status_code == 422
    assert [error["in"] for error in answer.json()["errors"]] == ["header"]


async def test_a_message_sent_again_is_one_message_and_on_another_request_another_intention(intake: Desk) -> None:
    one, two = [(await registered(intake))["id"] for _ in range(2)]
    words, key = {"text": "已补充。"}, {"idempotency_key": "message-0001"}

    first = await intake.send(TAX_SYSTEM, "POST", f"{REQUESTS}/{one}/messages", words, **key)
    again = await intake.send(TAX_SYSTEM, "POST", f"{REQUESTS}/{one}/messages", words, **key)
    elsewhere = await intake.send(TAX_SYSTEM, "POST", f"{REQUESTS}/{two}/messages", words, **key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert (elsewhere.status_code, elsewhere.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert await intake.rows("SELECT count(*) FROM message") == [(1,)]


async def test_messages_sent_twice_at_once_are_one_message(intake: Desk) -> None:
    request = (await registered(intake))["id"]

    answers = await asyncio.gather(
        *(
            intake.send(
                TAX_SYSTEM,
                "POST",
                f"{REQUESTS}/{request}/messages",
                {"text": "已补充。"},
                idempotency_key="message-0001",
            )
            for _ in range(4)
        )
    )

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert 201 in {answer.status_code for answer in answers}
    assert await intake.rows("SELECT count(*) FROM message") == [(1,)]


async def test_number_and_code_of_the_receipt_open_the_look_up_for_anybody(intake: Desk) -> None:
    receipt = await registered(intake)
    code = receipt["lookup_code"]

    for written in (code, code.lower(), f"{code[:4]}-{code[4:]}"):
        answer = await intake.send(None, "GET", f"{LOOK_UP}/{receipt['number']}?code={written}")
        assert answer.status_code == 200
        assert answer.json().keys() == {"number", "status", "changed_at"}
        assert answer.json()["status"] == "accepted"


async def test_a_wrong_code_an_unknown_number_and_a_misread_number_look_alike(intake: Desk) -> None:
    receipt = await registered(intake)
    number, code = receipt["number"], receipt["lookup_code"]
    other = (await registered(intake))["lookup_code"]
    misread = number[:-1] + str((int(number[-1]) + 1) % 10)

    answers = [
        await intake.send(None, "GET", f"{LOOK_UP}/{asked}?code={shown}")
        for asked, shown in (
            (number, other),
            ("HA-20261123-410100-00042-6", code),
            (misread, code),
            ("rubbish", code),
            (number, "编码编码"),
        )
    ]

    told = [{**answer.json(), "instance": "", "request_id": ""} for answer in answers]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert all(problem == told[0] for problem in told)


async def test_a_replayed_receipt_still_opens_the_look_up(intake: Desk) -> None:
    await create(intake, key="the-same-key")
    again = (await create(intake, key="the-same-key")).json()

    answer = await intake.send(None, "GET", f"{LOOK_UP}/{again['number']}?code={again['lookup_code']}")

    assert answer.status_code == 200


async def test_a_request_that_a_case_brought_can_be_looked_up_by_nobody_who_has_no_code(intake: Desk) -> None:
    await intake.publish(case_opened(new_request(), filing=filing()))
    ((number,),) = await intake.rows("SELECT number FROM request")

    assert (await intake.send(None, "GET", f"{LOOK_UP}/{number}?code=00000000")).status_code == 404


async def test_of_two_who_close_at_once_one_does(intake: Desk) -> None:
    request = await resolved(intake)
    path = f"{REQUESTS}/{request}/closure"

    answers = await asyncio.gather(*(intake.send(CLERK, "POST", path, {"final_reply": f"答复{n}"}) for n in range(2)))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert await intake.rows("SELECT count(*) FROM message WHERE final") == [(1,)]


async def test_acts_at_once_take_one_version_each(intake: Desk) -> None:
    request = (await registered(intake))["id"]

    await asyncio.gather(*(act(intake, CLERK, request, "messages", {"text": f"第{n}条"}) for n in range(8)))

    events = [event for event in await intake.emitted() if event.key == request]
    assert [event.version for event in events] == list(range(1, 11))
