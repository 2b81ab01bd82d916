"""A whole suite as `portdesk up` starts it, or one service of it, in processes of their own."""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from bench.lab import READY_WITHIN, STOPPED_WITHIN, Lab, Served
from cli.installation import BUS, PACKAGES, ROOT, Installation
from cli.suite import Databases
from shared.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Desk:
    """Somewhere to send requests to, and whose keys make tokens for it."""

    installation: Installation
    port: int

    def token(self, actor: Actor) -> str:
        """An access token for longer than any scenario takes."""
        keys = self.installation.prepare()
        return keys.token(
            actor, installation=self.installation.name, now=datetime.now(UTC), lifetime=timedelta(hours=6)
        )

    async def must(self, actor: Actor, path: str, body: Any, *, key: str) -> Any:
        """The JSON of the answer to a POST that has to succeed; raises httpx.HTTPStatusError."""
        headers = {"Authorization": f"Bearer {self.token(actor)}", "Idempotency-Key": key}
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            answer = await client.post(f"http://127.0.0.1:{self.port}{path}", json=body, headers=headers)
            return answer.raise_for_status().json()


@dataclass(frozen=True, slots=True)
class Up(Desk):
    """A running suite."""

    process: asyncio.subprocess.Process
    ready_after: float
    """Seconds from its start to the line that says where to look."""

    @property
    def postmaster(self) -> int:
        """The process of its PostgreSQL."""
        return int((self.installation.postgres / "cluster" / "postmaster.pid").read_text().split("\n", 1)[0])

    async def stop(self) -> float:
        """Ctrl-C; the seconds until the process is gone."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        assert self.process.stdout is not None
        await asyncio.wait_for(self.process.stdout.read(), STOPPED_WITHIN)
        await self.process.wait()
        return time.monotonic() - begun


@asynccontextmanager
async def up(lab: Lab, folder: Path) -> AsyncIterator[Up]:
    """Starts a suite on the embedded default and waits until it says that it is ready; at the end it is stopped."""
    begun = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli", "up", "--data", str(folder), "--port", "0", "--ops-port", "0"),
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "500"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    running: Up | None = None
    try:
        port = await asyncio.wait_for(_port(process), READY_WITHIN)
        running = Up(Installation(folder), port, process, time.monotonic() - begun)
        lab.say(f"  a suite is ready on port {port} after {running.ready_after:.1f} s")
        yield running
    finally:
        if process.returncode is None:
            if running is None:
                process.kill()
            else:
                await running.stop()


async def _port(process: asyncio.subprocess.Process) -> int:
    """Where the suite listens, once it has printed its last line."""
    assert process.stdout is not None
    said = ""
    while (line := (await process.stdout.readline()).decode()) and not line.startswith("curl "):
        said += line
    found = re.search(r"http://localhost:(\d+)/ ", said)
    if not line or found is None:
        raise RuntimeError(f"the suite did not start:\n{said}")
    return int(found[1])


@asynccontextmanager
async def service(lab: Lab, name: str) -> AsyncIterator[tuple[Served, Desk]]:
    """One service on the run's own server, ready: it knows the units, which routing announces when it starts."""
    server = await lab.postgres()
    await Databases(server).prepare(lab.say)
    installation = Installation(lab.folder / "services")
    installation.prepare()

    def environment(of: str) -> dict[str, str]:
        return installation.environment(of, database_url=server.url(of), event_log_url=server.url(BUS))

    async with lab.serving(f"services.{PACKAGES[name]}", environment=environment(name)) as served:
        async with lab.serving(f"services.{PACKAGES['routing']}", environment=environment("routing")):
            await _ready(served)
        yield served, Desk(installation, served.port)


async def _ready(served: Served) -> None:
    deadline = time.monotonic() + READY_WITHIN
    async with httpx.AsyncClient(trust_env=False) as client:
        while (await client.get(f"http://127.0.0.1:{served.ops_port}/readyz")).status_code != 200:
            if time.monotonic() > deadline:
                raise TimeoutError("the service does not become ready")
            await asyncio.sleep(0.05)
