"""Intake as a process of its own, on a database that knows the directory."""

import asyncio
import os
import re
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

from services.intake.app import MONTHLY
from shared.kernel.access import Actor
from shared.runtime.auth import TokenKeys
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.desk import INSTALLATION, migrated
from tests.support.people import UNITS

ROOT = Path(__file__).parents[2]


@dataclass
class Running:
    """A service's process and the way to it."""

    process: asyncio.subprocess.Process
    url: str
    ops: str
    keys: TokenKeys
    database: str

    @property
    def port(self) -> int:
        """Where the public listener is."""
        return int(self.url.rsplit(":", 1)[1])

    def headers(self, actor: Actor, *, minutes: int = 5) -> dict[str, str]:
        """What `actor` sends with every request."""
        token = self.keys.token(
            actor, installation=INSTALLATION, now=datetime.now(UTC), lifetime=timedelta(minutes=minutes)
        )
        return {"Authorization": f"Bearer {token}"}

    async def ready(self) -> int:
        """The status of the operators' readiness page."""
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{self.ops}/readyz")).status_code


@asynccontextmanager
async def started(folder: Path, database: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m services.intake`, killed at the end if it still runs."""
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
async def intake_database(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A migrated database that knows the directory."""
    async with migrated(postgres, "intake", MONTHLY) as url:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            for unit in UNITS:
                await connection.execute(
                    text("INSERT INTO runtime.unit VALUES (:code, 1, CAST(:unit AS jsonb))"),
                    {"code": unit.code, "unit": unit.model_dump_json()},
                )
        await engine.dispose()
        yield url


@asynccontextmanager
async def serving(folder: Path, database: str, **settings: str) -> AsyncIterator[Running]:
    """The process, once it has said where it listens."""
    keys = TokenKeys.of(folder)
    async with started(folder, database, **settings) as process:
        assert process.stdout is not None
        said = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        found = re.fullmatch(r"ready intake port=(\d+) ops=(\d+)\n", said)
        assert found, said
        yield Running(process, f"http://127.0.0.1:{found[1]}", f"http://127.0.0.1:{found[2]}", keys, database)
