"""Drafts at intake, and acts that send what was typed: the draft goes exactly when the act stands."""

from uuid import uuid4

import pytest

from tests.conformance.drafts import BODY, COLLEAGUE, DraftsConformance
from tests.support.desk import Desk, Open
from tests.support.intake import CALL, REQUESTS, open_intake, registered
from tests.support.people import CLERK

DRAFTS = "/intake/v1/drafts"


@pytest.fixture
async def intake(open_desk: Open) -> Desk:
    return await open_intake(open_desk)


class TestDraftsOfIntake(DraftsConformance):
    @pytest.fixture
    def desk(self, intake: Desk) -> Desk:
        return intake

    @pytest.fixture
    def drafts(self) -> str:
        return DRAFTS


async def kept(intake: Desk, scope: str) -> bool:
    """Whether the clerk's draft is still there."""
    return (await intake.send(CLERK, "GET", f"{DRAFTS}/{scope}")).status_code == 200


async def test_a_message_takes_its_draft_with_it_also_when_its_answer_was_lost(intake: Desk) -> None:
    request = (await registered(intake, CLERK))["id"]
    words, key = {"text": "请补充回单。"}, str(uuid4())
    await intake.send(CLERK, "PUT", f"{DRAFTS}/reply", BODY)
    await intake.send(CLERK, "PUT", f"{DRAFTS}/another", BODY)

    sent = [
        await intake.send(
            CLERK, "POST", f"{REQUESTS}/{request}/messages", words, idempotency_key=key, portdesk_draft="reply"
        )
        for _ in range(2)
    ]

    messages = (await intake.send(CLERK, "GET", f"{REQUESTS}/{request}/messages")).json()["items"]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert [message["text"] for message in messages] == ["请补充回单。"]
    assert (await kept(intake, "reply"), await kept(intake, "another")) == (False, True)


async def test_a_repeated_call_leaves_what_was_written_after_it_was_answered(intake: Desk) -> None:
    request = (await registered(intake, CLERK))["id"]
    calls = {
        f"{REQUESTS}/{request}/messages": {"text": "请补充回单。"},
        f"{REQUESTS}/{request}/questions": {"text": "请补充银行缴款回单的扫描件。"},
        REQUESTS: CALL,
    }
    for path, words in calls.items():
        key = str(uuid4())
        first = await intake.send(CLERK, "POST", path, words, idempotency_key=key, portdesk_draft="next")
        await intake.send(CLERK, "PUT", f"{DRAFTS}/next", BODY)
        again = await intake.send(CLERK, "POST", path, words, idempotency_key=key, portdesk_draft="next")

        assert (first.status_code, again.status_code) == (201, 201), (path, first.text)
        assert again.headers["idempotency-replayed"] == "true"
        assert await kept(intake, "next"), path


async def test_an_act_that_is_refused_leaves_the_draft_where_it_is(intake: Desk) -> None:
    request = (await registered(intake, CLERK))["id"]
    await intake.send(CLERK, "PUT", f"{DRAFTS}/reply", BODY)

    refused = [
        await intake.send(CLERK, "POST", f"{REQUESTS}/{request}/closure", {"final_reply": "x"}, portdesk_draft="reply"),
        await intake.send(CLERK, "POST", f"{REQUESTS}/{request}/messages", {"text": ""}, portdesk_draft="reply"),
        await intake.send(CLERK, "POST", REQUESTS, {**CALL, "application": "none"}, portdesk_draft="reply"),
        await intake.send(CLERK, "POST", REQUESTS, CALL, portdesk_draft="no such scope!"),
    ]

    assert [answer.status_code for answer in refused] == [409, 422, 422, 422]
    assert await kept(intake, "reply")


async def test_a_registration_takes_the_draft_of_its_form_with_it(intake: Desk) -> None:
    key = str(uuid4())
    await intake.send(CLERK, "PUT", f"{DRAFTS}/new", BODY)

    answers = [
        await intake.send(CLERK, "POST", REQUESTS, CALL, idempotency_key=key, portdesk_draft="new") for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert not await kept(intake, "new")


async def test_nobody_sends_the_draft_of_somebody_else(intake: Desk) -> None:
    await intake.send(CLERK, "PUT", f"{DRAFTS}/new", BODY)

    assert (await intake.send(COLLEAGUE, "POST", REQUESTS, CALL, portdesk_draft="new")).status_code == 201

    assert await kept(intake, "new")
