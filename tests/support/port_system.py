"""The example port system in a test: a database of its own, a trust file, a clock; called in the process or by HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp

from examples.port_system.app import create_app
from shared.evidence.canonical import sha256
from shared.evidence.documents import Operation
from shared.evidence.jws import Envelope
from shared.evidence.records import Presentation
from shared.evidence.trust import Trust
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.clock import FixedClock
from tests.support.evidence import NOW, Presented
from tests.support.forgeries import BILL, HOME
from tests.support.spine import fresh_database

TABLES = ("tax_bill", "receipt", "manifest", "presentation", "journal")
PAID = {"status": "PAID"}
Open = Callable[..., Awaitable["Port"]]


@dataclass
class Port:
    """A running port system, and what a test does to it."""

    app: ASGIApp
    client: httpx.AsyncClient
    database_url: str
    trust_file: Path
    clock: FixedClock

    def trust(self, trust: Trust) -> None:
        """Carries a trust file in."""
        self.trust_file.write_bytes(trust.to_bytes())

    async def show(self, presented: Presented | Presentation | bytes, **headers: str) -> httpx.Response:
        """Shows a certificate to the guard."""
        body = presented if isinstance(presented, bytes) else _bytes(presented)
        return await self.client.put(f"/portdesk/presentations/{sha256(body)}", content=body, headers=_names(headers))

    async def slip_in(self, op: Operation, body: bytes) -> None:
        """Puts a presentation where the guard keeps those that it has accepted."""
        await self.execute("INSERT INTO presentation (op_id, body) VALUES ($1, $2)", op.op_id, body)

    async def correct(self, *ops: Operation, **headers: str) -> httpx.Response:
        """The write in the native form."""
        sent = {"portdesk_op": ops[0].op_id, "if_match": ops[0].version} | headers
        body = {"ops": [op.json_value() for op in ops]}
        return await self.client.post("/portdesk/corrections", json=body, headers=_names(sent))

    async def put(self, op: Operation, body: Any = PAID, *, path: str = "", **headers: str) -> httpx.Response:
        """The write as the port system's own call."""
        sent = {"portdesk_op": op.op_id, "if_match": op.version} | headers
        return await self.client.put(path or f"/api/tax-bills/{op.record.id}", json=body, headers=_names(sent))

    async def journal(self, op: Operation) -> Envelope | None:
        """What the guard says became of an operation."""
        answer = await self.client.get(f"/portdesk/journal/{op.op_id}")
        return None if answer.status_code == httpx.codes.NOT_FOUND else Envelope.read(answer.content, exact=False)

    async def status(self) -> dict[str, Any]:
        """What whoever watches sees."""
        found: dict[str, Any] = (await self.client.get("/portdesk/status")).json()
        return found

    async def bill(self) -> tuple[str, str]:
        """Status and version of the tax bill of the story."""
        answer = await self.client.get(f"/api/tax-bills/{BILL}")
        return answer.json()["status"], answer.headers["etag"]

    async def execute(self, statement: str, *values: Any) -> None:
        """A statement in the port system's database, by somebody else."""
        connection = await asyncpg.connect(self.database_url)
        await connection.execute(statement, *values)
        await connection.close()

    async def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        connection = await asyncpg.connect(self.database_url)
        found = {
            table: sorted(tuple(row) for row in await connection.fetch(f"SELECT * FROM {table}")) for table in TABLES
        }
        await connection.close()
        return found


@pytest.fixture
async def open_port(postgres: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens port systems on databases of their own; all of them are closed after the test."""
    async with AsyncExitStack() as stack:

        async def open_one(*, trust: Trust | None = HOME.trust, **options: Any) -> Port:
            url = await stack.enter_async_context(fresh_database(postgres, "port_system", list))
            clock, file = FixedClock(NOW), tmp_path / "trust.json"
            key = HOME.private["guard"]
            app = create_app(url, trust=file, guard_kid="guard", guard_key=key, now=clock.now, **options)
            await stack.enter_async_context(started(app))
            client = await stack.enter_async_context(
                httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://port")
            )
            port = Port(app, client, url.replace("+asyncpg", ""), file, clock)
            if trust is not None:
                port.trust(trust)
            return port

        yield open_one


@asynccontextmanager
async def started(app: ASGIApp) -> AsyncIterator[None]:
    """The application's lifespan, which a transport within the process does not run."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()
    running: Any = app({"type": "lifespan", "asgi": {"version": "3.0"}}, told.get, said.put)
    life = asyncio.create_task(running)
    await told.put({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"
    yield
    await told.put({"type": "lifespan.shutdown"})
    await life


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application over a real connection on loopback; its lifespan runs elsewhere."""
    config = uvicorn.Config(app, port=0, lifespan="off", log_level="critical", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        yield client
    server.should_exit = True
    await serving


def _bytes(presented: Presented | Presentation) -> bytes:
    return presented.body if isinstance(presented, Presented) else presented.to_bytes()


def _names(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
