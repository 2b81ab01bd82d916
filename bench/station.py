"""A service reduced to its spine, for measuring the mechanism alone: the runtime's tables and one table of effects."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from uuid import uuid4

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.lab import Lab
from shared.contracts import topics
from shared.contracts.event import Event
from shared.contracts.examples import example
from shared.contracts.intake import RequestAccepted, RequestSubmitted
from shared.contracts.topics import Service
from shared.kernel.clock import SystemClock
from shared.kernel.ids import RequestId, uuid7
from shared.runtime.database import open_engine, open_sessions
from shared.runtime.ddl import statements
from shared.runtime.eventlog import EventLog, Message, Partition, headers_of, open_log
from shared.runtime.partitions import AUDIT, ensure_months
from shared.runtime.tx import Transactions

EFFECT = "CREATE TABLE effect (key text NOT NULL, seq bigint NOT NULL, title text NOT NULL)"
TOPIC = topics.INTAKE
PARTITIONS = [Partition(TOPIC.name, part) for part in range(TOPIC.partitions)]
EVENTS_A_TRANSACTION = 1_000

_PENDING = text("SELECT event_id, topic, key, CAST(headers AS text), payload FROM runtime.outbox ORDER BY pos")
_BEGIN = text("INSERT INTO runtime.log_cursor (topic, part, next_off) VALUES (:topic, :part, :end)")


@dataclass(frozen=True, slots=True)
class Station:
    """One database with a spine, on one log."""

    engine: AsyncEngine
    transactions: Transactions
    log: EventLog
    database: str
    """DSN of the service's database."""
    bus: str
    """DSN of the database with the PostgreSQL log's tables."""
    kafka: str | None
    """`host:port` of the broker, where the log is Kafka."""

    @classmethod
    @asynccontextmanager
    async def open(cls, lab: Lab, *, on_kafka: bool) -> AsyncIterator[Self | None]:
        """A station with a fresh database; None where the log cannot run on this machine."""
        server = await lab.postgres()
        cluster = await lab.kafka() if on_kafka else None
        if on_kafka and cluster is None:
            yield None
            return
        async with AsyncExitStack() as stack:
            name, bus = f"station_{uuid4().hex}", f"bus_{uuid4().hex}"
            await server.create_database(name)
            await server.create_database(bus)
            await _execute(server.url(name), [*statements("spine"), EFFECT])
            await _execute(server.url(bus), statements("log"))
            stack.push_async_callback(server.drop_database, name)
            stack.push_async_callback(server.drop_database, bus)
            log = await stack.enter_async_context(
                open_log(f"kafka://{cluster.bootstrap}" if cluster else server.url(bus))
            )
            await log.ensure_topics([TOPIC])
            engine = open_engine(server.url(name))
            stack.push_async_callback(engine.dispose)
            async with engine.begin() as connection:
                await ensure_months(connection, [AUDIT], at=datetime.now(UTC))
            sessions = open_sessions(engine)
            transactions = Transactions(
                sessions, sessions, clock=SystemClock(), service=Service.INTAKE, installation="bench"
            )
            await _begin_at_the_end(engine, await log.ends(PARTITIONS))
            kafka = cluster.bootstrap if cluster else None
            yield cls(engine, transactions, log, _plain(server.url(name)), _plain(server.url(bus)), kafka)

    async def fill(self, events: int) -> None:
        """Puts events into the outbox as two of each request, which is what a creation by a machine leaves there."""
        for begin in range(0, events, EVENTS_A_TRANSACTION):
            async with self.transactions.write() as tx:
                tx.permit_many(())
                for event in pairs_of_events(min(EVENTS_A_TRANSACTION, events - begin)):
                    tx.emit(event)

    async def pending(self) -> Sequence[Message]:
        """What the outbox holds, as the log is given it."""
        async with self.engine.connect() as connection:
            rows = await connection.execute(_PENDING)
            return [
                Message(id=event_id, topic=topic, key=key, value=payload, headers=headers_of(headers))
                for event_id, topic, key, headers, payload in rows
            ]

    async def count(self, table: str) -> int:
        """How many rows a table of the service's database has."""
        async with self.engine.connect() as connection:
            rows: int = (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()  # noqa: S608
            return rows

    async def execute(self, statement: str) -> None:
        """Runs one statement in the service's database."""
        async with self.engine.begin() as connection:
            await connection.execute(text(statement))


def pairs_of_events(events: int) -> Sequence[Event]:
    """Two events of each request, whole and of ordinary size."""
    submitted, accepted = example(RequestSubmitted, "full"), example(RequestAccepted, "full")
    made: list[Event] = []
    for _ in range(0, events, 2):
        told = {"request_id": RequestId(uuid7(datetime.now(UTC)))}
        made.append(submitted.model_copy(update={**told, "version": 1}))
        made.append(accepted.model_copy(update={**told, "version": 2}))
    return made[:events]


def _plain(url: str) -> str:
    return url.replace("+asyncpg", "")


async def _begin_at_the_end(engine: AsyncEngine, ends: Mapping[Partition, int]) -> None:
    """A broker serves several scenarios: what an earlier one left in the topic is not read."""
    async with engine.begin() as connection:
        await connection.execute(
            _BEGIN, [{"topic": topic, "part": part, "end": end} for (topic, part), end in ends.items()]
        )


async def _execute(url: str, statements: Sequence[str]) -> None:
    connection = await asyncpg.connect(_plain(url))
    for statement in statements:
        await connection.execute(statement)
    await connection.close()
