"""Small worlds in which a build of the suite lives for some seconds, and the history of what happened to it there."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI
from sqlalchemy import text

from services.intake.usecases import Submission
from services.notify.app import create_app
from services.notify.senders.client import Sender
from services.notify.settings import Settings
from shared.contracts.envelope import Envelope
from shared.contracts.event import Event
from shared.contracts.intake import MessageAdded, RequestStarted
from shared.contracts.topics import INTAKE
from shared.kernel.clock import Clock
from shared.runtime import outbox
from shared.runtime.consumer import Consumer
from shared.runtime.database import open_sessions
from shared.runtime.eventlog import EventLog, Message, headers_of
from shared.runtime.eventlog.memory import MemoryLog, Mischief
from shared.runtime.leases import RENEW_AFTER
from shared.runtime.relay import Relay
from shared.runtime.supervise import Pulse
from shared.runtime.tx import Tx
from shared.runtime.writes import write
from tests.chaos import journals
from tests.chaos.broken import Build
from tests.chaos.consuming import consume_with, noting
from tests.chaos.history import Emitted, History, Injected, Outcome, Reads, Submit, Subscribed
from tests.chaos.load import Sink
from tests.chaos.poison import Spoilt
from tests.support.desk import Desk, Open
from tests.support.intake import ANOMALY, REQUESTS, open_intake
from tests.support.notices import everything_sent, message_added, open_notify, subscribe
from tests.support.people import TAX_SYSTEM
from tests.support.spine import Station, started

KEYS, BEFORE, EVENTS, SPOILT = 10, 4, 32, 4
STILL, LONGEST = 10.0, 60.0
"""Seconds without any progress, and in all, after which a build will not come to rest any more."""
STOPPED, LONGEST_STOP = 0.5, 2 * RENEW_AFTER
"""How often a process is stopped between reading and writing while there is unrest, and for how many seconds at most
until others must have noticed."""
DEPOSED = 24
"""How often the owners are taken for dead."""
CLIENTS, EACH, CUT_OFF = 4, 8, 0.4
"""Clients of a desk, what each of them submits, and how often a transaction loses its connection."""
LANES = 5
_REACHED = """
    SELECT sum(next_off), (SELECT count(*) FROM journal.applied), (SELECT count(*) FROM runtime.parked)
    FROM runtime.log_cursor
