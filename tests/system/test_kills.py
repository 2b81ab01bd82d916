"""The demo's story on separate processes and a real Kafka, with data_anomaly killed at three places of it.

The end has to be the same as without kills: the same rows, each operation applied once, everything told.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from cli.demo.stage import Stage
from cli.demo.story import Story
from cli.demo.telling import Teller
from cli.kafka import KafkaCluster
from cli.ports import free_port
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.kafka import require_kafka
from tests.support.processes import ServiceProcesses, stage_of_processes
from tests.support.waiting import eventually

DATABASES = ("intake", "routing", "anomaly", "notify", "port_system")
PASSING = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}|\d{4}-\d\d-\d\d[T ][0-9:.]+(Z|[+-][0-9:]+)?"
    r"|[A-Za-z0-9+/_=-]{40,}|127\.0\.0\.1:\d+"
)
"""What differs between two runs: ids, hashes, times, signatures, ports."""
FLEETING = {"timer", "lane", "due", "log_node", "log_checkpoint", "log_pending"}
"""Tables whose rows depend on when a loop looked, not on what happened."""


class KilledStory(Story):
    """The same story, with a kill -9 of data_anomaly where it has something in hand."""

    def __init__(self, stage: Stage, tell: Teller, processes: ServiceProcesses) -> None:
        super().__init__(stage, tell)
        self._processes = processes
        self.kills = 0

    async def triage(self) -> None:
        """Right after the request came in: the case may be opened, half opened, or not."""
        await self._kill()
        await super().triage()

    async def execute(self) -> None:
        """Right after the reservation: the write may be on its way."""
        await self._kill()
        await super().execute()

    async def receive(self) -> None:
        """Right after the case was closed: its events may still be in the outbox."""
        await self._kill()
        await super().receive()

    async def _kill(self) -> None:
        await asyncio.to_thread(self._processes.kill, "anomaly")
        self.kills += 1


@contextmanager
def kafka(folder: Path) -> Iterator[str]:
    """A broker of the run's own, since topics keep what was published."""
    with KafkaCluster.create(folder) as cluster:
        cluster.start()
        yield f"kafka://{cluster.bootstrap}"


@pytest.mark.kafka
@pytest.mark.slow
async def test_three_kills_leave_no_trace_in_the_final_state(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    require_kafka()
    record_property("engine", "PostgreSQL")
    record_property("engine", "real Kafka")
    finals = {}
    receiver_port = free_port()
    for name in ("whole", "killed"):
        with kafka(tmp_path / f"kafka-{name}") as url:
            async with stage_of_processes(tmp_path / name, url, receiver_port=receiver_port) as (
                stage,
                processes,
                server,
            ):
                story = KilledStory(stage, Teller(), processes) if name == "killed" else Story(stage, Teller())
                await story.run()
                await everything_told(stage, server)
                finals[name] = await final_state(server)
                if isinstance(story, KilledStory):
                    assert story.kills == 3

    assert finals["killed"]["port_system"]["journal"].total() == 1
    for database in DATABASES:
        assert finals["killed"][database].keys() == finals["whole"][database].keys()
        for table, rows in finals["whole"][database].items():
            assert finals["killed"][database][table] == rows, f"{database}.{table}"


async def everything_told(stage: Stage, server: EmbeddedPostgres) -> None:
    """What the receiver got is what the delivery rows say, once all of them are settled."""

    async def settled() -> bool:
        rows = await query(server, "notify", "SELECT state, event_id FROM delivery")
        return bool(rows) and {row["state"] for row in rows} == {"delivered"}

    await eventually(settled, within=60)
    rows = await query(server, "notify", "SELECT event_id FROM delivery")
    assert sorted(str(row["event_id"]) for row in rows) == sorted(event.id for event in stage.received())


async def final_state(server: EmbeddedPostgres) -> dict[str, dict[str, Counter[str]]]:
    """Every row of every table of every service, with what passes taken out."""
    state = {}
    for database in DATABASES:
        tables = await query(
            server,
            database,
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition",
        )
        names = {row["relname"] for row in tables} - FLEETING - {"schema_version"}
        state[database] = {
            name: Counter(map(lasting, await query(server, database, f'SELECT * FROM "{name}"'))) for name in names
        }
    return state


def lasting(row: Any) -> str:
    """A row without ids, times, hashes and signatures."""
    parts = [f"{name}={value}" for name, value in row.items() if name != "milliseconds" and type(value) is not bytes]
    return PASSING.sub("…", " ".join(parts))


async def query(server: EmbeddedPostgres, database: str, sql: str) -> list[Any]:
    """Rows of one database."""
    connection = await asyncpg.connect(server.url(database).replace("+asyncpg", ""))
    try:
        return list(await connection.fetch(sql))
    finally:
        await connection.close()
