"""What the page of a request shows to whom: notes of the desk, unread messages, contact data, acts at another time."""

from datetime import timedelta

import pytest

from shared.contracts import intake as events
from shared.kernel.access import Actor, Role
from shared.kernel.ids import UnitCode
from tests.support.desk import Desk, Open
from tests.support.intake import CALL, REQUESTS, act, dispatched, open_intake, registered, resolved, seen
from tests.support.people import CLERK, ENTERPRISE, HANDLER, OTHER_CLERK, SUPERVISOR, TAX_SYSTEM, person

CONTACT = {"name": "张三丰", "phone": "0371-65520000", "email": "zhang@example.cn"}
NOTE = {"text": "与税务核对过，是他们的接口。", "visibility": "internal"}
TAX_HANDLER = person("p-tax-handler", "HA-TAX", Role.HANDLER)
TAX_CLERK = person("p-tax-clerk", "HA-TAX", Role.CLERK)


@pytest.fixture
async def intake(open_desk: Open) -> Desk:
    return await open_intake(open_desk)


async def texts(intake: Desk, actor: Actor, request: str) -> list[tuple[str, str]]:
    answer = await intake.send(actor, "GET", f"{REQUESTS}/{request}/messages")
    assert answer.status_code == 200, answer.text
    return [(message["text"], message["visibility"]) for message in answer.json()["items"]]


async def acts(intake: Desk, actor: Actor, request: str) -> list[str]:
    answer = await intake.send(actor, "GET", f"{REQUESTS}/{request}/timeline")
    return [entry["act"] for entry in answer.json()["items"]]


async def test_an_internal_note_never_reaches_the_side_that_brought_the_request(intake: Desk) -> None:
    by_machine = (await registered(intake))["id"]
    by_enterprise = (await registered(intake, ENTERPRISE))["id"]
    await act(intake, CLERK, by_enterprise, "acceptance")
    for request in (by_machine, by_enterprise):
        await intake.publish(dispatched(request))
        await act(intake, HANDLER, request, "messages", {"text": "请补充回单。"})
        await act(intake, HANDLER, request, "messages", NOTE)

    for request in (by_machine, by_enterprise):
        before = (await intake.send(HANDLER, "GET", f"{REQUESTS}/{request}")).json()
        intake.clock.forward(timedelta(minutes=5))
        await act(intake, HANDLER, request, "messages", NOTE)
        after = (await intake.send(HANDLER, "GET", f"{REQUESTS}/{request}")).json()
        assert {name for name in after if after[name] != before[name]} == {"version"}
    for outside, request in ((TAX_SYSTEM, by_machine), (TAX_CLERK, by_machine), (ENTERPRISE, by_enterprise)):
        assert await texts(intake, outside, request) == [("请补充回单。", "public")]
        assert "note" not in await acts(intake, outside, request)
    for inside in (HANDLER, CLERK, SUPERVISOR):
        assert await texts(intake, inside, by_machine) == [
            ("请补充回单。", "public"),
            *[(NOTE["text"], "internal")] * 2,
        ]
        assert "note" in await acts(intake, inside, by_machine)


async def test_a_note_is_announced_to_the_desk_alone_and_is_one_act_of_the_request(intake: Desk) -> None:
    request = (await registered(intake))["id"]
    await intake.publish(dispatched(request))
    await intake.emitted()

    await act(intake, HANDLER, request, "messages", NOTE)
    (note,) = await intake.emitted()
    await act(intake, HANDLER, request, "messages", {"text": "请补充回单。"})
    (message,) = await intake.emitted()

    assert isinstance(note, events.NoteAdded)
    assert note.audience == ("HA-410100-PORT", "HA-EPORT")
    assert (message.version, message.audience) == (note.version + 1, ("HA-410100-PORT", "HA-EPORT", "HA-TAX"))


async def test_what_somebody_brought_by_the_portal_is_not_told_to_their_whole_unit(intake: Desk) -> None:
    request = (await registered(intake, ENTERPRISE))["id"]

    (submitted,) = await intake.emitted()
    await act(intake, CLERK, request, "acceptance")
    (accepted,) = await intake.emitted()

    assert submitted.audience == accepted.audience == ("HA-410100-PORT",)


