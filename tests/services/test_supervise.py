"""Loops that must go on: restarted after a failure, stopped within a bound, late when they do not succeed."""

import asyncio
import time

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from structlog.testing import capture_logs

from shared.runtime.database import DatabaseAway
from shared.runtime.eventlog import LogAway
from shared.runtime.failures import passes, said
from shared.runtime.supervise import ENOUGH, Loop, Pulse, Supervisor
from shared.runtime.telemetry import LOOP_RESTARTS
from tests.support.waiting import eventually


async def forever(pulse: Pulse) -> None:
    while True:
        pulse.beat()
        await asyncio.sleep(0.01)


async def test_a_loop_that_fails_is_started_again_and_the_others_go_on() -> None:
    tries = 0

    async def failing_twice(pulse: Pulse) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise RuntimeError("not yet")
        await forever(pulse)

    supervisor = Supervisor("test-restart", [Loop("failing", failing_twice), Loop("steady", forever)])
    supervisor.start()
    await eventually(lambda: _true(tries == 3))
    await supervisor.stop(within=1)

    assert LOOP_RESTARTS.labels(service="test-restart", loop="failing")._value.get() == 2
    assert LOOP_RESTARTS.labels(service="test-restart", loop="steady")._value.get() == 0


async def test_the_pause_grows_with_each_failure_in_a_row_and_a_beat_makes_it_short_again() -> None:
    pulses: list[int] = []

    async def failing(pulse: Pulse) -> None:
        pulses.append(pulse.failures)
        if len(pulses) == 3:
            pulse.beat()
        raise RuntimeError("again")

    supervisor = Supervisor("test-backoff", [Loop("failing", failing)])
    supervisor.start()
    await eventually(lambda: _true(len(pulses) >= 5))
    await supervisor.stop(within=1)

    assert pulses[:5] == [0, 1, 2, 1, 2]


@pytest.mark.parametrize("begins", [True, False], ids=["while it begins again", "while it rests"])
async def test_what_a_failed_run_could_not_give_back_is_given_back_when_its_loop_is_stopped(*, begins: bool) -> None:
    given_back: list[str] = []
    runs = 0

    async def failing(pulse: Pulse) -> None:
        nonlocal runs
        runs += 1
        if runs > 1 and begins:
            await asyncio.sleep(60)
        raise ConnectionRefusedError

    async def release() -> None:
        given_back.append("lease")

    supervisor = Supervisor("test-release", [Loop("failing", failing, release=release)])
    supervisor.start()
    await eventually(lambda: _true(runs >= 2))
    await supervisor.stop(within=1)

    assert given_back == ["lease"]


async def test_stopping_waits_for_loops_that_let_go_and_not_for_ever_for_those_that_hang() -> None:
    let_go = []

    async def tidy(pulse: Pulse) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.02)
            let_go.append("tidy")

    release = asyncio.Event()

    async def hanging(pulse: Pulse) -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    supervisor = Supervisor("test-stop", [Loop("tidy", tidy), Loop("hanging", hanging)])
    supervisor.start()
    await asyncio.sleep(0)
    begun = time.monotonic()
    await supervisor.stop(within=0.2)

    assert let_go == ["tidy"]
    assert 0.2 <= time.monotonic() - begun < 1
    release.set()


async def test_a_loop_without_success_for_longer_than_it_should_be_is_late() -> None:
    async def silent(pulse: Pulse) -> None:
        await asyncio.sleep(60)

    supervisor = Supervisor(
        "test-late", [Loop("silent", silent, late_after=0.05), Loop("steady", forever, late_after=5)]
    )
    assert supervisor.late() == []
    supervisor.start()
    await eventually(lambda: _true(bool(supervisor.late())))

    assert supervisor.late() == ["silent"]
    await supervisor.stop(within=1)


