"""`python -m bench.floors.deliver PORT AT_ONCE`: a bare aiohttp client that signs; ids and bodies in, its times out.

Both are JSON: pairs of texts, and the seconds it took with the processor seconds it used.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence

import aiohttp
import uvloop

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


async def post_all(port: int, messages: Sequence[tuple[str, str]], at_once: int) -> tuple[float, float]:
    """Signs and posts every message once, so many at a time; the seconds it took, and those of the processor."""
    left, key = iter(messages), secrets.token_bytes(32)

    async def work(session: aiohttp.ClientSession, messages: Iterator[tuple[str, str]]) -> None:
        for message_id, text in messages:
            body, timestamp = text.encode(), str(int(time.time()))
            signed = hmac.new(key, b".".join((message_id.encode(), timestamp.encode(), body)), hashlib.sha256).digest()
            headers = {
                "webhook-id": message_id,
                "webhook-timestamp": timestamp,
                "webhook-signature": "v1," + b64encode(signed).decode(),
            }
            async with session.post(f"http://127.0.0.1:{port}/", data=body, headers=headers) as answer:
                answer.raise_for_status()

    async with aiohttp.ClientSession(headers={"content-type": CONTENT_TYPE}) as session:
        begun, used = time.perf_counter(), time.process_time()
        await asyncio.gather(*(work(session, left) for _ in range(at_once)))
        return time.perf_counter() - begun, time.process_time() - used


if __name__ == "__main__":
    print(json.dumps(uvloop.run(post_all(int(sys.argv[1]), json.load(sys.stdin), int(sys.argv[2])))))
