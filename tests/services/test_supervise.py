"""Loops that must go on: restarted after a failure, stopped within a bound, late when they do not succeed."""

import asyncio
import time

from shared.runtime.supervise import Loop, Pulse, Supervisor
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


async def _true(fact: bool) -> bool:
    return fact
