"""Every operation takes the example it publishes, and every write refuses without leaving a trace."""

from typing import Any
from uuid import uuid4

import pytest

from shared.kernel.access import Actor
from shared.runtime.http.ndjson import MEDIA_TYPE as NDJSON
from tests.support.desk import Desk, Open
from tests.support.examples import Example, examples, send_every_example
from tests.support.intake import ANOMALY, QUESTION, REQUESTS, act, open_intake, registered, resolved
from tests.support.people import ADMINISTRATOR, CLERK, ENTERPRISE, HANDLER, OTHER_CLERK, TAX_SYSTEM
from tests.support.uploads import ndjson

KEY = {"idempotency_key": "a-key-of-its-own"}


@pytest.fixture
async def intake(open_desk: Open) -> Desk:
    return await open_intake(open_desk)


async def refused(
    intake: Desk, actor: Actor | None, path: str, body: Any, **headers: str
) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, problem and pointers of a refused write, which left nothing behind."""
    await intake.settled()
    before = await intake.snapshot()
    answer = await intake.send(actor, "POST", path, body, **headers)
    assert await intake.snapshot() == before, path
    problem = answer.json()
    faults = [(error["in"], error["pointer"]) for error in problem.get("errors", [])]
    return answer.status_code, problem["type"].removeprefix("/problems/"), faults


async def test_every_operation_takes_the_example_that_its_document_shows(intake: Desk) -> None:
    submitted = [(await registered(intake, ENTERPRISE))["id"] for _ in range(2)]
    running, leaving, asked = [(await registered(intake))["id"] for _ in range(3)]
    ending = await resolved(intake)
    receipt = await registered(intake)
    called = (await registered(intake, CLERK, contact={"name": "张三丰"}))["id"]
    message = (await act(intake, CLERK, running, "messages", {"text": "请补充回单。"}))["id"]
    await act(intake, CLERK, asked, "questions", {"text": "请补充回单。"})
    await intake.send(CLERK, "PUT", "/intake/v1/drafts/kept", {"text": "x"})
    queries = {
        "look_up_request": f"?code={receipt['lookup_code']}",
        "find_duplicates": "?reference_kind=tax_bill&reference=410120261123000871",
    }
    who: dict[str, tuple[Actor | None, str, int]] = {
        "create_request": (TAX_SYSTEM, "", 201),
        "create_requests": (TAX_SYSTEM, "", 200),
        "list_requests": (CLERK, "", 200),
        "read_request": (CLERK, running, 200),
        "accept_request": (CLERK, submitted[0], 200),
        "reject_request": (CLERK, submitted[1], 200),
        "add_message": (CLERK, running, 201),
        "ask_requester": (CLERK, running, 201),
        "record_answer": (TAX_SYSTEM, asked, 201),
        "list_messages": (CLERK, running, 200),
        "read_timeline": (CLERK, running, 200),
        "withdraw_request": (TAX_SYSTEM, leaving, 200),
        "close_request": (CLERK, ending, 200),
        "look_up_request": (None, "", 200),
        "find_duplicates": (CLERK, "", 200),
        "read_contact": (CLERK, called, 200),
        "mark_read": (CLERK, running, 204),
        "list_intake_drafts": (CLERK, "", 200),
        "put_intake_draft": (CLERK, "", 200),
        "read_intake_draft": (CLERK, "", 200),
        "delete_intake_draft": (CLERK, "", 204),
    }
    document = (await intake.send(None, "GET", "/intake/v1/openapi.json")).json()

    async def send(example: Example) -> None:
        actor, request, status = who[example.operation]
        path = example.path.format(
            request_id=request,
            message_id=message,
            number=receipt["number"],
            scope="new" if example.method == "PUT" else "kept",
        )
        path += queries.get(example.operation, "")
        if example.media == NDJSON:
            answer = await intake.send_as_it_is(actor, path, ndjson([example.body]), {"content_type": NDJSON})
            assert answer.json()["status"] == 201, (example, answer.text)
        else:
            answer = await intake.send(actor, example.method, path, example.body, idempotency_key=str(uuid4()))
        assert answer.status_code == status, (example, answer.text)

    await send_every_example(document, send)


async def test_a_registration_is_refused_for_what_the_desk_does_not_know_and_for_what_is_misspelt(
    intake: Desk,
) -> None:
    unknown = await refused(intake, TAX_SYSTEM, REQUESTS, {**ANOMALY, "application": "tax-paymnet"}, **KEY)
    without = {name: value for name, value in ANOMALY.items() if name != "title"}
    misspelt = await refused(intake, TAX_SYSTEM, REQUESTS, {**without, "tilte": "税单"}, **KEY)

    assert unknown == (422, "unknown-application", [("body", "/application")])
    assert misspelt == (422, "invalid-input", [("body", "/title"), ("body", "/tilte")])


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"territory": "4101"}, "bad-territory", "/territory"),
    ({"territory": ""}, "bad-territory", "/territory"),
    ({"enterprise": "91350100M000100Y44"}, "bad-check-character", "/enterprise"),
    ({"enterprise": ""}, "bad-enterprise", "/enterprise"),
    ({"system": "hn-sw-tx"}, "unknown-system", "/system"),
    ({"kind": "fault"}, "not-an-anomaly", "/anomaly_type"),
    ({"channel": "portal"}, "not-your-channel", "/channel"),
    ({"references": [{"type": "declaration", "number": "1"}]}, "bad-reference", "/references/0/number"),
    (
        {"references": [ANOMALY["references"][0], {"type": "container", "number": "CSQU3054384"}]},
        "bad-check-character",
        "/references/1/number",
    ),
    ({"references": [{"type": "declaration"}]}, "invalid-input", "/references/0/number"),
    ({"references": [{"type": "parcel", "number": "1"}]}, "invalid-input", "/references/0/type"),
    ({"references": [ANOMALY["references"][0]] * 51}, "invalid-input", "/references"),
    ({"contact": {"name": "张", "phone": "x"}}, "invalid-input", "/contact/phone"),
    ({"contact": {"name": "张", "email": "at"}}, "invalid-input", "/contact/email"),
    ({"severity": "S9"}, "invalid-input", "/severity"),
    ({"title": "x"}, "invalid-input", "/title"),
    ({"title": "x" * 201}, "invalid-input", "/title"),
    ({"application": "a b"}, "invalid-input", "/application"),
    ({"status": "closed"}, "invalid-input", "/status"),
    ({"first_contact": {"unit": "HA-TAX"}}, "invalid-input", "/first_contact"),
]


async def test_each_member_of_a_registration_is_checked_and_named(intake: Desk) -> None:
    for change, problem, pointer in FAULTS:
        found = await refused(intake, TAX_SYSTEM, REQUESTS, ANOMALY | change, **KEY)
        assert found == (422, problem, [("body", pointer)]), change


async def test_a_text_that_cannot_be_stored_is_refused_and_not_our_failure(intake: Desk) -> None:
    for member in ("title", "description", "territory", "enterprise"):
        found = await refused(intake, TAX_SYSTEM, REQUESTS, {**ANOMALY, member: "a\x00b"}, **KEY)
        assert found == (422, "invalid-input", [("body", f"/{member}")])


async def test_an_acceptance_is_refused_twice_and_for_what_is_no_id(intake: Desk) -> None:
    request = (await registered(intake, ENTERPRISE))["id"]
    await act(intake, CLERK, request, "acceptance")

    again = await refused(intake, CLERK, f"{REQUESTS}/{request}/acceptance", None)
    no_id = await refused(intake, CLERK, f"{REQUESTS}/first/acceptance", None)

    assert again == (409, "not-allowed", [])
    assert no_id == (422, "invalid-input", [("path", "/request_id")])


async def test_a_rejection_is_refused_once_accepted_and_without_a_reason(intake: Desk) -> None:
    request = (await registered(intake))["id"]

    accepted = await refused(intake, CLERK, f"{REQUESTS}/{request}/rejection", {"reason": "不属于单一窗口"})
    silent = await refused(intake, CLERK, f"{REQUESTS}/{request}/rejection", {"reason": ""})

    assert accepted == (409, "not-allowed", [])
    assert silent == (422, "invalid-input", [("body", "/reason")])


async def test_a_message_is_refused_after_the_end_and_without_words(intake: Desk) -> None:
    request = await resolved(intake)
    path = f"{REQUESTS}/{request}/messages"

    early_question = await refused(intake, CLERK, path, {"text": "还有吗？", "asks": True})
    await act(intake, CLERK, request, "closure", {"final_reply": "已更正。"})
    ended = await refused(intake, CLERK, path, {"text": "再说一句"})
    empty = await refused(intake, CLERK, path, {"text": ""})

    assert early_question == (409, "not-allowed", [])
    assert ended == (409, "already-ended", [])
    assert empty == (422, "invalid-input", [("body", "/text")])


async def test_a_question_is_refused_where_one_is_open_before_the_acceptance_and_without_words(intake: Desk) -> None:
    asked = f"{REQUESTS}/{(await registered(intake))['id']}/questions"
    await intake.send(CLERK, "POST", asked, {"text": "回单号是多少？"})
    submitted = f"{REQUESTS}/{(await registered(intake, ENTERPRISE, territory='410100'))['id']}/questions"

    twice = await refused(intake, CLERK, asked, {"text": "还有报关单号？"})
    too_early = await refused(intake, CLERK, submitted, {"text": "回单号是多少？"})
    silent = await refused(intake, CLERK, asked, {"text": ""})
    misspelt = await refused(intake, CLERK, asked, {"text": "还有？", "asks": True})

    assert twice == (409, "not-allowed", [])
    assert too_early == (403, "not-yours", [])
    assert silent == (422, "invalid-input", [("body", "/text")])
    assert misspelt == (422, "invalid-input", [("body", "/asks")])


async def test_an_answer_is_refused_where_nothing_was_asked_and_without_words(intake: Desk) -> None:
    path = f"{REQUESTS}/{(await registered(intake))['id']}/answers"

    unasked = await refused(intake, TAX_SYSTEM, path, {"text": "已补充。"}, **KEY)
    silent = await refused(intake, TAX_SYSTEM, path, {}, **KEY)
    without_key = await refused(intake, TAX_SYSTEM, path, {"text": "已补充。"})

    assert unasked == (409, "not-allowed", [])
    assert silent == (422, "invalid-input", [("body", "/text")])
    assert without_key == (422, "idempotency-key-required", [])


async def test_a_read_mark_is_refused_for_what_is_no_message_and_no_id(intake: Desk) -> None:
    messages = f"{REQUESTS}/{(await registered(intake))['id']}/messages"
    await intake.settled()
    before = await intake.snapshot()

    unknown = await intake.send(CLERK, "PUT", f"{messages}/{uuid4()}/read-mark")
    no_id = await intake.send(CLERK, "PUT", f"{messages}/first/read-mark")

    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/not-found")
    assert (no_id.status_code, no_id.json()["errors"][0]["pointer"]) == (422, "/message_id")
    assert await intake.snapshot() == before


async def test_a_withdrawal_is_refused_when_all_is_done_and_without_a_reason(intake: Desk) -> None:
    path = f"{REQUESTS}/{await resolved(intake)}/withdrawal"

    too_late = await refused(intake, TAX_SYSTEM, path, {"reason": "已自行解决。"})
    silent = await refused(intake, TAX_SYSTEM, path, {})

    assert too_late == (409, "not-allowed", [])
    assert silent == (422, "invalid-input", [("body", "/reason")])


async def test_a_closure_is_refused_before_the_lead_is_done_and_without_a_reply(intake: Desk) -> None:
    path = f"{REQUESTS}/{(await registered(intake))['id']}/closure"

    too_early = await refused(intake, CLERK, path, {"final_reply": "已更正。"})
    silent = await refused(intake, CLERK, path, {"final_reply": None})

    assert too_early == (409, "not-allowed", [])
    assert silent == (422, "invalid-input", [("body", "/final_reply")])


async def test_whoever_looked_at_an_older_version_is_told_and_changes_nothing(intake: Desk) -> None:
    request = await resolved(intake)
    bodies = {"closure": {"final_reply": "已更正。"}, "withdrawal": {"reason": "x"}, "rejection": {"reason": "x"}}

    for path, body in bodies.items():
        actor = TAX_SYSTEM if path == "withdrawal" else CLERK
        stale = await refused(intake, actor, f"{REQUESTS}/{request}/{path}", body, if_match='"2"')
        assert stale == (412, "stale", [])
    read = await intake.send(CLERK, "GET", f"{REQUESTS}/{request}")
    closed = await act(intake, CLERK, request, "closure", bodies["closure"], if_match=read.headers["etag"])

    assert closed["status"] == "closed"


async def test_who_may_not_know_of_a_request_cannot_tell_it_from_one_that_does_not_exist(intake: Desk) -> None:
    request = (await registered(intake, CLERK))["id"]
    writes: list[tuple[str, Any]] = [
        ("acceptance", None),
        ("rejection", {"reason": "x"}),
        ("messages", {"text": "x"}),
        ("questions", {"text": "x"}),
        ("answers", {"text": "x"}),
        ("withdrawal", {"reason": "x"}),
        ("closure", {"final_reply": "x"}),
    ]

    for stranger in (OTHER_CLERK, HANDLER, ENTERPRISE, ADMINISTRATOR):
        for path, body in writes:
            hidden = await intake.send(stranger, "POST", f"{REQUESTS}/{request}/{path}", body)
            absent = await intake.send(stranger, "POST", f"{REQUESTS}/{uuid4()}/{path}", body)
            assert _anonymous(hidden.json()) == _anonymous(absent.json())
            assert hidden.status_code == 404
        for path in ("", "/messages", "/timeline"):
            hidden = await intake.send(stranger, "GET", f"{REQUESTS}/{request}{path}")
            absent = await intake.send(stranger, "GET", f"{REQUESTS}/{uuid4()}{path}")
            assert _anonymous(hidden.json()) == _anonymous(absent.json())


async def test_nobody_writes_or_reads_without_a_token(intake: Desk) -> None:
    document = (await intake.send(None, "GET", "/intake/v1/openapi.json")).json()

    for example in examples(document):
        if example.operation != "look_up_request":
            path = example.path.format(request_id=uuid4(), message_id=uuid4(), scope="new-request")
            answer = await intake.send(None, example.method, path, example.body, **KEY)
            assert answer.status_code == 401, example.operation


async def test_what_is_refused_for_want_of_a_right_is_on_record(intake: Desk) -> None:
    request = (await registered(intake))["id"]

    await intake.send(HANDLER, "POST", REQUESTS, QUESTION)
    await intake.send(OTHER_CLERK, "POST", f"{REQUESTS}/{request}/closure", {"final_reply": "x"})

    found = await intake.rows(
        "SELECT person, operation, record, outcome FROM runtime.audit WHERE outcome <> 'permitted' ORDER BY id"
    )
    assert found == [
        (HANDLER.person, "create_request", "", "not-yours"),
        (OTHER_CLERK.person, "close_request", request, "not-found"),
    ]


def _anonymous(problem: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in problem.items() if name not in ("instance", "request_id")}
