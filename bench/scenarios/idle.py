"""`portdesk up` with nothing to do: how soon it is ready, what it costs, how soon it is gone."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from bench import machine
from bench.lab import Lab
from bench.scenario import Figure, Pair, Scenario, Target
from bench.up import up

SETTLED_AFTER = 5.0
READY = Figure("ready after", "s", Target(10, at_most=True))
PROCESSOR = Figure("processor", "% of a core", Target(3, at_most=True))
MEMORY = Figure("memory (PSS)", "MB", Target(450, at_most=True))
STOPPED = Figure("stopped after", "s", Target(10, at_most=True))
FIGURES = (READY, PROCESSOR, MEMORY, STOPPED)


@asynccontextmanager
async def _open(lab: Lab) -> AsyncIterator[Sequence[Pair]]:
    folder = lab.folder / "idle"

    async def idle() -> Mapping[str, float]:
        async with up(lab, folder) as suite:
            await asyncio.sleep(SETTLED_AFTER)
            processes = [suite.process.pid, *machine.descendants(suite.postmaster)]
            begun, used = time.monotonic(), machine.cpu_seconds(processes)
            await asyncio.sleep(lab.effort.idle_seconds)
            # PostgreSQL's own short-lived processes count with their parent once they have ended.
            processes = [suite.process.pid, *machine.descendants(suite.postmaster)]
            used, seconds = machine.cpu_seconds(processes) - used, time.monotonic() - begun
            memory = machine.memory_mb(processes)
            return {
                READY.name: suite.ready_after,
                PROCESSOR.name: 100 * used / seconds,
                MEMORY.name: memory,
                STOPPED.name: await suite.stop(),
            }

    yield [Pair(f"make up, idle for {lab.effort.idle_seconds:.0f} s", FIGURES, idle, once=True)]


SCENARIO = Scenario("idle", "the whole suite with its PostgreSQL, started, left alone and stopped", _open, FIGURES)
