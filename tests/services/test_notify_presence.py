"""Presence: who may say that they are at a request, who is told, and that it ends by itself."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.notify.domain.stream import PRESENT_AT
from shared.contracts.intake import NoteAdded
from shared.kernel.access import Actor, Role
from tests.support.clock import NOON
from tests.support.desk import Desk, Open
from tests.support.notices import message_added, open_notify
from tests.support.people import CLERK, ENTERPRISE, HANDLER, OTHER_CLERK, person
from tests.support.streams import Place, beside, served

DESK = ("HA-410100-PORT", "HA-EPORT")
EVENT = message_added(1, 1, *DESK)
PATH = f"/notify/v1/requests/{EVENT.request_id}/presence"
COLLEAGUE = person("p-zz-other", "HA-410100-PORT", Role.CLERK)


@pytest.fixture
async def notify(open_desk: Open, tmp_path: Path) -> Desk:
    desk = await open_notify(open_desk, tmp_path)
    await desk.publish(EVENT)
    return desk


@pytest.fixture
async def place(notify: Desk) -> AsyncIterator[Place]:
    async with served(notify) as place:
        yield place


async def put(notify: Desk, actor: Actor, doing: str = "viewing", path: str = PATH) -> list[dict[str, Any]]:
    answer = await notify.send(actor, "PUT", path, {"doing": doing})
    assert answer.status_code == 200, answer.text
    present: list[dict[str, Any]] = answer.json()["present"]
    return present


async def test_whoever_is_at_a_request_is_shown_to_those_who_may_know_and_named_to_their_own_unit(
    notify: Desk, place: Place
) -> None:
    until = (NOON + timedelta(seconds=60)).isoformat().replace("+00:00", "Z")
    async with (
        beside(notify) as elsewhere,
        elsewhere.listening(COLLEAGUE) as same,
        place.listening(HANDLER) as other,
        place.listening(OTHER_CLERK) as stranger,
    ):
        mine = await put(notify, CLERK, "replying")
        (seen_by_colleague,) = await same.hears("presence")
        (seen_by_other,) = await other.hears("presence")
        await notify.send(CLERK, "DELETE", PATH)
        _, left = await same.hears("presence", 2)

    shown = {"unit": "HA-410100-PORT", "person": "p-zz-clerk", "doing": "replying", "until": until}
    assert mine == [shown]
    assert seen_by_colleague == {"id": str(EVENT.request_id), "present": [shown]}
    assert seen_by_other == {"id": str(EVENT.request_id), "present": [{**shown, "person": None}]}
    assert left["present"] == []
    assert stranger.events == []


async def test_a_page_that_says_the_same_again_tells_nobody_and_leaves_no_trail(notify: Desk, place: Place) -> None:
    async with place.listening(HANDLER) as other:
        for _ in range(5):
            await put(notify, CLERK)
            notify.clock.forward(timedelta(seconds=10))
        await other.hears("presence", 1)
        await put(notify, CLERK, "replying")
        told = await other.hears("presence", 2)

    assert [[one["doing"] for one in told_once["present"]] for told_once in told] == [["viewing"], ["replying"]]
    assert await notify.rows("SELECT count(*) FROM runtime.audit WHERE operation = 'put_presence'") == [(2,)]


async def test_who_says_nothing_for_a_minute_is_gone_and_others_are_told(notify: Desk, place: Place) -> None:
    async with place.listening(HANDLER) as other:
        await put(notify, CLERK)
        await other.hears("presence", 1)
        notify.clock.forward(timedelta(seconds=61))

        assert (await other.hears("presence", 2, within=15))[-1]["present"] == []
    assert await put(notify, HANDLER) != []
    assert await notify.rows("SELECT person FROM presence") == [("p-eport-handler",)]


async def test_only_who_may_know_of_a_request_says_to_be_there(notify: Desk) -> None:
    unknown = f"/notify/v1/requests/{message_added(7, 1).request_id}/presence"
    before = await notify.snapshot()

    answers = [
        await notify.send(OTHER_CLERK, "PUT", PATH, {"doing": "viewing"}),
        await notify.send(ENTERPRISE, "PUT", PATH, {"doing": "viewing"}),
        await notify.send(CLERK, "PUT", unknown, {"doing": "viewing"}),
        await notify.send(OTHER_CLERK, "DELETE", PATH),
        await notify.send(CLERK, "PUT", PATH, {"doing": "sleeping"}),
        await notify.send(CLERK, "DELETE", "/notify/v1/requests/first/presence"),
        await notify.send(None, "PUT", PATH, {"doing": "viewing"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404, 422, 422, 401]
    assert [answer.json()["errors"][0]["pointer"] for answer in answers[4:6]] == ["/doing", "/request_id"]
    assert await notify.snapshot() == before


async def test_who_may_know_is_said_by_the_newest_event_whatever_comes_late(notify: Desk) -> None:
    newest = message_added(1, 3, "HA-EPORT").model_copy(update={"at": NOON + timedelta(minutes=2)})
    late = message_added(1, 2, *DESK).model_copy(update={"at": NOON + timedelta(minutes=1)})
    note = NoteAdded(**dict(message_added(1, 4, "HA-TAX")) | {"at": NOON + timedelta(minutes=3)})

    await notify.publish(newest)
    await notify.publish(late)
    await notify.publish(note)

    assert await notify.rows("SELECT units FROM audience") == [(["HA-EPORT"],)]
    assert (await notify.send(CLERK, "PUT", PATH, {"doing": "viewing"})).status_code == 404
    assert (await notify.send(HANDLER, "PUT", PATH, {"doing": "viewing"})).status_code == 200


async def test_one_person_is_at_only_so_many_requests(notify: Desk) -> None:
    events = [message_added(n, 1, *DESK) for n in range(PRESENT_AT + 2)]
    await notify.publish(*events)

    for event in events:
        await put(notify, CLERK, path=f"/notify/v1/requests/{event.request_id}/presence")
        notify.clock.forward(timedelta(seconds=1))

    kept = {str(found) for (found,) in await notify.rows("SELECT request_id FROM presence")}
    assert kept == {str(event.request_id) for event in events[2:]}
