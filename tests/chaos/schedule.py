"""What goes wrong, when and for how long: drawn from one seed. Doing it is done here too, one fault after another."""

import asyncio
import random
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.installation import PACKAGES
from tests.chaos.history import Stopped
from tests.chaos.proxy import Proxy
from tests.chaos.town import Town

EVERYWHERE = (
    "kill",
    "pause",
    "term",
    "postgres crash",
    "backends ended",
    "postgres late",
    "postgres silent",
    "postgres torn",
    "postgres cut",
)
WITH_BROKER = ("broker kill", "broker pause", "broker late", "broker silent", "broker torn", "broker cut")
LONGEST_PAUSE = 4.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `target` is a service or the number of a broker's node, `gap` the calm before it."""

    kind: str
    target: str
    seconds: float
    size: int
    gap: float

    def __str__(self) -> str:
        """For the progress line."""
        return f"{self.kind} {self.target} {self.seconds:.1f} s".replace("  ", " ")


@dataclass(frozen=True, slots=True)
class Effect:
    """What came of a fault: whether there was anything for it to hit, and how a polite stop ended."""

    hit: bool
    stopped: Stopped | None = None


def kinds(*, broker: bool) -> Sequence[str]:
    """The kinds of faults that there are on a log."""
    return [*EVERYWHERE, *(WITH_BROKER if broker else ())]


def schedule(seed: int, *, broker: bool, nodes: int = 1) -> Iterator[Fault]:
    """Endless: every kind once, in a drawn order, then all of them again; with each kind, each target in turn."""
    draw = random.Random(seed)
    drawn = kinds(broker=broker)
    turns = {kind: _in_turn(draw, _targets(kind, nodes)) for kind in drawn}
    while True:
        for kind in draw.sample(drawn, len(drawn)):
            seconds = draw.uniform(0.2, LONGEST_PAUSE)
            size, gap = draw.choice([1, 100, 5_000]), draw.uniform(0.2, 1.5)
            yield Fault(kind, next(turns[kind]), seconds, size=size, gap=gap)


def _targets(kind: str, nodes: int) -> Sequence[str]:
    if kind in ("kill", "pause", "term"):
        return list(PACKAGES)
    return [str(node) for node in range(1, nodes + 1)] if kind.startswith("broker") else [""]


def _in_turn(draw: random.Random, targets: Sequence[str]) -> Iterator[str]:
    while True:
        yield from draw.sample(targets, len(targets))


async def commit(town: Town, fault: Fault) -> Effect:
    """Does it and undoes it."""
    if fault.target in PACKAGES:
        async with town.hand:
            return await _hurt_service(town, fault)
    match fault.kind:
        case "postgres crash":
            await town.crash_postgres()
        case "backends ended":
            ended = await town.query(
                "postgres",
                "SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity"
                " WHERE application_name LIKE 'portdesk%' AND random() < 0.7",
            )
            return Effect(any(row["done"] for row in ended))
        case "broker kill":
            assert town.cluster is not None
            alive = town.cluster.pid(int(fault.target)) is not None
            await asyncio.to_thread(town.cluster.kill, int(fault.target))
            await asyncio.sleep(fault.seconds / 2)
            await asyncio.to_thread(town.cluster.start)
            return Effect(alive)
        case "broker pause":
            assert town.cluster is not None
            alive = town.cluster.pid(int(fault.target)) is not None
            town.cluster.pause(int(fault.target))
            try:
                await asyncio.sleep(fault.seconds)
            finally:
                town.cluster.resume(int(fault.target))
            return Effect(alive)
        case _:
            where, how = fault.kind.split()
            line = town.postgres_line if where == "postgres" else town.broker_lines[int(fault.target) - 1]
            before = line.harmed
            await _hurt(line, how, fault)
            return Effect(line.harmed > before)
    return Effect(True)


async def _hurt_service(town: Town, fault: Fault) -> Effect:
    alive = town.processes.ended(fault.target) is None
    match fault.kind:
        case "kill":
            town.processes.send(fault.target, signal.SIGKILL)
            code = await asyncio.to_thread(town.processes.death, fault.target, within=10)
            alive = code == -signal.SIGKILL
            await asyncio.sleep(fault.seconds / LONGEST_PAUSE)
            await town.start(fault.target)
        case "pause":
            town.processes.send(fault.target, signal.SIGSTOP)
            try:
                await asyncio.sleep(fault.seconds)
            finally:
                town.processes.send(fault.target, signal.SIGCONT)
        case "term":
            stopped = await town.stop_politely(fault.target)
            await town.start(fault.target)
            return Effect(stopped is not None, stopped)
    return Effect(alive)


async def _hurt(line: Proxy, how: str, fault: Fault) -> None:
    try:
        match how:
            case "late":
                line.delay(0.02 + fault.seconds / 40)
            case "silent":
                line.blackhole()
            case "torn":
                line.reset()
                return
            case "cut":
                line.cut(fault.size)
        await asyncio.sleep(fault.seconds)
    finally:
        line.calm()
