"""A service as a process of its own: what it says, and how it ends."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.kernel.access import Actor
from shared.runtime.auth import TokenKeys
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.serve import bind
from tests.support.desk import INSTALLATION, migrated
from tests.support.people import CLERK, ENTERPRISE, UNITS
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]
QUESTION = {
    "kind": "consultation",
    "channel": "portal",
    "function_area": "government_services",
    "application": "tax-payment",
    "territory": "410100",
    "title": "怎样查询缴款状态",
    "description": "请问在哪里可以看到。",
}


@dataclass
class Running:
    """A service's process and the way to it."""

    process: asyncio.subprocess.Process
    url: str
    ops: str
    keys: TokenKeys
    database: str

    def headers(self, actor: Actor) -> dict[str, str]:
        token = self.keys.token(actor, installation=INSTALLATION, now=datetime.now(UTC), lifetime=timedelta(minutes=5))
        return {"Authorization": f"Bearer {token}"}

    async def ready(self) -> int:
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{self.ops}/readyz")).status_code


@asynccontextmanager
async def started(folder: Path, database: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    (folder / "lookup.key").write_bytes(bytes(32))
    environment = {
        "PORTDESK_INSTALLATION": INSTALLATION,
        "PORTDESK_TOKEN_KEYS": str(folder / "tokens.jwks.json"),
        "INTAKE_LOOKUP_KEY": str(folder / "lookup.key"),
        "INTAKE_DATABASE_URL": database,
        "PATH": os.environ["PATH"],
        **settings,
    }
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.intake", cwd=ROOT, env=environment, stdout=pipe, stderr=pipe
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.fixture
async def database(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A migrated database that knows the directory."""
    async with migrated(postgres, "intake", ("request", "message", "timeline")) as url:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            for unit in UNITS:
                await connection.execute(
                    text("INSERT INTO runtime.unit VALUES (:code, 1, CAST(:unit AS jsonb))"),
                    {"code": unit.code, "unit": unit.model_dump_json()},
                )
        await engine.dispose()
        yield url


@pytest.fixture
async def running(database: str, tmp_path: Path) -> AsyncIterator[Running]:
    keys = TokenKeys.of(tmp_path)
    async with started(tmp_path, database, INTAKE_DRAIN_SECONDS="0.6") as process:
        assert process.stdout is not None
        said = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        found = re.fullmatch(r"ready intake port=(\d+) ops=(\d+)\n", said)
        assert found, said
        yield Running(process, f"http://127.0.0.1:{found[1]}", f"http://127.0.0.1:{found[2]}", keys, database)


async def test_a_process_that_is_told_to_end_finishes_what_it_has_in_hand_and_exits_with_success(
    running: Running,
) -> None:
    engine = create_async_engine(running.database)
    async with httpx.AsyncClient(base_url=running.url, timeout=20) as client, engine.connect() as holder:
        receipt = await client.post("/intake/v1/requests", json=QUESTION, headers=running.headers(ENTERPRISE))
        path = f"/intake/v1/requests/{receipt.json()['id']}"
        await holder.execute(text("SELECT 1 FROM request FOR UPDATE"))
        slow = asyncio.create_task(client.post(f"{path}/acceptance", headers=running.headers(CLERK)))
        await eventually(lambda: _waits_for_a_lock(holder.engine.url.render_as_string(hide_password=False)))
        assert await running.ready() == 200

        running.process.send_signal(signal.SIGTERM)
        await eventually(lambda: _is(running, 503), every=0.01)
        meanwhile = await client.get(path, headers=running.headers(ENTERPRISE))
        await asyncio.sleep(0.7)
        assert not slow.done()
        await holder.rollback()

        assert meanwhile.status_code == 200
        assert (await slow).json()["status"] == "accepted"
    await engine.dispose()
    _, complaints = await asyncio.wait_for(running.process.communicate(), 15)
    assert running.process.returncode == 0, complaints.decode()
    assert b"Traceback" not in complaints


async def test_ctrl_c_ends_a_process_too_and_leaves_its_ports_free(running: Running) -> None:
    running.process.send_signal(signal.SIGINT)
    await asyncio.wait_for(running.process.wait(), 15)

    assert running.process.returncode == 0
    for url in (running.url, running.ops):
        bind("127.0.0.1", int(url.rsplit(":", 1)[1])).close()


async def test_a_process_whose_database_is_older_than_its_code_says_what_to_type(database: str, tmp_path: Path) -> None:
    TokenKeys.of(tmp_path)
    engine = create_async_engine(database)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE schema_version SET version_num = '0000'"))
    await engine.dispose()

    async with started(tmp_path, database) as process:
        _, complaints = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode not in (0, None)
    assert b"run `portdesk migrate`" in complaints


async def test_a_process_whose_loop_does_nothing_but_fail_ends_with_the_reason(database: str, tmp_path: Path) -> None:
    TokenKeys.of(tmp_path)
    engine = create_async_engine(database)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE runtime.outbox RENAME COLUMN payload TO lost"))
    await engine.dispose()

    async with started(tmp_path, database, INTAKE_PATIENCE_SECONDS="1") as process:
        said, complaints = await asyncio.wait_for(process.communicate(), 60)

    assert process.returncode == 1
    assert said.startswith(b"ready intake")
    assert complaints.decode().splitlines()[-1].startswith("intake: the loop relay does nothing but fail: ")
    assert b"lost" in complaints or b"payload" in complaints


async def test_a_process_whose_port_is_taken_does_not_start(database: str, tmp_path: Path) -> None:
    TokenKeys.of(tmp_path)
    taken = bind("127.0.0.1", 0)
    taken.listen()

    async with started(tmp_path, database, INTAKE_PORT=str(taken.getsockname()[1])) as process:
        said, complaints = await asyncio.wait_for(process.communicate(), 30)
    taken.close()

    assert process.returncode == 1
    assert said == b""
    assert b"Address already in use" in complaints


async def _is(running: Running, status: int) -> bool:
    return await running.ready() == status


async def _waits_for_a_lock(database: str) -> bool:
    engine = create_async_engine(database)
    async with engine.connect() as connection:
        waiting = await connection.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
        )
    await engine.dispose()
    return bool(waiting)