async def test_a_loop_that_does_nothing_but_fail_makes_its_supervisor_give_up_and_say_why() -> None:
    tries = 0

    async def broken(pulse: Pulse) -> None:
        nonlocal tries
        tries += 1
        pulse.beat()  # found nothing to do, and then met what it cannot do
        raise KeyError("never heard of")

    supervisor = Supervisor("test-hopeless", [Loop("broken", broken), Loop("steady", forever)], patience=1.0)
    supervisor.start()
    with capture_logs():  # a traceback that takes long to render looks like a while without a failure
        await asyncio.wait_for(supervisor.gave_up.wait(), 30)
    await supervisor.stop(within=1)

    assert tries >= ENOUGH
    assert supervisor.reason == "test-hopeless: the loop broken does nothing but fail: KeyError: 'never heard of'"


async def test_a_world_that_is_away_is_waited_for_however_long_and_wipes_out_what_was_counted() -> None:
    failures = [DatabaseAway(), RuntimeError("ours"), ExceptionGroup("both", [LogAway(reason="x"), OSError()])]
    tries = 0

    async def in_an_outage(pulse: Pulse) -> None:
        nonlocal tries
        tries += 1
        raise failures[tries % len(failures)]

    supervisor = Supervisor("test-outage", [Loop("waiting", in_an_outage)], patience=0.0)
    supervisor.start()
    await eventually(lambda: _true(tries > 2 * ENOUGH), within=60)
    await supervisor.stop(within=1)

    assert not supervisor.gave_up.is_set()


async def test_a_loop_that_fails_now_and_then_and_goes_well_between_is_kept() -> None:
    tries = 0

    async def mostly_well(pulse: Pulse) -> None:
        nonlocal tries
        tries += 1
        await asyncio.sleep(0.06)
        pulse.beat()
        raise RuntimeError("now and then")

    supervisor = Supervisor("test-mostly", [Loop("mostly", mostly_well)], patience=0.1)
    supervisor.start()
    await eventually(lambda: _true(tries > 2 * ENOUGH))
    await supervisor.stop(within=1)

    assert not supervisor.gave_up.is_set()


async def test_a_loop_that_a_library_cancels_is_started_again() -> None:
    tries = 0

    async def cancelled_once(pulse: Pulse) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            gone.cancel()
            await gone
        await forever(pulse)

    supervisor = Supervisor("test-cancelled", [Loop("cancelled", cancelled_once)])
    supervisor.start()
    await eventually(lambda: _true(tries == 2))
    await supervisor.stop(within=1)

    assert not supervisor.gave_up.is_set()


def _told_by_the_server(kind: type[asyncpg.PostgresError], message: str) -> DBAPIError:
    return DBAPIError("INSERT INTO request VALUES ($1)", {"name": "张三"}, kind(message))


@pytest.mark.parametrize(
    ("failure", "passing"),
    [
        (LogAway(reason="x"), True),
        (ConnectionRefusedError(), True),
        (PoolTimeout(), True),
        (asyncpg.CannotConnectNowError("starting up"), True),
        (_told_by_the_server(asyncpg.ReadOnlySQLTransactionError, "a standby now"), True),
        (_told_by_the_server(asyncpg.DiskFullError, "no space left"), True),
        (_told_by_the_server(asyncpg.UndefinedColumnError, "no such column"), False),
        (asyncpg.UndefinedTableError("no such table"), False),
        (KeyError("x"), False),
        (ExceptionGroup("both", [LogAway(reason="x"), KeyError("x")]), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_passes_when_the_world_is_back_and_what_does_not(failure: Exception, passing: bool) -> None:
    assert passes(failure) is passing


def test_what_is_told_of_a_failure_holds_nothing_that_a_row_or_a_statement_held() -> None:
    failure = _told_by_the_server(asyncpg.UniqueViolationError, "twice\nDETAIL:  Key (name)=(张三) already exists.")

    assert said(failure) == "UniqueViolationError: twice"
    assert said(ExceptionGroup("a group", [failure])) == "UniqueViolationError: twice"


async def _true(fact: bool) -> bool:
    return fact
