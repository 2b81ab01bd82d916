"""The notify application: routes, handlers, posting loops and runtime put together."""

import asyncio
from collections.abc import Sequence

from fastapi import FastAPI

from services.notify import routes
from services.notify.domain.bookmarks import Bookmarks
from services.notify.domain.policy import RULES
from services.notify.domain.signature import Seal
from services.notify.handlers import handlers
from services.notify.senders.client import Sender
from services.notify.senders.hub import Hub
from services.notify.senders.presences import Presences
from services.notify.senders.pump import Pump
from services.notify.senders.tail import Tail
from services.notify.settings import Settings
from services.notify.wire import WORDS
from shared.contracts.envelope import source_of
from shared.contracts.topics import Service
from shared.kernel.clock import Clock, SystemClock
from shared.runtime.eventlog import EventLog
from shared.runtime.handling import types_of
from shared.runtime.http.app import base_app
from shared.runtime.service import ServiceRuntime
from shared.runtime.supervise import Loop

MONTHLY = ("delivery", "delivery_attempt")


def create_app(settings: Settings, *, clock: Clock | None = None, log: EventLog | None = None) -> FastAPI:
    """The application; entering its lifespan connects it. `log` is shared when several services run in one process."""
    clock = clock or SystemClock()
    due = asyncio.Event()
    secret = settings.secret_key.read_bytes()
    seal, hub = Seal(secret), Hub(Bookmarks(secret), WORDS)
    told = handlers(due)

    def loops(runtime: ServiceRuntime) -> Sequence[Loop]:
        return [
            *Pump(runtime.transactions, Sender(), seal=seal, clock=clock, due=due).loops(),
            *Presences(runtime.transactions, hub, dsn=settings.database_url).loops(),
            Loop("stream", Tail(runtime.log, hub, types=types_of(told)).run),
            Loop("stream.counts", hub.count),
        ]

    runtime = ServiceRuntime(
        Service.NOTIFY,
        settings,
        package="notify",
        handlers=told,
        monthly=MONTHLY,
        clock=clock,
        log=log,
        loops=loops,
    )
    runtime.on_drain.append(hub.drain)
    app = base_app(
        runtime,
        title="PortDesk notify",
        summary="Signed webhooks and the event stream: who is told, of what, and whether it arrived.",
        prefix="/notify",
        routers=routes.ROUTERS,
        tags={
            "endpoints": "Receivers of signed webhooks, and what was sent to them.",
            "zones": "Where receivers may be.",
            "stream": "What happens, told to web pages as it happens, and who is at which request.",
        },
        rules=RULES,
    )
    app.state.seal = seal
    app.state.hub = hub
    app.state.loopback_zones = settings.loopback_zones
    app.state.source = source_of(settings.shared.installation, Service.NOTIFY)
    return app
