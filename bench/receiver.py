"""A subscriber that does next to nothing: it notes when the first byte of each webhook came, and what it was about."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import orjson

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.I)
_SIGNATURE = b"webhook-signature"
_TAKEN = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass
class Receiver:
    """What came, in memory; times are of the clock that all processes of a machine share (`time.monotonic`)."""

    port: int = 0
    first: dict[tuple[str, str], float] = field(default_factory=dict)
    """First byte of the first post, by subject and type of the event."""
    bodies: list[bytes] = field(default_factory=list)
    unsigned: int = 0
    last: float = 0.0

    def take(self, at: float, head: bytes, body: bytes) -> None:
        """One whole post, whose first byte came `at`."""
        event = orjson.loads(body)
        self.first.setdefault((event["subject"], event["type"]), at)
        self.bodies.append(body)
        self.unsigned += _SIGNATURE not in head.lower()
        self.last = time.monotonic()

    def clear(self) -> None:
        """Forgets everything."""
        self.first.clear()
        self.bodies.clear()
        self.unsigned = 0


class _Connection(asyncio.Protocol):
    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._received = b""
        self._begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        if not self._received:
            self._begun = time.monotonic()
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        length = _LENGTH.search(self._received, 0, end + 2) if end >= 0 else None
        if length is None or len(self._received) < (whole := end + 4 + int(length[1])):
            return
        self._receiver.take(self._begun, self._received[:end], self._received[end + 4 : whole])
        self._received = self._received[whole:]
        self._transport.write(_TAKEN)


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """Listens on a loopback port."""
    made = Receiver()
    listening = await asyncio.get_running_loop().create_server(lambda: _Connection(made), "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        listening.close()
