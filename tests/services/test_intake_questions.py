"""Asking the requester for what is missing, and the answer: by their own side, or by a clerk who was told it."""

from typing import Any

import pytest

from shared.contracts import intake as events
from shared.kernel.access import Actor, Role
from tests.support.desk import Desk, Open
from tests.support.intake import REQUESTS, act, dispatched, done, open_intake, registered, seen, taken
from tests.support.people import CLERK, ENTERPRISE, HANDLER, OTHER_CLERK, SUPERVISOR, TAX_SYSTEM, person

QUESTION = {"text": "请补充银行缴款回单。"}
ANSWER = {"text": "回单号20261123000871。"}
HEAD = person("p-eport-head", "HA-EPORT", Role.HEAD)
TAX_CLERK = person("p-tax-clerk", "HA-TAX", Role.CLERK)


@pytest.fixture
async def intake(open_desk: Open) -> Desk:
    return await open_intake(open_desk)


async def in_hand(intake: Desk, actor: Actor = TAX_SYSTEM) -> str:
    """The id of a request that the E-port company works on."""
    request: str = (await registered(intake, actor))["id"]
    if actor is ENTERPRISE:
        await act(intake, CLERK, request, "acceptance")
    await intake.publish(dispatched(request), taken(request))
    return request


async def offered(intake: Desk, actor: Actor, request: str) -> dict[str, tuple[str, str | None]]:
    view = await seen(intake, request, actor)
    return {action["operation"]: (action["href"], action["key"]) for action in view["allowed_actions"]}


async def said(intake: Desk, actor: Actor, request: str) -> list[dict[str, Any]]:
    answer = await intake.send(actor, "GET", f"{REQUESTS}/{request}/messages")
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_question_makes_the_request_wait_and_the_answer_takes_it_on_each_by_one_event(intake: Desk) -> None:
    request = await in_hand(intake)
    await intake.emitted()

    question = await act(intake, HANDLER, request, "questions", QUESTION)
    waiting = await seen(intake, request)
    answer = await act(intake, TAX_SYSTEM, request, "answers", ANSWER)
    going_on = await seen(intake, request)
    asked, answered = await intake.emitted()

    assert (question["asks"], question["answers"], question["on_behalf"]) == (True, None, False)
    assert (answer["asks"], answer["answers"], answer["on_behalf"]) == (False, question["id"], False)
    assert [view["status"] for view in (waiting, going_on)] == ["waiting_requester", "in_progress"]
    assert isinstance(asked, events.MessageAdded)
    assert isinstance(answered, events.MessageAdded)
    assert [(event.version, event.status, str(event.message_id)) for event in (asked, answered)] == [
        (waiting["version"], "waiting_requester", question["id"]),
        (waiting["version"] + 1, "in_progress", answer["id"]),
    ]
    assert await said(intake, TAX_SYSTEM, request) == [question, answer]


async def test_a_clerk_who_was_told_the_answer_writes_it_down_and_that_is_kept(intake: Desk) -> None:
    request = await in_hand(intake, ENTERPRISE)
    question = await act(intake, CLERK, request, "questions", QUESTION)

    answer = await act(intake, CLERK, request, "answers", ANSWER)

    assert (answer["answers"], answer["on_behalf"], answer["author"]) == (question["id"], True, "p-zz-clerk")
    timeline = (await intake.send(ENTERPRISE, "GET", f"{REQUESTS}/{request}/timeline")).json()["items"]
    assert [(entry["act"], entry["person"], entry["facts"]) for entry in timeline[-2:]] == [
        ("question", "p-zz-clerk", {"id": question["id"]}),
        ("answer", "p-zz-clerk", {"id": answer["id"]}),
    ]
    trail = "SELECT operation, person, outcome FROM runtime.audit WHERE record = :request ORDER BY id"
    assert (await intake.rows(trail, request=request))[-2:] == [
        ("ask_requester", "p-zz-clerk", "permitted"),
        ("record_answer", "p-zz-clerk", "permitted"),
    ]


