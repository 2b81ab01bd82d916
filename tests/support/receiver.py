"""A webhook receiver on loopback that checks signatures, remembers everything, and misbehaves when told to."""

import asyncio
import json
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Self
from uuid import UUID

from standardwebhooks import Webhook

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Received:
    """One post as it came in. `verified` tells whether a known secret signed exactly these bytes."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    verified: bool

    @property
    def id(self) -> UUID:
        return UUID(self.headers["webhook-id"])

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), tz=UTC)

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)
        return event


@dataclass
class Receiver:
    """`answers` are used up one per post; after them `default` answers, so that a test tells only what is unusual."""

    secrets: list[str] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    answers: deque[Behaviour] = field(default_factory=deque)
    connections: int = 0
    tls: ssl.SSLContext | None = None

    async def __aenter__(self) -> Self:
        self.default: Behaviour = answer(200)
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self._open: set[asyncio.Task[Any]] = set()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def will(self, *answers: Behaviour) -> None:
        """Answers to the next posts, in order."""
        self.answers.extend(answers)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.connections += 1
        try:
            while received := await self._read(reader):
                self.received.append(received)
                await (self.answers.popleft() if self.answers else self.default)(writer)
                await writer.drain()
        except (ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(task)
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader) -> Received | None:
        first = await reader.readline()
        if not first:
            return None
        headers: dict[str, str] = {}
        while line := (await reader.readline()).decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Received(first.split()[1].decode(), headers, body, self._verified(headers, body))

    def _verified(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Another implementation's signature is among those sent; its clock is not asked, since tests fix ours."""
        if "webhook-timestamp" not in headers:
            return False
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), tz=UTC)
        expected = {Webhook(secret).sign(headers["webhook-id"], at, body.decode()) for secret in self.secrets}
        return bool(expected & set(headers["webhook-signature"].split()))


def answer(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """A plain answer; header names are written with underscores."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        named = ((name.replace("_", "-"), value) for name, value in headers.items())
        writer.write(_start(status, [*named, ("content-length", str(len(body)))]) + body)

    return behave


def after(seconds: float) -> Behaviour:
    """A plain yes that takes its time."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.write(_start(200, [("content-length", "0")]))

    return behave


def redirect(to: str, status: int = 307) -> Behaviour:
    """Points elsewhere."""
    return answer(status, location=to)


async def hang(writer: asyncio.StreamWriter) -> None:
    """Takes the post and never says a word."""
    await asyncio.Event().wait()


async def slam(writer: asyncio.StreamWriter) -> None:
    """Closes without an answer."""
    writer.close()


async def garbage(writer: asyncio.StreamWriter) -> None:
    """Answers in no protocol known."""
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    await writer.drain()
    writer.close()


def drip(piece: bytes = b".", *, status: int | None = 200, every: float = 0.02) -> Behaviour:
    """One byte at a time for ever: of the body, or of the headers when `status` is None."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(_start(status, [("content-length", "1000000")]) if status else b"HTTP/1.1 200 OK\r\nx-slow: ")
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every)

    return behave


def flood(length: int, **headers: str) -> Behaviour:
    """A body of `length` bytes; `content_encoding="gzip"` makes it look like a packed one."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(
            _start(200, [*((n.replace("_", "-"), v) for n, v in headers.items()), ("content-length", str(length))])
        )
        for _ in range(length // 65536):
            writer.write(b"\0" * 65536)
            await writer.drain()

    return behave


async def interim(writer: asyncio.StreamWriter) -> None:
    """Promises an answer (103) for ever."""
    while True:
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


def _start(status: int, headers: Iterable[tuple[str, str]]) -> bytes:
    phrase = HTTPStatus(status).phrase
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode()
