"""Bare HTTP/1.1 over loopback: requests that were built beforehand, answers looked at no further than needed."""

import asyncio
import random
import re
import time
from collections import deque
from itertools import count
from typing import cast
from uuid import uuid4

import orjson

from bench.load import KEY, Job, Outcome

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.I)
LAST_ANSWERS_WITHIN = 30.0


class Refused(Exception):
    """An answer other than 2xx, or none: what is measured then is not the work that was meant."""


class _Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self, load: "_Load") -> None:
        self._load = load
        self._received = b""
        self.due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._load.fail(f"the connection was closed: {error}")

    def close(self) -> None:
        self._transport.abort()

    def send(self, due: float) -> None:
        self.due = due
        self._transport.write(self._load.next_request())

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._received, 0, end + 2)
        if length is None:
            self._load.fail(f"an answer without a length: {self._received[:200]!r}")
            return
        if len(self._received) < end + 4 + int(length[1]):
            return
        if self._received[9:10] != b"2":
            self._load.fail(self._received[:1000].decode(errors="replace"))
            return
        body, self._received = self._received[end + 4 :], b""
        self._load.answered(self, body)


class _Load:
    """A closed load keeps every connection busy; an open one sends when a request is due."""

    def __init__(self, job: Job) -> None:
        before, after = f"{job.head}\r\nContent-Length: {len(job.body.encode())}\r\n\r\n{job.body}".split(KEY)
        self._before, self._after = before.encode(), after.encode()
        self._series, self._numbers = uuid4().hex, count()
        self._job = job
        self._loop = asyncio.get_running_loop()
        self._free: deque[_Connection] = deque()
        self._late: deque[float] = deque()
        self._under_way = 0
        self._answers = 0
        self._latencies: list[float] = []
        self._told: list[tuple[str, float]] = []
        self._random = random.Random(job.connections)  # noqa: S311 - arrivals, the same in every run
        self._finished: asyncio.Future[None] = self._loop.create_future()
        self._until = 0.0
        self._over = False

    async def run(self) -> Outcome:
        connections = [
            (await self._loop.create_connection(lambda: _Connection(self), "127.0.0.1", self._job.port))[1]
            for _ in range(self._job.connections)
        ]
        begun, used = time.monotonic(), time.process_time()
        self._until = begun + self._job.seconds
        if self._job.rate is None:
            for connection in connections:
                self._begin(connection, begun)
        else:
            self._free.extend(connections)
            self._arrive(begun)
        self._loop.call_later(self._job.seconds, self._stop)
        try:
            await asyncio.wait_for(self._finished, self._job.seconds + LAST_ANSWERS_WITHIN)
        finally:
            for connection in connections:
                connection.close()
        seconds = self._job.seconds if self._job.rate is None else time.monotonic() - begun
        return Outcome(self._answers, seconds, time.process_time() - used, self._latencies, self._told)

    def next_request(self) -> bytes:
        return b"%b%b-%d%b" % (self._before, self._series.encode(), next(self._numbers), self._after)

    def answered(self, connection: _Connection, body: bytes) -> None:
        now = time.monotonic()
        self._under_way -= 1
        if self._job.rate is not None:
            self._answers += 1
            self._latencies.append(now - connection.due)
            self._told.append((orjson.loads(body).get("id", ""), connection.due))
            if self._late:
                self._begin(connection, self._late.popleft())
            else:
                self._free.append(connection)
        elif now < self._until:
            self._answers += 1
            self._begin(connection, now)
        self._end()

    def fail(self, why: str) -> None:
        if not self._finished.done():
            self._finished.set_exception(Refused(why))

    def _begin(self, connection: _Connection, due: float) -> None:
        self._under_way += 1
        connection.send(due)

    def _arrive(self, due: float) -> None:
        """Arrivals are a Poisson process: independent callers bunch together, which a steady beat would not show."""
        assert self._job.rate is not None
        if due >= self._until:
            return
        if self._free:
            self._begin(self._free.popleft(), due)
        else:
            self._late.append(due)
        following = due + self._random.expovariate(self._job.rate)
        self._loop.call_later(max(0.0, following - time.monotonic()), self._arrive, following)

    def _stop(self) -> None:
        self._over = True
        self._end()

    def _end(self) -> None:
        if self._over and not self._under_way and not self._finished.done():
            self._finished.set_result(None)


async def generate(job: Job) -> Outcome:
    """Runs a job in this process."""
    return await _Load(job).run()
