"""The HTTP edge on an application of its own: problems with true pointers, traces, preconditions, commits."""

import base64
import re
from collections.abc import AsyncIterator
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from services.intake.app import MONTHLY
from services.intake.settings import Settings
from shared.runtime.http.pages import cursor_of
from shared.runtime.telemetry import configure_logs
from tests.support.clock import NOON
from tests.support.desk import Desk, Open
from tests.support.lab import REQUEST_ID, create_app
from tests.support.logs import plain
from tests.support.people import CLERK, ENTERPRISE

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
async def lab(open_desk: Open) -> AsyncIterator[Desk]:
    configure_logs("lab")
    yield await open_desk("intake", create_app, Settings, monthly=MONTHLY, units=(), max_body=2_000)
    plain()


async def post(lab: Desk, body: Any, **headers: str) -> Any:
    return await lab.send(CLERK, "POST", "/lab/v1/things", body, **headers)


BODIES: list[tuple[Any, dict[str, str]]] = [
    ({}, {"/name": "missing"}),
    ({"name": 7}, {"/name": "string_type"}),
    ({"name": "a", "nmae": 1}, {"/nmae": "extra_forbidden"}),
    ({"name": "a", "a/b~c": 1}, {"/a~1b~0c": "extra_forbidden"}),
    ({"name": "a", "parts": [{"kind": "box"}]}, {"/parts/0/sizes": "missing"}),
    ({"name": "a", "parts": [{"kind": "box", "sizes": [1, "x"]}]}, {"/parts/0/sizes/1": "int_parsing"}),
    ({"name": "a", "parts": [{"kind": "box", "sizes": [1, 2, 3, 4]}]}, {"/parts/0/sizes": "too_long"}),
    (
        {"name": "a", "parts": [{"kind": "bag", "colour": "ok"}, {"kind": "bag", "colour": "x", "z": 0}]},
        {"/parts/1/colour": "string_too_short", "/parts/1/z": "extra_forbidden"},
    ),
    ({"name": "a", "parts": [{"kind": "sack"}]}, {"/parts/0": "union_tag_invalid"}),
    ({"name": "a", "parts": [{}]}, {"/parts/0": "union_tag_not_found"}),
    ({"name": "a", "parts": ["box"]}, {"/parts/0": "model_attributes_type"}),
    ({"name": "a", "extra": {"k/1": "x"}}, {"/extra/k~11": "int_parsing"}),
    ({"name": "a", "either": "x"}, {"/either": "list_type"}),
    ({"name": "a", "either": [1]}, {"/either/0": "string_type", "/either": "int_type"}),
    ([], {"": "model_attributes_type"}),
    ("text", {"": "model_attributes_type"}),
    ({"name": "a", "either": {}}, {"/either": "list_type"}),
]


async def test_every_fault_of_a_body_is_named_by_a_pointer_into_what_was_sent(lab: Desk) -> None:
    before = await lab.snapshot()

    for (body, pointers), language in product(BODIES, ("zh", "en")):
        answer = await post(lab, body, accept_language=language)
        problem = answer.json()
        assert answer.status_code == problem["status"] == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
        found = [(error["pointer"], error["code"]) for error in problem["errors"]]
        assert set(pointers.items()) <= set(found), body
        assert {place for place, _ in found} == pointers.keys(), body
        said = [problem["title"], problem["detail"], *(error["detail"] for error in problem["errors"])]
        assert all(bool(re.search("[\u4e00-\u9fff]", words)) is (language == "zh") for words in said), said

    assert await lab.snapshot() == before


async def test_what_is_no_json_is_a_problem_and_not_a_failure_of_ours(lab: Desk) -> None:
    headers = {**await bearer(lab), "content-type": "application/json"}

    for sent in (b"{", b'{"name": "a"', b"{'name': 1}", b'\xff"', b"[" * 1_900):
        answer = await lab.client.post("/lab/v1/things", content=sent, headers=headers)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("", "json_invalid")]


async def test_a_text_that_cannot_be_stored_is_a_fault_of_its_member(lab: Desk) -> None:
    headers = {**await bearer(lab), "content-type": "application/json"}

    for sent, at in (
        (b'{"name":"a\\u0000b"}', "/name"),
        (b'{"name":"\\ud800"}', "/name"),
        (b'{"name":"a","either":["b","\\udfff"]}', "/either"),
        (b'{"name":"a","parts":[{"kind":"bag","colour":"red\\u0000"}]}', "/parts/0/colour"),
    ):
        answer = await lab.client.post("/lab/v1/things", content=sent, headers=headers)
        assert answer.status_code == 422
        assert {(error["pointer"], error["code"]) for error in answer.json()["errors"]} >= {(at, "string_unicode")}


