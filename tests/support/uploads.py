"""A client of a body of many lines that sends and reads as it likes: raw bytes against a real listener."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

PATH = "/intake/v1/requests:batch"
OFFER = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAEAAEAAAAIAAAABAAMAAABk"}
"""What Java's HttpClient sends with every request."""


def ndjson(lines: Iterable[Any]) -> bytes:
    """Each value on a line of its own; bytes as they are."""
    return b"".join(
        (line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()) + b"\n" for line in lines
    )


class Upload:
    """One upload in chunks (RFC 9112), its answer read line by line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._rest = b""

    async def send(self, body: bytes) -> None:
        """One chunk."""
        self._writer.write(b"%x\r\n%s\r\n" % (len(body), body))
        await self._writer.drain()

    async def send_all(self, bodies: Iterable[bytes]) -> None:
        """A chunk for each; ends with ConnectionError where the other side has had enough."""
        for body in bodies:
            await self.send(body)

    async def end(self) -> None:
        """The last chunk."""
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    async def head(self) -> str:
        """Status line and headers of the answer."""
        found = (await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), 20)).decode()
        return await self.head() if found.startswith("HTTP/1.1 100") else found

    async def results(self) -> AsyncIterator[dict[str, Any]]:
        """Result lines as they come, to the end of the answer."""
        while size := int((await self._reader.readuntil(b"\r\n"))[:-2], 16):
            *lines, self._rest = (self._rest + (await self._reader.readexactly(size + 2))[:-2]).split(b"\n")
            for line in lines:
                yield json.loads(line)
        assert not self._rest

    async def closed(self) -> bytes:
        """What still comes until the other side has closed."""
        try:
            return await asyncio.wait_for(self._reader.read(), 20)
        except ConnectionResetError:
            return b""

    def leave(self) -> None:
        """Goes away without a word."""
        self._writer.transport.abort()


@asynccontextmanager
async def uploading(port: int, headers: dict[str, str], *, window: int | None = None) -> AsyncIterator[Upload]:
    """An upload that has begun; `window` bounds in bytes what the client's side takes in without reading."""
    connection = socket.socket()
    if window is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    connection.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=connection)
    sent = {"Host": "desk", "Content-Type": "application/x-ndjson", "Transfer-Encoding": "chunked", **headers}
    writer.write("".join([f"POST {PATH} HTTP/1.1\r\n", *(f"{n}: {v}\r\n" for n, v in sent.items()), "\r\n"]).encode())
    try:
        yield Upload(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
