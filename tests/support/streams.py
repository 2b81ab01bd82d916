"""Web pages in tests: listeners on the event stream of a notify service that is served on loopback."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from services.notify.app import create_app
from services.notify.settings import Settings
from shared.kernel.access import Actor
from shared.runtime.http.protocol import JdkTolerantProtocol
from shared.runtime.serve import bind
from tests.support.desk import INSTALLATION, Desk
from tests.support.waiting import eventually

STREAM = "/notify/v1/stream"


@dataclass
class Listener:
    """What one stream has said so far, read as the standard says."""

    status: int
    headers: Mapping[str, str]
    events: list[Mapping[str, Any]] = field(default_factory=list)
    last_id: str | None = None
    marked: bool = False
    """Whether a bookmark is the last thing that was said."""
    ended: bool = False
    _text: str = ""

    def feed(self, chunk: str) -> None:
        """Takes in what has come."""
        *blocks, self._text = (self._text + chunk).split("\n\n")
        for block in blocks:
            fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
            self.last_id = fields.get("id", self.last_id)
            self.marked = "id" in fields
            if "data" in fields:
                self.events.append({"event": fields["event"], "data": json.loads(fields["data"])})

    def told(self, name: str) -> list[Any]:
        """The data of all events of one name, in their order."""
        return [event["data"] for event in self.events if event["event"] == name]

    async def hears(self, name: str, number: int = 1, *, within: float = 10.0) -> list[Any]:
        """Waits for so many events of a name."""

        async def there() -> bool:
            return len(self.told(name)) >= number

        await eventually(there, within=within)
        return self.told(name)

    async def until(self, done: Callable[[], bool], *, within: float = 10.0) -> None:
        """Waits for something else."""

        async def there() -> bool:
            return done()

        await eventually(there, within=within)


@dataclass
class Place:
    """A notify service that is served on loopback."""

    desk: Desk
    app: FastAPI
    url: str

    @asynccontextmanager
    async def listening(
        self, actor: Actor, query: str = "", *, after: str | None = None, lifetime: timedelta = timedelta(minutes=10)
    ) -> AsyncIterator[Listener]:
        """A stream of `actor`; what it says is read until the block ends."""
        headers = {"Authorization": f"Bearer {self.token(actor, lifetime)}"}
        if after is not None:
            headers["Last-Event-ID"] = after
        async with (
            httpx.AsyncClient(base_url=self.url, timeout=30) as client,
            client.stream("GET", f"{STREAM}{query}", headers=headers) as answer,
        ):
            listener = Listener(answer.status_code, answer.headers)

            async def read() -> None:
                async for chunk in answer.aiter_text():
                    listener.feed(chunk)
                listener.ended = True

            reading = asyncio.create_task(read())
            try:
                if answer.is_success:
                    await listener.until(lambda: listener.last_id is not None)
                else:
                    await reading
                yield listener
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    def token(self, actor: Actor, lifetime: timedelta = timedelta(minutes=10)) -> str:
        """A token of the installation."""
        now = self.desk.clock.now()
        return self.desk.keys.token(actor, installation=INSTALLATION, now=now, lifetime=lifetime)


@asynccontextmanager
async def served(desk: Desk, app: FastAPI | None = None) -> AsyncIterator[Place]:
    """The application of `desk`, or another of the same service, on a free port of loopback."""
    app = app or desk.app
    listener = bind("127.0.0.1", 0)
    # The kernel would hold megabytes for a client that does not read.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    config = uvicorn.Config(app, http=JdkTolerantProtocol, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)

    async def ready() -> bool:
        return bool(app.state.hub.open_to_clients)

    await eventually(ready)
    try:
        yield Place(desk, app, f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        app.state.runtime.drain()
        server.should_exit = True
        await task


@asynccontextmanager
async def beside(desk: Desk) -> AsyncIterator[Place]:
    """Another process of the same service, as far as one process can be two: same database, log and keys."""
    settings = desk.runtime.settings
    assert isinstance(settings, Settings)
    app = create_app(settings, clock=desk.clock, log=desk.log)
    async with app.router.lifespan_context(app), served(desk, app) as place:
        yield place
