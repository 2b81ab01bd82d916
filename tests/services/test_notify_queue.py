"""The queue by itself: lanes, leases and reports, with tests in the place of senders, alive and dead."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from services.notify import store
from services.notify.domain.lanes import DELIVERIES_PER_LEASE, LEASE, Lease
from services.notify.domain.moves import LANE_MOVES, LaneAction, LaneState
from services.notify.domain.outcome import Answer, Fault
from shared.runtime.auth import TokenKeys
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.notices import SEAL_KEY, Queue, consistent, message_added, open_queue
from tests.support.receiver import Receiver, answer
from tests.support.waiting import eventually

OK = Answer(200)
BAD = Answer(500)


@pytest.fixture
async def queue(postgres: EmbeddedPostgres) -> AsyncIterator[Queue]:
    async with open_queue(postgres) as queue:
        yield queue


async def reach(queue: Queue, state: LaneState) -> Lease:
    """One lane in `state`, and the last lease anybody had of it, which is stale unless it is leased."""
    await queue.subscribe()
    await queue.tell(message_added(1, 1))
    [lease] = await queue.claim()
    if state is LaneState.IDLE:
        await queue.settle(queue.report(lease, OK))
    if state is LaneState.READY:
        queue.clock.forward(LEASE + timedelta(seconds=1))
        await queue.recover()
        queue.clock.forward(timedelta(seconds=10))
    assert await queue.rows("SELECT state FROM lane") == [(state,)]
    return lease


async def act(queue: Queue, action: LaneAction, lease: Lease) -> None:
    """What the running service does."""
    match action:
        case LaneAction.ENQUEUE:
            await queue.tell(message_added(1, 2))
        case LaneAction.CLAIM:
            await queue.claim()
        case LaneAction.DRAIN:
            await queue.settle(queue.report(lease, OK))
        case LaneAction.RELEASE:
            await queue.settle(queue.report(lease, BAD))
        case LaneAction.EXPIRE:
            queue.clock.forward(LEASE + timedelta(seconds=1))
            await queue.recover()
        case LaneAction.CLEAR:
            async with queue.transactions.write() as tx:
                tx.permit_many(())
                await store.clear(tx, lease.receiver.endpoint.id)


@pytest.mark.parametrize(("state", "action"), [*product(LaneState, LaneAction)])
async def test_a_lane_moves_as_the_table_says_or_stays(queue: Queue, state: LaneState, action: LaneAction) -> None:
    lease = await reach(queue, state)

    await act(queue, action, lease)

    assert await queue.rows("SELECT state FROM lane") == [(LANE_MOVES.get((state, action), state),)]
    await consistent(queue)


async def test_the_report_of_a_sender_whose_lease_was_taken_over_counts_for_nothing(queue: Queue) -> None:
    stale = await reach(queue, LaneState.READY)
    [lease] = await queue.claim()

    await queue.settle(queue.report(stale, OK))

    assert await queue.rows("SELECT state, last_code FROM delivery") == [("pending", "unknown")]
    assert await queue.rows("SELECT lease_token FROM lane") == [(lease.token,)]


async def test_a_report_written_twice_counts_once(queue: Queue) -> None:
    await queue.subscribe()
    await queue.tell(message_added(1, 1))
    await queue.tell(message_added(1, 2))
    [lease] = await queue.claim()
    first = queue.report(lease, OK, last=False)

    for _ in range(2):
        await queue.settle(first)
    await queue.settle(queue.report(lease, OK, place=1))

    assert await queue.rows("SELECT sequence, state, attempts FROM delivery ORDER BY sequence") == [
        (1, "delivered", 1),
        (2, "delivered", 1),
    ]
    assert len(await queue.rows("SELECT 1 FROM delivery_attempt")) == 2
    await consistent(queue)


async def test_one_lane_is_never_in_two_hands(queue: Queue) -> None:
    await queue.subscribe(room=16)
    await queue.tell(*(message_added(request, 1) for request in range(40)))

    claimed = await asyncio.gather(*(queue.claim(rounds=7) for _ in range(8)))

    lanes = [lease.lane_id for leases in claimed for lease in leases]
    assert len(lanes) == len(set(lanes))
    assert len(lanes) >= 7


async def test_no_endpoint_gets_more_than_its_room_and_none_is_left_out(queue: Queue) -> None:
    small, large = await queue.subscribe(room=2), await queue.subscribe(room=5)
    await queue.tell(*(message_added(request, 1) for request in range(20)))

    first, second = await queue.claim(), await queue.claim()

    held = Counter(lease.receiver.endpoint.id for lease in first)
    assert (held, list(second)) == ({small.id: 2, large.id: 5}, [])


async def test_senders_that_claim_at_once_keep_within_one_room(queue: Queue) -> None:
    await queue.subscribe(room=4)
    await queue.tell(*(message_added(request, 1) for request in range(40)))

    claimed = await asyncio.gather(*(queue.claim() for _ in range(6)))

    assert len({lease.token for leases in claimed for lease in leases}) == 4


async def test_a_round_is_of_many_lanes_and_takes_the_room_of_one(queue: Queue) -> None:
    endpoint = await queue.subscribe(room=3)
    await queue.tell(*(message_added(request, 1) for request in range(20)))

    first = await queue.claim(depths={endpoint.id: 4})
    no_room = await queue.claim(depths={endpoint.id: 4})
    ended = [lease for lease in first if lease.token == first[0].token]
    await queue.settle(*(queue.report(lease, OK) for lease in ended))
    second = await queue.claim(depths={endpoint.id: 4})

    assert sorted(Counter(lease.token for lease in first).values()) == [4, 4, 4]
    assert (list(no_room), len(ended), len({lease.token for lease in second})) == ([], 4, 1)
    assert len(second) == 4


async def test_few_lanes_are_dealt_to_many_rounds(queue: Queue) -> None:
    small, large = await queue.subscribe(room=2), await queue.subscribe(room=16)
    await queue.tell(*(message_added(request, 1) for request in range(5)))

    leases = await queue.claim(depths={small.id: 16, large.id: 16})

    held = {one.id: Counter(c.token for c in leases if c.receiver.endpoint.id == one.id) for one in (small, large)}
    assert sorted(held[small.id].values()) == [2, 3]
    assert sorted(held[large.id].values()) == [1, 1, 1, 1, 1]


async def test_lanes_that_nobody_came_to_are_free_again_and_nothing_was_tried(queue: Queue) -> None:
    endpoint = await queue.subscribe(room=1)
    await queue.tell(*(message_added(request, 1) for request in range(3)))
    [begun, *untouched] = await queue.claim(depths={endpoint.id: 3})

    for _ in range(2):
        await queue.settle(queue.report(begun, BAD), untouched=untouched)

    assert sorted(await queue.rows("SELECT state, unsent FROM lane")) == [("ready", 1)] * 3
    assert await queue.rows("SELECT code FROM delivery_attempt") == [("server_error",)]
    assert {lease.lane_id for lease in await queue.claim(depths={endpoint.id: 3})} == {
        lease.lane_id for lease in untouched
    }


async def test_lanes_given_back_late_stay_with_whoever_has_them_now(queue: Queue) -> None:
    stale = await reach(queue, LaneState.READY)
    [lease] = await queue.claim()

    await queue.settle(untouched=[stale])

    assert await queue.rows("SELECT state, lease_token FROM lane") == [("leased", lease.token)]


async def test_a_lease_holds_the_oldest_deliveries_in_order(queue: Queue) -> None:
    await queue.subscribe()
    for version in range(1, DELIVERIES_PER_LEASE + 3):
        await queue.tell(message_added(1, version))

    [lease] = await queue.claim()

    numbers = [(pending.message.previous, pending.message.sequence) for pending in lease.pending]
    assert numbers == [(None, 1), *((n, n + 1) for n in range(1, DELIVERIES_PER_LEASE))]


async def test_fan_out_and_reports_at_the_same_time_lose_nothing(queue: Queue) -> None:
    await queue.subscribe(room=16)

    async def tell() -> None:
        for version in range(1, 21):
            await queue.tell(*(message_added(request, version) for request in range(6)))

    async def send() -> None:
        while await queue.rows("SELECT 1 WHERE (SELECT count(*) FROM delivery WHERE state = 'delivered') < 120"):
            for lease in await queue.claim():
                for place in range(len(lease.pending)):
                    last = place == len(lease.pending) - 1
                    await queue.settle(queue.report(lease, OK, place=place, last=last))

    await asyncio.wait_for(asyncio.gather(tell(), send(), send()), 30)

    assert await queue.rows("SELECT DISTINCT state, attempts FROM delivery") == [("delivered", 1)]
    assert await queue.rows("SELECT DISTINCT state, unsent FROM lane") == [("idle", 0)]
    await consistent(queue)


async def test_an_event_goes_over_the_wire_once_and_is_kept_once_per_endpoint(queue: Queue) -> None:
    endpoints = [await queue.subscribe() for _ in range(3)]

    await queue.tell(message_added(1, 1), message_added(2, 1))

    assert len(await queue.rows("SELECT 1 FROM delivery")) == 6
    assert {found for (found,) in await queue.rows("SELECT endpoint_id FROM delivery")} == {e.id for e in endpoints}


async def test_silence_rests_the_endpoint_and_an_answer_restores_it(queue: Queue) -> None:
    endpoint = await queue.subscribe(room=4)
    await queue.tell(*(message_added(request, 1) for request in range(8)))
    leases = await queue.claim()
    await queue.settle(*(queue.report(lease, Fault.TIMED_OUT) for lease in leases))

    resting = await queue.claim()
    queue.clock.forward(timedelta(seconds=31))
    [probe] = await queue.claim()
    await queue.settle(queue.report(probe, OK))
    restored = await queue.claim()

    assert (list(resting), probe.receiver.endpoint.health.rests) == ([], 1)
    assert len(restored) == 4
    assert await queue.rows("SELECT version, silent FROM endpoint") == [(endpoint.version, 0)]


async def test_a_dead_senders_lanes_are_free_again_with_an_unknown_attempt(queue: Queue) -> None:
    await queue.subscribe()
    await queue.tell(message_added(1, 1))
    await queue.claim()

    too_early = await queue.recover()
    queue.clock.forward(LEASE + timedelta(seconds=1))
    freed = await queue.recover()

    assert (too_early, freed) == (0, 1)
    assert await queue.rows("SELECT code, milliseconds, status FROM delivery_attempt") == [("unknown", None, None)]
    assert await queue.rows("SELECT silent, rests FROM endpoint") == [(0, 0)]


async def test_killed_between_the_answer_and_its_report_the_event_comes_again_under_the_same_id(
    queue: Queue, tmp_path: Path
) -> None:
    queue.clock.at = datetime.now(UTC)
    key = tmp_path / "webhook-secrets.key"
    key.write_bytes(SEAL_KEY)
    TokenKeys.of(tmp_path)
    environment = {
        **os.environ,
        "NOTIFY_DATABASE_URL": queue.url,
        "NOTIFY_SECRET_KEY": str(key),
        "PORTDESK_TOKEN_KEYS": str(tmp_path / "tokens.jwks.json"),
    }

    async def service() -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "services.notify"),
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async with Receiver() as receiver:
        await queue.subscribe(receiver)
        await queue.tell(message_added(1, 1))
        process = await service()

        async def answer_after_killing(writer: asyncio.StreamWriter) -> None:
            process.kill()
            await process.wait()
            await answer(200)(writer)

        receiver.will(answer_after_killing)
        await asyncio.wait_for(process.wait(), 20)
        left = await queue.rows("SELECT d.state, d.attempts, l.state FROM delivery d JOIN lane l ON l.id = d.lane_id")
        await queue.rows("UPDATE lane SET lease_until = now()")
        process = await service()

        async def sent() -> bool:
            return bool(await queue.rows("SELECT 1 FROM delivery WHERE state = 'delivered'"))

        try:
            await eventually(sent, within=25)
        finally:
            process.terminate()
            await process.wait()

    first, second = receiver.received
    assert left == [("pending", 0, "leased")]
    assert (first.id, first.body) == (second.id, second.body)
    assert first.verified
    assert second.verified
    assert [code for (code,) in await queue.rows("SELECT code FROM delivery_attempt ORDER BY id")] == [
        "unknown",
        "delivered",
    ]
