"""One real service in a test: its application on a fresh PostgreSQL, the memory log, a fixed clock, real tokens."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.contracts.envelope import Envelope, source_of
from shared.contracts.event import Event
from shared.contracts.registry import parse
from shared.contracts.topics import TOPICS
from shared.kernel.access import Actor
from shared.kernel.ids import uuid7
from shared.runtime.auth import TokenKeys
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.eventlog import EventLog, Message, Partition, headers_of, open_log
from shared.runtime.migrate import upgrade
from shared.runtime.partitions import ensure_months
from shared.runtime.service import ServiceRuntime
from shared.runtime.settings import ServiceSettings, SharedSettings
from tests.support.clock import FixedClock
from tests.support.people import UNITS
from tests.support.waiting import eventually

INSTALLATION = "test"
Open = Callable[..., Awaitable["Desk"]]


@dataclass
class Desk:
    """A running service, and what a test does to it."""

    app: FastAPI
    client: httpx.AsyncClient
    clock: FixedClock
    keys: TokenKeys
    log: EventLog
    engine: AsyncEngine
    _told: int = 0

    @property
    def runtime(self) -> ServiceRuntime:
        """The service's runtime."""
        runtime: ServiceRuntime = self.app.state.runtime
        return runtime

    async def send(
        self, actor: Actor | None, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """One request by `actor`; header names are written with underscores (`idempotency_key=…`)."""
        return await self.client.request(method, path, json=body, headers=self._headers(actor, headers))

    async def send_as_it_is(
        self, actor: Actor | None, path: str, body: bytes | AsyncIterator[bytes], headers: Mapping[str, str]
    ) -> httpx.Response:
        """A POST whose body is no JSON document; header names as for `send`."""
        return await self.client.post(path, content=body, headers=self._headers(actor, headers))

    def _headers(self, actor: Actor | None, headers: Mapping[str, str]) -> dict[str, str]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if actor is not None:
            token = self.keys.token(
                actor, installation=INSTALLATION, now=self.clock.now(), lifetime=timedelta(minutes=10)
            )
            sent["Authorization"] = f"Bearer {token}"
        return sent

    async def publish(self, *events: Event) -> Sequence[Envelope]:
        """Lets events of other services arrive, and waits until this one has dealt with them; as they travelled."""
        envelopes = [
            Envelope(
                id=uuid7(self.clock.now()),
                type=event.TYPE,
                source=source_of(INSTALLATION, event.owner),
                topic=event.TOPIC.name,
                key=event.key,
                seq=event.version,
                time=self.clock.now(),
                data=event.model_dump_json().encode(),
            )
            for event in events
        ]
        await self.log.publish(
            [Message(id=e.id, topic=e.topic, key=e.key, value=e.data, headers=tuple(e.headers())) for e in envelopes]
        )
        await self.settled()
        return envelopes

    async def settled(self) -> None:
        """Waits until the outbox is empty and everything in the log has been read by this service."""

        async def done() -> bool:
            cursors = await self.rows("SELECT topic, part, next_off FROM runtime.log_cursor")
            ends = await self.log.ends([Partition(topic, part) for topic, part, _ in cursors])
            behind = [c for c in cursors if c[2] < ends[Partition(c[0], c[1])]]
            waiting = await self.rows("SELECT 1 FROM runtime.outbox")
            return bool(cursors) and not behind and not waiting

        await eventually(done)

    async def emitted(self) -> list[Event]:
        """What this service has announced since the last call, in the order of each key."""
        await self.settled()
        found = await self.rows(
            "SELECT topic, key, headers::text, payload FROM runtime.outbox_sent WHERE pos > :pos ORDER BY pos",
            pos=self._told,
        )
        self._told = (await self.rows("SELECT coalesce(max(pos), 0) FROM runtime.outbox_sent"))[0][0]
        return [parse(Envelope.from_headers(t, key, headers_of(h), bytes(value))) for t, key, h, value in found]

    async def rows(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """What a query finds in the service's database."""
        async with self.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(query), parameters)]

    async def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table that an act could change; for “nothing was stored”."""
        tables = await self.rows(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND (n.nspname = 'public' "
            "OR c.oid::regclass::text IN "
            "('runtime.outbox', 'runtime.outbox_sent', 'runtime.idempotency', 'runtime.draft'))"
        )
        return {
            table: sorted(await self.rows(f"SELECT * FROM {table}"), key=repr)
            for (table,) in tables
            if table != "schema_version"
        }


@pytest.fixture
def token_keys(tmp_path_factory: pytest.TempPathFactory) -> TokenKeys:
    """Keys of an installation of the test's own."""
    return TokenKeys.of(tmp_path_factory.mktemp("keys"))


@pytest.fixture
async def open_desk(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Open]:
    """Opens services on databases of their own; all of them are closed after the test."""
    folder = tmp_path_factory.mktemp("desk")
    keys = TokenKeys.of(folder / "keys")
    lookup_key = folder / "keys" / "lookup.key"
    lookup_key.write_bytes(secrets.token_bytes(32))
    async with AsyncExitStack() as stack:

        async def open_one(
            package: str,
            create_app: Callable[..., FastAPI],
            settings: Callable[..., ServiceSettings],
            *,
            monthly: Sequence[str] = (),
            clock: FixedClock | None = None,
            log: EventLog | None = None,
            units: Sequence[Event] = UNITS,
            **more: Any,
        ) -> Desk:
            url = await stack.enter_async_context(migrated(postgres, package, monthly))
            shared = SharedSettings(
                installation=INSTALLATION, token_keys=folder / "keys" / "tokens.jwks.json", event_log_url="memory"
            )
            clock = clock or FixedClock()
            log = log or open_log("memory")
            await log.ensure_topics(TOPICS.values())
            app = create_app(settings(shared=shared, database_url=url, **more), clock=clock, log=log)
            await stack.enter_async_context(app.router.lifespan_context(app))
            client = await stack.enter_async_context(
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://desk"
                )
            )
            engine = create_async_engine(url)
            stack.push_async_callback(engine.dispose)
            desk = Desk(app, client, clock, keys, log, engine)
            if units:
                await desk.publish(*units)
            return desk

        open_one.folder = folder  # type: ignore[attr-defined]
        yield open_one


@asynccontextmanager
async def migrated(server: EmbeddedPostgres, package: str, monthly: Sequence[str]) -> AsyncIterator[str]:
    """The URL of a fresh database with a service's newest schema and the months around the tests' clock."""
    template = f"template_{package}"
    if not await server.has_database(template):
        await server.create_database(template)
        engine = create_async_engine(server.url(template))
        await upgrade(engine, package)
        async with engine.begin() as connection:
            await ensure_months(connection, [*monthly, "runtime.audit"], at=datetime(2026, 11, 1, tzinfo=UTC))
        await engine.dispose()
    name = f"t_{uuid4().hex}"
    await server.create_database(name, template=template)
    yield server.url(name)
    await server.drop_database(name)
