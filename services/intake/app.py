"""The intake application: routes, handlers and runtime put together."""

from collections.abc import Sequence
from functools import partial

from fastapi import FastAPI

from services.intake import routes, usecases
from services.intake.domain.policy import RULES
from services.intake.handlers import handlers
from services.intake.settings import Settings
from services.intake.usecases import Registered, Submission
from shared.contracts.topics import Service
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.refusals import Refusal
from shared.runtime.coalesce import Coalescer
from shared.runtime.directory import Directory
from shared.runtime.eventlog import EventLog
from shared.runtime.http.app import base_app
from shared.runtime.http.drafts import drafts_router
from shared.runtime.service import ServiceRuntime
from shared.runtime.tx import Tx

MONTHLY = ("request", "message", "timeline", "read_mark")


def create_app(settings: Settings, *, clock: Clock | None = None, log: EventLog | None = None) -> FastAPI:
    """The application; entering its lifespan connects it. `log` is shared when several services run in one process."""
    province = settings.shared.province
    directory = Directory()
    runtime = ServiceRuntime(
        Service.INTAKE,
        settings,
        package="intake",
        handlers=handlers(directory, province=province),
        monthly=MONTHLY,
        clock=clock or SystemClock(),
        log=log,
    )
    app = base_app(
        runtime,
        title="PortDesk intake",
        summary="Service requests from the first word to the final reply.",
        prefix="/intake",
        routers=[*routes.ROUTERS, drafts_router(Service.INTAKE, RULES)],
        tags={
            "requests": "Service requests, from registering to the final reply.",
            "drafts": "What the caller has typed and not yet sent.",
            "public": "What anybody with a number and its code may see.",
        },
        rules=RULES,
        public=routes.PUBLIC,
    )

    def expect_room() -> None:
        runtime.disks.expect_room()
        runtime.sampler.expect_room(settings.max_waiting)

    app.state.expect_room = expect_room
    app.state.lookup_key = settings.lookup_key.read_bytes()
    answer = partial(routes.receipt, key=app.state.lookup_key)

    async def register(tx: Tx, submissions: Sequence[Submission]) -> Sequence[Registered | Refusal]:
        units = await directory.units(tx)
        return await usecases.submit_many(tx, submissions, units=units, province=province, answer=answer)

    app.state.registering = Coalescer(runtime.transactions, register)
    return app
