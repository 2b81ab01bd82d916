"""The posting loops: side by side, stopped in the middle, and with a key that does not fit."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from services.notify.domain.signature import Seal
from services.notify.senders.client import Sender
from services.notify.senders.pump import Pump
from shared.contracts.topics import Service
from shared.runtime.database import open_engine, open_sessions
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.supervise import Supervisor
from shared.runtime.tx import Transactions
from tests.chaos.proxy import Proxy
from tests.support.notices import SEAL, Queue, consistent, message_added, open_queue
from tests.support.receiver import Receiver, after, answer, hang
from tests.support.waiting import eventually

Probe = Callable[[], Awaitable[bool]]


@pytest.fixture
async def queue(postgres: EmbeddedPostgres) -> AsyncIterator[Queue]:
    async with open_queue(postgres) as queue:
        yield queue


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as receiver:
        yield receiver


def pumping(queue: Queue, seal: Seal = SEAL) -> Supervisor:
    pump = Pump(queue.transactions, Sender(), seal=seal, clock=queue.clock, due=asyncio.Event())
    supervisor = Supervisor("notify", pump.loops())
    supervisor.start()
    return supervisor


@asynccontextmanager
async def commits_held(queue: Queue) -> AsyncIterator[Probe]:
    """Lets no transaction that moves a lane commit; the probe tells whether one waits to."""
    for statement in (
        "CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END'",
        "CREATE CONSTRAINT TRIGGER waiting AFTER UPDATE ON lane DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION wait_at_commit()",
    ):
        await queue.rows(statement)

    async def waits() -> bool:
        return bool(await queue.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))

    async with queue.transactions.write() as tx:
        tx.permit_many(())
        await (await tx.session.connection()).execute(text("SELECT pg_advisory_xact_lock(1)"))
        yield waits


async def test_two_processes_share_the_work_and_repeat_nothing(queue: Queue, receiver: Receiver) -> None:
    await queue.subscribe(receiver, room=8)
    for version in range(1, 6):
        await queue.tell(*(message_added(request, version) for request in range(40)))

    both = [pumping(queue), pumping(queue)]

    async def sent() -> bool:
        return len(await queue.rows("SELECT 1 FROM delivery WHERE state = 'delivered'")) == 200

    await eventually(sent, within=20)
    for supervisor in both:
        await supervisor.stop(within=5)
    assert set(Counter(got.id for got in receiver.received).values()) == {1}
    for subject in {got.event["subject"] for got in receiver.received}:
        numbers = [got.event["sequence"] for got in receiver.received if got.event["subject"] == subject]
        assert numbers == sorted(numbers)
    await consistent(queue)


async def test_what_is_under_way_at_a_stop_is_unknown_and_free_at_once(queue: Queue, receiver: Receiver) -> None:
    await queue.subscribe(receiver)
    receiver.will(hang)
    await queue.tell(message_added(1, 1))
    supervisor = pumping(queue)

    async def arrived() -> bool:
        return bool(receiver.received)

    await eventually(arrived)
    await supervisor.stop(within=5)

    assert await queue.rows("SELECT code FROM delivery_attempt") == [("unknown",)]
    assert await queue.rows("SELECT state, lease_token FROM lane") == [("ready", None)]
    assert await queue.rows("SELECT silent FROM endpoint") == [(0,)]


async def test_a_stop_while_lanes_are_being_claimed_gives_them_back(queue: Queue, receiver: Receiver) -> None:
    await queue.subscribe(receiver)
    receiver.default = hang
    await queue.tell(*(message_added(request, 1) for request in range(3)))

    async with commits_held(queue) as claims:
        supervisor = pumping(queue)
        await eventually(claims)
        stopping = asyncio.create_task(supervisor.stop(within=5))
        await asyncio.sleep(0)
    await stopping

    async def committed() -> bool:
        return not await queue.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'")

    await eventually(committed)
    assert await queue.rows("SELECT DISTINCT state FROM lane") == [("ready",)]
    assert receiver.received == []


async def test_lanes_whose_claim_was_committed_and_never_answered_are_not_left_to_their_leases(
    queue: Queue, receiver: Receiver, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    await queue.subscribe(receiver, room=2)
    receiver.will(*[answer(200)] * 3)
    await queue.tell(*(message_added(request, 1) for request in range(3)))
    socket = ".s.PGSQL.5432"
    behind = Path(str(make_url(queue.url).query["host"]))

    async with Proxy(tmp_path / socket, behind / socket) as line:
        engine = open_engine(str(make_url(queue.url).update_query_dict({"host": str(tmp_path)})))
        sessions = open_sessions(engine)
        torn = Transactions(sessions, sessions, clock=queue.clock, service=Service.NOTIFY, installation="test")
        async with commits_held(queue) as claims:
            supervisor = pumping(replace(queue, transactions=torn))
            await eventually(claims)
            line.reset()

        async def sent() -> bool:
            return len(await queue.rows("SELECT 1 FROM delivery WHERE state = 'delivered'")) == 3

        await eventually(sent)  # the clock stands: no lease ends by itself
        await supervisor.stop(within=5)
        await engine.dispose()


async def test_a_receiver_that_gets_slow_ends_the_round_so_that_changes_are_seen(
    queue: Queue, receiver: Receiver
) -> None:
    await queue.subscribe(receiver, room=1)
    receiver.will(*[answer(200)] * 20)
    receiver.default = after(0.4)
    await queue.tell(*(message_added(request, 1) for request in range(60)))
    supervisor = pumping(queue)

    async def slow() -> bool:
        return len(receiver.received) >= 22

    await eventually(slow)
    await queue.rows("UPDATE endpoint SET status = 'disabled'")

    async def at_rest() -> bool:
        return not await queue.rows("SELECT 1 FROM lane WHERE state = 'leased'")

    await eventually(at_rest, within=20)
    await supervisor.stop(within=5)
    assert len(receiver.received) <= 26


async def test_a_secret_that_cannot_be_opened_is_our_fault_and_spends_no_attempt(
    queue: Queue, receiver: Receiver
) -> None:
    await queue.subscribe(receiver)
    await queue.tell(message_added(1, 1))
    supervisor = pumping(queue, Seal(b"x" * 32))

    async def noted() -> bool:
        return bool(await queue.rows("SELECT 1 FROM delivery_attempt"))

    await eventually(noted)
    await supervisor.stop(within=5)

    assert await queue.rows("SELECT state, attempts, last_code FROM delivery") == [("pending", 0, "own_fault")]
    assert receiver.received == []


async def test_a_subject_with_a_long_backlog_is_sent_in_turns_without_a_pause(queue: Queue, receiver: Receiver) -> None:
    await queue.subscribe(receiver)
    for version in range(1, 41):
        await queue.tell(message_added(1, version))
    supervisor = pumping(queue)

    async def sent() -> bool:
        return len(receiver.received) == 40

    await eventually(sent, within=3)
    await supervisor.stop(within=5)

    assert [int(got.event["sequence"]) for got in receiver.received] == [*range(1, 41)]


async def test_a_post_that_takes_its_time_holds_up_no_other_subject(queue: Queue, receiver: Receiver) -> None:
    await queue.subscribe(receiver, room=2, time_limit=timedelta(seconds=25))
    receiver.will(*[answer(200)] * 30, hang)
    await queue.tell(*(message_added(request, 1) for request in range(80)))
    supervisor = pumping(queue)

    async def others_sent() -> bool:
        return len(await queue.rows("SELECT 1 FROM delivery WHERE state = 'delivered'")) == 79

    await eventually(others_sent, within=20)
    await supervisor.stop(within=5)

    assert len(receiver.received) == 80


async def test_a_stop_gives_back_what_a_round_has_not_come_to(queue: Queue, receiver: Receiver) -> None:
    await queue.subscribe(receiver, room=2)
    receiver.will(*[answer(200)] * 30)
    receiver.default = hang
    await queue.tell(*(message_added(request, 1) for request in range(80)))
    supervisor = pumping(queue)

    async def hangs() -> bool:
        return len(receiver.received) == 32

    await eventually(hangs)
    await supervisor.stop(within=5)

    assert await queue.rows("SELECT code, count(*) FROM delivery_attempt GROUP BY code ORDER BY code") == [
        ("delivered", 30),
        ("unknown", 2),
    ]
    assert await queue.rows("SELECT state, count(*) FROM lane GROUP BY state ORDER BY state") == [
        ("idle", 30),
        ("ready", 50),
    ]
    await consistent(queue)


async def test_a_round_ends_with_the_first_silence(queue: Queue, receiver: Receiver) -> None:
    await queue.subscribe(receiver, room=2, time_limit=timedelta(seconds=1))
    receiver.will(*[answer(200)] * 30)
    receiver.default = hang
    await queue.tell(*(message_added(request, 1) for request in range(80)))
    supervisor = pumping(queue)

    async def rests() -> bool:
        return bool(await queue.rows("SELECT 1 FROM endpoint WHERE rests = 1"))

    async def at_rest() -> bool:
        return not await queue.rows("SELECT 1 FROM lane WHERE state = 'leased'")

    await eventually(rests)
    await eventually(at_rest)
    await supervisor.stop(within=5)

    assert 33 <= len(receiver.received) <= 34
    assert len(await queue.rows("SELECT 1 FROM delivery_attempt")) == len(receiver.received)


async def test_outcomes_that_could_not_be_written_are_written_later(queue: Queue, receiver: Receiver) -> None:
    await queue.subscribe(receiver)
    receiver.will(answer(200))
    await queue.rows("ALTER TABLE delivery_attempt RENAME TO away")
    await queue.tell(message_added(1, 1))
    supervisor = pumping(queue)

    async def arrived() -> bool:
        return bool(receiver.received)

    await eventually(arrived)
    await asyncio.sleep(0.1)
    await queue.rows("ALTER TABLE away RENAME TO delivery_attempt")

    async def written() -> bool:
        return await queue.rows("SELECT state FROM delivery") == [("delivered",)]

    await eventually(written, within=timedelta(seconds=10).total_seconds())
    await supervisor.stop(within=5)
    assert len(receiver.received) == 1
