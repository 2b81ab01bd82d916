"""The work list of a desk with a hundred times as much in it: what a page and the counts take beside a small desk's."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg
import httpx
from sqlalchemy.ext.asyncio import create_async_engine

from bench import machine
from bench.crowd import BUSY, EMPTY, gather
from bench.lab import Lab
from bench.scenario import Figure, Pair, Scenario, Target
from bench.spread import quantile
from bench.up import Desk
from cli.installation import Installation
from cli.suite import Databases
from services.routing.app import MONTHLY
from shared.kernel.access import Actor, Role
from shared.kernel.ids import PersonId, UnitCode
from shared.runtime.migrate import upgrade
from shared.runtime.partitions import ensure_months

SMALLER = 100
"""How many times the small desk goes into the large one."""
QUEUE = "/routing/v1/queue"
ASKED: Mapping[str, str] = {
    "first page": QUEUE,
    "next page": QUEUE,
    "due soon": f"{QUEUE}?view=due_soon&limit=5",
    "overdue": f"{QUEUE}?view=overdue",
    "newest first": f"{QUEUE}?sort=newest",
    "counts": f"{QUEUE}/counts",
}
"""What people look at; the next page is the one after the first.

What is due soon is asked for five lines at a time: so many has the small desk, too.
"""


BOUND = Target(2, at_most=True, of_ratio=True)
COST = Figure("processor time", "ms each")
"""Of the service and its database: what a look costs, however many others want the machine."""
_BACKENDS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def _person(unit: str, *roles: Role) -> Actor:
    return Actor(person=PersonId(f"p-{unit.lower()}-02"), unit=UnitCode(unit), roles=frozenset(roles))


EVERYBODY = _person("HA-PORT", Role.SUPERVISOR)
"""Told without a target: what will soon be due in a province grows with the province, up to a count of a thousand."""
WHO: Mapping[str, Actor] = {
    "busy unit": _person(BUSY, Role.HANDLER, Role.CLERK, Role.HEAD),
    "empty unit": _person(EMPTY, Role.HANDLER, Role.CLERK, Role.HEAD),
    "whole province": EVERYBODY,
}


@dataclass(frozen=True, slots=True)
class Crowded:
    """A desk, and what works for it: its service and the database that is its own."""

    desk: Desk
    pid: int
    dsn: str

    async def cpu_seconds(self) -> float:
        """Processor time that its service and the service's connections have used."""
        connection = await asyncpg.connect(self.dsn)
        try:
            backends = await connection.fetch(_BACKENDS)
        finally:
            await connection.close()
        return machine.cpu_seconds([self.pid, *(row["pid"] for row in backends)])


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody at one desk, on a connection that is kept."""

    crowded: Crowded
    client: httpx.AsyncClient
    paths: Mapping[str, str]

    @classmethod
    async def at(cls, crowded: Crowded, actor: Actor, client: httpx.AsyncClient) -> "Reader":
        """Signed in; the first page has told where the next one is."""
        client.headers["Authorization"] = f"Bearer {crowded.desk.token(actor)}"
        client.base_url = httpx.URL(f"http://127.0.0.1:{crowded.desk.port}")
        first = (await client.get(QUEUE)).raise_for_status()
        return cls(crowded, client, {**ASKED, "next page": first.links.get("next", {}).get("url", QUEUE)})

    async def wait(self, name: str) -> float:
        """Seconds until the whole answer was there."""
        begun = time.perf_counter()
        (await self.client.get(self.paths[name])).raise_for_status()
        return time.perf_counter() - begun


@asynccontextmanager
async def _open(lab: Lab) -> AsyncIterator[Sequence[Pair]]:
    async with AsyncExitStack() as stack:
        installation = Installation(lab.folder / "queue")
        installation.prepare()
        small, large = [
            await stack.enter_async_context(_crowded(lab, installation, number))
            for number in (lab.effort.crowd // SMALLER, lab.effort.crowd)
        ]
        yield [
            pair(
                name,
                await Reader.at(large, actor, await stack.enter_async_context(_client())),
                await Reader.at(small, actor, await stack.enter_async_context(_client())),
                looks=lab.effort.looks,
                bound=None if actor is EVERYBODY else BOUND,
            )
            for name, actor in WHO.items()
        ]


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(trust_env=False, timeout=60)


@asynccontextmanager
async def _crowded(lab: Lab, installation: Installation, number: int) -> AsyncIterator[Crowded]:
    """Routing on a database of its own with so many handlings; the service has loaded its data files before them."""
    server = await lab.postgres()
    name = f"queue_{number}"
    await server.create_database(name)
    await server.create_database(f"{name}_bus")
    await Databases(server).make_log(f"{name}_bus")
    engine = create_async_engine(server.url(name))
    now = datetime.now(UTC)
    await upgrade(engine, "routing")
    async with engine.begin() as connection:
        await ensure_months(connection, MONTHLY, at=now)
    await engine.dispose()
    environment = installation.environment(
        "routing", database_url=server.url(name), event_log_url=server.url(f"{name}_bus")
    )
    async with lab.serving("services.routing", environment=environment) as served:
        begun = time.monotonic()
        dsn = server.url(name).replace("+asyncpg", "")
        connection = await asyncpg.connect(dsn)
        await gather(connection, number, now=now)
        await connection.close()
        lab.say(f"  a desk with {number:,} requests, after {time.monotonic() - begun:.0f} s")
        yield Crowded(Desk(installation, served.port), served.pid, dsn)


def pair(name: str, large: Reader, small: Reader, *, looks: int, bound: Target | None) -> Pair:
    """Both desks by turns, look by look: whatever else the machine does within a second hits both."""
    kept: dict[str, float] = {}

    async def by_turns() -> Mapping[str, float]:
        waits: Mapping[str, tuple[list[float], list[float]]] = {asked: ([], []) for asked in ASKED}
        used = [await reader.crowded.cpu_seconds() for reader in (large, small)]
        for _ in range(looks):
            for asked, (of_large, of_small) in waits.items():
                of_small.append(await small.wait(asked))
                of_large.append(await large.wait(asked))
        used = [await r.crowded.cpu_seconds() - before for r, before in zip((large, small), used, strict=True)]
        of_each = [
            {
                **{figure: value for asked, both in waits.items() for figure, value in _told(asked, both[which])},
                COST.name: 1000 * used[which] / (looks * len(ASKED)),
            }
            for which in (0, 1)
        ]
        kept.update(of_each[1])
        return of_each[0]

    async def what_the_small_one_took() -> Mapping[str, float]:
        return dict(kept)

    figures = [
        figure
        for asked in ASKED
        for figure in (
            Figure(f"{asked}, p50", "ms"),
            Figure(f"{asked}, p95", "ms", bound),
        )
    ]
    return Pair(name, [*figures, COST], by_turns, what_the_small_one_took, within=True)


def _told(asked: str, waits: Sequence[float]) -> Sequence[tuple[str, float]]:
    return [(f"{asked}, p{share:.0f}", 1000 * quantile(waits, share / 100)) for share in (50, 95)]


SCENARIO = Scenario(
    "queue",
    "pages of the work list and its counts, against a desk with a hundredth of the requests",
    _open,
    [Figure(f"{asked}, p95", "ms", BOUND) for asked in ASKED],
)
