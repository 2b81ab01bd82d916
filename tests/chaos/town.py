"""Everything that can be hurt, running: PostgreSQL and a broker behind proxies, four services as processes, a sink."""

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx

from cli.demo.stage import Stage
from cli.installation import BUS, PACKAGES, Installation
from cli.kafka import KafkaCluster
from cli.ports import free_port
from cli.suite import Databases
from services.notify.domain.lanes import LEASE
from shared.contracts.registry import EVENTS
from shared.contracts.topics import DIRECTORY, Service
from shared.kernel.access import Role
from shared.runtime import faults
from shared.runtime.embedded import EmbeddedPostgres
from tests.chaos import journals
from tests.chaos.history import Stopped, Subscribed
from tests.chaos.load import Sink
from tests.chaos.proxy import Proxy
from tests.support.processes import ServiceProcesses

SOCKET = ".s.PGSQL.5432"
STOPS_WITHIN = 20.0
READY_WITHIN = 30.0


@dataclass
class Town:
    """The suite under test. Looking at databases goes around the proxies."""

    stage: Stage
    server: EmbeddedPostgres
    processes: ServiceProcesses
    sink: Sink
    ops: dict[str, str]
    log_url: str
    """The log as the test sees it, around the proxies."""
    postgres_line: Proxy
    cluster: KafkaCluster | None
    broker_lines: list[Proxy]
    hand: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever ends or starts a service."""
    deaths: int = 0
    """How often a service ended by itself."""
    begun: dict[str, datetime] = field(default_factory=dict)
    """When the running process of a service was started, its predecessor being dead, if it is not the first."""

    async def start(self, service: str) -> None:
        """Starts a service; one that meets the deadly event at once ends again, and is left to `keep_alive`."""
        self.begun[service] = datetime.now(UTC)
        try:
            await asyncio.to_thread(self.processes.start, service)
        except AssertionError:
            if self.processes.ended(service) is None:
                raise

    async def keep_alive(self) -> None:
        """What starts a service again that has ended by itself."""
        while True:
            for service in PACKAGES:
                async with self.hand:
                    if self.processes.ended(service) is not None:
                        self.deaths += 1
                        await self.start(service)
            await asyncio.sleep(0.2)

    async def query(self, database: str, sql: str) -> list[Any]:
        """Rows of one database."""
        async with journals.connected(self.server.url(database)) as connection:
            return list(await connection.fetch(sql))

    async def waiting(self) -> int:
        """Events in outboxes."""
        return sum([(await self.query(s, "SELECT count(*) AS n FROM runtime.outbox"))[0]["n"] for s in PACKAGES])

    async def in_flight(self) -> bool:
        """Whether any event has left a transaction and is not yet everywhere it has to be."""
        return bool(await self.waiting() or await self.query("notify", "SELECT 1 FROM due LIMIT 1"))

    async def ready(self) -> bool:
        """Every service can serve its callers, and none of its loops is late."""
        async with httpx.AsyncClient(trust_env=False, timeout=3.0) as client:
            for url in self.ops.values():
                try:
                    answer = await client.get(f"{url}/readyz")
                except httpx.TransportError:
                    return False
                if answer.status_code != 200 or any(state["degraded"] for state in answer.json()["services"]):
                    return False
        return True

    async def crash_postgres(self) -> None:
        """What `pg_ctl stop -m immediate` does, and a start."""
        postmaster = self.server._postmaster()
        assert postmaster is not None
        os.kill(postmaster, signal.SIGQUIT)
        while self.server._postmaster() == postmaster:
            await asyncio.sleep(0.02)
        await asyncio.to_thread(self.server._begin)

    async def stop_politely(self, service: str) -> Stopped | None:
        """SIGTERM; what came of it, and what the process still held then. None if it ended by itself."""
        if self.processes.ended(service) is not None:
            return None
        pid, began = self.processes.pid(service), time.monotonic()
        self.processes.send(service, signal.SIGTERM)
        code = await asyncio.to_thread(self.processes.death, service, within=2 * STOPS_WITHIN)
        if code == faults.CODE:
            return None
        took = time.monotonic() - began
        owned = f"owner LIKE '%:{pid}:%'"
        held = await self.query(
            service,
            f"SELECT 1 FROM runtime.log_cursor WHERE {owned} UNION ALL SELECT 1 FROM runtime.lease WHERE {owned}",
        )
        if service == "notify":
            held += await self._lanes_since(self.begun.get(service, datetime.min.replace(tzinfo=UTC)))
        return Stopped(service=service, code=code, seconds=took, allowed=STOPS_WITHIN, held=len(held))

    async def _lanes_since(self, begun: datetime) -> list[Any]:
        """The lanes that are leased and were not before; there is only one sender at a time, so they were its."""
        return await self.query(
            "notify",
            f"SELECT 1 FROM lane WHERE state = 'leased' AND lease_until - interval '{LEASE.total_seconds()} s'"
            f" >= '{begun.isoformat()}'",
        )


@asynccontextmanager
async def town(log: str, *, nodes: int = 1) -> AsyncIterator[Town]:
    """A suite on the `postgres` or the `kafka` log; everything it started is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="portdesk-"))
    async with AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        installation = Installation(folder / "data", name="chaos")
        tokens = installation.prepare()
        server = await asyncio.to_thread(EmbeddedPostgres.start, installation.postgres)
        stack.callback(server.stop)
        await Databases(server).prepare(lambda _: None)
        for service in PACKAGES:
            await journals.install(server.url(service))
        behind = folder / "line"
        behind.mkdir(mode=0o700)
        postgres_line = await stack.enter_async_context(Proxy(behind / SOCKET, _folder(server) / SOCKET))
        cluster, broker_lines = None, []
        if log == "kafka":
            cluster = await asyncio.to_thread(KafkaCluster.create, folder / "kafka", nodes=nodes)
            broker_lines = [await stack.enter_async_context(line) for line in _advertise_proxies(cluster)]
            stack.callback(cluster.stop)
            await asyncio.to_thread(cluster.start)
        ports = {service: free_port() for service in PACKAGES}
        ops_ports = {service: free_port() for service in PACKAGES}
        proxied = "kafka://" + ",".join(f"127.0.0.1:{line.port}" for line in broker_lines)
        log_url = proxied if cluster else _through(server, BUS, behind)
        environments = {
            service: {
                **installation.environment(
                    service, database_url=_through(server, service, behind), event_log_url=log_url
                ),
                f"{service.upper()}_PORT": str(ports[service]),
                f"{service.upper()}_OPS_PORT": str(ops_ports[service]),
            }
            for service in PACKAGES
        }
        processes = ServiceProcesses(
            environments, folder / "services.log", words=lambda service: ["tests.chaos.service", service]
        )
        stack.push_async_callback(asyncio.to_thread, processes.stop)
        for service in PACKAGES:
            await asyncio.to_thread(processes.start, service)
        sink = await stack.enter_async_context(Sink())
        urls = {service: f"http://127.0.0.1:{port}" for service, port in ports.items()}
        stage = Stage(installation, tokens, urls, "", sink.port, folder)
        stack.push_async_callback(stage.close)
        yield Town(
            stage,
            server,
            processes,
            sink,
            {service: f"http://127.0.0.1:{port}" for service, port in ops_ports.items()},
            proxied if cluster else server.url(BUS),
            postgres_line,
            cluster,
            broker_lines,
        )


