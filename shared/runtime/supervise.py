"""Loops that must go on: each is restarted with a growing pause, and says when it last succeeded."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from shared.runtime.telemetry import LOOP_RESTARTS, LOOP_SUCCESS, log

Run = Callable[["Pulse"], Awaitable[None]]


class Pulse:
    """Given to a loop so that it can say that a round went well."""

    def __init__(self, service: str, loop: str) -> None:
        self._gauge = LOOP_SUCCESS.labels(service=service, loop=loop)
        self.failures = 0
        self.last = time.monotonic()

    def beat(self) -> None:
        """A round succeeded: the pause after a later failure is short again."""
        self.failures = 0
        self.last = time.monotonic()
        self._gauge.set_to_current_time()

    @property
    def age(self) -> float:
        """Seconds since the last success."""
        return time.monotonic() - self.last


@dataclass(frozen=True, slots=True)
class Loop:
    """A named loop. `run` goes on until cancelled; `late_after` seconds without a beat make the service degraded."""

    name: str
    run: Run
    late_after: float = 30.0


@dataclass(slots=True)
class Supervisor:
    """Runs the loops of one service and stops them within a bound."""

    service: str
    loops: list[Loop]
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _pulses: dict[str, Pulse] = field(default_factory=dict)
    _stopping: bool = False

    @property
    def started(self) -> bool:
        """Whether the loops have been set going."""
        return bool(self._tasks)

    def start(self) -> None:
        """Starts every loop as a task of its own."""
        for loop in self.loops:
            self._pulses[loop.name] = Pulse(self.service, loop.name)
            self._tasks[loop.name] = asyncio.create_task(self._keep(loop), name=f"{self.service}.{loop.name}")

    async def stop(self, *, within: float) -> None:
        """Cancels every loop and waits at most `within` seconds for them to let go."""
        self._stopping = True
        for task in self._tasks.values():
            task.cancel()
        if self._tasks:
            _, hanging = await asyncio.wait(self._tasks.values(), timeout=within)
            for task in hanging:
                log().error("loop.hangs", service=self.service, loop=task.get_name())

    def late(self) -> list[str]:
        """The loops that have not succeeded for longer than they should; such a service is degraded, not dead."""
        return [loop.name for loop in self.loops if self.started and self._pulses[loop.name].age > loop.late_after]

    async def _keep(self, loop: Loop) -> None:
        pulse = self._pulses[loop.name]
        while True:
            try:
                await loop.run(pulse)
                return
            except Exception:
                if self._stopping:  # it failed while letting go, which a database that is away suffices for
                    return
                pulse.failures += 1
                LOOP_RESTARTS.labels(service=self.service, loop=loop.name).inc()
                log().exception("loop.failed", service=self.service, loop=loop.name, attempts=pulse.failures)
                await asyncio.sleep(random.uniform(0, min(5.0, 0.05 * 2**pulse.failures)))  # noqa: S311
