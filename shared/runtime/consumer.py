"""The consumer: each event of the log is applied once, in its key's order, or is parked. Effects are the handlers'.

Effects, inbox, cursor, parked rows and new events of one batch are one transaction. At most once: the cursor admits
one commit per offset, and the inbox drops duplicates at other offsets. At least once: the cursor never moves over a
record that was not in the batch. In order: partitions are read in order, and a key with a parked event parks.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.kernel.refusals import Forbidden, Invalid, Refusal, Unauthenticated, Unavailable
from shared.runtime import faults, inbox, parking
from shared.runtime.cursors import GUILTY, SUSPECT, Claim, Cursors, Fenced
from shared.runtime.database import TookTooLong
from shared.runtime.eventlog import EventLog, Partition, Reader, Record
from shared.runtime.failures import passes, said
from shared.runtime.handling import Arrival, Handlers, OpenTx, call, read, type_of, types_of
from shared.runtime.leases import RENEW_AFTER, SECONDS, let_go
from shared.runtime.parking import Parked
from shared.runtime.supervise import Pulse, uncancelled
from shared.runtime.telemetry import (
    CONTIGUITY_GAPS,
    CURSOR_FENCED,
    EVENT_AGE,
    INBOX_DUPLICATES,
    LEASE_CHANGES,
    log,
)
from shared.runtime.tx import Tx
from shared.runtime.waves import waves

BATCH = 500
WAIT = 0.5
ATTEMPTS = 5
SINGLY = 20
"""Events of a partition that are tried one at a time before the other partitions have their turn."""
SHORTEST_REST, LONGEST_REST = 0.05, 5.0


class TooManyParked(Unavailable):
    """So many events fail that the fault must be ours: the partition waits instead of parking everything."""

    zh = "近期搁置的事件过多，该分区暂停处理。"
    en = "Too many events were parked lately; the partition is stopped."


class Verdict(Enum):
    """What a failure says about the event that met it."""

    WAIT = auto()
    RETRY = auto()
    PARK = auto()

    @classmethod
    def of(cls, failure: Exception) -> "Verdict":
        """What the world was not ready for waits, words that are wrong park at once, anything else may pass.

        An event that takes too long by itself would take as long for ever, and hold up its partition.
        """
        match failure:
            case Invalid() | Forbidden() | Unauthenticated():
                return cls.PARK
            case TookTooLong():
                return cls.RETRY
            case _:
                return cls.WAIT if passes(failure) else cls.RETRY


@dataclass(slots=True)
class Valve:
    """Shuts once 50 of the last 1,000 events were parked for a failure of their own."""

    _recent: deque[bool] = field(default_factory=lambda: deque(maxlen=1_000))

    def count(self, *, applied: int = 0, parked: int = 0) -> None:
        """Takes in how a committed batch went."""
        self._recent.extend([False] * applied + [True] * parked)

    def check(self, failing: int) -> None:
        """Raises `TooManyParked` if so many more must not be parked."""
        if sum(self._recent) + failing > 50:
            raise TooManyParked


@dataclass(slots=True, kw_only=True)
class Place:
    """Where this process is in a partition it owns."""

    next: int
    epoch: int
    size: int = BATCH
    """How many events to try together: fewer after each failure, until the one that fails is alone."""
    careful_below: int = 0
    """One event at a time up to here: it has failed alone, or one of them has killed its reader."""
    suspected: bool = False
    """Its last owner died, perhaps of what lies here: the next batch has to be marked before it is tried."""
    sought: int | None = None
    rests_until: float = 0.0
    _failures: int = 0

    @classmethod
    def of(cls, claim: Claim) -> "Place":
        """Where a claim begins."""
        guilty = claim.stuck >= GUILTY
        careful_below = claim.next + BATCH if guilty else 0
        return cls(next=claim.next, epoch=claim.epoch, careful_below=careful_below, suspected=claim.stuck == SUSPECT)

    def continuing(self, records: Sequence[Record]) -> Sequence[Record]:
        """What of a batch directly continues this place: none of it if it begins too late, all before its first hole.

        A hole that is still there when the reader is sent back to it is real: retention made it.
        """
        ahead = [record for record in records if record.offset >= self.next]
        if not ahead or (ahead[0].offset > self.next and self.sought != self.next):
            return []
        return [record for nth, record in enumerate(ahead) if record.offset == ahead[0].offset + nth]

    def portion(self, records: Sequence[Record]) -> Sequence[Record]:
        """As many of them as are tried in one turn of this partition."""
        if records and records[0].offset < self.careful_below:
            return [record for record in records[:SINGLY] if record.offset < self.careful_below]
        return records[: self.size]

    def narrow(self, records: Sequence[Record], suspect: int | None) -> None:
        """One of these has failed: those before the first suspect next time, or half where there is none.

        One that failed alone, or a suspect that comes first, is tried alone and counted.
        """
        if suspect == 0 or len(records) == 1:
            self.careful_below = records[0].offset + 1
        else:
            self.size = suspect or len(records) // 2

    def rest(self) -> None:
        """Leaves the partition alone for a while that grows with each failure in a row."""
        self._failures += 1
        longest = min(LONGEST_REST, SHORTEST_REST * 2**self._failures)
        self.rests_until = time.monotonic() + random.uniform(0, longest)  # noqa: S311 - jitter

    def go_on(self, after: int) -> None:
        """The cursor has moved."""
        self.size = min(BATCH, 2 * self.size)
        self.next = after
        self.suspected = False
        self._failures = 0


class Consumer:
    """Reads, for one database, the topics that its handlers' events travel on."""

    def __init__(
        self, engine: AsyncEngine, log: EventLog, *, service: str, handlers: Handlers, open_tx: OpenTx
    ) -> None:
        """`open_tx` opens a transaction of the service; its database is the one behind `engine`."""
        self._engine = engine
        self._log = log
        self._service = service
        self._handlers = handlers
        self._open_tx = open_tx
        self._types = types_of(handlers)
        self._topics = {event.TOPIC.name: event.TOPIC for event in handlers}
        self._cursors = Cursors(engine)
        self._claims: Mapping[Partition, Claim] = {}
        self._places: dict[Partition, Place] = {}
        self._valve = Valve()

    async def run(self, pulse: Pulse) -> None:
        """Goes on until cancelled: the batch in hand rolls back, and its partitions are given back at once."""
        self._places = {}
        await self._log.ensure_topics(self._topics.values())
        await self._cursors.enrol(
            [Partition(topic.name, part) for topic in self._topics.values() for part in range(topic.partitions)]
        )
        reader = self._log.reader(self._service)
        try:
            self._claims = await self._cursors.renew()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(uncancelled(self._keep_claims()))
                tasks.create_task(uncancelled(self._follow(reader, pulse)))
        finally:
            await let_go(reader.close)
            await let_go(self.release)

    async def release(self) -> None:
        """Gives the partitions back, so that another process takes over at its next renewal."""
        await self._cursors.release()

    async def _keep_claims(self) -> None:
        """Apart from the work, so that a long batch does not cost the other partitions."""
        while True:
            await asyncio.sleep(RENEW_AFTER)
            self._claims = await self._cursors.renew()

    async def _follow(self, reader: Reader, pulse: Pulse) -> None:
        settled: Mapping[Partition, Claim] = {}
        while True:
            if settled is not (settled := self._claims):
                await self._settle(settled, reader)
            now = time.monotonic()
            awake = [partition for partition, place in self._places.items() if place.rests_until <= now]
            if not self._places:
                pulse.beat()
            if not awake:
                await asyncio.sleep(SHORTEST_REST)
                continue
            resting = len(awake) < len(self._places)
            batches = await reader.fetch(awake, limit=BATCH, wait=SHORTEST_REST if resting else WAIT)
            # No partition is always the last: what ends a round early would starve it.
            for partition in random.sample(list(batches), len(batches)):
                await self._advance(reader, partition, batches[partition])
            pulse.beat()

    async def _settle(self, claims: Mapping[Partition, Claim], reader: Reader) -> None:
        """Follows a change of ownership; places under the same epoch stay as they are."""
        kept = {
            partition: place
            for partition, place in self._places.items()
            if partition in claims and claims[partition].epoch == place.epoch
        }
        taken = {partition: Place.of(claim) for partition, claim in claims.items() if partition not in kept}
        if taken or len(kept) < len(self._places):
            LEASE_CHANGES.labels(name=f"{self._service}.partitions").inc(len(taken))
            self._places = kept | taken
            for place in kept.values():
                place.sought = None  # what was sought is forgotten by the new assignment, which may hand out too much
            await reader.assign({partition: place.next for partition, place in self._places.items()})

    async def _advance(self, reader: Reader, partition: Partition, fetched: Sequence[Record]) -> None:
        place = self._places[partition]
        records = place.portion(place.continuing(fetched))
        if not records:
            if fetched[-1].offset >= place.next:
                CONTIGUITY_GAPS.labels(group=self._service).inc()
                place.sought = place.next
            reader.seek(partition, place.next)
            return
        try:
            if records[0].offset < place.careful_below:
                await self._apply_singly(partition, place, records)
            else:
                await self._apply(partition, place, records)
        except Fenced as fenced:
            CURSOR_FENCED.labels(group=self._service).inc()
            log().warning("consumer.fenced", group=self._service, error=str(fenced))
            del self._places[partition]
        except Exception as failure:
            log().warning(
                "consumer.failed",
                group=self._service,
                topic=partition.topic,
                part=partition.number,
                offset=place.next,
                error=said(failure),
            )
            if place.next < place.careful_below or Verdict.of(failure) is Verdict.WAIT:
                place.rest()
            else:
                place.narrow(records, await self._suspect(records))
            reader.seek(partition, place.next)
        else:
            if records[-1] is not fetched[-1]:
                place.sought = place.next
                reader.seek(partition, place.next)

    async def _suspect(self, records: Sequence[Record]) -> int | None:
        """The place of the first of these that has failed alone before: whoever died of it need not look again."""
        arrivals = [read(record, self._types) for record in records]
        ids = [arrival.id if arrival else None for arrival in arrivals]
        try:
            tried = await inbox.tried(self._engine, [id_ for id_ in ids if id_])
        except Exception as failure:
            if passes(failure):
                return None
            raise
        return next((nth for nth, id_ in enumerate(ids) if id_ in tried), None)

    async def _apply(self, partition: Partition, place: Place, records: Sequence[Record]) -> None:
        """One transaction: the cursor first, so that whoever is not the owner stops before doing anything."""
        arrivals = [arrival for record in records if (arrival := read(record, self._types))]
        after = records[-1].offset + 1
        if place.suspected:
            await self._cursors.mark(partition, epoch=place.epoch)
        if arrivals:
            async with self._open_tx() as tx:
                connection = await tx.session.connection()
                await self._move(connection, partition, place, after)
                faults.point("consumer.moved")
                applied, unreadable = await self._take_in(tx, connection, partition, arrivals)
            faults.point("consumer.committed")
            self._valve.count(applied=applied, parked=unreadable)
        else:
            async with self._engine.begin() as connection:
                await self._move(connection, partition, place, after)
        place.go_on(after)

    async def _take_in(
        self, tx: Tx, connection: AsyncConnection, partition: Partition, arrivals: Sequence[Arrival]
    ) -> tuple[int, int]:
        """How many events were applied, and how many could not be read."""
        new = await inbox.take(connection, [arrival.id for arrival in arrivals if arrival.id])
        held = await parking.held(connection, partition.topic, {arrival.key for arrival in arrivals})
        ready: list[Arrival] = []
        parked: list[Parked] = []
        for arrival in arrivals:
            if arrival.id and arrival.id not in new:
                INBOX_DUPLICATES.labels(group=self._service).inc()
                continue
            # A batch may hold an event twice, and the inbox names it once: the first copy counts.
            new.discard(arrival.id)
            if arrival.key in held:
                parked.append(Parked.of(arrival, reason="behind", error="", behind=True))
            elif isinstance(arrival.content, Refusal):
                held.add(arrival.key)
                parked.append(Parked.of(arrival, reason="unreadable", error=str(arrival.content)))
            else:
                ready.append(arrival)
        if unreadable := sum(not event.behind for event in parked):
            self._valve.check(unreadable)
        for wave in waves(ready, key=lambda arrival: arrival.key, kind=lambda arrival: type_of(arrival.record)):
            for group in wave:
                await call(tx, self._handlers, group)
        if parked:
            await parking.park(connection, parked)
        if not ready:
            tx.permit_many(())
        self._tell_ages(ready)
        return len(ready), unreadable

    async def _apply_singly(self, partition: Partition, place: Place, records: Sequence[Record]) -> None:
        """One transaction per event, each trial counted before it begins; an event that keeps failing is parked."""
        for record in records:
            arrival = read(record, self._types)
            if arrival is None or arrival.id is None:
                await self._apply(partition, place, [record])
                continue
            self._valve.check(1)
            tries = await inbox.count_attempt(self._engine, arrival.id)
            if tries > ATTEMPTS:
                await self._park(partition, place, arrival, reason="killed", error="", tries=tries - 1)
                continue
            began = time.monotonic()
            try:
                await self._apply(partition, place, [record])
            except (Fenced, asyncio.CancelledError) as end:
                # Says nothing about the event, unless the event held its reader up until it lost the partition.
                lost = isinstance(end, Fenced) and time.monotonic() - began > SECONDS
                await let_go(partial(inbox.note_failure, self._engine, arrival.id, said(end), counts=lost))
                raise
            except Exception as failure:
                verdict = Verdict.of(failure)
                error = said(failure)
                if verdict is Verdict.PARK or (verdict is Verdict.RETRY and tries == ATTEMPTS):
                    await self._park(partition, place, arrival, reason=type(failure).__name__, error=error, tries=tries)
                    continue
                await inbox.note_failure(self._engine, arrival.id, error, counts=verdict is Verdict.RETRY)
                raise

    async def _park(
        self, partition: Partition, place: Place, arrival: Arrival, *, reason: str, error: str, tries: int
    ) -> None:
        after = arrival.record.offset + 1
        async with self._engine.begin() as connection:
            await self._move(connection, partition, place, after)
            if arrival.id and await inbox.take(connection, [arrival.id]):
                await parking.park(connection, [Parked.of(arrival, reason=reason, error=error, tries=tries)])
        place.go_on(after)
        self._valve.count(parked=1)
        log().error("consumer.parked", group=self._service, event_id=arrival.id, reason=reason, error=error)

    async def _move(self, connection: AsyncConnection, partition: Partition, place: Place, after: int) -> None:
        await self._cursors.advance(connection, partition, epoch=place.epoch, start=place.next, after=after)

    def _tell_ages(self, arrivals: Sequence[Arrival]) -> None:
        now = datetime.now(UTC)
        for arrival in arrivals:
            if arrival.envelope:
                EVENT_AGE.labels(group=self._service).observe((now - arrival.envelope.time).total_seconds())
