"""The load generator measures what it says: answers within the time, waiting included, no refusal overlooked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bench.load import Job, LoadFailed, Outcome, run
from bench.load.client import Refused, generate

Answer = Callable[[bytes], Awaitable[bytes]]
CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[int]:
    """Answers whole requests on a loopback port, one after another on each connection."""
    connections: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(asyncio.current_task())
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                writer.write(await answer(head + await reader.readexactly(length)))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]
        await asyncio.gather(*(connection for connection in connections if connection))


async def at_once(_: bytes) -> bytes:
    return CREATED


async def test_a_closed_load_counts_the_answers_and_names_every_request(seen: list[bytes]) -> None:
    async def remember(request: bytes) -> bytes:
        seen.append(request)
        return CREATED

    async with server(remember) as port:
        outcome = await generate(Job.post(port, "/x", {"标题": "一"}, token="t", connections=4, seconds=0.2))

    keys = [request.split(b"Idempotency-Key: ")[1].split(b"\r\n")[0] for request in seen]
    assert 0 < outcome.answered <= len(seen)
    assert len(set(keys)) == len(keys)
    assert all(b"Authorization: Bearer t\r\n" in request for request in seen)
    assert all(request.endswith('{"标题": "一"}'.encode()) for request in seen)
    assert outcome.latencies == []


async def test_an_open_load_counts_the_time_a_request_waited_for_a_connection() -> None:
    stalled = False

    async def stall_once(_: bytes) -> bytes:
        nonlocal stalled
        if not stalled:
            stalled = True
            await asyncio.sleep(0.3)
        return CREATED

    async with server(stall_once) as port:
        outcome = await generate(Job.post(port, "/x", {}, connections=1, seconds=0.4, rate=100.0))

    waited = [latency for latency in outcome.latencies if latency > 0.1]
    assert outcome.answered == len(outcome.latencies) > 10
    assert len(waited) > 5, "one stall of 0.3 s at 100 requests a second delays some twenty of them by more than 0.1 s"


async def test_an_answer_in_pieces_is_one_answer() -> None:
    async def whole(_: bytes) -> bytes:
        return b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + b"x" * 100_000

    async with server(whole) as port:
        assert (await generate(Job.post(port, "/x", {}, connections=2, seconds=0.1))).answered > 0


@pytest.mark.parametrize(
    "refusal", [b"HTTP/1.1 503 Away\r\nContent-Length: 4\r\n\r\nbusy", b"HTTP/1.1 204 Nothing\r\n\r\n"]
)
async def test_a_refusal_or_an_answer_without_length_fails_the_measurement(refusal: bytes) -> None:
    async def refuse(_: bytes) -> bytes:
        return refusal

    async with server(refuse) as port:
        with pytest.raises(Refused):
            await generate(Job.post(port, "/x", {}, connections=1, seconds=0.1))


async def test_the_generator_is_a_process_that_tells_its_own_cost_and_why_it_failed() -> None:
    async with server(at_once) as port:
        outcome = await run(Job.post(port, "/x", {}, connections=2, seconds=0.3))
    with pytest.raises(LoadFailed):
        await run(Job.post(port, "/x", {}, connections=1, seconds=0.1))

    assert isinstance(outcome, Outcome)
    assert outcome.rate == pytest.approx(outcome.answered / 0.3)
    assert 0 < outcome.own_share <= 120


@pytest.fixture
def seen() -> list[bytes]:
    """The requests that came."""
    return []
