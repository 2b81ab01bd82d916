"""A batch against a real listener: both directions at once, clients that break off, dawdle or never stop."""

import asyncio
import re
from collections.abc import AsyncIterator
from itertools import repeat
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.services.test_intake_batch import line
from tests.support.people import TAX_SYSTEM
from tests.support.served import Running, serving
from tests.support.uploads import OFFER, PATH, Upload, ndjson, uploading
from tests.support.waiting import eventually

PATIENCE = 1.0
LEAK = 256
"""Bytes of resident memory a line may leave behind: less than a line itself has, more than what a heap breathes."""


@pytest.fixture
async def running(intake_database: str, tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(tmp_path, intake_database, INTAKE_LINE_SECONDS=str(PATIENCE)) as process:
        yield process
        assert process.process.returncode is None
        assert await process.ready() == 200


async def counted(running: Running) -> int:
    engine = create_async_engine(running.database)
    async with engine.connect() as connection:
        count = await connection.scalar(text("SELECT count(*) FROM request"))
    await engine.dispose()
    return int(count or 0)


async def sent_again(running: Running, *lines: Any) -> list[dict[str, Any]]:
    """What the same file gets from a client that sends it whole."""
    async with uploading(running.port, running.headers(TAX_SYSTEM)) as upload:
        await upload.send(ndjson(lines))
        await upload.end()
        return await all_of(upload)


async def all_of(upload: Upload) -> list[dict[str, Any]]:
    assert (await upload.head()).startswith("HTTP/1.1 200 ")
    return [result async for result in upload.results()]


async def test_answers_come_while_the_body_still_goes_on(running: Running) -> None:
    async with uploading(running.port, running.headers(TAX_SYSTEM)) as upload:
        await upload.send(ndjson([line(0)]))
        head = await upload.head()
        results = upload.results()
        found = [await anext(results)]
        for n in range(1, 5):
            await upload.send(ndjson([line(n)]))
            found.append(await anext(results))
        await upload.end()
        rest = [result async for result in results]

    assert "content-type: application/x-ndjson" in head.lower()
    assert [(r["line"], r["status"]) for r in found] == [(n + 1, 201) for n in range(5)]
    assert rest == []


@pytest.mark.parametrize("more", [{}, OFFER, {"Expect": "100-continue"}, {**OFFER, "Expect": "100-continue"}])
async def test_a_chunked_upload_arrives_whole_with_what_java_sends(running: Running, more: dict[str, str]) -> None:
    body = ndjson(line(n) for n in range(300))

    async with uploading(running.port, {**running.headers(TAX_SYSTEM), **more}) as upload:
        for at in range(0, len(body), 16_384):
            await upload.send(body[at : at + 16_384])
        await upload.end()
        found = await all_of(upload)

    assert [(r["line"], r["status"]) for r in found] == [(n + 1, 201) for n in range(300)]


async def test_after_a_cut_connection_the_whole_file_is_sent_again_and_nothing_is_there_twice(
    running: Running,
) -> None:
    lines = [line(n) for n in range(400)]
    async with uploading(running.port, running.headers(TAX_SYSTEM)) as upload:
        await upload.send(ndjson(lines[:250]) + ndjson(lines[250:251])[:-40])
        await upload.head()
        first = await anext(upload.results())
        upload.leave()
    await eventually(lambda: _has_let_go(running))
    before = await counted(running)

    found = await sent_again(running, *lines)

    assert first["status"] == 201
    assert 1 <= before <= 250
    assert [r["status"] for r in found] == [201] * 400
    assert sum(r["replayed"] for r in found) == before
    assert found[0]["receipt"] == first["receipt"]
    assert await counted(running) == 400


async def test_a_line_that_was_cut_off_with_its_connection_is_not_taken_for_whole(running: Running) -> None:
    async with uploading(running.port, running.headers(TAX_SYSTEM)) as upload:
        await upload.send(ndjson([line(1), line(2)]).rstrip(b"\n"))
        await upload.head()
        assert (await anext(upload.results()))["line"] == 1
        upload.leave()
    await eventually(lambda: _has_let_go(running))

    assert await counted(running) == 1


async def test_an_endless_line_is_read_no_further_than_a_whole_body_would_be(running: Running) -> None:
    async with uploading(running.port, running.headers(TAX_SYSTEM)) as upload:
        await upload.send(ndjson([line(1)]))
        sending = asyncio.create_task(upload.send_all(repeat(b"x" * 65_536)))
        await upload.head()
        results = upload.results()
        found = [await anext(results) for _ in range(2)]
        (cut,) = await asyncio.gather(sending, return_exceptions=True)

    assert [(r["line"], r["status"]) for r in found] == [(1, 201), (2, 422)]
    assert found[1]["problem"]["type"] == "/problems/endless-line"
    assert isinstance(cut, ConnectionError)


@pytest.mark.parametrize("drip", [b"", b"x"])
async def test_a_client_that_falls_silent_or_drips_within_a_line_is_told_and_cut(running: Running, drip: bytes) -> None:
    async with uploading(running.port, running.headers(TAX_SYSTEM)) as upload:
        await upload.send(ndjson([line(1)]))
        answering = asyncio.create_task(all_of(upload))
        while drip and not answering.done():
            await upload.send(drip)
            await asyncio.sleep(PATIENCE / 20)
        found = await answering

    assert [(r["line"], r["status"]) for r in found] == [(1, 201), (2, 503)]
    assert found[1]["problem"]["type"] == "/problems/too-slow"


async def test_a_refusal_before_the_body_ends_the_connection_and_not_the_service(running: Running) -> None:
    async with uploading(running.port, {}) as upload:
        assert (await upload.head()).startswith("HTTP/1.1 401 ")
        assert await upload.closed()

    async with httpx.AsyncClient(base_url=running.url) as client:
        answer = await client.post(
            PATH,
            content=ndjson([line(1)]),
            headers={**running.headers(TAX_SYSTEM), "Content-Type": "application/x-ndjson"},
        )
    assert answer.json()["status"] == 201


@pytest.mark.slow
async def test_memory_does_not_grow_with_the_lines_that_pass(
    intake_database: str, bus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    all_lines, every, warm, few = 30_000, 1_000, 10, 5
    async with serving(tmp_path, intake_database, PORTDESK_EVENT_LOG_URL=bus) as running:
        resident: list[int] = []
        async with uploading(running.port, running.headers(TAX_SYSTEM, minutes=15)) as upload:

            async def send() -> None:
                for at in range(0, all_lines, every):
                    await upload.send(ndjson(line(n) for n in range(at, at + every)))
                await upload.end()

            sending = asyncio.create_task(send())
            await upload.head()
            answered = 0
            async for result in upload.results():
                assert result["status"] == 201
                answered += 1
                if answered % every == 0:
                    resident.append(_resident(running.process.pid))
            await sending

    early, late = resident[warm : warm + few], resident[-few:]
    grown = (median(late) - median(early)) / (all_lines - (warm + few) * every)
    with capsys.disabled():
        print(f"\nbatch: {grown:.0f} bytes a line, resident {[size >> 20 for size in resident]} MiB")
    assert answered == all_lines
    assert grown < LEAK


def _resident(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


async def _has_let_go(running: Running) -> bool:
    async with httpx.AsyncClient() as client:
        page = (await client.get(f"{running.ops}/metrics")).text
    return bool(re.search(r'http_requests_total\{operation="create_requests",[^}]*\} 1', page))
