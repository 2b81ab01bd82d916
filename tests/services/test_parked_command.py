"""`portdesk parked`, as an operator types it, on a service that runs."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from services.routing.app import MONTHLY, create_app
from services.routing.settings import Settings
from shared.contracts.envelope import Envelope, source_of
from shared.contracts.topics import Service
from shared.kernel.ids import uuid7
from shared.runtime.auth import TokenKeys
from shared.runtime.eventlog import Message
from tests.support.clock import NOON
from tests.support.desk import INSTALLATION, Desk, Open
from tests.support.routing_desk import accepted, new_request

ROOT = Path(__file__).parents[2]
Run = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
async def routing(open_desk: Open) -> Desk:
    desk: Desk = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())
    await desk.emitted()
    return desk


@pytest.fixture
def parked(routing: Desk, tmp_path: Path) -> Run:
    """The command with the settings of the service's process; its exit code and what it said."""
    TokenKeys.of(tmp_path)
    environment = {
        **os.environ,
        "PORTDESK_INSTALLATION": INSTALLATION,
        "PORTDESK_TOKEN_KEYS": str(tmp_path / "tokens.jwks.json"),
        "ROUTING_DATABASE_URL": routing.engine.url.render_as_string(hide_password=False),
    }

    async def run(*words: str, **changes: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "cli",
            "parked",
            *words,
            cwd=ROOT,
            env=environment | changes,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = (await process.communicate())[0].decode()
        assert process.returncode is not None
        return process.returncode, said

    return run


async def test_what_cannot_be_applied_is_looked_at_retried_given_up_and_what_is_behind_it_applied(
    routing: Desk, parked: Run
) -> None:
    request = new_request()
    good = accepted(request)
    broken = Envelope(
        id=uuid7(NOON),
        type=good.TYPE,
        source=source_of(INSTALLATION, Service.INTAKE),
        topic=good.TOPIC.name,
        key=good.key,
        seq=1,
        time=NOON,
        data=b'{"title": "secret"}',
    )
    await routing.log.publish(
        [Message(id=broken.id, topic=broken.topic, key=broken.key, value=broken.data, headers=tuple(broken.headers()))]
    )
    await routing.publish(good)
    (first,), (second,) = await routing.rows("SELECT id FROM runtime.parked ORDER BY off")

    code, listed = await parked("list", "routing")
    assert code == 0
    assert [line.split()[0] for line in listed.splitlines()] == [str(first), "+"]
    assert "unreadable" in listed

    _, shown = await parked("show", "routing", str(first))
    _, whole = await parked("show", "routing", str(first), "--content")
    assert (str(broken.id) in shown, "secret" in shown, "secret" in whole) == (True, False, True)

    code, told = await parked("retry", "routing", str(second))
    assert (code, "fails again" in told, "仍然失败" in told) == (1, True, True)
    assert await routing.rows("SELECT count(*) FROM handling") == [(0,)]

    code, _ = await parked("drop", "routing", str(first), "--reason", "never readable", "--yes")
    assert code == 0
    code, _ = await parked("retry", "routing", str(second))
    assert code == 0
    assert await routing.rows("SELECT request_id FROM handling") == [(request,)]
    assert await parked("list", "routing") == (0, "没有搁置的事件 · nothing is parked\n")
    code, gone = await parked("drop", "routing", str(first), "--reason", "again", "--yes")
    assert (code, "No parked event has the number" in gone) == (1, True)


async def test_what_stands_in_the_way_is_said_in_a_line(parked: Run) -> None:
    unknown = await parked("list", "nobody")
    away = await parked("list", "routing", ROUTING_DATABASE_URL="postgresql+asyncpg://x@/x?host=/nowhere")
    unreasoned = await parked("drop", "routing", "1", "--yes")

    assert unknown[0] == 2
    assert (away[0], "database cannot be reached" in away[1], "Traceback" in away[1]) == (1, True, False)
    assert unreasoned[0] == 2
