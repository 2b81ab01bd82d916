"""A service as a process of its own: what it says, and how it ends."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.runtime.auth import TokenKeys
from shared.runtime.serve import bind
from tests.support.people import CLERK, ENTERPRISE
from tests.support.served import Running, serving, started
from tests.support.waiting import eventually

QUESTION = {
    "kind": "consultation",
    "channel": "portal",
    "function_area": "government_services",
    "application": "tax-payment",
    "territory": "410100",
    "title": "怎样查询缴款状态",
    "description": "请问在哪里可以看到。",
}


@pytest.fixture
async def running(intake_database: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(tmp_path, intake_database, INTAKE_DRAIN_SECONDS="0.6") as process:
        yield process


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


async def test_a_process_whose_database_is_older_than_its_code_says_what_to_type(
    intake_database: str, tmp_path: Path
) -> None:
    TokenKeys.of(tmp_path)
    engine = create_async_engine(intake_database)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE schema_version SET version_num = '0000'"))
    await engine.dispose()

    async with started(tmp_path, intake_database) as process:
        _, complaints = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode not in (0, None)
    assert b"run `portdesk migrate`" in complaints


async def test_a_process_whose_loop_does_nothing_but_fail_ends_with_the_reason(
    intake_database: str, tmp_path: Path
) -> None:
    TokenKeys.of(tmp_path)
    engine = create_async_engine(intake_database)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE runtime.outbox RENAME COLUMN payload TO lost"))
    await engine.dispose()

    async with started(tmp_path, intake_database, INTAKE_PATIENCE_SECONDS="1") as process:
        said, complaints = await asyncio.wait_for(process.communicate(), 60)

    assert process.returncode == 1
    assert said.startswith(b"ready intake")
    assert complaints.decode().splitlines()[-1].startswith("intake: the loop relay does nothing but fail: ")
    assert b"lost" in complaints or b"payload" in complaints


async def test_a_process_whose_port_is_taken_does_not_start(intake_database: str, tmp_path: Path) -> None:
    TokenKeys.of(tmp_path)
    taken = bind("127.0.0.1", 0)
    taken.listen()

    async with started(tmp_path, intake_database, INTAKE_PORT=str(taken.getsockname()[1])) as process:
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
