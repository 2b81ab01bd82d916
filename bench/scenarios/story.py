"""From a creation to the first byte of the webhook that tells of its dispatch: intake, routing and notify in a row."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from bench import load
from bench.lab import Lab
from bench.load import Job
from bench.load.client import generate
from bench.receiver import Receiver, receiver
from bench.scenario import Figure, Pair, Scenario, Target
from bench.scenarios.accept import BODY, MACHINE
from bench.spread import quantile
from bench.up import Desk, up
from cli.seed import person_of_the_seed
from shared.contracts.routing import HandlingDispatched
from shared.kernel.access import Actor, Role
from shared.kernel.ids import PersonId, UnitCode

ADMINISTRATOR = "p-ha-eport-07"
SUBSCRIBER = Actor(
    person=PersonId("client-bench-hooks"),
    unit=UnitCode("HA-EPORT"),
    roles=frozenset({Role.SUBSCRIBER}),
    scopes=frozenset({"endpoints:write", "endpoints:read"}),
)
TOLD_WITHIN = 120.0
CONNECTIONS = 64
ROOM = 16
"""Subjects that the receiver is served at once: the most that an endpoint may have."""
WARM_UP = 20
REST = 0.25
"""Seconds after a single request was told of: what it leaves to do is done before the next."""
MEDIAN = Figure("p50", "ms")
LOADED = Figure("p99", "ms", Target(250, at_most=True))
SINGLE = Figure("p99", "ms", Target(120, at_most=True))
RATE = Figure("load", "creates/s")


@asynccontextmanager
async def _open(lab: Lab) -> AsyncIterator[Sequence[Pair]]:
    async with receiver() as sink, up(lab, lab.folder / "story") as suite:
        await subscribe(suite, sink)
        token = suite.token(MACHINE)
        singles = lab.effort.rounds * lab.effort.looks
        slowest = slowest_of(singles)

        def job(**how: float | None) -> Job:
            return Job.post(suite.port, "/intake/v1/requests", BODY, token=token, connections=CONNECTIONS, **how)

        async def single() -> Mapping[str, float]:
            waits = [await alone() for _ in range(WARM_UP + singles)][WARM_UP:]
            return {MEDIAN.name: 1000 * quantile(waits, 0.5), slowest.name: 1000 * quantile(waits, 0.99)}

        async def alone() -> float:
            """Sent by this process: one of its own would still be ending while the suite is at work."""
            one = Job.post(suite.port, "/intake/v1/requests", BODY, token=token, connections=1, seconds=0.01, rate=1.0)
            (told,) = (await generate(one)).told
            (wait,) = await _waits(sink, [told])
            await asyncio.sleep(REST)
            return wait

        async def loaded() -> Mapping[str, float]:
            most = await load.run(job(seconds=lab.effort.seconds))
            await _calm(sink)
            half = await load.run(job(seconds=2 * lab.effort.seconds, rate=most.rate / 2))
            waits = await _waits(sink, half.told)
            return {
                RATE.name: half.rate,
                MEDIAN.name: 1000 * quantile(waits, 0.5),
                LOADED.name: 1000 * quantile(waits, 0.99),
            }

        yield [
            Pair("one at a time", (MEDIAN, slowest), single, pid=lambda: suite.process.pid, once=True),
            Pair("half the accept rate", (RATE, MEDIAN, LOADED), loaded, pid=lambda: suite.process.pid),
        ]


def slowest_of(requests: int) -> Figure:
    """Over so many requests together; of fewer than a hundred the 99th percentile is the longest, and says so."""
    return replace(SINGLE, name=f"{'p99' if requests >= 100 else 'longest'} of {requests}")


async def subscribe(desk: Desk, sink: Receiver) -> None:
    """The sink is told of everything the E-port company may know, many subjects at once."""
    administrator = person_of_the_seed(ADMINISTRATOR, desk.installation.province_data)
    zone = {"code": "here", "kind": "loopback", "ports": [sink.port]}
    await desk.must(administrator, "/notify/v1/zones", zone, key="zone-of-bench")
    endpoint = {"name": "sink", "url": f"http://127.0.0.1:{sink.port}/", "zone": "here", "room": ROOM}
    await desk.must(SUBSCRIBER, "/notify/v1/endpoints", endpoint, key="endpoint-of-bench")


async def _waits(sink: Receiver, created: Sequence[tuple[str, float]]) -> list[float]:
    """Seconds from when each creation was due to the first byte about its dispatch, once all have come."""
    deadline = time.monotonic() + TOLD_WITHIN
    while missing := [subject for subject, _ in created if (subject, HandlingDispatched.TYPE) not in sink.first]:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(missing)} of {len(created)} requests were not told of within {TOLD_WITHIN:g} s")
        await asyncio.sleep(0.05)
    return [sink.first[subject, HandlingDispatched.TYPE] - due for subject, due in created]


async def _calm(sink: Receiver) -> None:
    """Waits until nothing has come for a second: what is measured next begins on a suite that is caught up."""
    deadline = time.monotonic() + TOLD_WITHIN
    while time.monotonic() - sink.last < 1.0:
        if time.monotonic() > deadline:
            raise TimeoutError("the suite does not become calm")
        await asyncio.sleep(0.1)


SCENARIO = Scenario(
    "story", "from a creation to the first byte of the webhook about its dispatch", _open, (SINGLE, LOADED)
)