async def test_a_body_that_does_not_say_it_is_json_is_of_an_unsupported_type(lab: Desk) -> None:
    answer = await lab.client.post(
        "/lab/v1/things", content=b'{"name":"a"}', headers={**await bearer(lab), "content-type": "text/plain"}
    )

    assert answer.status_code == 415
    assert answer.json()["type"] == "/problems/unsupported-media-type"


async def test_a_body_beyond_the_limit_is_too_large_whether_it_says_so_or_not(lab: Desk) -> None:
    async def unannounced() -> Any:
        for _ in range(5):
            yield b" " * 500

    said = await post(lab, {"name": "x" * 2_000})
    unsaid = await lab.client.post(
        "/lab/v1/things", content=unannounced(), headers={**await bearer(lab), "content-type": "application/json"}
    )

    for answer in (said, unsaid):
        assert answer.status_code == 413
        assert answer.json()["type"] == "/problems/too-large"


async def test_what_the_framework_refuses_is_a_problem_too(lab: Desk) -> None:
    for method, path, status, slug in (
        ("GET", "/lab/v1/nothing", 404, "not-found"),
        ("GET", "/", 404, "not-found"),
        ("DELETE", "/lab/v1/things", 405, "method-not-allowed"),
        ("PUT", "/lab/v1/things/abc", 422, "invalid-input"),
        ("GET", "/lab/v1/away", 503, "unavailable"),
    ):
        answer = await lab.send(CLERK, method, path)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
        assert answer.json()["instance"] == path
        assert ("retry-after" in answer.headers) is (status == 503)
        assert ("allow" in answer.headers) is (status == 405)


async def test_an_unknown_query_parameter_is_refused_by_name_with_those_that_exist(lab: Desk) -> None:
    answer = await lab.send(CLERK, "GET", "/lab/v1/things?limt=3", accept_language="en")

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/unknown-parameter"
    assert (answer.json()["parameter"], answer.json()["allowed"]) == ("limt", "cursor, limit")


async def test_a_query_parameter_out_of_range_is_named(lab: Desk) -> None:
    for query in ("limit=0", "limit=201", "limit=x", "limit=99999999999999999999999"):
        answer = await lab.send(CLERK, "GET", f"/lab/v1/things?{query}")
        assert answer.status_code == 422
        assert [(error["in"], error["pointer"]) for error in answer.json()["errors"]] == [("query", "/limit")]


async def test_a_cursor_that_no_page_ended_with_is_refused(lab: Desk) -> None:
    before_all_time = f"0001-01-01T00:00:00+23:59 {UUID(int=0).hex}"
    forged = [base64.urlsafe_b64encode(text.encode()).decode() for text in (before_all_time, "2026-11-23 0", "")]

    for cursor in ("x", "%00", "é", *forged):
        answer = await lab.send(CLERK, "GET", f"/lab/v1/things?cursor={cursor}")
        assert answer.status_code == 422, cursor
        assert answer.json()["type"] == "/problems/bad-cursor"


async def test_the_cursor_of_an_item_stands_for_its_place(lab: Desk) -> None:
    cursor = cursor_of(NOON, UUID(REQUEST_ID))
    answer = await lab.send(CLERK, "GET", f"/lab/v1/things?cursor={cursor}")

    assert answer.json() == {"after": str((NOON, UUID(REQUEST_ID)))}


