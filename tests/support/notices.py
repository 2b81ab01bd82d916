"""A notify service in tests: who subscribes, events to tell of, and the queue as it stands."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notify import store, usecases
from services.notify.app import MONTHLY, create_app
from services.notify.domain.egress import ZoneKind
from services.notify.domain.lanes import Lease, Report, report
from services.notify.domain.model import Endpoint
from services.notify.domain.outcome import Reply
from services.notify.domain.signature import Seal
from services.notify.settings import Settings
from shared.contracts import intake as events
from shared.contracts.envelope import Envelope
from shared.contracts.event import BY_SYSTEM
from shared.contracts.topics import Service
from shared.kernel.access import Role
from shared.kernel.ids import EndpointId, RequestId, UnitCode, uuid7
from shared.runtime.database import open_engine, open_sessions
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.tx import Transactions
from tests.support.clock import NOON, FixedClock
from tests.support.desk import Desk, Open, migrated
from tests.support.people import person
from tests.support.receiver import Receiver
from tests.support.waiting import eventually

KEEPER = person("p-tax-admin", "HA-TAX", Role.ADMINISTRATOR)
STRANGER = person("p-office-admin", "HA-PORT-OFFICE", Role.ADMINISTRATOR)
AUDITOR = person("p-auditor", "HA-PORT-OFFICE", Role.AUDITOR)
SEAL_KEY = bytes(range(32))
SEAL = Seal(SEAL_KEY)
ENDPOINTS = "/notify/v1/endpoints"
ZONES = "/notify/v1/zones"


async def open_notify(open_desk: Open, folder: Any, *, create: Any = create_app, **more: Any) -> Desk:
    """The service with loopback zones allowed."""
    key = folder / "webhook-secrets.key"
    key.write_bytes(SEAL_KEY)
    settings = {"secret_key": key, "loopback_zones": True, **more}
    return await open_desk("notify", create, Settings, monthly=MONTHLY, **settings)


async def subscribe(desk: Desk, receiver: Receiver, **more: Any) -> Mapping[str, Any]:
    """An endpoint of the tax authority at `receiver`, which learns the secret."""
    zone = {"code": f"here-{receiver.port}", "kind": "loopback", "ports": [receiver.port]}
    await desk.send(KEEPER, "POST", ZONES, zone)
    body = {"name": "tax", "url": receiver.url, "zone": zone["code"], "time_limit_seconds": 2, **more}
    answer = await desk.send(KEEPER, "POST", ENDPOINTS, body)
    assert answer.status_code == 201, answer.text
    created: Mapping[str, Any] = answer.json()
    receiver.secrets.append(created["secret"])
    endpoint: Mapping[str, Any] = created["endpoint"]
    return endpoint


def message_added(request: int, version: int, *audience: str) -> events.MessageAdded:
    """The `version`-th act on the `request`-th request, for the tax authority unless said otherwise."""
    request_id = RequestId(uuid5(UUID(int=0), str(request)))
    return events.MessageAdded(
        version=version,
        at=NOON,
        by=BY_SYSTEM,
        audience=tuple(UnitCode(unit) for unit in audience or ("HA-TAX", "HA-EPORT")),
        request_id=request_id,
        number="HA-20261123-410100-00001-6",
        status="in_progress",
        message_id=uuid5(request_id, str(version)),
    )


async def everything_sent(desk: Desk, *, within: float = 10.0) -> None:
    """Lets time pass, from one due instant to the next, until no delivery is pending."""
    await passing(desk, "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE state = 'pending')", within=within)


async def passing(desk: Desk, until: str, *, within: float = 10.0) -> None:
    """Moves the clock to the next instant at which anything is due, until the query `until` finds a row."""

    async def done() -> bool:
        if await desk.rows(until):
            return True
        now = desk.clock.now()
        at_work = await desk.rows(
            "SELECT 1 FROM lane l JOIN endpoint e ON e.id = l.endpoint_id WHERE l.state = 'leased' "
            "OR (l.state = 'ready' AND greatest(l.next_at, e.rest_until) <= :now)",
            now=now,
        )
        if not at_work:
            [(following,)] = await desk.rows(
                "SELECT min(greatest(l.next_at, e.rest_until)) FROM lane l JOIN endpoint e ON e.id = l.endpoint_id "
                "WHERE l.state = 'ready'"
            )
            desk.clock.at = max(now, following or now)
        return False

    await eventually(done, within=within)


async def attempts(desk: Desk, number: int) -> None:
    """Waits until as many attempts have been written down."""

    async def done() -> bool:
        return len(await desk.rows("SELECT 1 FROM delivery_attempt")) >= number

    await eventually(done)


async def consistent(kept: "Desk | Queue") -> None:
    """Lanes and the queue agree: each lane counts exactly its rows, and idle means none."""
    wrong = await kept.rows(
        "SELECT l.id, l.state, l.unsent, count(d.delivery_id) FROM lane l LEFT JOIN due d ON d.lane_id = l.id "
        "GROUP BY l.id HAVING l.unsent <> count(d.delivery_id) OR (l.state = 'idle') <> (count(d.delivery_id) = 0)"
    )
    assert wrong == []


@dataclass
class Queue:
    """Notify's database without its loops, for tests that are the sender themselves."""

    transactions: Transactions
    clock: FixedClock
    url: str
    engine: AsyncEngine

    async def rows(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """What a query finds."""
        async with self.engine.begin() as connection:
            found = await connection.execute(text(query), parameters)
            return [tuple(row) for row in found] if found.returns_rows else []

    async def subscribe(self, receiver: Receiver | None = None, **more: Any) -> Endpoint:
        """An endpoint of the tax authority."""
        port = receiver.port if receiver else 9000
        async with self.transactions.write() as tx:
            zone = f"here-{port}"
            if await store.find_zone(tx, zone) is None:
                kind = ZoneKind.LOOPBACK
                await usecases.create_zone(
                    tx, KEEPER, code=zone, kind=kind, ports=[port], networks=[], loopback_allowed=True
                )
            facts: dict[str, Any] = {"name": "tax", "url": f"http://127.0.0.1:{port}/hook", "zone": zone}
            facts |= {"filters": ["*"], "room": 4, "time_limit": timedelta(seconds=5), **more}
            endpoint, kid = await usecases.create_endpoint(tx, KEEPER, SEAL, **facts)
            if receiver:
                secret = await usecases.open_secret(tx, KEEPER, SEAL, endpoint.id, kid)
                receiver.secrets.append(secret.reveal())
            return endpoint

    async def tell(self, *told: events.MessageAdded) -> None:
        """Fans events out, as the consumer would in one wave."""
        async with self.transactions.write() as tx:
            tx.causes = {
                event.key: Envelope(
                    id=uuid7(tx.now),
                    type=event.TYPE,
                    source="urn:portdesk:test:intake",
                    topic=event.TOPIC.name,
                    key=event.key,
                    seq=event.version,
                    time=tx.now,
                    data=b"",
                )
                for event in told
            }
            await usecases.fan_out(tx, told)

    async def claim(
        self, rounds: int = 100, lanes: int = 512, depths: Mapping[EndpointId, int] | None = None
    ) -> Sequence[Lease]:
        """As a sender does."""
        async with self.transactions.write() as tx:
            return await usecases.claim(tx, rounds=rounds, lanes=lanes, depths=depths or {})

    async def settle(self, *reports: Report, untouched: Sequence[Lease] = ()) -> None:
        """As a sender does."""
        async with self.transactions.write() as tx:
            await usecases.settle(tx, reports, untouched)

    async def recover(self) -> int:
        """As the reaper does."""
        async with self.transactions.write() as tx:
            return await usecases.recover(tx)

    def report(self, lease: Lease, reply: Reply, *, place: int = 0, last: bool = True) -> Report:
        """What a sender says that got `reply` to the delivery at `place`."""
        now = self.clock.now()
        pending, took = lease.pending[place], timedelta(milliseconds=7)
        return report(lease, pending, reply, body=b"", began=now, ended=now, took=took, draw=0.5, last=last)


@asynccontextmanager
async def open_queue(postgres: EmbeddedPostgres) -> AsyncIterator[Queue]:
    """A fresh database of notify."""
    async with migrated(postgres, "notify", MONTHLY) as url:
        engine = open_engine(url)
        clock = FixedClock()
        sessions = open_sessions(engine)
        transactions = Transactions(sessions, sessions, clock=clock, service=Service.NOTIFY, installation="test")
        yield Queue(transactions, clock, url, engine)
        await engine.dispose()
