"""From an event to a receiver's 2xx, through the real queue, the real loops and real sockets."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.desk import Desk, Open
from tests.support.notices import (
    ENDPOINTS,
    KEEPER,
    attempts,
    consistent,
    everything_sent,
    message_added,
    open_notify,
    passing,
    subscribe,
)
from tests.support.receiver import Receiver, answer, hang, redirect, slam
from tests.support.waiting import eventually


@pytest.fixture
async def notify(open_desk: Open, tmp_path: Path) -> Desk:
    return await open_notify(open_desk, tmp_path)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as receiver:
        yield receiver


async def test_an_event_arrives_once_signed_and_without_audience_and_author(notify: Desk, receiver: Receiver) -> None:
    await subscribe(notify, receiver)

    await notify.publish(message_added(1, 4))
    await everything_sent(notify)

    [got] = receiver.received
    [(event_id, state, attempts_made)] = await notify.rows("SELECT event_id, state, attempts FROM delivery")
    assert got.verified
    assert (got.id, state, attempts_made) == (event_id, "delivered", 1)
    assert got.at == notify.clock.now()
    assert got.event["type"] == "portdesk.intake.request.message_added.v1"
    assert got.event["source"] == "urn:portdesk:test:intake"
    assert got.event["sequence"] == "00000000000000000004"
    assert got.event["data"]["status"] == "in_progress"
    assert {"audience", "by", "registered_person"}.isdisjoint(got.event["data"])
    assert got.headers["content-type"].startswith("application/cloudevents+json")


async def test_what_the_receiver_got_equals_the_delivery_rows(notify: Desk, receiver: Receiver) -> None:
    await subscribe(notify, receiver)
    receiver.will(answer(500), answer(200), slam)

    await notify.publish(*(message_added(request, version) for version in (1, 2, 3) for request in range(5)))
    await everything_sent(notify)

    delivered = await notify.rows("SELECT event_id FROM delivery WHERE state = 'delivered'")
    made = await notify.rows("SELECT count(*) FROM delivery_attempt")
    assert len(delivered) == 15
    assert {got.id for got in receiver.received} == {event_id for (event_id,) in delivered}
    assert len(receiver.received) == made[0][0] == 17
    assert all(got.verified for got in receiver.received)
    await consistent(notify)


async def test_only_who_may_know_and_asked_is_told(notify: Desk, receiver: Receiver) -> None:
    async with Receiver() as other, Receiver() as closing:
        await subscribe(notify, receiver, filters=["intake.request.message_added"])
        await subscribe(notify, closing, filters=["intake.request.closed"])
        await subscribe(notify, other, filters=["*"])

        await notify.publish(message_added(1, 1, "HA-EPORT"), message_added(2, 1, "HA-TAX"))
        await everything_sent(notify)

        assert [len(r.received) for r in (receiver, closing, other)] == [1, 0, 1]
        assert len(await notify.rows("SELECT 1 FROM delivery")) == 2


async def test_a_subject_is_served_in_order_and_names_what_was_sent_before(notify: Desk, receiver: Receiver) -> None:
    await subscribe(notify, receiver)
    receiver.will(answer(503), answer(503))

    await notify.publish(*(message_added(1, version) for version in (2, 3, 5)))
    await everything_sent(notify)

    sent = [(got.event["sequence"][-1], got.event.get("prevsequence", "-")[-1]) for got in receiver.received]
    assert sent == [("2", "-"), ("2", "-"), ("2", "-"), ("3", "2"), ("5", "3")]


async def test_a_stuck_subject_holds_up_no_other(notify: Desk, receiver: Receiver) -> None:
    await subscribe(notify, receiver, room=2)
    receiver.will(answer(500))

    await notify.publish(message_added(1, 1))
    await attempts(notify, 1)
    await notify.publish(message_added(1, 2), message_added(2, 1), message_added(3, 1))

    async def others_sent() -> bool:
        return len(await notify.rows("SELECT 1 FROM delivery WHERE state = 'delivered'")) == 2

    await eventually(others_sent)
    assert [got.event["sequence"][-1] for got in receiver.received] == ["1", "1", "1"]


async def test_a_silent_endpoint_holds_up_nobody_and_is_spared(notify: Desk, receiver: Receiver) -> None:
    async with Receiver() as silent:
        silent.default = hang
        await subscribe(notify, silent, time_limit_seconds=1, room=2)
        await subscribe(notify, receiver, room=2)

        await notify.publish(*(message_added(request, 1) for request in range(20)))

        async def healthy_done() -> bool:
            return len(receiver.received) == 20

        await eventually(healthy_done, within=3)
        await attempts(notify, 24)
        silent_attempts = len(silent.received)
        [(rest,)] = await notify.rows("SELECT rest_until FROM endpoint WHERE rests = 1")
        assert 3 <= silent_attempts <= 4
        assert rest >= notify.clock.now() + timedelta(seconds=30)


async def test_a_failed_delivery_waits_for_its_time(notify: Desk, receiver: Receiver) -> None:
    await subscribe(notify, receiver)
    receiver.will(answer(500), answer(500))

    await notify.publish(message_added(1, 1))
    await attempts(notify, 1)
    [(first,)] = await notify.rows("SELECT next_at FROM lane")
    notify.clock.at = first
    await attempts(notify, 2)
    [(second, state)] = await notify.rows("SELECT next_at, state FROM lane")

    assert timedelta(seconds=3.9) < first - receiver.received[0].at < timedelta(seconds=7)
    assert timedelta(seconds=23) < second - first < timedelta(seconds=37)
    assert state == "ready"
    assert len(receiver.received) == 2


async def test_a_delivery_is_given_up_in_the_end_and_the_next_goes_on(notify: Desk, receiver: Receiver) -> None:
    await subscribe(notify, receiver)
    receiver.default = answer(500)

    await notify.publish(message_added(1, 1), message_added(1, 2))
    await passing(notify, "SELECT 1 FROM delivery WHERE state = 'dead'", within=20)
    [(tried, ended)] = await notify.rows("SELECT attempts, settled_at FROM delivery WHERE state = 'dead'")
    receiver.default = answer(200)
    await everything_sent(notify)

    assert 9 <= tried <= 11
    assert timedelta(hours=20) < ended - receiver.received[0].at <= timedelta(hours=72)
    assert await notify.rows("SELECT sequence FROM delivery WHERE state = 'delivered'") == [(2,)]
    assert receiver.received[-1].event["prevsequence"][-1] == "1"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (redirect("http://127.0.0.1:9/"), "redirected"),
        (answer(401), "unauthorised"),
        (answer(422), "content_refused"),
        (slam, "no_connection"),
    ],
)
async def test_every_attempt_is_kept_with_its_reason(notify: Desk, receiver: Receiver, reply: Any, code: str) -> None:
    endpoint = await subscribe(notify, receiver)
    receiver.will(reply)

    await notify.publish(message_added(1, 1))
    await attempts(notify, 1)

    [delivery] = (await notify.send(KEEPER, "GET", f"{ENDPOINTS}/{endpoint['id']}/deliveries")).json()["items"]
    path = f"{ENDPOINTS}/{endpoint['id']}/deliveries/{delivery['id']}/attempts"
    [attempt] = (await notify.send(KEEPER, "GET", path)).json()["items"]
    assert (delivery["state"], delivery["last_code"], attempt["code"]) == ("pending", code, code)


async def test_a_name_that_leads_inside_is_refused_when_it_is_asked_for(notify: Desk) -> None:
    body = {"name": "rebinding", "url": "https://localhost/", "filters": ["*"]}
    endpoint = (await notify.send(KEEPER, "POST", ENDPOINTS, body)).json()["endpoint"]

    await notify.send(KEEPER, "POST", f"{ENDPOINTS}/{endpoint['id']}/test")
    await attempts(notify, 1)

    assert await notify.rows("SELECT code, status FROM delivery_attempt") == [("address_refused", None)]


async def test_gone_disables_the_endpoint_and_resuming_sends_what_collected(notify: Desk, receiver: Receiver) -> None:
    endpoint = await subscribe(notify, receiver)
    receiver.will(answer(410))
    await notify.publish(message_added(1, 1))
    await attempts(notify, 1)

    await notify.publish(message_added(1, 2))
    disabled = (await notify.send(KEEPER, "GET", f"{ENDPOINTS}/{endpoint['id']}")).json()
    assert (disabled["status"], disabled["reason"], len(receiver.received)) == ("disabled", "gone", 1)
    resumed = await notify.send(KEEPER, "POST", f"{ENDPOINTS}/{endpoint['id']}/resumption")
    await everything_sent(notify)

    assert resumed.json()["status"] == "active"
    assert [got.event["sequence"][-1] for got in receiver.received] == ["1", "1", "2"]


async def test_a_pause_the_receiver_asks_for_spends_no_attempt(notify: Desk, receiver: Receiver) -> None:
    await subscribe(notify, receiver)
    receiver.will(answer(429, retry_after="120"))
    await notify.publish(message_added(1, 1))
    await attempts(notify, 1)

    await notify.publish(message_added(2, 1))
    [(rest,)] = await notify.rows("SELECT rest_until FROM endpoint")
    assert timedelta(seconds=119) < rest - notify.clock.now() < timedelta(seconds=121)
    notify.clock.forward(timedelta(seconds=122))
    await everything_sent(notify)

    assert sorted(await notify.rows("SELECT attempts, state FROM delivery")) == [(1, "delivered"), (1, "delivered")]


async def test_while_a_rotation_overlaps_the_old_secret_still_verifies(notify: Desk, receiver: Receiver) -> None:
    endpoint = await subscribe(notify, receiver)
    rotated = await notify.send(KEEPER, "POST", f"{ENDPOINTS}/{endpoint['id']}/secrets")
    new = rotated.json()["secret"]

    await notify.publish(message_added(1, 1))
    await everything_sent(notify)
    old_verified = receiver.received[0].verified
    receiver.secrets.append(new)
    notify.clock.forward(timedelta(hours=25))
    await notify.publish(message_added(1, 2))
    await everything_sent(notify)

    assert old_verified
    assert len(receiver.received[0].headers["webhook-signature"].split()) == 2
    assert len(receiver.received[1].headers["webhook-signature"].split()) == 1
    assert receiver.received[1].verified


async def test_a_test_event_goes_past_the_filters_through_the_same_queue(notify: Desk, receiver: Receiver) -> None:
    endpoint = await subscribe(notify, receiver, filters=["intake.request.closed"])

    sent = await notify.send(KEEPER, "POST", f"{ENDPOINTS}/{endpoint['id']}/test")
    await everything_sent(notify)

    [got] = receiver.received
    assert (sent.status_code, str(got.id), got.verified) == (201, sent.json()["event_id"], True)
    assert got.event["type"] == "portdesk.notify.endpoint.tested.v1"
    assert got.event["source"] == "urn:portdesk:test:notify"


async def test_a_paused_endpoint_collects_and_a_deleted_one_drops(notify: Desk, receiver: Receiver) -> None:
    endpoint = await subscribe(notify, receiver)
    path = f"{ENDPOINTS}/{endpoint['id']}"
    await notify.send(KEEPER, "POST", f"{path}/pause")

    await notify.publish(message_added(1, 1))
    collected = await notify.rows("SELECT state FROM delivery")
    deleted = await notify.send(KEEPER, "DELETE", path)
    await notify.publish(message_added(1, 2))

    assert (collected, deleted.status_code) == ([("pending",)], 204)
    assert await notify.rows("SELECT state FROM delivery") == [("dropped",)]
    assert receiver.received == []
    await consistent(notify)


async def test_the_trace_of_the_event_goes_out_with_it(notify: Desk, receiver: Receiver) -> None:
    endpoint = await subscribe(notify, receiver)
    trace = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"

    await notify.send(KEEPER, "POST", f"{ENDPOINTS}/{endpoint['id']}/test", traceparent=trace)
    await everything_sent(notify)

    assert receiver.received[0].headers["traceparent"].startswith("00-" + "a" * 32)
