"""`python -m bench.floors.deliver PORT AT_ONCE`: a bare aiohttp client; bodies as JSON in, seconds out."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence

import aiohttp
import uvloop

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


async def post_all(port: int, bodies: Sequence[str], at_once: int) -> float:
    """Posts every body once, so many at a time; the seconds it took."""
    left = iter(bodies)

    async def work(session: aiohttp.ClientSession, bodies: Iterator[str]) -> None:
        for body in bodies:
            async with session.post(f"http://127.0.0.1:{port}/", data=body.encode()) as answer:
                answer.raise_for_status()

    async with aiohttp.ClientSession(headers={"content-type": CONTENT_TYPE}) as session:
        begun = time.perf_counter()
        await asyncio.gather(*(work(session, left) for _ in range(at_once)))
        return time.perf_counter() - begun


if __name__ == "__main__":
    print(uvloop.run(post_all(int(sys.argv[1]), json.load(sys.stdin), int(sys.argv[2]))))