async def test_whoever_brought_it_writes_no_note_and_a_note_asks_nothing(intake: Desk) -> None:
    request = (await registered(intake))["id"]
    await intake.settled()
    before = await intake.snapshot()
    path = f"{REQUESTS}/{request}/messages"

    outside = await intake.send(TAX_SYSTEM, "POST", path, NOTE, idempotency_key="a-note-of-theirs")
    asking = await intake.send(CLERK, "POST", path, {**NOTE, "asks": True})

    assert (outside.status_code, outside.json()["type"]) == (403, "/problems/internal-to-the-desk")
    assert (asking.status_code, asking.json()["errors"][0]["pointer"]) == (422, "/asks")
    assert await intake.snapshot() == before


async def test_the_leads_people_and_those_who_contribute_read_and_write(intake: Desk) -> None:
    request = (await registered(intake, CLERK))["id"]
    first = dispatched(request).model_copy(update={"co_handlers": (UnitCode("HA-TAX"),)})
    await intake.publish(first)

    for name, helper in enumerate((HANDLER, TAX_HANDLER, CLERK)):
        assert (await seen(intake, request, helper))["co_handlers"] == ["HA-TAX"]
        await act(intake, helper, request, "messages", {"text": f"第{name}条"})
    await intake.publish(dispatched(request, version=2))

    assert (await intake.send(TAX_HANDLER, "GET", f"{REQUESTS}/{request}")).status_code == 404


async def test_what_one_person_has_read_is_marked_for_that_person_and_never_goes_back(intake: Desk) -> None:
    request = (await registered(intake, CLERK))["id"]
    first, second = [(await act(intake, CLERK, request, "messages", {"text": text}))["id"] for text in "甲乙"]

    def mark(message: str) -> str:
        return f"{REQUESTS}/{request}/messages/{message}/read-mark"

    async def read_up_to(actor: Actor) -> str | None:
        found: str | None = (await intake.send(actor, "GET", f"{REQUESTS}/{request}/messages")).json()["read_up_to"]
        return found

    assert await read_up_to(CLERK) is None
    for message, expected in ((first, first), (second, second), (first, second)):
        assert (await intake.send(CLERK, "PUT", mark(message))).status_code == 204
        assert await read_up_to(CLERK) == expected
    assert await read_up_to(SUPERVISOR) is None
    assert (await intake.send(CLERK, "PUT", mark(request))).status_code == 404
    assert (await intake.send(OTHER_CLERK, "PUT", mark(first))).status_code == 404


async def test_a_mark_tells_nobody_outside_the_desk_that_a_note_is_there(intake: Desk) -> None:
    request = (await registered(intake))["id"]
    await intake.publish(dispatched(request))
    note = (await act(intake, HANDLER, request, "messages", NOTE))["id"]
    path = f"{REQUESTS}/{request}/messages/{note}/read-mark"

    outside = [(await intake.send(actor, "PUT", path)).status_code for actor in (TAX_SYSTEM, TAX_CLERK)]
    kept = await intake.rows("SELECT person FROM read_mark")
    inside = await intake.send(HANDLER, "PUT", path)

    assert (outside, kept, inside.status_code) == ([404, 404], [], 204)


async def test_how_to_reach_the_requester_is_shown_to_who_takes_part_and_each_look_is_kept(intake: Desk) -> None:
    request = (await registered(intake, CLERK, contact=CONTACT))["id"]
    path = f"{REQUESTS}/{request}/contact"

    shown = await intake.send(CLERK, "GET", path)
    others = [(await intake.send(other, "GET", path)).status_code for other in (SUPERVISOR, OTHER_CLERK)]

    assert (shown.status_code, shown.json()) == (200, CONTACT)
    assert others == [403, 404]
    trail = await intake.rows(
        "SELECT person, outcome FROM runtime.audit WHERE operation = 'read_contact' ORDER BY id", request=request
    )
    assert trail == [("p-zz-clerk", "permitted"), ("p-office", "not-yours"), ("p-ly-clerk", "not-found")]
    without = (await registered(intake, CLERK))["id"]
    assert (await intake.send(CLERK, "GET", f"{REQUESTS}/{without}/contact")).status_code == 404


