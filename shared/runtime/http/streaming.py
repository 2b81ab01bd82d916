"""An answer that goes on: server-sent events (WHATWG HTML §9.2) from a source that may end it or give it up.

Everything that can be refused is refused before, with a problem document; from the first byte on, what is to be said is
an event.
"""

import asyncio
from typing import Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared.runtime.http.protocol import ABORT

MEDIA_TYPE = "text/event-stream"


class Source(Protocol):
    """What one answer is made of."""

    overrun: asyncio.Event
    """Set when the client has not taken what it was sent: the connection is cut without a word."""

    async def take(self) -> bytes | None:
        """The next bytes, waiting for them; None at the end."""
        ...

    def close(self) -> None:
        """The client is no longer there, or has been told everything."""
        ...


class EventStream(Response):
    """Sends a source's bytes as they come. It has no length; proxies are told to hand it on unbuffered."""

    media_type = MEDIA_TYPE

    def __init__(self, source: Source) -> None:
        """`source` is closed when the answer ends, however it ends."""
        super().__init__(headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Goes on until the source ends, the client leaves, or it falls too far behind."""
        sending = asyncio.create_task(self._send_all(send))
        leaving = asyncio.create_task(_left(receive))
        overrun = asyncio.create_task(self._source.overrun.wait())
        try:
            await asyncio.wait({sending, leaving, overrun}, return_when=asyncio.FIRST_COMPLETED)
            if overrun.done() and not sending.done():
                # A client that does not read would hold its connection, and our shutdown, for as long as it likes.
                scope.get("extensions", {}).get(ABORT, {}).get("end", _nothing)()
                await asyncio.wait({leaving}, timeout=1.0)
        finally:
            self._source.close()
            for task in (sending, leaving, overrun):
                task.cancel()
            ended = await asyncio.gather(sending, leaving, overrun, return_exceptions=True)
        if isinstance(ended[0], Exception):
            raise ended[0]

    async def _send_all(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        while (chunk := await self._source.take()) is not None:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _nothing() -> None:
    """Where the server offers no way to cut a connection, returning closes it."""
