"""Creating requests over HTTP, against FastAPI and one bare insert of the same body."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import asyncpg

from bench import load
from bench.floors import accept as floor
from bench.lab import Lab, Served
from bench.load import Job, Outcome
from bench.scenario import Figure, Pair, Scenario, Target, Trial
from bench.up import service
from services.intake.settings import Settings
from services.intake.wire import CreateRequestParams
from shared.kernel.access import Actor, Role
from shared.kernel.ids import PersonId, SystemCode, UnitCode

BODY: Mapping[str, Any] = CreateRequestParams.model_json_schema()["examples"][0]
MACHINE = Actor(
    person=PersonId("client-hn-sw-tax"),
    unit=UnitCode("HA-TAX"),
    roles=frozenset({Role.PORT_SYSTEM}),
    scopes=frozenset({"requests:write"}),
    systems=frozenset({SystemCode("hn-sw-tax")}),
)
RATE = Figure("creates", "1/s")
RATES = {
    64: replace(RATE, target=Target(0.8, of_ratio=True)),
    8: replace(RATE, target=Target(0.5, of_ratio=True)),
}
"""By connections."""
COST = Figure("processor time", "ms each")
GENERATOR = Figure("load generator", "% of a core", compared=False)
LEFT = Figure("left in the outbox", "events")


@asynccontextmanager
async def _open(lab: Lab) -> AsyncIterator[Sequence[Pair]]:
    server = await lab.postgres()
    await server.create_database("floor")
    plain = server.url("floor").replace("+asyncpg", "")
    await _execute(plain, floor.TABLE)
    pool = Settings.model_fields["pool"].default
    async with (
        service(lab, "intake") as (ours, desk),
        lab.serving("bench.floors.accept", environment={floor.DATABASE: plain, floor.CONNECTIONS: str(pool)}) as bare,
    ):
        token = desk.token(MACHINE)
        outbox = server.url("intake").replace("+asyncpg", "")
        yield [
            _pair(lab, ours, bare, outbox, token, connections=connections, rate=rate)
            for connections, rate in RATES.items()
        ]


def _pair(lab: Lab, ours: Served, bare: Served, outbox: str, token: str, *, connections: int, rate: Figure) -> Pair:
    async def create() -> Mapping[str, float]:
        job = Job.post(
            ours.port, "/intake/v1/requests", BODY, token=token, connections=connections, seconds=lab.effort.seconds
        )
        used = await lab.cpu_seconds(ours.pid)
        outcome = await load.run(job)
        left = await drained(outbox)
        used = await lab.cpu_seconds(ours.pid) - used
        return {**_figures(outcome, used), LEFT.name: left}

    async def insert() -> Mapping[str, float]:
        used = await lab.cpu_seconds(bare.pid)
        outcome = await load.run(
            Job.post(bare.port, "/requests", BODY, connections=connections, seconds=lab.effort.seconds)
        )
        return _figures(outcome, await lab.cpu_seconds(bare.pid) - used)

    trials: tuple[Trial, Trial] = (create, insert)
    return Pair(f"{connections} connections", (rate, COST, GENERATOR, LEFT), *trials, pid=lambda: ours.pid)


def _figures(outcome: Outcome, used: float) -> Mapping[str, float]:
    return {
        RATE.name: outcome.rate,
        COST.name: 1000 * used / outcome.answered,
        GENERATOR.name: outcome.own_share,
    }


async def drained(outbox: str) -> float:
    """How many events the relay had still to publish when the load ended; returns when none is left."""
    connection = await asyncpg.connect(outbox)
    try:
        left: int = await connection.fetchval("SELECT count(*) FROM runtime.outbox")
        while await connection.fetchval("SELECT EXISTS (SELECT FROM runtime.outbox)"):
            await asyncio.sleep(0.05)
    finally:
        await connection.close()
    return left


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(statement)
    await connection.close()


SCENARIO = Scenario(
    "accept",
    "creating requests over HTTP, against FastAPI and a bare insert of the same body",
    _open,
    list(RATES.values()),
)