async def test_an_act_that_is_mine_at_another_time_is_shown_with_the_reason(intake: Desk) -> None:
    request = (await registered(intake, CLERK))["id"]

    page = (await intake.send(CLERK, "GET", f"{REQUESTS}/{request}", accept_language="en")).json()
    refused = {action["operation"]: action for action in page["refused_actions"]}

    assert refused.keys() == {"accept_request", "reject_request", "record_answer", "close_request"}
    assert refused["close_request"] == {
        "operation": "close_request",
        "reason": "not-allowed",
        "detail": "Cannot close while the status is accepted.",
    }
    assert not refused.keys() & {action["operation"] for action in page["allowed_actions"]}
    stranger = (await intake.send(SUPERVISOR, "GET", f"{REQUESTS}/{request}")).json()
    assert (stranger["allowed_actions"], stranger["refused_actions"]) == ([], [])


async def test_a_clerk_is_told_that_an_open_request_exists_elsewhere_and_nothing_of_it(intake: Desk) -> None:
    bill = {"type": "tax_bill", "number": "410120261123000871"}
    named = "reference_kind=tax_bill&reference=4101 2026 1123 000871"
    elsewhere = await registered(intake, OTHER_CLERK, territory="410300", references=[bill])
    ours = await registered(intake, CLERK, references=[bill])
    await registered(intake, CLERK, references=[{**bill, "number": "410120261123000873"}])
    await resolved(intake)

    told = (await intake.send(CLERK, "GET", f"/intake/v1/duplicates?{named}")).json()["items"]
    listed = (await intake.send(CLERK, "GET", f"{REQUESTS}?{named}")).json()["items"]

    assert {"number": elsewhere["number"], "unit": "HA-410300-PORT", "request_id": None} in told
    assert {"number": ours["number"], "unit": "HA-410100-PORT", "request_id": ours["id"]} in told
    assert len(told) == 3
    assert elsewhere["id"] not in {request["id"] for request in listed}
    assert await intake.rows("SELECT count(*) FROM runtime.audit WHERE record = :id", id=elsewhere["id"]) == [(1,)]
    assert (await intake.send(ENTERPRISE, "GET", f"/intake/v1/duplicates?{named}")).status_code == 403


async def test_a_request_that_has_ended_is_no_duplicate(intake: Desk) -> None:
    request = await resolved(intake)
    await act(intake, CLERK, request, "closure", {"final_reply": "已更正。"})
    named = "reference_kind=tax_bill&reference=410120261123000871"

    assert (await intake.send(CLERK, "GET", f"/intake/v1/duplicates?{named}")).json() == {"items": []}
    assert len((await intake.send(CLERK, "GET", f"{REQUESTS}?{named}")).json()["items"]) == 1


async def test_half_a_reference_or_a_mistyped_one_is_refused(intake: Desk) -> None:
    faults = {
        f"{REQUESTS}?reference=410120261123000871": "incomplete-reference",
        f"{REQUESTS}?reference_kind=tax_bill": "incomplete-reference",
        f"{REQUESTS}?reference_kind=container&reference=CSQU3054384": "bad-check-character",
        f"{REQUESTS}?status=lost": "invalid-input",
        "/intake/v1/duplicates?reference=410120261123000871": "invalid-input",
    }

    for path, problem in faults.items():
        answer = await intake.send(CLERK, "GET", path)
        assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{problem}"), path
        if problem == "bad-check-character":
            assert [(e["in"], e["pointer"]) for e in answer.json()["errors"]] == [("query", "/reference")]


async def test_what_waits_for_acceptance_is_a_list_of_its_own(intake: Desk) -> None:
    waiting = [(await registered(intake, ENTERPRISE))["id"] for _ in range(3)]
    mailed = (await registered(intake, CLERK, **{**CALL, "channel": "email"}))["id"]
    await registered(intake)
    await act(intake, CLERK, waiting[0], "acceptance")

    listed: list[str] = []
    path: str | None = f"{REQUESTS}?status=submitted&limit=1"
    while path:
        answer = await intake.send(CLERK, "GET", path)
        listed += [request["id"] for request in answer.json()["items"]]
        following = answer.headers.get("link")
        path = following.split(">")[0].removeprefix("<") if following else None

    assert listed == [mailed, *waiting[:0:-1]]
    both = (await intake.send(CLERK, "GET", f"{REQUESTS}?status=submitted&status=accepted")).json()["items"]
    assert {request["status"] for request in both} == {"submitted", "accepted"}
    assert len(both) == 5
    assert len((await intake.send(SUPERVISOR, "GET", f"{REQUESTS}?status=submitted")).json()["items"]) == 3
    assert (await intake.send(OTHER_CLERK, "GET", f"{REQUESTS}?status=submitted")).json()["items"] == []
