"""The load: clients that create, write and look, and do not give up; and the sink that is told of everything."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from cli.demo.stage import SYSTEM, Stage
from examples.port_system.client import anomaly
from shared.contracts.envelope import Envelope
from shared.kernel.access import Actor, Role
from shared.runtime.eventlog import EventLog, LogAway, Message
from tests.chaos.history import Injected, Outcome, Read, Received, Submit
from tests.chaos.journals import content_digest, digest
from tests.chaos.poison import deadly, unreadable_or_buggy
from tests.support.receiver import Received as Post
from tests.support.receiver import Receiver

CLIENTS = 6
PATIENCE = 3.0
"""Seconds after which a client takes an answer for lost."""
TWICE = 0.01
LOOKS, WRITES = 0.3, 0.3
POISONED_EVERY = 3.0


@dataclass
class Sink(Receiver):
    """The webhook receiver that notes when what came in."""

    posts: list[Received] = field(default_factory=list)

    async def _read(self, reader: asyncio.StreamReader) -> Post | None:
        post = await super()._read(reader)
        if post is not None:
            event = post.event
            self.posts.append(
                Received(
                    id=event["id"],
                    source=event["source"],
                    subject=event["subject"],
                    seq=int(event["sequence"]),
                    hash=digest(post.body),
                    at=time.time(),
                )
            )
        return post


@dataclass
class Load:
    """What the clients did, as history lines; `accepts` are the moments of acknowledged creations."""

    stage: Stage
    seed: int
    every: float
    """Seconds between two acts of one client."""
    deadly_after: float | None = None
    """Seconds after which the event comes that ends its readers."""
    lines: list[Submit | Read | Injected] = field(default_factory=list)
    accepts: list[float] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Answers that no client should get, in words: nothing that they ask is wrong."""
    under_way: int = 0
    """Writes that wait for an answer."""
    stopping: bool = False

    def actor(self) -> Actor:
        """The port system that all clients speak for."""
        return self.stage.machine("client-chaos", "HA-EPORT", Role.PORT_SYSTEM, "requests:write", "requests:read")

    async def run(self, log: EventLog) -> None:
        """Goes on until `stopping`; then every client ends what it has begun."""
        async with asyncio.TaskGroup() as tasks:
            for client in range(CLIENTS):
                tasks.create_task(self._client(client, random.Random(f"{self.seed}/{client}")))
            tasks.create_task(self._poison(log))

    async def _client(self, client: int, draw: random.Random) -> None:
        while not self.stopping:
            chance = draw.random()
            if self.known and chance < LOOKS:
                await self._look(client, self._one_of_few(draw))
            elif self.known and chance < LOOKS + WRITES:
                body = {"text": f"补充材料 {uuid4().hex}"}
                await self._insist("POST", f"/intake/v1/requests/{self._one_of_few(draw)}/messages", body)
            else:
                await self._create(draw)
            await asyncio.sleep(draw.expovariate(1 / self.every))

    def _one_of_few(self, draw: random.Random) -> str:
        """Zipf: the first requests are the ones that everybody writes on."""
        return self.known[min(int(draw.paretovariate(1.0)), len(self.known)) - 1]

    async def _create(self, draw: random.Random) -> None:
        body = anomaly(f"4101202611230{draw.randrange(10**5):05d}", system=SYSTEM)
        body["description"] += uuid4().hex
        key, hash_ = f"chaos-{uuid4()}", content_digest(body["title"], body["description"])

        def note(outcome: Outcome, answer: httpx.Response | None) -> None:
            request = answer.json()["id"] if outcome == "ok" and answer is not None else None
            self.lines.append(Submit(key=key, hash=hash_, outcome=outcome, request=request))

        copies = 2 if draw.random() < TWICE else 1
        answers = await asyncio.gather(
            *[self._insist("POST", "/intake/v1/requests", body, key=key, note=note) for _ in range(copies)]
        )
        if answers[0] is not None and answers[0].is_success:
            self.accepts.append(time.monotonic())
            self.known.append(answers[0].json()["id"])

    async def _look(self, client: int, request: str) -> None:
        answer = await self._insist("GET", f"/intake/v1/requests/{request}", None)
        if answer is not None and answer.is_success:
            version = int(answer.headers["etag"].strip('W/"'))
            self.lines.append(Read(client=client, request=request, version=version))

    async def _insist(
        self,
        method: str,
        path: str,
        body: Any,
        *,
        key: str | None = None,
        note: Callable[[Outcome, httpx.Response | None], None] = lambda *_: None,
    ) -> httpx.Response | None:
        """Asks again under the same key until there is a definite answer; None if there is none at the end."""
        key, writes = key or f"chaos-{uuid4()}", method != "GET"
        for _ in range(60):
            answer: httpx.Response | None = None
            self.under_way += writes
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await self.stage.send(self.actor(), method, path, body, key=key)
            except (httpx.TransportError, TimeoutError):
                pass
            finally:
                self.under_way -= writes
            if answer is not None and answer.status_code < 500 and not _not_yet(answer):
                note("ok" if answer.is_success else "fail", answer)
                if not answer.is_success:
                    self.refused.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
                return answer
            note("info", answer)
            await asyncio.sleep(0.3)
        self.refused.append(f"{method} {path}: never answered")
        return None

    async def _poison(self, log: EventLog) -> None:
        """About one event in a hundred cannot be applied; one of a run ends whoever tries."""
        draw, began = random.Random(f"{self.seed}/poison"), time.monotonic()
        while not self.stopping:
            await asyncio.sleep(POISONED_EVERY)
            poisoned = unreadable_or_buggy(draw)
            if self.deadly_after is not None and time.monotonic() - began > self.deadly_after:
                self.deadly_after, poisoned = None, deadly()
            for event, injected in poisoned:
                self.lines.append(injected)
                await _publish(log, event)


def _not_yet(answer: httpx.Response) -> bool:
    """The same key is being answered: what came before, and was taken for lost, is still under way."""
    return answer.status_code == httpx.codes.CONFLICT and answer.json()["type"] == "/problems/still-being-answered"


async def _publish(log: EventLog, event: Envelope) -> None:
    message = Message(
        id=UUID(str(event.id)), topic=event.topic, key=event.key, value=event.data, headers=tuple(event.headers())
    )
    while True:
        try:
            await log.publish([message])
        except LogAway:
            await asyncio.sleep(0.2)
        else:
            return
