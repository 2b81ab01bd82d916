"""A service reduced to its spine: the runtime's tables, a journal of what was applied, and the engine's parts."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.event import BY_SYSTEM, Event
from shared.contracts.intake import RequestClosed, RequestStarted, RequestWithdrawn
from shared.contracts.topics import INTAKE, Service
from shared.kernel.clock import SystemClock
from shared.kernel.ids import RequestId
from shared.runtime.consumer import Consumer
from shared.runtime.database import open_engine, open_sessions
from shared.runtime.ddl import statements
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.eventlog import EventLog, Partition, partition_of
from shared.runtime.handling import Handler, Handlers, OpenTx
from shared.runtime.partitions import AUDIT, ensure_months
from shared.runtime.relay import Relay
from shared.runtime.supervise import PATIENCE, Loop, Supervisor
from shared.runtime.tx import Transactions, Tx

# No unique key: an event applied twice shows.
JOURNAL = "CREATE TABLE applied (nth bigint GENERATED ALWAYS AS IDENTITY, key text NOT NULL, seq bigint NOT NULL)"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """One server for the run."""
    with EmbeddedPostgres.start(tmp_path_factory.mktemp("pg"), durable=False) as server:
        yield server


@pytest.fixture
async def bus(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The DSN of a fresh event log database."""
    async with fresh_database(postgres, "bus_template", lambda: statements("log")) as url:
        yield url


@pytest.fixture
async def station(postgres: EmbeddedPostgres) -> AsyncIterator["Station"]:
    """A fresh service database, as the routing service has it."""
    async with fresh_database(
        postgres, "spine_template", lambda: [*statements("spine"), *statements("drafts"), JOURNAL]
    ) as url:
        station = Station(url)
        async with station.engine.begin() as connection:
            await ensure_months(connection, [AUDIT], at=datetime.now(UTC))
        yield station
        await station.engine.dispose()


@asynccontextmanager
async def fresh_database(
    server: EmbeddedPostgres, template: str, ddl: Callable[[], Sequence[str]]
) -> AsyncIterator[str]:
    """The URL of a copy of a template that is made at the first call."""
    if not await server.has_database(template):
        await server.create_database(template)
        connection = await asyncpg.connect(server.url(template).replace("+asyncpg", ""))
        for statement in ddl():
            await connection.execute(statement)
        await connection.close()
    name = f"t_{uuid4().hex}"
    await server.create_database(name, template=template)
    yield server.url(name)
    await server.drop_database(name)


class Station:
    """One service database and one process's way to it; `beside` is another process's."""

    def __init__(self, url: str, *, service: Service = Service.INTAKE) -> None:
        self.url = url
        self.engine: AsyncEngine = open_engine(url, pool=4)
        sessions = open_sessions(self.engine)
        self.transactions = Transactions(sessions, sessions, clock=SystemClock(), service=service, installation="test")

    async def emit(self, *events: Event) -> None:
        """One transaction that lets the events leave."""
        async with self.transactions.write() as tx:
            tx.permit_many(())
            for event in events:
                tx.emit(event)

    async def rows(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """What a query finds."""
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(query), parameters)]

    async def execute(self, statement: str, **parameters: Any) -> None:
        """Runs one statement."""
        async with self.engine.begin() as connection:
            await connection.execute(text(statement), parameters)

    async def applied(self) -> dict[str, list[int]]:
        """The versions that handlers saw, by key, in their order."""
        found: dict[str, list[int]] = {}
        for key, seq in await self.rows("SELECT key, seq FROM applied ORDER BY nth"):
            found.setdefault(key, []).append(seq)
        return found

    def relay(self, log: EventLog) -> Relay:
        """A relay of this database; each call is another process's."""
        return Relay(self.engine, log, service="intake", staged=self.transactions.staged)

    def consumer(self, log: EventLog, handlers: Handlers, *, open_tx: OpenTx | None = None) -> Consumer:
        """A consumer of this database; each call is another process's."""
        return Consumer(
            self.engine, log, service="intake", handlers=handlers, open_tx=open_tx or self.transactions.write
        )

    async def caught_up(self, log: EventLog) -> bool:
        """Whether the outbox is empty and every cursor at the end of its partition."""
        cursors = {
            Partition(topic, part): offset
            for topic, part, offset in await self.rows("SELECT topic, part, next_off FROM runtime.log_cursor")
        }
        pending = await self.rows("SELECT 1 FROM runtime.outbox LIMIT 1")
        return not pending and bool(cursors) and cursors == await log.ends(list(cursors))


@asynccontextmanager
async def running(*loops: Relay | Consumer, patience: float = PATIENCE) -> AsyncIterator[Supervisor]:
    """Runs loops as a service does, and stops them."""
    supervisor = Supervisor("intake", [Loop(f"loop-{n}", loop.run) for n, loop in enumerate(loops)], patience)
    supervisor.start()
    try:
        yield supervisor
    finally:
        await supervisor.stop(within=5)


async def journal(tx: Tx, events: Sequence[Event]) -> None:
    """A handler that writes down what it is given."""
    connection = await tx.session.connection()
    await connection.execute(
        text("INSERT INTO applied (key, seq) SELECT * FROM unnest(CAST(:keys AS text[]), CAST(:seqs AS bigint[]))"),
        {"keys": [event.key for event in events], "seqs": [event.version for event in events]},
    )
    tx.permit_many(())


def fails_on(key: UUID, version: int, failure: Exception, *, times: int = 1_000_000) -> Handler:
    """A journal that meets `failure` at one event, the first `times` times."""
    left = times

    async def handle(tx: Tx, events: Sequence[Event]) -> None:
        nonlocal left
        if left and any(event.key == str(key) and event.version == version for event in events):
            left -= 1
            raise failure
        await journal(tx, events)

    return handle


async def parked(station: Station) -> list[tuple[Any, ...]]:
    """Key, version, reason, whether it is only behind another one, and tries of what is parked."""
    return await station.rows(
        "SELECT key, (headers->>'ce_sequence')::int, reason, behind, tries FROM runtime.parked ORDER BY key, off"
    )


async def publish(log: EventLog, station: Station, *events: Event) -> None:
    """Through the outbox, as one batch."""
    await log.ensure_topics([INTAKE])
    await station.emit(*events)
    await station.relay(log).drain()


def place(key: UUID) -> Partition:
    """Where the events of a request lie."""
    return Partition(INTAKE.name, partition_of(str(key), INTAKE.partitions))


def keys_of_one_partition(number: int) -> list[UUID]:
    """So many requests whose events lie in the same partition."""
    first = uuid4()
    found = [first]
    while len(found) < number:
        if place(other := uuid4()) == place(first):
            found.append(other)
    return found


def started(key: UUID, version: int) -> RequestStarted:
    """An ordinary event."""
    return RequestStarted(**_moved(key, version), status="working")


def closed(key: UUID, version: int) -> RequestClosed:
    """An event of another type on the same topic."""
    return RequestClosed(**_moved(key, version), status="closed", outcome="done")


def withdrawn(key: UUID, version: int) -> RequestWithdrawn:
    """An event of a third type."""
    return RequestWithdrawn(**_moved(key, version), status="withdrawn", reason="no longer needed")


def _moved(key: UUID, version: int) -> dict[str, Any]:
    return {
        "request_id": RequestId(key),
        "number": "HA-20261123-410100-00042-6",
        "version": version,
        "at": datetime.now(UTC),
        "by": BY_SYSTEM,
        "audience": (),
    }
