"""The proxy of chaos counts what it hurt: a fault on a silent line has hit nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from cli.ports import free_port
from tests.chaos.proxy import Proxy

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(100):
        writer.write(piece)
    writer.close()


@pytest.fixture
async def line() -> AsyncIterator[Proxy]:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, Proxy(free_port(), server.sockets[0].getsockname()[1]) as proxy:
        yield proxy


@pytest.fixture
async def streams(line: Proxy) -> AsyncIterator[Streams]:
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    yield reader, writer
    writer.transport.abort()


async def said(streams: Streams, words: bytes) -> bytes:
    """What comes back; less than was sent, if the line is torn."""
    reader, writer = streams
    writer.write(words)
    try:
        return await reader.readexactly(len(words))
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


HURTS: list[Callable[[Proxy], None]] = [lambda p: p.delay(0.01), lambda p: p.cut(2)]


@pytest.mark.parametrize("hurt", HURTS, ids=["late", "cut"])
async def test_what_passes_while_it_hurts_is_counted(
    line: Proxy, streams: Streams, hurt: Callable[[Proxy], None]
) -> None:
    assert await said(streams, b"calm") == b"calm"
    assert line.harmed == 0

    hurt(line)
    assert line.harmed == 0
    await said(streams, b"hurt")

    assert line.harmed > 0


async def test_what_it_holds_is_counted_and_comes_later(line: Proxy, streams: Streams) -> None:
    await said(streams, b"calm")

    line.blackhole()
    answer = asyncio.create_task(said(streams, b"held"))
    while not line.harmed:
        await asyncio.sleep(0.01)
    line.calm()

    assert await answer == b"held"


async def test_tearing_a_line_without_connections_hits_nothing(line: Proxy) -> None:
    line.reset()

    assert line.harmed == 0


async def test_tearing_a_line_hits_its_connections(line: Proxy, streams: Streams) -> None:
    await said(streams, b"calm")

    line.reset()

    assert line.harmed > 0
