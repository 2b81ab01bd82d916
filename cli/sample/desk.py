"""The desk as demonstration data meets it: over HTTP, as somebody, and no other way."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson

from cli.installation import Installation
from shared.kernel.access import Actor

PATIENCE = 120.0
"""Seconds within which the suite has to follow with what it does by itself."""
LOOK_EVERY = 0.2
LIFETIME = timedelta(hours=12)
Document = dict[str, Any]


class NotMade(Exception):
    """The desk did not do what demonstration data needs; the message says what it answered."""


class Desk:
    """One suite at an address, and tokens for whoever has to act."""

    def __init__(self, client: httpx.AsyncClient, installation: Installation) -> None:
        self._client = client
        self._installation = installation
        self._keys = installation.prepare()
        self._tokens: dict[Actor, str] = {}

    async def register(self, by: Actor, lines: Sequence[Mapping[str, Any]]) -> Sequence[Document]:
        """The result line of each line, all of them receipts; waits where the desk cannot take more now."""
        body = b"".join(orjson.dumps(line) + b"\n" for line in lines)
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = await self._send(
                by, "POST", "/intake/v1/requests:batch", content=body, headers={"Content-Type": "application/x-ndjson"}
            )
            results = [orjson.loads(line) for line in _good(answer).content.splitlines()]
            problem = next((result["problem"] for result in results if result["problem"]), None)
            if problem is None and len(results) == len(lines):
                return results
            if problem is None or problem["status"] != 503 or time.monotonic() > deadline:
                raise NotMade(f"{problem or 'an answer that was cut'}")
            await asyncio.sleep(problem.get("retry_after", 1))

    async def act(self, by: Actor, path: str, body: Any = None, *, key: str | None = None) -> Document:
        """One act by somebody; what it left."""
        headers = {"Idempotency-Key": key} if key else {}
        found: Document = _good(await self._send(by, "POST", path, json=body, headers=headers)).json()
        return found

    async def until(self, by: Actor, path: str, holds: Callable[[Document], bool]) -> Document:
        """Reads until the record is there and `holds`: what one service does, another hears of a little later."""
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = await self._send(by, "GET", path)
            if answer.status_code != 404:
                found: Document = _good(answer).json()
                if holds(found):
                    return found
            if time.monotonic() > deadline:
                raise NotMade(f"{path}: {answer.text[:300]}")
            await asyncio.sleep(LOOK_EVERY)

    async def _send(
        self, by: Actor, method: str, path: str, *, headers: Mapping[str, str] | None = None, **sent: Any
    ) -> httpx.Response:
        token = self._tokens.get(by)
        if token is None:
            token = self._keys.token(by, installation=self._installation.name, now=datetime.now(UTC), lifetime=LIFETIME)
            self._tokens[by] = token
        return await self._client.request(
            method, path, headers={"Authorization": f"Bearer {token}", **(headers or {})}, **sent
        )


def _good(answer: httpx.Response) -> httpx.Response:
    if not answer.is_success:
        raise NotMade(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}")
    return answer
