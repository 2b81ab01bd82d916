"""What one service runs on: database, transactions, relay, consumer and loops, started and stopped in order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shared.contracts.topics import Service
from shared.kernel.clock import Clock
from shared.kernel.refusals import Unavailable
from shared.runtime.auth import TokenVerifier
from shared.runtime.consumer import Consumer
from shared.runtime.database import open_engine, open_sessions
from shared.runtime.disks import Disks
from shared.runtime.eventlog import EventLog, open_log
from shared.runtime.handling import Handlers
from shared.runtime.housekeeping import Pruner, Sampler
from shared.runtime.migrate import current, newest
from shared.runtime.parking import Parking
from shared.runtime.partitions import AUDIT, ensure_months
from shared.runtime.relay import Relay
from shared.runtime.settings import ServiceSettings
from shared.runtime.supervise import Loop, Pulse, Supervisor
from shared.runtime.telemetry import log
from shared.runtime.tx import Transactions

STOP_WITHIN = 5.0
MONTHS_LOOKED_AT_EVERY = 6 * 3600.0


class SchemaBehind(RuntimeError):
    """The database has another revision than the code needs."""


class Stopping(Unavailable):
    """The service is being stopped: what takes long is not begun or not gone on with."""

    zh = "服务即将停止，请稍后重新发送。"
    en = "The service is about to stop; send the rest again shortly."


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a service can serve its callers, and what is late although it can."""

    service: Service
    reasons: tuple[str, ...]
    degraded: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """No reason speaks against sending it requests."""
        return not self.reasons

    def told(self) -> dict[str, Any]:
        """For the operators' page."""
        return {
            "service": self.service,
            "ready": self.ready,
            "reasons": list(self.reasons),
            "degraded": list(self.degraded),
        }


class ServiceRuntime:
    """One service's hold on the world. Making it connects nothing; `lifespan` starts and stops it."""

    def __init__(
        self,
        service: Service,
        settings: ServiceSettings,
        *,
        package: str,
        handlers: Handlers,
        clock: Clock,
        monthly: Sequence[str] = (),
        log: EventLog | None = None,
        loops: Callable[["ServiceRuntime"], Sequence[Loop]] = lambda _: (),
        waits_for_directory: bool = True,
    ) -> None:
        """`package` is the folder under services; `monthly` its tables partitioned by month.

        A `log` given here is shared with other services of the process and is not closed by this one.
        """
        self.service = service
        self.settings = settings
        self.clock = clock
        self.draining = False
        self.on_drain: list[Callable[[], None]] = []
        """Called when this process begins to stop: whatever would go on for ever ends then."""
        self._package = package
        self._monthly = [*monthly, AUDIT]
        self._waits_for_directory = waits_for_directory
        self.engine = open_engine(settings.database_url, pool=settings.pool, name=f"portdesk-{service}")
        self.read_engine = open_engine(
            settings.database_url, pool=max(2, settings.pool // 2), name=f"portdesk-{service}-read", read_only=True
        )
        self.transactions = Transactions(
            open_sessions(self.engine),
            open_sessions(self.read_engine),
            clock=clock,
            service=service,
            installation=settings.shared.installation,
        )
        self.verifier = TokenVerifier.of(
            settings.shared.token_keys.read_text(),
            installation=settings.shared.installation,
            clock=clock,
            longest_life=timedelta(minutes=settings.shared.longest_token_minutes),
        )
        self._own_log = log is None
        self.log = log or open_log(settings.shared.event_log_url)
        self.relay = Relay(self.engine, self.log, service=service, staged=self.transactions.staged)
        self.consumer = Consumer(
            self.engine, self.log, service=service, handlers=handlers, open_tx=self.transactions.write
        )
        self.parking = Parking(self.engine, handlers, self.transactions.write)
        pruner = Pruner(self.engine)
        self.disks = Disks(
            {"database": settings.database_url, "log": settings.shared.event_log_url},
            settings.shared.disks,
            least_free=settings.shared.least_free_mb * 2**20,
        )
        self.sampler = Sampler(self.engine, self.log, service=service)
        self.supervisor = Supervisor(
            service,
            [
                Loop("relay", self.relay.run, release=self.relay.release),
                Loop("consumer", self.consumer.run, release=self.consumer.release),
                Loop("partitions", self._keep_months, late_after=2 * MONTHS_LOOKED_AT_EVERY),
                Loop("pruner", pruner.run, late_after=1800, release=pruner.release),
                Loop("sampler", self.sampler.run, late_after=60),
                Loop("disks", self.disks.run, late_after=60),
                *loops(self),
            ],
            patience=settings.patience_seconds,
        )

    @asynccontextmanager
    async def lifespan(self, _: object = None) -> AsyncIterator[None]:
        """Checks the schema, starts the loops; at the end stops them, lets the outbox run dry, closes everything."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.read_engine.dispose)
            stack.push_async_callback(self.engine.dispose)
            await self._check_schema()
            if self._own_log:
                await stack.enter_async_context(self.log)
            async with self.engine.begin() as connection:
                await ensure_months(connection, self._monthly, at=self.clock.now())
            self.supervisor.start()
            log().info("service.started", service=self.service)
            try:
                yield
            finally:
                self.drain()
                await self.supervisor.stop(within=STOP_WITHIN)
                with suppress(Exception):
                    await asyncio.wait_for(self.relay.drain(), STOP_WITHIN)

    def drain(self) -> None:
        """Readiness goes red, and what does not end by itself is told to."""
        self.draining = True
        for end in self.on_drain:
            end()

    async def readiness(self) -> Readiness:
        """Asks “can I serve my callers?”: what is late, or a disk nearly full, makes it degraded, not unready."""
        reasons = [] if self.supervisor.started else ["starting"]
        if self.draining:
            reasons.append("draining")
        try:
            async with asyncio.timeout(2), self.read_engine.connect() as connection:
                if await current(self.read_engine) != newest(self._package):
                    reasons.append("schema")
                if self._waits_for_directory:
                    known = await connection.scalar(text("SELECT EXISTS (SELECT 1 FROM runtime.unit)"))
                    reasons += [] if known else ["directory"]
        except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            reasons.append("database")
        return Readiness(
            self.service, tuple(reasons), (*self.supervisor.late(), *(f"disk:{volume}" for volume in self.disks.full))
        )

    async def _check_schema(self) -> None:
        have, need = await current(self.engine), newest(self._package)
        if have != need:
            raise SchemaBehind(
                f"the {self.service} database is at revision {have}, the code needs {need}: run `portdesk migrate`"
            )

    async def _keep_months(self, pulse: Pulse) -> None:
        while True:
            async with self.engine.begin() as connection:
                await ensure_months(connection, self._monthly, at=self.clock.now())
            pulse.beat()
            await asyncio.sleep(MONTHS_LOOKED_AT_EVERY)