async def test_whoever_brought_it_simply_writes_and_has_answered_the_question_that_is_open(intake: Desk) -> None:
    request = await in_hand(intake, ENTERPRISE)
    await act(intake, HANDLER, request, "questions", QUESTION)
    await act(intake, ENTERPRISE, request, "answers", ANSWER)
    second = await act(intake, HEAD, request, "messages", {**QUESTION, "asks": True})

    remark = await act(intake, HANDLER, request, "messages", {"text": "我们也在查。"})
    reply = await act(intake, ENTERPRISE, request, "messages", ANSWER)

    assert (remark["answers"], reply["answers"], reply["on_behalf"]) == (None, second["id"], False)
    assert (await seen(intake, request))["status"] == "in_progress"


async def test_each_is_offered_to_whom_it_is_open_while_the_status_has_it(intake: Desk) -> None:
    request = await in_hand(intake)
    ask, answer = ("ask_requester", "record_answer")
    here = f"/intake/v1/requests/{request}"

    before = [await offered(intake, actor, request) for actor in (CLERK, HANDLER, TAX_SYSTEM, SUPERVISOR)]
    await act(intake, CLERK, request, "questions", QUESTION)
    after = [await offered(intake, actor, request) for actor in (CLERK, HANDLER, TAX_SYSTEM, SUPERVISOR)]

    assert [acts.get(ask) for acts in before] == [(f"{here}/questions", "W"), (f"{here}/questions", "W"), None, None]
    assert not any(answer in acts for acts in before)
    assert [acts.get(answer) for acts in after] == [(f"{here}/answers", "D"), None, (f"{here}/answers", "D"), None]
    assert not any(ask in acts for acts in after)
    page = await seen(intake, request, HANDLER)
    assert [(act["operation"], act["reason"]) for act in page["refused_actions"]] == [(ask, "not-allowed")]


async def test_only_who_takes_part_asks_and_only_the_requesters_side_or_a_clerk_answers(intake: Desk) -> None:
    request = await in_hand(intake)
    key = {"idempotency_key": "asked-by-strangers"}

    asking = {
        actor.person: (await intake.send(actor, "POST", f"{REQUESTS}/{request}/questions", QUESTION, **key)).status_code
        for actor in (TAX_SYSTEM, TAX_CLERK, SUPERVISOR, OTHER_CLERK, ENTERPRISE)
    }
    await act(intake, HEAD, request, "questions", QUESTION)
    answering = {
        actor.person: (await intake.send(actor, "POST", f"{REQUESTS}/{request}/answers", ANSWER, **key)).status_code
        for actor in (HANDLER, HEAD, SUPERVISOR, OTHER_CLERK, ENTERPRISE)
    }
    by_its_clerk = await act(intake, TAX_CLERK, request, "answers", ANSWER)

    assert list(asking.values()) == [403, 403, 403, 404, 404]
    assert list(answering.values()) == [403, 403, 403, 404, 404]
    assert by_its_clerk["on_behalf"] is False


async def test_what_is_sent_twice_is_done_once_and_what_was_seen_too_early_not_at_all(intake: Desk) -> None:
    request = await in_hand(intake)
    path = f"{REQUESTS}/{request}/questions"
    etag = (await intake.send(CLERK, "GET", f"{REQUESTS}/{request}")).headers["etag"]
    await act(intake, CLERK, request, "messages", {"text": "我们在查。"})

    stale = await intake.send(CLERK, "POST", path, QUESTION, if_match=etag, idempotency_key="first-question")
    first, again = [await intake.send(CLERK, "POST", path, QUESTION, idempotency_key="a-question") for _ in range(2)]

    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale")
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert first.headers["location"] == f"{REQUESTS}/{request}/messages"
    assert len(await said(intake, CLERK, request)) == 2


async def test_the_draft_of_a_question_leaves_with_it(intake: Desk) -> None:
    request = await in_hand(intake)
    await intake.send(CLERK, "PUT", "/intake/v1/drafts/a-question", {"text": "请补"})

    await act(intake, CLERK, request, "questions", QUESTION, portdesk_draft="a-question")

    assert await intake.rows("SELECT * FROM runtime.draft") == []


async def test_work_that_is_done_while_the_requester_is_asked_resolves_the_request(intake: Desk) -> None:
    request = await in_hand(intake)
    await act(intake, HANDLER, request, "questions", QUESTION)

    await intake.publish(done(request))

    assert (await seen(intake, request))["status"] == "resolved"
    late = await intake.send(TAX_SYSTEM, "POST", f"{REQUESTS}/{request}/answers", ANSWER, idempotency_key="too-late-1")
    assert (late.status_code, late.json()["allowed"]) == (409, ["close"])
