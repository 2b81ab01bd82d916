"""Streams of a process of its own, fed by the log in PostgreSQL: it ends in time, whoever still listens."""

import asyncio
import re
import signal
import socket
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from services.notify.app import MONTHLY
from shared.runtime.auth import TokenKeys
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.desk import INSTALLATION, migrated
from tests.support.people import CLERK
from tests.support.streams import STREAM
from tests.support.tree import ROOT
from tests.support.waiting import eventually


async def test_a_process_that_is_told_to_end_says_so_to_its_streams_and_ends_in_time(
    postgres: EmbeddedPostgres, bus: str, tmp_path: Path
) -> None:
    keys = TokenKeys.of(tmp_path)
    (tmp_path / "webhook.key").write_bytes(bytes(32))
    token = keys.token(CLERK, installation=INSTALLATION, now=datetime.now(UTC), lifetime=timedelta(minutes=5))
    async with migrated(postgres, "notify", MONTHLY) as database:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.notify"),
            cwd=ROOT,
            env={
                "PORTDESK_INSTALLATION": INSTALLATION,
                "PORTDESK_TOKEN_KEYS": str(tmp_path / "tokens.jwks.json"),
                "PORTDESK_EVENT_LOG_URL": bus,
                "NOTIFY_DATABASE_URL": database,
                "NOTIFY_SECRET_KEY": str(tmp_path / "webhook.key"),
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            assert process.stdout is not None
            said = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
            port = int(re.fullmatch(r"ready notify port=(\d+) ops=\d+\n", said)[1])  # type: ignore[index]
            headers = {"Authorization": f"Bearer {token}"}
            with socket.create_connection(("127.0.0.1", port)) as never_reads:
                never_reads.sendall(
                    f"GET {STREAM} HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
                )
                async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                    await eventually(lambda: opens(client, headers), within=20)
                    async with client.stream("GET", STREAM, headers=headers) as answer:
                        process.send_signal(signal.SIGTERM)
                        began = time.monotonic()
                        text = "".join([chunk async for chunk in answer.aiter_text()])
                assert await asyncio.wait_for(process.wait(), 20) == 0
                lasted = time.monotonic() - began
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    assert text.endswith('event: end\ndata: {"reason":"draining"}\n\n')
    assert lasted < 10


async def opens(client: httpx.AsyncClient, headers: dict[str, str]) -> bool:
    """Whether the process has found its place in the log."""
    async with client.stream("GET", STREAM, headers=headers) as answer:
        return answer.status_code == 200
