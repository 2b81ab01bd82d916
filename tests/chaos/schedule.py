"""What goes wrong, when and for how long: drawn from one seed. Doing it is done here too, one fault after another."""

import asyncio
import random
import signal
from collections.abc import Iterator
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


def schedule(seed: int, *, broker: bool, nodes: int = 1) -> Iterator[Fault]:
    """Endless: every kind once, in a drawn order, then all of them again; each service in turn."""
    draw = random.Random(seed)
    kinds = [*EVERYWHERE, *(WITH_BROKER if broker else ())]
    while True:
        for kind in draw.sample(kinds, len(kinds)):
            target = ""
            if kind in ("kill", "pause", "term"):
                target = draw.choice(list(PACKAGES))
            elif kind.startswith("broker"):
                target = str(draw.randint(1, nodes))
            seconds = draw.uniform(0.2, LONGEST_PAUSE)
            yield Fault(kind, target, seconds, size=draw.choice([1, 100, 5_000]), gap=draw.uniform(0.2, 1.5))


async def commit(town: Town, fault: Fault) -> Stopped | None:
    """Does it and undoes it; a polite stop has something to tell."""
    if fault.target in PACKAGES:
        async with town.hand:
            return await _hurt_service(town, fault)
    match fault.kind:
        case "postgres crash":
            await town.crash_postgres()
        case "backends ended":
            await town.query(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name LIKE 'portdesk%' AND random() < 0.7",
            )
        case "broker kill":
            assert town.cluster is not None
            await asyncio.to_thread(town.cluster.kill, int(fault.target))
            await asyncio.sleep(fault.seconds / 2)
            await asyncio.to_thread(town.cluster.start)
        case "broker pause":
            assert town.cluster is not None
            town.cluster.pause(int(fault.target))
            try:
                await asyncio.sleep(fault.seconds)
            finally:
                town.cluster.resume(int(fault.target))
        case _:
            where, how = fault.kind.split()
            line = town.postgres_line if where == "postgres" else town.broker_lines[int(fault.target) - 1]
            await _hurt(line, how, fault)
    return None


async def _hurt_service(town: Town, fault: Fault) -> Stopped | None:
    match fault.kind:
        case "kill":
            town.processes.send(fault.target, signal.SIGKILL)
            await asyncio.to_thread(town.processes.death, fault.target, within=10)
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
            return stopped
    return None


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
