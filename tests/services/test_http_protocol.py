"""Bodies arrive whole, whatever the client offers and wherever the network cuts: raw bytes against a real listener."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.runtime.http.protocol import JdkTolerantProtocol
from shared.runtime.serve import bind
from tests.support.waiting import eventually

BODY = b'{"title":"\\u7a0e\\u5355"}'
OFFER = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk\r\n"
"""What Java's HttpClient sends with every request."""


async def echo(request: Request) -> Response:
    body = await request.body()
    return JSONResponse({"body": body.decode("latin-1"), "upgrade": request.headers.get("upgrade")})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Where an application listens that sends every body back."""
    listener = bind("127.0.0.1", 0)
    app = Starlette(routes=[Route("/echo", echo, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, http=JdkTolerantProtocol, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await eventually(lambda: asyncio.sleep(0, server.started))
    yield int(listener.getsockname()[1])
    server.should_exit = True
    await serving


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


async def answer(reader: asyncio.StreamReader) -> dict[str, Any]:
    """The next response of a connection; interim ones are passed over."""
    async with asyncio.timeout(5):
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 100"):
            return await answer(reader)
        assert head.startswith(b"HTTP/1.1 200"), head
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        found: dict[str, Any] = json.loads(await reader.readexactly(length))
        return found


async def exchanged(port: int, *pieces: bytes, answers: int = 1) -> list[dict[str, Any]]:
    """Sends the pieces, each as a packet of its own, and reads the answers."""
    async with connected(port) as (reader, writer):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            if len(pieces) > 1:
                await asyncio.sleep(0.002)
        return [await answer(reader) for _ in range(answers)]


def post(body: bytes = BODY, *, more: bytes = b"") -> bytes:
    return b"POST /echo HTTP/1.1\r\nHost: desk\r\n" + more + b"Content-Length: %d\r\n\r\n" % len(body) + body


def chunked(chunks: Sequence[bytes], *, more: bytes = b"") -> bytes:
    coded = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in [*chunks, b""])
    return b"POST /echo HTTP/1.1\r\nHost: desk\r\n" + more + b"Transfer-Encoding: chunked\r\n\r\n" + coded


@pytest.mark.parametrize(
    "more",
    [
        b"",
        OFFER,
        OFFER.lower(),
        OFFER.upper(),
        b"Upgrade:h2c\r\nConnection: upgrade\r\n",
        b"Connection: Upgrade\r\nUpgrade: \t h2c \t\r\n",
    ],
)
async def test_a_body_arrives_whole_with_and_without_an_offer_to_upgrade(port: int, more: bytes) -> None:
    (plain,) = await exchanged(port, post(more=more))
    (in_chunks,) = await exchanged(port, chunked([BODY[:5], BODY[5:]], more=more))

    assert plain == in_chunks == {"body": BODY.decode(), "upgrade": None}


async def test_an_offer_with_an_empty_or_no_body_is_answered(port: int) -> None:
    (got,) = await exchanged(port, b"GET /echo HTTP/1.1\r\nHost: desk\r\n" + OFFER + b"\r\n")
    (posted,) = await exchanged(port, post(b"", more=OFFER))

    assert got["body"] == posted["body"] == ""


async def test_the_place_where_the_network_cuts_a_request_makes_no_difference(port: int) -> None:
    request = post(more=OFFER)

    found = await asyncio.gather(*(exchanged(port, request[:cut], request[cut:]) for cut in range(1, len(request))))

    assert found == [[{"body": BODY.decode(), "upgrade": None}]] * (len(request) - 1)


async def test_a_request_that_comes_byte_by_byte_arrives_whole(port: int) -> None:
    request = post(more=OFFER)

    found = await exchanged(port, *(bytes([byte]) for byte in request))

    assert found == [{"body": BODY.decode(), "upgrade": None}]


async def test_a_body_that_looks_like_an_offer_is_nobodys_business(port: int) -> None:
    mean = b"a\r\nUpgrade: h2c\r\n\r\nPOST /echo HTTP/1.1\r\nUpgrade: h2c\r\n\r\n"

    for request in (post(mean), post(mean, more=OFFER), chunked([mean], more=OFFER)):
        assert await exchanged(port, request) == [{"body": mean.decode(), "upgrade": None}]


async def test_requests_of_one_connection_one_after_the_other_arrive_whole(port: int) -> None:
    async with connected(port) as (reader, writer):
        bodies = []
        for number in range(3):
            writer.write(post(b'{"n":%d}' % number, more=OFFER))
            bodies.append((await answer(reader))["body"])

    assert bodies == ['{"n":0}', '{"n":1}', '{"n":2}']


async def test_requests_sent_without_waiting_arrive_whole_also_in_one_packet(port: int) -> None:
    requests = [post(b'{"n":%d}' % number, more=OFFER if number % 2 else b"") for number in range(4)]

    together = await exchanged(port, b"".join(requests), answers=4)
    apart = await exchanged(port, *requests, answers=4)

    assert [found["body"] for found in together] == [f'{{"n":{number}}}' for number in range(4)]
    assert together == apart


async def test_a_client_that_waits_to_be_told_to_continue_is_told(port: int) -> None:
    async with connected(port) as (reader, writer):
        writer.write(post(more=OFFER + b"Expect: 100-continue\r\n").removesuffix(BODY))
        async with asyncio.timeout(5):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
        writer.write(BODY)
        found = await answer(reader)

    assert found["body"] == BODY.decode()


async def test_an_offer_of_something_else_is_left_as_it_is(port: int) -> None:
    (found,) = await exchanged(port, b"GET /echo HTTP/1.1\r\nHost: desk\r\nUpgrade: h2c-and-more\r\n\r\n")

    assert found["upgrade"] == "h2c-and-more"


async def test_a_large_body_with_an_offer_arrives_whole(port: int) -> None:
    large = b"\r\nupgrade: h2c" * 40_000

    (found,) = await exchanged(port, post(large, more=OFFER))

    assert found["body"].encode() == large
