"""The notify application: routes, handlers, posting loops and runtime put together."""

import asyncio

from fastapi import FastAPI

from services.notify import routes
from services.notify.domain.policy import RULES
from services.notify.domain.signature import Seal
from services.notify.handlers import handlers
from services.notify.senders.client import Sender
from services.notify.senders.pump import Pump
from services.notify.settings import Settings
from shared.contracts.envelope import source_of
from shared.contracts.topics import Service
from shared.kernel.clock import Clock, SystemClock
from shared.runtime.eventlog import EventLog
from shared.runtime.http.app import base_app
from shared.runtime.service import ServiceRuntime

MONTHLY = ("delivery", "delivery_attempt")


def create_app(settings: Settings, *, clock: Clock | None = None, log: EventLog | None = None) -> FastAPI:
    """The application; entering its lifespan connects it. `log` is shared when several services run in one process."""
    clock = clock or SystemClock()
    due = asyncio.Event()
    seal = Seal(settings.secret_key.read_bytes())
    runtime = ServiceRuntime(
        Service.NOTIFY,
        settings,
        package="notify",
        handlers=handlers(due),
        monthly=MONTHLY,
        clock=clock,
        log=log,
        loops=lambda runtime: Pump(runtime.transactions, Sender(), seal=seal, clock=clock, due=due).loops(),
    )
    app = base_app(
        runtime,
        title="PortDesk notify",
        summary="Signed webhooks: who is told, where, of what, and whether it arrived.",
        prefix="/notify",
        routers=[routes.endpoints, routes.zones],
        tags={
            "endpoints": "Receivers of signed webhooks, and what was sent to them.",
            "zones": "Where receivers may be.",
        },
        rules=RULES,
    )
    app.state.seal = seal
    app.state.loopback_zones = settings.loopback_zones
    app.state.source = source_of(settings.shared.installation, Service.NOTIFY)
    return app
