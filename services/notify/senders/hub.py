"""The hub: tells every stream of this process what its unit may know. Where events come from is another module's care.

An event is read once and its audience looked at once per unit; all clients of a unit are handed the same bytes. What
was told lately is kept, so that a client that comes back is told what it missed if its unit may know it today.
"""

import asyncio
import random
import secrets
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.domain.bookmarks import Bookmarks
from services.notify.domain.signature import NONCE_BYTES
from services.notify.domain.stream import (
    CountsChanged,
    End,
    Gap,
    Presence,
    RequestChanged,
    StreamsClosed,
    StreamsFull,
    StreamTopic,
    Told,
    TooManyStreams,
)
from shared.kernel.access import Actor
from shared.kernel.ids import PersonId, UnitCode
from shared.runtime.eventlog import Partition, Record
from shared.runtime.supervise import Pulse
from shared.runtime.telemetry import STREAMS_ENDED, STREAMS_OPEN

PER_PERSON = 8
PER_PROCESS = 1_000
WAITING_BYTES = 512 * 1024
"""What may wait for one client; the bytes are the same objects for all clients of a unit."""
RECENT = 10_000
"""Events kept for those who come back."""
HEARTBEAT = 15.0
LASTS = timedelta(minutes=10)
COUNTS_EVERY = 1.0
FLUSHED_WITHIN = 1.0
COMES_BACK_MS = (500, 4_000)
ALIVE = b":\n\n"


@dataclass(frozen=True, slots=True)
class Words:
    """How things are put on the wire; given by the application."""

    say: Callable[[Told, UnitCode], bytes]
    """What one unit is told."""
    mark: Callable[[str], bytes]
    """A bookmark."""
    hello: Callable[[int], bytes]
    """The milliseconds after which to come back."""


@dataclass(frozen=True, slots=True)
class Past:
    """One event that was told lately, as it was told."""

    partition: Partition
    offset: int
    audience: Collection[UnitCode]
    text: bytes


class Client:
    """One stream: what it has been told and has not yet taken."""

    def __init__(self, hub: "Hub", actor: Actor, topics: Collection[StreamTopic]) -> None:
        self.unit: UnitCode = actor.unit
        self.person: PersonId = actor.person
        self.topics = frozenset(topics)
        self.overrun = asyncio.Event()
        self._hub = hub
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._filled = asyncio.Event()
        self._ended = False
        self._timer: asyncio.TimerHandle | None = None

    def tell(self, chunk: bytes) -> None:
        """Adds to what waits; a client that leaves too much waiting is cut, and comes back with its bookmark."""
        if self._ended or self.overrun.is_set():
            return
        if self._size + len(chunk) > WAITING_BYTES:
            self._waiting.clear()
            self.overrun.set()
            STREAMS_ENDED.labels(reason="overrun").inc()
        else:
            self._waiting.append(chunk)
            self._size += len(chunk)
        self._filled.set()

    def lasts(self, seconds: float, reason: End) -> None:
        """Ends it by itself after a time."""
        self._timer = asyncio.get_running_loop().call_later(seconds, self.end, reason)

    def end(self, reason: End) -> None:
        """Says why, and no more; a client that does not take even that is cut."""
        if self._ended or self.overrun.is_set():
            return
        self.tell(self._hub.say(reason, self.unit))
        self._ended = True
        self._hub.drop(self)
        STREAMS_ENDED.labels(reason=reason).inc()
        asyncio.get_running_loop().call_later(FLUSHED_WITHIN, self.overrun.set)

    async def take(self) -> bytes | None:
        """All that waits; a sign of life and the newest bookmark where nothing has waited for long."""
        while not self._waiting:
            if self._ended:
                return None
            self._filled.clear()
            try:
                async with asyncio.timeout(self._hub.heartbeat):
                    await self._filled.wait()
            except TimeoutError:
                return ALIVE + self._hub.mark()
        taken = b"".join(self._waiting)
        self._waiting.clear()
        self._size = 0
        return taken

    def close(self) -> None:
        """Nobody listens any more."""
        if self._timer:
            self._timer.cancel()
        self._hub.drop(self)


