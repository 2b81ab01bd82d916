"""Many requests in one body: each line for itself, each once, whatever stands before and after it."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from shared.kernel.access import Actor
from tests.support.desk import Desk, Open
from tests.support.intake import ANOMALY, QUESTION, REQUESTS, open_intake
from tests.support.people import CLERK, ENTERPRISE, HANDLER, TAX_SYSTEM, person
from tests.support.uploads import PATH, ndjson
from tests.support.waiting import eventually

MANY = 300
"""More than are registered in one transaction."""


@pytest.fixture
async def intake(open_desk: Open) -> Desk:
    return await open_intake(open_desk)


def line(n: int, **changes: Any) -> dict[str, Any]:
    return {"idempotency_key": f"line-{n:06d}", **ANOMALY, "title": f"第{n}张税单仍显示支付处理中", **changes}


async def upload(
    desk: Desk, body: bytes | AsyncIterator[bytes], actor: Actor | None = TAX_SYSTEM, **headers: str
) -> httpx.Response:
    return await desk.send_as_it_is(actor, PATH, body, {"content_type": "application/x-ndjson", **headers})


async def results(desk: Desk, *lines: Any, **headers: str) -> list[dict[str, Any]]:
    answer = await upload(desk, ndjson(lines), TAX_SYSTEM, **headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return told(answer)


def told(answer: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.text.splitlines()]


def faults(result: dict[str, Any]) -> tuple[int, str, list[str]]:
    problem = result["problem"]
    assert result["receipt"] is None
    assert result["status"] == problem["status"]
    pointers = [error["pointer"] for error in problem.get("errors", [])]
    return result["status"], problem["type"].removeprefix("/problems/"), pointers


async def counted(desk: Desk) -> int:
    ((count,),) = await desk.rows("SELECT count(*) FROM request")
    return int(count)


async def test_each_line_is_registered_and_answered_in_its_order(intake: Desk) -> None:
    found = await results(intake, *(line(n) for n in range(MANY)))

    assert [(r["line"], r["key"], r["status"], r["replayed"]) for r in found] == [
        (n + 1, f"line-{n:06d}", 201, False) for n in range(MANY)
    ]
    assert all(r["problem"] is None for r in found)
    assert len({r["receipt"]["number"] for r in found}) == await counted(intake) == MANY
    assert len(await intake.emitted()) == 2 * MANY
    first = await intake.send(TAX_SYSTEM, "GET", f"{REQUESTS}/{found[0]['receipt']['id']}")
    assert first.json()["title"] == line(0)["title"]


async def test_a_receipt_opens_the_public_look_up(intake: Desk) -> None:
    (found,) = await results(intake, line(1))
    receipt = found["receipt"]

    answer = await intake.send(
        None, "GET", f"/intake/v1/public/requests/{receipt['number']}?code={receipt['lookup_code']}"
    )

    assert answer.json()["status"] == "accepted"


async def test_a_line_that_is_refused_touches_neither_those_before_nor_those_behind_it(intake: Desk) -> None:
    without_a_key = {name: value for name, value in line(5).items() if name != "idempotency_key"}
    sent: list[Any] = [
        line(0),
        b"{",
        line(2, application="tax-paymnet"),
        line(3, tilte="x"),
        line(4, references=[{"type": "container", "number": "CSQU3054384"}]),
        without_a_key,
        b"",
        [line(7)],
        line(8, idempotency_key="short"),
        b'{"idempotency_key": "line-000009", "title": "a\\u0000b"}',
        b'\xff"',
        line(11),
    ]

    found = await results(intake, *sent)

    assert [r["line"] for r in found] == list(range(1, len(sent) + 1))
    assert [r["status"] for r in found] == [201, *[422] * 10, 201]
    assert [faults(r)[1:] for r in found[1:9]] == [
        ("invalid-input", [""]),
        ("unknown-application", ["/application"]),
        ("invalid-input", ["/tilte"]),
        ("bad-check-character", ["/references/0/number"]),
        ("invalid-input", ["/idempotency_key"]),
        ("invalid-input", [""]),
        ("invalid-input", [""]),
        ("invalid-input", ["/idempotency_key"]),
    ]
    assert "/title" in faults(found[9])[2]
    assert [r["key"] for r in found] == [
        "line-000000", None, "line-000002", "line-000003", "line-000004", None, None, None, "short", "line-000009",
        None, "line-000011",
    ]  # fmt: skip
    assert await counted(intake) == 2


async def test_problems_are_in_the_callers_language_and_name_the_request(intake: Desk) -> None:
    wrong = line(1, application="tax-paymnet")

    (zh,) = await results(intake, wrong)
    (en,) = await results(intake, wrong, accept_language="en", x_request_id="batch-0001")

    assert zh["problem"]["detail"].startswith("应用目录中没有tax-paymnet。")
    assert en["problem"]["detail"].startswith("The application catalogue has no tax-paymnet.")
    assert (en["problem"]["instance"], en["problem"]["request_id"]) == (PATH, "batch-0001")


async def test_a_body_of_refused_lines_leaves_nothing_behind(intake: Desk) -> None:
    await intake.settled()
    before = await intake.snapshot()

    unknown, misspelt = await results(
        intake, line(1, application="tax-paymnet"), {**line(2), "tilte": line(2)["title"], "title": None}
    )

    assert faults(unknown) == (422, "unknown-application", ["/application"])
    assert faults(misspelt) == (422, "invalid-input", ["/title", "/tilte"])
    assert await intake.snapshot() == before


async def test_a_file_sent_again_gets_the_first_answers_again(intake: Desk) -> None:
    sent = [line(n) for n in range(MANY)]
    first = await results(intake, *sent)
    sent.append(line(MANY))

    again = await results(intake, *sent)

    assert [r["replayed"] for r in again] == [*[True] * MANY, False]
    assert [r["receipt"] for r in again[:MANY]] == [r["receipt"] for r in first]
    assert await counted(intake) == MANY + 1


async def test_a_key_twice_in_one_file_is_one_request_and_with_another_body_a_refusal(intake: Desk) -> None:
    other = line(1, title="另一张税单")

    together = await results(intake, line(1), line(1), other)
    apart = await results(intake, *(line(n) for n in range(2, MANY)), other, line(1))

    assert [(r["status"], r["replayed"]) for r in together] == [(201, False), (201, True), (422, False)]
    assert together[1]["receipt"] == together[0]["receipt"] == apart[-1]["receipt"]
    reused = (422, "idempotency-key-reused", ["/idempotency_key"])
    assert faults(together[2]) == faults(apart[-2]) == reused
    assert await counted(intake) == MANY - 1


async def test_a_key_names_one_intention_whichever_way_it_comes(intake: Desk) -> None:
    single = await intake.send(TAX_SYSTEM, "POST", REQUESTS, ANOMALY, idempotency_key="line-000001")

    (found,) = await results(intake, line(1))

    assert single.status_code == 201
    assert faults(found) == (422, "idempotency-key-reused", ["/idempotency_key"])
    assert await counted(intake) == 1


async def test_a_line_that_the_database_refuses_fails_alone(intake: Desk) -> None:
    async with intake.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE request ADD CHECK (title <> 'poison')"))

    found = await results(intake, *(line(n, **({"title": "poison"} if n == 7 else {})) for n in range(20)))

    assert [r["status"] for r in found] == [500 if n == 7 else 201 for n in range(20)]
    assert faults(found[7])[1] == "internal-error"
    assert await counted(intake) == 19


async def test_a_line_beyond_the_limit_is_refused_by_itself(intake: Desk) -> None:
    huge = line(2, description="长" * 50_000)

    found = await results(intake, line(1), huge, line(3))

    assert [r["status"] for r in found] == [201, 422, 201]
    assert faults(found[1]) == (422, "line-too-long", [])
    assert found[1]["problem"]["limit"] == intake.runtime.settings.max_line


async def test_a_last_line_without_an_end_counts_and_a_body_without_lines_has_no_answer(intake: Desk) -> None:
    whole = await upload(intake, ndjson([line(1), line(2)]).rstrip(b"\n"))
    windows = await upload(intake, ndjson([line(3), line(4)]).replace(b"\n", b"\r\n"))
    empty = await upload(intake, b"")

    assert [r["status"] for r in told(whole) + told(windows)] == [201] * 4
    assert (empty.status_code, empty.content) == (200, b"")


async def test_where_the_network_cuts_a_body_makes_no_difference(intake: Desk) -> None:
    body = ndjson(line(n) for n in range(20))

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 7):
            yield body[at : at + 7]

    assert [r["status"] for r in told(await upload(intake, pieces()))] == [201] * 20


@pytest.mark.parametrize(
    "headers",
    [
        {"content_type": "application/json"},
        {"content_type": ""},
        {"content_type": "application/x-ndjson-seq"},
        {"content_encoding": "gzip"},
    ],
)
async def test_what_does_not_say_that_it_is_plain_ndjson_is_of_an_unsupported_type(
    intake: Desk, headers: dict[str, str]
) -> None:
    answer = await upload(intake, ndjson([line(1)]), TAX_SYSTEM, **headers)

    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")
    assert answer.headers["accept"] == "application/x-ndjson"
    assert await counted(intake) == 0


async def test_who_may_not_create_is_refused_before_the_first_line_is_read(intake: Desk) -> None:
    read: list[int] = []

    async def body() -> AsyncIterator[bytes]:
        read.append(1)
        yield ndjson([line(1)])

    await intake.settled()
    before = await intake.snapshot()
    nobody = await upload(intake, body(), None)
    handler = await upload(intake, body(), HANDLER)
    without_scope = await upload(intake, body(), person("client-x", "HA-TAX", *TAX_SYSTEM.roles))

    assert [answer.status_code for answer in (nobody, handler, without_scope)] == [401, 403, 403]
    assert all(answer.headers["connection"] == "close" for answer in (nobody, handler, without_scope))
    assert read == []
    assert await intake.snapshot() == before
    on_record = await intake.rows("SELECT operation FROM runtime.audit WHERE outcome <> 'permitted'")
    assert on_record == [("create_requests",)] * 2


async def test_whose_channel_it_is_not_is_refused_line_by_line(intake: Desk) -> None:
    mine = {"idempotency_key": "question-1", **QUESTION}

    own, foreign = told(await upload(intake, ndjson([mine, line(1)]), ENTERPRISE))

    assert own["status"] == 201
    assert faults(foreign) == (422, "not-your-channel", ["/channel"])


async def test_a_token_that_ends_while_the_body_goes_on_ends_the_answer(intake: Desk) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield ndjson([line(1)])
        intake.clock.forward(timedelta(minutes=11))
        yield ndjson([line(2), line(3)])

    found = told(await upload(intake, body()))

    assert [(r["line"], r["status"]) for r in found] == [(1, 201), (2, 401)]
    assert await counted(intake) == 1


async def test_a_service_that_is_about_to_stop_ends_the_answer_after_what_it_has_in_hand(intake: Desk) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield ndjson([line(1)])
        intake.runtime.draining = True
        yield ndjson([line(2), line(3)])

    found = told(await upload(intake, body()))

    assert [(r["line"], r["status"]) for r in found] == [(1, 201), (2, 503)]
    assert faults(found[1])[1] == "stopping"
    assert await counted(intake) == 1


async def test_an_outbox_that_is_full_refuses_what_is_new_and_a_log_that_is_away_alone_does_not(
    open_desk: Open,
) -> None:
    intake = await open_intake(open_desk, max_waiting=4)
    await intake.runtime.supervisor.stop(within=5)  # nothing leaves the outbox, as while the log is away
    assert [r["status"] for r in await results(intake, line(1))] == [201]
    await intake.runtime.sampler.sample()

    async def body() -> AsyncIterator[bytes]:
        yield ndjson([line(2)])
        await intake.runtime.sampler.sample()
        yield ndjson([line(3), line(4)])

    found = told(await upload(intake, body()))
    single = await intake.send(TAX_SYSTEM, "POST", "/intake/v1/requests", ANOMALY, idempotency_key="single-1")

    assert intake.runtime.sampler.pending == 4
    assert [(r["line"], r["status"]) for r in found] == [(1, 201), (2, 503)]
    assert found[1]["problem"]["type"] == "/problems/congested"
    assert found[1]["problem"]["retry_after"] == 15
    assert (single.status_code, single.headers["retry-after"]) == (503, "15")
    assert single.json()["type"] == "/problems/congested"
    assert await counted(intake) == 2


async def test_single_creates_pass_a_batch_by(intake: Desk) -> None:
    finished: list[str] = []

    async def batch() -> None:
        await upload(intake, ndjson(line(n) for n in range(20 * MANY)))
        finished.append("batch")

    async def single(n: int) -> None:
        answer = await intake.send(TAX_SYSTEM, "POST", REQUESTS, ANOMALY, idempotency_key=f"single-{n}")
        assert answer.status_code == 201
        finished.append("single")

    under_way = asyncio.create_task(batch())
    await eventually(lambda: counted(intake))
    for n in range(5):
        await single(n)
    await under_way

    assert finished == ["single"] * 5 + ["batch"]


async def test_a_clerk_may_bring_what_came_by_telephone(intake: Desk) -> None:
    call = {"idempotency_key": "call-000001", **QUESTION, "channel": "hotline", "contact": {"name": "张先生"}}

    (found,) = told(await upload(intake, ndjson([call]), CLERK))

    assert found["receipt"]["first_contact"] == {"unit": CLERK.unit, "person": CLERK.person}