async def test_nobody_valid_gets_one_answer_for_all_causes(lab: Desk) -> None:
    token = (await bearer(lab))["Authorization"]
    causes = [None, "", "Bearer", "Bearer x", f"{token}x", token.replace("Bearer", "Basic"), "Bearer " + "x" * 5_000]

    answers = [
        await lab.client.get("/lab/v1/things", headers={"Authorization": cause} if cause is not None else {})
        for cause in causes
    ]

    told = [{**answer.json(), "request_id": ""} for answer in answers]
    assert all(answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer" for answer in answers)
    assert all(problem == told[0] for problem in told)


async def test_who_may_not_is_told_so_and_the_attempt_is_on_record(lab: Desk) -> None:
    answer = await lab.send(ENTERPRISE, "POST", "/lab/v1/things", {"name": "a"}, x_request_id="attempt-0001")

    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/not-yours"
    rows = await lab.rows("SELECT person, operation, outcome, request_id FROM runtime.audit")
    assert rows == [(ENTERPRISE.person, "make_thing", "not-yours", "attempt-0001")]


async def test_the_language_is_chinese_unless_english_is_preferred(lab: Desk) -> None:
    for asked, language in (
        ("", "zh"),
        ("en", "en"),
        ("en-GB,zh;q=0.9", "en"),
        ("zh-CN,en;q=0.9", "zh"),
        ("fr, en;q=0.2", "en"),
        ("fr", "zh"),
        ("en;q=0", "zh"),
        ("en;q=nonsense", "zh"),
        ("zh;q=0.1, en;q=0.2", "en"),
    ):
        answer = await lab.send(CLERK, "GET", "/lab/v1/nothing", accept_language=asked)
        assert answer.headers["content-language"] == language, asked
        assert answer.json()["title"] == ("没有找到" if language == "zh" else "Not found")


async def test_a_stale_write_is_412_for_whoever_said_what_it_saw_and_409_for_whoever_did_not(lab: Desk) -> None:
    for number, precondition, status in (
        (1, '"3"', 200),
        (1, None, 200),
        (1, "*", 200),
        (1, 'W/"3"', 200),
        (1, '"2"', 412),
        (0, None, 409),
        (0, '"3"', 412),
    ):
        headers = {"if_match": precondition} if precondition else {}
        answer = await lab.send(CLERK, "PUT", f"/lab/v1/things/{number}", **headers)
        assert answer.status_code == status, precondition
        if status != 200:
            assert answer.json()["type"] == "/problems/stale"
            assert (answer.json()["seen"], answer.json()["current"]) == (2, 3)


async def test_a_precondition_that_no_read_gave_is_refused(lab: Desk) -> None:
    for precondition in ("3", '"x"', '"1", "2"', '""', '"' + "9" * 19 + '"'):
        answer = await lab.send(CLERK, "PUT", "/lab/v1/things/1", if_match=precondition)
        assert answer.status_code == 422, precondition
        assert answer.json()["type"] == "/problems/bad-precondition"


async def test_a_request_id_and_a_trace_go_in_and_out_and_on_with_the_event(lab: Desk) -> None:
    answer = await post(lab, {"name": "a"}, x_request_id="request-0001", traceparent=PARENT)
    await lab.settled()

    assert answer.headers["x-request-id"] == "request-0001"
    _, trace, span, flags = answer.headers["traceparent"].split("-")
    assert (trace, flags) == (PARENT.split("-")[1], "01")
    assert span != PARENT.split("-")[2]
    stored = await lab.rows("SELECT headers ->> 'ce_traceparent' FROM runtime.outbox_sent")
    assert stored == [(answer.headers["traceparent"],)]
    assert await lab.rows("SELECT request_id FROM runtime.audit") == [("request-0001",)]


async def test_a_request_id_that_could_harm_a_log_is_replaced(lab: Desk) -> None:
    for given in ("short", "x" * 65, "with space", "zeile\x85zwei", ""):
        answer = await lab.client.get("/lab/v1/nothing", headers=[(b"x-request-id", given.encode("latin-1"))])
        assert re.fullmatch("[0-9a-f]{24}", answer.headers["x-request-id"])
        assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_an_undecided_use_case_answers_500_and_nothing_stays(lab: Desk) -> None:
    answer = await lab.send(CLERK, "POST", "/lab/v1/undecided")

    assert answer.status_code == 500
    assert await lab.rows("SELECT * FROM runtime.unit") == []


async def test_a_commit_that_fails_is_not_answered_with_success(lab: Desk) -> None:
    async with lab.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE late (k int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))

    answer = await lab.send(CLERK, "POST", "/lab/v1/late")

    assert answer.status_code == 500
    assert await lab.rows("SELECT * FROM late") == []


async def test_a_bug_of_ours_tells_the_request_id_and_nothing_else(lab: Desk) -> None:
    answer = await lab.send(CLERK, "GET", "/lab/v1/bug", accept_language="en", x_request_id="request-0002")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == "request-0002"
    assert "traceparent" in answer.headers
    assert "secret" not in answer.text


async def test_every_answer_forbids_sniffing_and_storing(lab: Desk) -> None:
    for path in ("/lab/v1/things", "/lab/v1/bug", "/lab/v1/nothing", "/lab/docs"):
        answer = await lab.send(CLERK, "GET", path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


async def bearer(lab: Desk) -> dict[str, str]:
    """The header that a request of the clerk carries."""
    request = (await lab.send(CLERK, "GET", "/lab/v1/nothing")).request
    return {"Authorization": request.headers["Authorization"]}