class Hub:
    """The streams of one process."""

    def __init__(self, bookmarks: Bookmarks, words: Words, *, heartbeat: float = HEARTBEAT) -> None:
        """`heartbeat` is the longest silence in seconds, so that proxies and clients know that the line holds."""
        self._bookmarks = bookmarks
        self._words = words
        self.heartbeat = heartbeat
        self._clients: dict[UnitCode, set[Client]] = {}
        self._recent: deque[Past] = deque()
        self._recent_of: defaultdict[UnitCode, deque[Past]] = defaultdict(deque)
        self._from: dict[Partition, int] = {}
        self._next: dict[Partition, int] = {}
        self._mark: bytes | None = None
        self._due: set[UnitCode] = set()
        self._caught_up = False
        self._draining = False

    @property
    def positions(self) -> Mapping[Partition, int]:
        """The next offset of each partition; empty before the log was found."""
        return self._next

    @property
    def open_to_clients(self) -> bool:
        """Whether it knows what clients of its predecessor may have missed, and is not about to stop."""
        return self._caught_up and not self._draining

    @property
    def clients(self) -> int:
        """How many streams there are."""
        return sum(map(len, self._clients.values()))

    def say(self, told: Told, unit: UnitCode) -> bytes:
        """What one unit is told."""
        return self._words.say(told, unit)

    def begin(self, positions: Mapping[Partition, int]) -> None:
        """Starts anew at these positions; whoever listens already is told that something may be missing."""
        self._recent.clear()
        self._recent_of.clear()
        self._from, self._next = dict(positions), dict(positions)
        self._mark = None
        self._caught_up = False
        for client in self._everybody():
            client.tell(self.say(Gap.EXPIRED, client.unit) + self.mark())

    def caught_up(self) -> None:
        """The log has been read to where it ended when this began."""
        self._caught_up = True

    def take(self, partition: Partition, told: Iterable[tuple[Record, RequestChanged | None]], after: int) -> None:
        """Tells everybody concerned what a run of records says; the next one of the partition is `after`."""
        chunks: defaultdict[UnitCode, list[bytes]] = defaultdict(list)
        for record, change in told:
            if change is None:
                continue
            past = Past(partition, record.offset, change.audience, self.say(change, change.by))
            self._recent.append(past)
            for unit in past.audience:
                self._recent_of[unit].append(past)
                if unit in self._clients:
                    chunks[unit].append(past.text)
        self._next[partition] = after
        self._mark = None
        while len(self._recent) > RECENT:
            self._forget(self._recent.popleft())
        for unit, texts in chunks.items():
            self._due.add(unit)
            self._send(unit, StreamTopic.REQUESTS, b"".join(texts) + self.mark())

    def present(self, presence: Presence) -> None:
        """Tells the units that may know who is at a request."""
        for unit in self._clients.keys() & set(presence.audience):
            self._send(unit, StreamTopic.PRESENCE, self.say(presence, unit))

    def mark(self) -> bytes:
        """The bookmark of everything told so far."""
        if self._mark is None:
            positions = {(topic, part): offset for (topic, part), offset in self._next.items()}
            bookmark = self._bookmarks.write(positions, nonce=secrets.token_bytes(NONCE_BYTES))
            self._mark = self._words.mark(bookmark)
        return self._mark

    def open(
        self, actor: Actor, topics: Collection[StreamTopic], *, after: str | None, now: datetime, until: datetime
    ) -> Client:
        """A stream that begins after the bookmark `after`, or now, and ends when the token does at `until`."""
        if not self.open_to_clients:
            raise StreamsClosed
        if self.clients >= PER_PROCESS:
            raise StreamsFull
        if sum(client.person == actor.person for client in self._clients.get(actor.unit, ())) >= PER_PERSON:
            raise TooManyStreams(limit=PER_PERSON)
        client = Client(self, actor, topics)
        hello = self._words.hello(random.randint(*COMES_BACK_MS))  # noqa: S311 - not all at once
        client.tell(hello + self._missed(client, after) + self.mark())
        self._clients.setdefault(client.unit, set()).add(client)
        STREAMS_OPEN.inc()
        lasts = LASTS * random.uniform(0.8, 1.2)  # noqa: S311 - not all at once
        if until - now <= lasts:
            client.lasts((until - now).total_seconds(), End.TOKEN_EXPIRED)
        else:
            client.lasts(lasts.total_seconds(), End.RENEW)
        return client

    def drop(self, client: Client) -> None:
        """Forgets a client."""
        clients = self._clients.get(client.unit, set())
        if client in clients:
            clients.remove(client)
            STREAMS_OPEN.dec()
            if not clients:
                del self._clients[client.unit]

    def drain(self) -> None:
        """Ends every stream; no new one is opened."""
        self._draining = True
        for client in self._everybody():
            client.end(End.DRAINING)

    async def count(self, pulse: Pulse) -> None:
        """Tells units whose requests have changed that their counts have, at most once a second."""
        while True:
            due, self._due = self._due, set()
            for unit in due:
                self._send(unit, StreamTopic.COUNTS, self.say(CountsChanged(unit), unit))
            pulse.beat()
            await asyncio.sleep(COUNTS_EVERY)

    def _missed(self, client: Client, after: str | None) -> bytes:
        if after is None:
            return b""
        read = self._bookmarks.read(after)
        if read is None:
            return self.say(Gap.UNKNOWN, client.unit)
        seen = {Partition(*place): offset for place, offset in read.items()}
        if any(not self._from[place] <= offset <= self._next[place] for place, offset in seen.items()):
            return self.say(Gap.EXPIRED, client.unit)
        recent = self._recent_of.get(client.unit, ())
        missed = [past.text for past in recent if past.offset >= seen[past.partition]]
        if sum(map(len, missed)) > WAITING_BYTES // 2:
            return self.say(Gap.EXPIRED, client.unit)
        told = b"".join(missed) if StreamTopic.REQUESTS in client.topics else b""
        counts = b""
        if missed and StreamTopic.COUNTS in client.topics:
            counts = self.say(CountsChanged(client.unit), client.unit)
        return told + counts

    def _forget(self, past: Past) -> None:
        """Whoever comes back from before it has a gap."""
        self._from[past.partition] = past.offset + 1
        for unit in past.audience:
            kept = self._recent_of[unit]
            kept.popleft()
            if not kept:
                del self._recent_of[unit]

    def _send(self, unit: UnitCode, topic: StreamTopic, chunk: bytes) -> None:
        for client in self._clients.get(unit, ()):
            if topic in client.topics:
                client.tell(chunk)

    def _everybody(self) -> list[Client]:
        return [client for clients in self._clients.values() for client in clients]