"""


_OWNED = "SELECT 1 FROM runtime.log_cursor WHERE owner = :owner LIMIT 1"


class Spine:
    """Outbox to handler on a log that repeats, rewinds and skips, with readers that die and are taken for dead."""

    def __init__(self, station: Station, build: Build, seed: int) -> None:
        self.station = station
        self.build = build
        self.draw = random.Random(seed)
        self.log = MemoryLog(Mischief(seed, skip=0.6))
        self.lives = 4
        """How often a consumer's process still ends."""
        self.unrest = True
        """Whether processes are still stopped and taken for dead."""
        self.sessions = open_sessions(station.engine)
        self.keys = [UUID(int=self.draw.getrandbits(128), version=4) for _ in range(KEYS)]

    async def history(self) -> History:
        """What was seen once everything has come to rest."""
        async with self.log:
            await self.log.ensure_topics([INTAKE])
            relay = self.build.relay(
                self.station.engine, self.log, service="intake", staged=self.station.transactions.staged
            )
            await self._emit(relay, range(1, BEFORE + 1))
            await self._publish_again(copies=2)
            hurting = asyncio.create_task(self._take_for_dead())
            consumers = [asyncio.create_task(self._consume()) for _ in range(2)]
            try:
                await self._emit(relay, range(BEFORE + 1, EVENTS + 1))
                await self._publish_again(copies=1)
                await hurting
                await self._come_to_rest()
            finally:
                await _end(hurting, *consumers)
            return await self._collect()

    async def _come_to_rest(self) -> None:
        """Until nothing waits, or nothing gets further: what a broken build leaves lying is its history too."""
        reached, since = None, time.monotonic()
        latest = since + LONGEST
        while not await self.station.caught_up(self.log) and time.monotonic() < min(since + STILL, latest):
            if reached != (reached := await self.station.rows(_REACHED)):
                since = time.monotonic()
            await asyncio.sleep(0.25)

    async def _emit(self, relay: Relay, versions: Sequence[int]) -> None:
        """Transactions of different keys overlap and commit in any order; a key's follow each other."""
        running = asyncio.create_task(relay.run(Pulse("intake", "relay")))
        async with asyncio.TaskGroup() as tasks:
            for key in self.keys:
                tasks.create_task(self._emit_key(key, versions))
        await _end(running)
        await relay.drain()

    async def _emit_key(self, key: UUID, versions: Sequence[int]) -> None:
        for version in versions:
            async with self.sessions.begin() as session:
                await write(session, outbox.staged([_envelope(started(key, version))]))
                await asyncio.sleep(self.draw.uniform(0, 0.2))

    async def _publish_again(self, *, copies: int) -> None:
        """What a relay leaves that was stopped between publishing and moving, and another one beside it."""
        rows = await self.station.rows(
            "SELECT event_id, topic, key, payload, CAST(headers AS text) FROM runtime.outbox_sent ORDER BY pos"
        )
        again = rows[self.draw.randrange(len(rows) // 2 + 1) :]
        messages = [
            Message(id=id_, topic=topic, key=key, value=value, headers=headers_of(headers))
            for id_, topic, key, value, headers in again
        ]
        for _ in range(copies if messages else 0):
            await self.log.publish(messages)

    async def _consume(self) -> None:
        """A process that ends and begins again until it is left in peace."""
        while True:
            running = asyncio.create_task(self._consumer().run(Pulse("intake", "consumer")))
            try:
                while self.lives > 0 and not running.done():
                    await asyncio.sleep(self.draw.uniform(0.1, 0.5))
                    if self.draw.random() < 0.4:
                        self.lives -= 1
                        break
                else:
                    await running
            finally:
                await _end(running)

    def _consumer(self) -> Consumer:
        consumer = noting(self.build.consumer)(
            self.station.engine,
            self.log,
            service="intake",
            handlers=journals.journalled({RequestStarted: self._handle}),
            open_tx=lambda: self._open_tx(consumer),
        )
        return consumer

    @asynccontextmanager
    async def _open_tx(self, consumer: Consumer) -> AsyncIterator[Tx]:
        """A process may be stopped between reading and writing, and go on when another one has its partition."""
        if self.unrest and self.draw.random() < STOPPED:
            await self._stop(consumer)
        async with self.station.transactions.write() as tx:
            yield tx

    async def _stop(self, consumer: Consumer) -> None:
        """Until others have what it owned. What it says of being alive meanwhile is taken back."""
        me, latest = consumer._cursors._me, time.monotonic() + LONGEST_STOP
        while time.monotonic() < latest and await self.station.rows(_OWNED, **me):
            await self.station.execute("DELETE FROM runtime.member WHERE id = :owner", **me)
            await asyncio.sleep(0.05)
        await asyncio.sleep(self.draw.uniform(0, 0.3))

    async def _take_for_dead(self) -> None:
        """Owners are deposed while they work."""
        for _ in range(DEPOSED):
            await asyncio.sleep(self.draw.uniform(0.1, 0.3))
            await self.station.execute("DELETE FROM runtime.member")
        self.unrest = False

    async def _handle(self, tx: Tx, events: Sequence[Event]) -> None:
        await asyncio.sleep(self.draw.uniform(0, 0.02))
        if any(event.key == str(self.keys[0]) and event.version == SPOILT for event in events):
            raise Spoilt
        tx.permit_many(())

    async def _collect(self) -> History:
        lines: list[Any] = [Reads(group="intake", types=(RequestStarted.TYPE,))]
        async with journals.connected(self.station.url) as connection:
            lines += [line async for line in journals.of_spine(connection, "intake")]
        lines += [
            Injected(
                id=event.id,
                topic=event.topic,
                key=event.key,
                seq=event.seq,
                type=event.type,
                wrong="Spoilt" if event.seq == SPOILT else "behind",
            )
            for event in lines
            if isinstance(event, Emitted) and event.key == str(self.keys[0]) and event.seq >= SPOILT
        ]
        self.log._mischief = None  # the log tells the truth to who looks at it afterwards
        lines += [line async for line in journals.of_log(self.log, 1)]
        return History.of(lines)


async def desk(open_desk: Open, build: Build, seed: int) -> History:
    """Clients of intake who insist, while the server ends many a connection between the work and the commit."""
    draw = random.Random(seed)
    intake = await open_intake(open_desk)
    register = intake.app.state.registering._work

    async def cut_off(tx: Tx, submissions: Sequence[Submission]) -> Any:
        results = await register(tx, submissions)
        if draw.random() < CUT_OFF:
            await tx.flush()  # its writes are done, and only the commit is missing
            pid = await (await tx.session.connection()).scalar(text("SELECT pg_backend_pid()"))
            await intake.rows("SELECT pg_terminate_backend(:pid, 5000)", pid=pid)
        return results

    intake.app.state.registering = build.coalescer(intake.runtime.transactions, cut_off)
    lines: list[Any] = []

    async def client(number: int) -> None:
        for nth in range(EACH):
            await _insist(intake, f"{seed}/{number}/{nth}", lines)

    await asyncio.gather(*[client(number) for number in range(CLIENTS)])
    async with journals.connected(str(intake.engine.url)) as connection:
        lines += [line async for line in journals.of_intake(connection)]
    return History.of(lines)


async def lanes(open_desk: Open, folder: Path, build: Build, seed: int) -> History:
    """Several events of each of several requests, told to one receiver."""

    def create(settings: Settings, *, clock: Clock | None = None, log: EventLog | None = None) -> FastAPI:
        app = create_app(settings, clock=clock, log=log)
        runtime = app.state.runtime
        pump = build.pump(runtime.transactions, Sender(), seal=app.state.seal, clock=runtime.clock, due=asyncio.Event())
        own = {loop.name: loop for loop in pump.loops()}
        runtime.supervisor.loops = [own.get(loop.name, loop) for loop in runtime.supervisor.loops]
        consume_with(runtime, Consumer, build.handlers(runtime.consumer._handlers))
        return app

    async with Sink() as sink:
        notify = await open_notify(open_desk, folder, create=create)
        endpoint = await subscribe(notify, sink)
        requests = random.Random(seed).sample(range(1_000), LANES)
        told = await notify.publish(
            *[message_added(request, version) for version in range(1, 7) for request in requests]
        )
        await everything_sent(notify, within=60)
        return History.of(
            [
                Subscribed(unit=endpoint["unit"], types=(MessageAdded.TYPE,), earlier=()),
                *(_emitted(envelope) for envelope in told),
                *sink.posts,
            ]
        )


async def _insist(intake: Desk, text_: str, lines: list[Any]) -> None:
    body = {**ANOMALY, "description": text_}
    hash_ = journals.content_digest(body["title"], text_)
    answer = None
    while answer is None or answer.status_code >= 500:
        answer = await intake.send(TAX_SYSTEM, "POST", REQUESTS, body, idempotency_key=f"key-{text_}")
        outcome: Outcome = "ok" if answer.is_success else "fail" if answer.status_code < 500 else "info"
        request = answer.json()["id"] if outcome == "ok" else None
        lines.append(Submit(key=f"key-{text_}", hash=hash_, outcome=outcome, request=request))


async def _end(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _emitted(envelope: Envelope) -> Emitted:
    return Emitted(
        service="intake",
        id=str(envelope.id),
        topic=envelope.topic,
        key=envelope.key,
        seq=envelope.seq,
        type=envelope.type,
        hash=journals.digest(envelope.data),
        cause=None,
        audience=journals.audience(envelope.data),
    )


def _envelope(event: Event) -> Envelope:
    return Envelope(
        id=uuid4(),
        type=event.TYPE,
        source="urn:portdesk:test:intake",
        topic=event.TOPIC.name,
        key=event.key,
        seq=event.version,
        time=event.at,
        data=event.model_dump_json().encode(),
    )