async def subscribe(place: Town) -> Subscribed:
    """The sink is told of everything, many subjects at once."""
    stage, sink, unit = place.stage, place.sink, "HA-EPORT"
    administrator = stage.person("p-ha-eport-07")
    subscriber = stage.machine("client-chaos-hooks", unit, Role.SUBSCRIBER, "endpoints:write", "endpoints:read")
    deadline = time.monotonic() + READY_WITHIN
    zone = {"code": "here", "kind": "loopback", "ports": [sink.port]}
    while True:
        made = await stage.send(administrator, "POST", "/notify/v1/zones", zone, key="zone-of-chaos")
        if made.is_success:
            break
        assert time.monotonic() < deadline, made.text
        await asyncio.sleep(0.2)
    endpoint = {"name": "sink", "url": sink.url, "zone": "here", "room": 16}
    await stage.must(subscriber, "POST", "/notify/v1/endpoints", endpoint, key="endpoint-of-chaos")
    earlier = [await place.query(service, "SELECT event_id FROM journal.emitted") for service in PACKAGES]
    types = [name for name, event in EVENTS.items() if Service.NOTIFY in event.READ_BY and event.TOPIC is not DIRECTORY]
    return Subscribed(
        unit=unit, types=tuple(types), earlier=tuple(str(row["event_id"]) for rows in earlier for row in rows)
    )


def _folder(server: EmbeddedPostgres) -> Path:
    return Path(parse_qs(urlsplit(server.url("postgres")).query)["host"][0])


def _through(server: EmbeddedPostgres, database: str, behind: Path) -> str:
    return server.url(database).replace(quote(str(_folder(server)), safe=""), quote(str(behind), safe=""))


def _advertise_proxies(cluster: KafkaCluster) -> list[Proxy]:
    """Clients find each broker where its proxy is."""
    lines = []
    for node in cluster.nodes:
        real, port = cluster.port(node), free_port()
        properties = cluster.data / str(node) / "server.properties"
        told, shown = (
            f"advertised.listeners=PLAINTEXT://127.0.0.1:{real}",
            f"advertised.listeners=PLAINTEXT://127.0.0.1:{port}",
        )
        properties.write_text(properties.read_text().replace(told, shown))
        lines.append(Proxy(port, real))
    return lines
