"""`portdesk up` in a process of its own, as somebody starts it."""

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

from bench.lab import READY_WITHIN, STOPPED_WITHIN, Lab
from cli.installation import ROOT, Installation
from shared.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Up:
    """A running suite."""

    process: asyncio.subprocess.Process
    installation: Installation
    port: int
    ready_after: float
    """Seconds from its start to the line that says where to look."""

    @property
    def postmaster(self) -> int:
        """The process of its PostgreSQL."""
        return int((self.installation.postgres / "cluster" / "postmaster.pid").read_text().split("\n", 1)[0])

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
        running = Up(process, Installation(folder), port, time.monotonic() - begun)
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
