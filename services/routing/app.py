"""The routing application: routes, handlers, runtime and the province's data files put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from services.routing import routes, usecases
from services.routing.domain.policy import RULES
from services.routing.handlers import HANDLERS
from services.routing.settings import Settings
from services.routing.wire import read_catalogue, read_directory, read_timetable
from shared.contracts.topics import Service
from shared.kernel.access import SYSTEM
from shared.kernel.clock import Clock, SystemClock
from shared.runtime.eventlog import EventLog
from shared.runtime.http.app import base_app
from shared.runtime.http.drafts import drafts_router
from shared.runtime.service import ServiceRuntime
from shared.runtime.tx import Tx

MONTHLY = ("handling", "leg", "dispatch_decision", "clock")


class RoutingRuntime(ServiceRuntime):
    """The runtime of routing: whoever owns the directory loads it before serving."""

    @asynccontextmanager
    async def lifespan(self, app: object = None) -> AsyncIterator[None]:
        """Loads the province's data files; a bad one keeps the service from starting, with a sentence that says why."""
        async with super().lifespan(app):
            async with self.transactions.write() as tx:
                await load_province_data(tx, self.settings.shared.province_data)
            while await self._index():
                pass
            yield

    async def _index(self) -> int:
        async with self.transactions.write() as tx:
            return await usecases.index_handlings(tx)


async def load_province_data(tx: Tx, folder: Path) -> None:
    """Takes what is new in the data files: the timetable, then the directory on it, then the catalogue on both."""
    await usecases.load_timetable(tx, SYSTEM, read_timetable(folder / "calendars.toml"))
    await usecases.load_directory(tx, SYSTEM, read_directory(folder / "directory.toml"))
    await usecases.load_catalogue(tx, SYSTEM, read_catalogue(folder / "dispatch.toml"))


def create_app(settings: Settings, *, clock: Clock | None = None, log: EventLog | None = None) -> FastAPI:
    """The application; entering its lifespan connects it. `log` is shared when several services run in one process."""
    runtime = RoutingRuntime(
        Service.ROUTING,
        settings,
        package="routing",
        handlers=HANDLERS,
        monthly=MONTHLY,
        clock=clock or SystemClock(),
        log=log,
        waits_for_directory=False,
    )
    return base_app(
        runtime,
        title="PortDesk routing",
        summary="Who handles a request, why, and until when.",
        prefix="/routing",
        routers=[
            routes.units,
            routes.queue,
            routes.views,
            routes.handlings,
            drafts_router(Service.ROUTING, RULES),
        ],
        tags={
            "directory": "Units, people on duty, the dispatch catalogue, calendars.",
            "queue": "The work list, and views of it that people keep.",
            "handlings": "Who handles a request, why, and until when.",
            "drafts": "What the caller has typed and not yet sent.",
        },
        rules=RULES,
    )
