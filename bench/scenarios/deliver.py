"""Webhooks to one receiver on this machine, signed and in order per subject, against a bare client that signs."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import orjson

from bench.lab import Lab
from bench.receiver import Receiver, receiver
from bench.scenario import Figure, Pair, Scenario, Target
from bench.scenarios.story import ROOM, SUBSCRIBER, TOLD_WITHIN, subscribe
from bench.up import service
from cli.installation import BUS
from shared.contracts import topics
from shared.contracts.envelope import Envelope, source_of
from shared.contracts.examples import example
from shared.contracts.intake import RequestSubmitted
from shared.contracts.topics import Service
from shared.kernel.ids import RequestId, uuid7
from shared.runtime.eventlog import Message, open_log

RATE = Figure("delivered", "webhooks/s", Target(0.4, of_ratio=True))
COST = Figure("processor time", "ms each")
SHARE = 10
"""One delivery is measured for so many events of the other scenarios: it costs that much more."""


@asynccontextmanager
async def _open(lab: Lab) -> AsyncIterator[Sequence[Pair]]:
    events = lab.effort.events // SHARE
    server = await lab.postgres()
    async with receiver() as sink, service(lab, "notify") as (served, desk), open_log(server.url(BUS)) as log:
        await subscribe(desk, sink)
        await log.ensure_topics([topics.INTAKE])

        async def deliver() -> Mapping[str, float]:
            sink.clear()
            used = await lab.cpu_seconds(served.pid)
            await log.publish([_message() for _ in range(events)])
            await _all_came(sink, events)
            if sink.unsigned:
                raise AssertionError(f"{sink.unsigned} of {events} webhooks had no signature")
            used = await lab.cpu_seconds(served.pid) - used
            return _figures(events, (events - 1) / (sink.last - min(sink.first.values())), used)

        async def bare() -> Mapping[str, float]:
            posted = [(orjson.loads(body)["id"], body.decode()) for body in sink.bodies[:events]]
            if len(posted) < events:
                raise AssertionError(f"the floor has {len(posted)} bodies to post, not {events}")
            client = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bench.floors.deliver", str(sink.port), str(ROOM)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            told, _ = await client.communicate(json.dumps(posted).encode())
            if sink.unsigned:
                raise AssertionError(f"{sink.unsigned} posts of the floor had no signature")
            seconds, used = json.loads(told)
            return _figures(events, events / seconds, used)

        yield [Pair("one receiver", (RATE, COST), deliver, bare, pid=lambda: served.pid)]


def _figures(events: int, rate: float, used: float) -> Mapping[str, float]:
    return {RATE.name: rate, COST.name: 1e3 * used / events}


def _message() -> Message:
    """A request nobody but subscribers hears of: the first event of its life."""
    now = datetime.now(UTC)
    event = example(
        RequestSubmitted, "full", request_id=RequestId(uuid7(now)), version=1, at=now, audience=(SUBSCRIBER.unit,)
    )
    envelope = Envelope(
        id=uuid7(now),
        type=event.TYPE,
        source=source_of("bench", Service.INTAKE),
        topic=event.TOPIC.name,
        key=event.key,
        seq=event.version,
        time=now,
        data=event.model_dump_json().encode(),
    )
    headers = tuple(envelope.headers())
    return Message(id=envelope.id, topic=envelope.topic, key=envelope.key, value=envelope.data, headers=headers)


async def _all_came(sink: Receiver, events: int) -> None:
    deadline = time.monotonic() + TOLD_WITHIN
    while len(sink.first) < events:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(sink.first)} of {events} webhooks came within {TOLD_WITHIN:g} s")
        await asyncio.sleep(0.05)


SCENARIO = Scenario(
    "deliver",
    "signed webhooks to one receiver, against a bare aiohttp client that signs the same bodies",
    _open,
    (RATE,),
)
