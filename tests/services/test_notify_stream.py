"""The event stream: who is told what, that nothing is lost in silence, and how a stream ends."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import TypeAdapter

from cli.kafka import KafkaCluster
from services.notify.domain.bookmarks import PLACES, Bookmarks
from services.notify.domain.stream import Doing, End, Presence, Present, StreamTopic
from services.notify.senders.hub import PER_PERSON, Hub
from services.notify.wire import WORDS, StreamedEvent
from shared.contracts.topics import TOPICS
from shared.kernel.access import Role
from shared.kernel.ids import PersonId, RequestId, UnitCode, uuid7
from shared.runtime.eventlog import EventLog, Partition, open_log
from shared.runtime.eventlog.memory import MemoryLog, Mischief
from tests.support.clock import NOON
from tests.support.desk import Desk, Open
from tests.support.notices import SEAL_KEY, message_added, open_notify
from tests.support.people import CLERK, ENTERPRISE, HANDLER, person
from tests.support.streams import STREAM, Listener, Place, beside, served
from tests.support.waiting import eventually

TAX = person("p-tax-handler", "HA-TAX", Role.HANDLER)
DESK = (UnitCode("HA-410100-PORT"), UnitCode("HA-EPORT"))


@pytest.fixture
async def notify(open_desk: Open, tmp_path: Path) -> Desk:
    return await open_notify(open_desk, tmp_path)


@pytest.fixture
async def place(notify: Desk) -> AsyncIterator[Place]:
    async with served(notify) as place:
        yield place


def versions(listener: Listener) -> list[int]:
    return [change["version"] for change in listener.told("request.changed")]


class StreamConformance:
    """Inherit, and give a fixture `log`: a stream promises the same whatever log feeds it."""

    @pytest.fixture
    async def desk(self, open_desk: Open, tmp_path: Path, log: EventLog) -> Desk:
        await log.ensure_topics(TOPICS.values())
        return await open_notify(open_desk, tmp_path, log=log)

    async def test_a_unit_is_told_of_what_it_may_know_and_comes_back_elsewhere_without_a_gap(self, desk: Desk) -> None:
        async with served(desk) as here, beside(desk) as there:
            only = "?topics=requests"
            async with here.listening(CLERK, only) as clerk, here.listening(TAX, only) as tax:
                await desk.publish(*(message_added(1, version, *DESK) for version in range(1, 6)))
                await desk.publish(message_added(2, 1))
                await clerk.hears("request.changed", 5)
                await tax.hears("request.changed", 1)
                await clerk.until(lambda: clerk.marked)
                seen = clerk.last_id
            await desk.publish(*(message_added(1, version, *DESK) for version in range(6, 9)))

            async with there.listening(CLERK, only, after=seen) as again:
                await again.hears("request.changed", 3)
                await desk.publish(message_added(1, 9, *DESK))
                await again.hears("request.changed", 4)

        assert versions(clerk) == [1, 2, 3, 4, 5]
        assert versions(again) == [6, 7, 8, 9]
        assert versions(tax) == [1]
        assert again.told("resync") == []


class TestStreamOnMemory(StreamConformance):
    @pytest.fixture
    async def log(self) -> AsyncIterator[EventLog]:
        async with MemoryLog() as log:
            yield log


class TestStreamOnPostgres(StreamConformance):
    @pytest.fixture
    async def log(self, bus: str) -> AsyncIterator[EventLog]:
        async with open_log(bus) as log:
            yield log


@pytest.mark.kafka
class TestStreamOnKafka(StreamConformance):
    @pytest.fixture
    async def log(self, kafka_broker: KafkaCluster) -> AsyncIterator[EventLog]:
        async with open_log(f"kafka://{kafka_broker.bootstrap}") as log:
            yield log


@pytest.mark.parametrize("seed", range(2))
async def test_a_log_that_repeats_rewinds_and_skips_costs_no_event(open_desk: Open, tmp_path: Path, seed: int) -> None:
    desk = await open_notify(open_desk, tmp_path, log=MemoryLog(Mischief(seed, skip=0.2)))
    async with served(desk) as place, place.listening(CLERK) as clerk:
        for first in range(1, 31, 5):
            batch = range(first, first + 5)
            await desk.publish(*(message_added(request, version, *DESK) for version in batch for request in range(3)))
        await clerk.until(lambda: len({(c["id"], c["version"]) for c in clerk.told("request.changed")}) == 90)

    for request in {change["id"] for change in clerk.told("request.changed")}:
        told = [change["version"] for change in clerk.told("request.changed") if change["id"] == request]
        assert list(dict.fromkeys(told)) == list(range(1, 31))


async def test_what_is_told_is_which_request_and_nothing_of_it(notify: Desk, place: Place) -> None:
    event = message_added(1, 4, *DESK)
    async with place.listening(CLERK) as clerk:
        await notify.publish(event)
        (told,) = await clerk.hears("request.changed")

    assert told == {
        "id": str(event.request_id),
        "service": "intake",
        "version": 4,
        "what": "request.message_added",
        "by": {"unit": "PORTDESK"},
    }
    assert clerk.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (clerk.headers["cache-control"], clerk.headers["x-accel-buffering"]) == ("no-store", "no")
    assert "content-length" not in clerk.headers


async def test_whoever_comes_back_for_another_unit_is_told_what_that_unit_may_know(notify: Desk, place: Place) -> None:
    async with place.listening(CLERK) as before:
        seen = before.last_id
    await notify.publish(message_added(1, 1, *DESK), message_added(2, 1, "HA-TAX"))

    async with place.listening(person(CLERK.person, "HA-TAX", Role.HANDLER), after=seen) as moved:
        told = await moved.hears("request.changed")

    assert [change["id"] for change in told] == [str(message_added(2, 1).request_id)]


async def test_a_bookmark_that_is_not_ours_or_too_old_gives_one_resync_and_never_silence(
    notify: Desk, place: Place
) -> None:
    places = [Partition(*one) for one in PLACES]
    foreign, first, ahead = [
        Bookmarks(key).write(dict.fromkeys(PLACES, offset), nonce=bytes(12))
        for key, offset in ((bytes(32), 0), (SEAL_KEY, 0), (SEAL_KEY, 1_000))
    ]
    for n in range(40):
        await notify.publish(message_added(n, 1, *DESK))
    async with place.listening(CLERK, after=first) as old:
        assert old.told("resync") == []
    log = notify.log
    assert isinstance(log, MemoryLog)
    for partition, end in (await log.ends(places)).items():
        log.forget(partition, before=end)

    async with beside(notify) as younger:
        for after, reason in ((foreign, "unknown"), ("税单".encode().hex(), "unknown"), (ahead, "expired")):
            async with younger.listening(CLERK, after=after) as listener:
                assert listener.told("resync") == [{"reason": reason}]
        async with younger.listening(CLERK, after=first) as late:
            assert late.events[0] == {"event": "resync", "data": {"reason": "expired"}}
            await notify.publish(message_added(1, 2, *DESK))
            await late.hears("request.changed")


async def test_counts_are_told_at_most_once_a_second(notify: Desk, place: Place) -> None:
    async with place.listening(CLERK, "?topics=counts") as clerk:
        began = asyncio.get_running_loop().time()
        for n in range(20):
            await notify.publish(message_added(n, 1, *DESK))
        told = await clerk.hears("counts.changed")
        lasted = asyncio.get_running_loop().time() - began

    assert told[0] == {"unit": "HA-410100-PORT"}
    assert len(clerk.told("counts.changed")) <= 2 + lasted
    assert clerk.told("request.changed") == []


async def test_a_stream_ends_with_its_token_and_says_so(notify: Desk, place: Place) -> None:
    async with place.listening(CLERK, lifetime=timedelta(seconds=1)) as clerk:
        assert await clerk.hears("end") == [{"reason": "token_expired"}]
        await clerk.until(lambda: clerk.ended)

    assert place.app.state.hub.clients == 0


async def test_a_service_that_stops_ends_its_streams_at_once_and_opens_no_more(notify: Desk, place: Place) -> None:
    async with place.listening(CLERK) as clerk:
        notify.runtime.drain()
        assert await clerk.hears("end") == [{"reason": "draining"}]
        await clerk.until(lambda: clerk.ended, within=2)

    async with place.listening(CLERK) as late:
        assert (late.status, late.headers["retry-after"]) == (503, "2")


async def test_who_may_not_listen_gets_a_problem_and_no_stream(notify: Desk, place: Place) -> None:
    async with httpx.AsyncClient(base_url=place.url) as client:
        nobody = await client.get(STREAM)
        requester = await client.get(STREAM, headers={"Authorization": f"Bearer {place.token(ENTERPRISE)}"})
        misspelt = await client.get(f"{STREAM}?topics=queue", headers={"Authorization": f"Bearer {place.token(CLERK)}"})

    assert (nobody.status_code, requester.status_code, misspelt.status_code) == (401, 403, 422)
    assert {a.headers["content-type"] for a in (nobody, requester, misspelt)} == {"application/problem+json"}
    assert misspelt.json()["errors"][0]["in"] == "query"


async def test_one_person_has_only_so_many_streams(notify: Desk, place: Place) -> None:
    hub: Hub = place.app.state.hub
    held = [
        hub.open(CLERK, [*StreamTopic], after=None, now=NOON, until=NOON + timedelta(hours=1))
        for _ in range(PER_PERSON)
    ]

    async with place.listening(CLERK) as refused, place.listening(HANDLER) as other:
        assert (refused.status, other.status) == (429, 200)
    held.pop().close()
    async with place.listening(CLERK) as again:
        assert again.status == 200
    for client in held:
        client.close()


async def test_a_client_that_does_not_read_is_cut_and_costs_nobody_else_anything(notify: Desk, place: Place) -> None:
    hub: Hub = place.app.state.hub
    crowd = [
        Present(unit=UnitCode("HA-EPORT"), person=PersonId(f"p-{n}"), doing=Doing.VIEWING, until=NOON)
        for n in range(50)
    ]
    request = (
        f"GET {STREAM}?topics=presence HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer {place.token(HANDLER)}\r\n\r\n"
    )
    with socket.socket() as stuck:
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck.setblocking(False)
        await asyncio.get_running_loop().sock_connect(stuck, ("127.0.0.1", urlsplit(place.url).port))
        await asyncio.get_running_loop().sock_sendall(stuck, request.encode())
        async with place.listening(CLERK, "?topics=presence") as clerk:
            await eventually(lambda: _clients(hub, 2))
            sent = 0

            async def cut() -> bool:
                nonlocal sent
                hub.present(Presence(request_id=RequestId(uuid7(NOON)), present=crowd, audience=DESK))
                sent += 1
                return hub.clients == 1

            await eventually(cut, within=20, every=0.001)
            await clerk.hears("presence", sent, within=20)


async def test_silence_is_broken_by_a_sign_of_life_with_the_newest_bookmark() -> None:
    hub = Hub(Bookmarks(bytes(32)), WORDS, heartbeat=0.02)
    hub.begin({Partition(*one): 7 for one in PLACES})
    hub.caught_up()
    client = hub.open(CLERK, [*StreamTopic], after=None, now=NOON, until=NOON + timedelta(hours=1))

    first, beat = await client.take(), await client.take()
    client.end(End.RENEW)
    last, over = await client.take(), await client.take()

    assert first is not None
    assert first.startswith(b"retry: ")
    assert beat is not None
    assert beat.startswith(b":\n\nid: ")
    assert last == b'event: end\ndata: {"reason":"renew"}\n\n'
    assert (over, hub.clients) == (None, 0)
    client.close()


async def test_every_event_of_the_documented_example_is_one_that_the_schema_has(notify: Desk) -> None:
    content = notify.app.openapi()["paths"]["/notify/v1/stream"]["get"]["responses"]["200"]["content"]
    shown = Listener(200, {})

    shown.feed(content["text/event-stream"]["example"])

    known: TypeAdapter[StreamedEvent] = TypeAdapter(StreamedEvent)
    assert [known.validate_python(event).event for event in shown.events] == [
        "request.changed",
        "counts.changed",
        "presence",
        "end",
    ]
    assert "type" not in content["text/event-stream"]["schema"]


async def _clients(hub: Hub, number: int) -> bool:
    return hub.clients == number
