"""Loops that must go on: each is restarted with a growing pause, and says when it last succeeded.

A world that is away is waited for, however long. A loop that keeps failing for another reason is a fault of this
process, and only a new one helps: its supervisor gives up, and whoever runs the process ends it with the reason.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from shared.runtime.failures import passes, said
from shared.runtime.leases import let_go
from shared.runtime.telemetry import LOOP_RESTARTS, LOOP_SUCCESS, log

PATIENCE = 60.0
ENOUGH = 5
Run = Callable[["Pulse"], Awaitable[None]]


class EndedFromWithin(RuntimeError):
    """A library cancelled the task of a loop that nobody had told to stop."""


@dataclass(slots=True)
class Trouble:
    """Failures in a row that no waiting mends."""

    since: float
    last: float
    times: int = 1


class Pulse:
    """Given to a loop so that it can say that a round went well."""

    def __init__(self, service: str, loop: str) -> None:
        self._gauge = LOOP_SUCCESS.labels(service=service, loop=loop)
        self.failures = 0
        self.last = time.monotonic()
        self._trouble: Trouble | None = None

    def beat(self) -> None:
        """A round succeeded: the pause after a later failure is short again."""
        self.failures = 0
        self.last = time.monotonic()
        self._gauge.set_to_current_time()

    def hopeless(self, failure: BaseException, *, patience: float) -> bool:
        """Takes in a failure; whether failing is all that the loop has done for `patience` seconds.

        A failure that passes wipes out those before it: while the world is away, nothing proves a fault of ours. So
        does half of the patience without a failure, if the loop beat in it; one beat alone proves little, since a
        consumer that fails on a record may find nothing to do just before.
        """
        now = time.monotonic()
        trouble = self._trouble
        if passes(failure):
            self._trouble = None
            return False
        if trouble is None or (self.last > trouble.last and now - trouble.last >= patience / 2):
            self._trouble = Trouble(since=now, last=now)
            return False
        trouble.last = now
        trouble.times += 1
        return trouble.times >= ENOUGH and now - trouble.since >= patience

    @property
    def age(self) -> float:
        """Seconds since the last success."""
        return time.monotonic() - self.last


@dataclass(frozen=True, slots=True)
class Loop:
    """A named loop. `run` goes on until cancelled; `late_after` seconds without a beat make the service degraded.

    A run gives back what it holds when it ends. `release` does so once more when the loop is stopped: the last run
    could not while the database was away, and the next may be stopped before it has begun.
    """

    name: str
    run: Run
    late_after: float = 30.0
    release: Callable[[], Awaitable[None]] | None = None


@dataclass(slots=True)
class Supervisor:
    """Runs the loops of one service and stops them within a bound."""

    service: str
    loops: list[Loop]
    patience: float = PATIENCE
    """Seconds for which a loop may do nothing but fail, for reasons that do not pass."""
    gave_up: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""
    """Why it gave up: which loop, and what it last said."""
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
            self._tasks[loop.name] = asyncio.create_task(self._let_go(loop), name=f"{self.service}.{loop.name}")

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

    async def _let_go(self, loop: Loop) -> None:
        try:
            await self._keep(loop)
        finally:
            if loop.release is not None:
                await let_go(loop.release)

    async def _keep(self, loop: Loop) -> None:
        pulse = self._pulses[loop.name]
        while True:
            try:
                await uncancelled(loop.run(pulse))
                return
            except Exception as failure:
                if self._stopping:  # it failed while letting go, which a database that is away suffices for
                    return
                pulse.failures += 1
                LOOP_RESTARTS.labels(service=self.service, loop=loop.name).inc()
                log().exception("loop.failed", service=self.service, loop=loop.name, attempts=pulse.failures)
                if pulse.hopeless(failure, patience=self.patience):
                    self._give_up(loop, failure)
                    return
                await asyncio.sleep(random.uniform(0, min(5.0, 0.05 * 2**pulse.failures)))  # noqa: S311

    def _give_up(self, loop: Loop, failure: BaseException) -> None:
        self.reason = f"{self.service}: the loop {loop.name} does nothing but fail: {said(failure)}"
        log().critical("loop.hopeless", service=self.service, loop=loop.name, reason=self.reason)
        self.gave_up.set()


async def uncancelled(run: Awaitable[None]) -> None:
    """Tells a cancellation that came from within as a failure: the task, and its group, would end it in silence."""
    try:
        await run
    except asyncio.CancelledError as cancelled:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise EndedFromWithin from cancelled
