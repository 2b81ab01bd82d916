"""What is left when the consumer's process dies: each test runs real processes and kills them."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import Process
from pathlib import Path
from uuid import uuid4

from shared.contracts.topics import INTAKE
from shared.runtime.eventlog.postgres import PostgresLog
from tests.support.spine import Station, running, started
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]
POISON = 3
PROCESS = f"""
import asyncio, os, sys
from shared.contracts.intake import RequestStarted
from shared.runtime.eventlog.postgres import PostgresLog
from shared.runtime.supervise import Pulse
from tests.support.spine import Station, journal

async def handle(tx, events):
    await journal(tx, events)
    if any(event.version == {POISON} and event.key == sys.argv[3] for event in events):
        os._exit(137)

async def main():
    station = Station(sys.argv[1])
    async with PostgresLog(sys.argv[2]) as log:
        await station.consumer(log, {{RequestStarted: handle}}).run(Pulse("intake", "consumer"))

asyncio.run(main())
"""


async def start(station: Station, bus: str, poison: str = "") -> Process:
    # The dead are taken for alive for three seconds; tests need not wait for that.
    await station.execute("UPDATE runtime.member SET seen = 'epoch'")
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROCESS, station.url, bus, poison, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


async def stop(process: Process) -> None:
    process.kill()
    await process.wait()


async def test_an_event_that_kills_its_process_is_counted_and_parked(station: Station, bus: str) -> None:
    bad, good = uuid4(), uuid4()
    async with PostgresLog(bus) as log:
        await log.ensure_topics([INTAKE])
        await station.emit(*[started(key, version) for version in (1, 2, POISON, 4) for key in (bad, good)])
        await station.relay(log).drain()

        deaths = 0
        process = await start(station, bus, str(bad))
        while True:
            done = asyncio.ensure_future(eventually(lambda: station.caught_up(log), within=60))
            died = asyncio.ensure_future(process.wait())
            await asyncio.wait({done, died}, return_when=asyncio.FIRST_COMPLETED)
            if done.done():
                died.cancel()
                break
            done.cancel()
            deaths += 1
            process = await start(station, bus, str(bad))
        await stop(process)

    assert 5 <= deaths <= 9
    assert await station.applied() == {str(bad): [1, 2], str(good): [1, 2, POISON, 4]}
    parked = await station.rows("SELECT (headers->>'ce_sequence')::int, reason, tries FROM runtime.parked ORDER BY off")
    assert parked == [(POISON, "killed", 5), (4, "behind", 0)]


async def test_a_consumer_killed_again_and_again_applies_each_event_once_and_in_order(
    station: Station, bus: str
) -> None:
    chance = random.Random(7)
    keys = [uuid4() for _ in range(30)]
    async with PostgresLog(bus) as log:
        await log.ensure_topics([INTAKE])
        async with running(station.relay(log)):

            async def load() -> None:
                for version in range(1, 61):
                    await station.emit(*[started(key, version) for key in keys])
                    await asyncio.sleep(0.02)

            loading = asyncio.create_task(load())
            for _ in range(4):
                process = await start(station, bus)
                before = await station.applied()

                async def moved(before: dict[str, list[int]] = before) -> bool:
                    return await station.applied() != before

                await eventually(moved, within=60)
                await asyncio.sleep(chance.uniform(0, 0.3))
                process.send_signal(signal.SIGKILL)
                await process.wait()
            await loading
            process = await start(station, bus)
            await eventually(lambda: station.caught_up(log), within=60)
            await stop(process)

    assert await station.applied() == {str(key): list(range(1, 61)) for key in keys}
