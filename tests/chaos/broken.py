"""Builds of the spine that are wrong on purpose, each in one way. The checker has to tell every one of them apart."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.lanes import Lease, Pending
from services.notify.domain.signature import Secret
from services.notify.senders.pump import Pump
from shared.kernel.refusals import Refusal
from shared.runtime import inbox, parking
from shared.runtime.coalesce import Coalescer
from shared.runtime.consumer import Consumer, Place
from shared.runtime.eventlog import Partition, Reader, Record
from shared.runtime.handling import Arrival, Handler, Handlers, call, read, type_of
from shared.runtime.parking import Parked
from shared.runtime.relay import Relay, _message
from shared.runtime.tx import Tx
from shared.runtime.waves import waves

_HIGHER = text(
    """
    SELECT pos, event_id, topic, key, CAST(headers AS text) AS headers, payload FROM runtime.outbox
    WHERE pos > :after ORDER BY pos
    """
)


class CursorRelay(Relay):
    """Remembers how far it has come, as if positions became visible in their order."""

    _after = 0

    async def publish_pending(self) -> int | None:
        """One round from where the last one ended."""
        if await self._lease.hold() is None:
            return None
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_HIGHER, {"after": self._after})).all()
        if rows:
            await self._log.publish([_message(row) for row in rows])
            self._after = rows[-1].pos
        return len(rows)


class NoGuard(Consumer):
    """Believes that what it is handed continues where it stands."""

    async def _advance(self, reader: Reader, partition: Partition, fetched: Sequence[Record]) -> None:
        if place := self._places.get(partition):
            place.sought = place.next
        await super()._advance(reader, partition, fetched)


class OffsetFirst(Consumer):
    """Moves its cursor, then does the work."""

    async def _apply(self, partition: Partition, place: Place, records: Sequence[Record]) -> None:
        async with self._engine.begin() as connection:
            await self._move(connection, partition, place, records[-1].offset + 1)
        place.go_on(records[-1].offset + 1)
        await asyncio.sleep(0.02)
        arrivals = [arrival for record in records if (arrival := read(record, self._types))]
        async with self._open_tx() as tx:
            await self._take_in(tx, await tx.session.connection(), partition, arrivals)


class NoInbox(Consumer):
    """Forgets what it has taken in."""

    async def _take_in(
        self, tx: Tx, connection: AsyncConnection, partition: Partition, arrivals: Sequence[Arrival]
    ) -> tuple[int, int]:
        await connection.execute(text("DELETE FROM runtime.inbox"))
        return await super()._take_in(tx, connection, partition, arrivals)


class EveryCopy(Consumer):
    """Asks the inbox once per batch, and lets every copy of a new event in."""

    async def _take_in(
        self, tx: Tx, connection: AsyncConnection, partition: Partition, arrivals: Sequence[Arrival]
    ) -> tuple[int, int]:
        new = await inbox.take(connection, [arrival.id for arrival in arrivals if arrival.id])
        held = await parking.held(connection, partition.topic, {arrival.key for arrival in arrivals})
        behind = [arrival for arrival in arrivals if arrival.id in new and arrival.key in held]
        await self._call(tx, [arrival for arrival in arrivals if arrival.id in new and arrival.key not in held])
        if behind:
            once = {arrival.id: arrival for arrival in behind}.values()
            await parking.park(connection, [Parked.of(one, reason="behind", error="", behind=True) for one in once])
        return len(arrivals), 0

    async def _call(self, tx: Tx, ready: Sequence[Arrival]) -> None:
        for wave in waves(ready, key=lambda arrival: arrival.key, kind=lambda arrival: type_of(arrival.record)):
            for group in wave:
                await call(tx, self._handlers, group)
        tx.permit_many(())


class ParksAlone(EveryCopy):
    """Parks what fails and goes on with the key."""

    async def _take_in(
        self, tx: Tx, connection: AsyncConnection, partition: Partition, arrivals: Sequence[Arrival]
    ) -> tuple[int, int]:
        new = await inbox.take(connection, [arrival.id for arrival in arrivals if arrival.id])
        once = {arrival.id: arrival for arrival in reversed(arrivals) if arrival.id in new}
        await self._call(tx, list(once.values())[::-1])
        return len(once), 0


class NoEpoch(Consumer):
    """Moves the cursor of whoever owns it."""

    async def _move(self, connection: AsyncConnection, partition: Partition, place: Place, after: int) -> None:
        await connection.execute(
            text("UPDATE runtime.log_cursor SET next_off = :after WHERE (topic, part) = (:topic, :part)"),
            {"after": after, "topic": partition.topic, "part": partition.number},
        )


class AcknowledgeFirst(Coalescer[Any, Any]):
    """Tells the callers as soon as the work is done, and commits then."""

    async def _together(self, batch: Sequence[tuple[Any, asyncio.Future[Any]]]) -> Exception | None:
        try:
            async with self._transactions.write() as tx:
                results = await self._work(tx, [item for item, _ in batch])
                for result, (_, future) in zip(results, batch, strict=True):
                    future.set_result(result)
        except (Refusal, OSError):
            pass
        return None


class SideBySide(Pump):
    """Posts the deliveries of a lane in whatever order, as a queue without lanes hands them out."""

    async def _serve(self, lease: Lease, secrets: Sequence[Secret] | None) -> bool:
        mixed = random.sample(lease.pending, len(lease.pending))
        posts = [self._post_one(lease, pending, secrets, last=pending is mixed[-1]) for pending in mixed]
        await asyncio.gather(*posts)
        return True

    async def _post_one(self, lease: Lease, pending: Pending, secrets: Sequence[Secret] | None, *, last: bool) -> None:
        self._reports.append(await self._attempt(lease, pending, secrets, last=last))
        self._due.set()


FORGOTTEN = 0.2


def forgetful(handlers: Handlers) -> Handlers:
    """Applies every event and does nothing about some of them, as if nobody had asked for these."""
    return {kind: partial(_forgetting, handler) for kind, handler in handlers.items()}


async def _forgetting(handler: Handler, tx: Tx, events: Sequence[Any]) -> None:
    tx.permit_many(())
    if kept := [event for event in events if random.random() >= FORGOTTEN]:
        await handler(tx, kept)


class World(Enum):
    """Where a build is tried."""

    SPINE = auto()
    """Outbox to handler, on a log that misbehaves, with readers that die and are taken for dead."""
    DESK = auto()
    """Clients of intake, whose database ends connections just before the commit."""
    LANES = auto()
    """From events to a receiver."""


@dataclass(frozen=True, slots=True)
class Build:
    """The parts of a suite, where they are tried, and the rules any of which names what is wrong with them."""

    world: World
    caught_by: frozenset[int] = frozenset()
    relay: type[Relay] = Relay
    consumer: type[Consumer] = Consumer
    coalescer: type[Coalescer[Any, Any]] = Coalescer
    pump: type[Pump] = Pump
    handlers: Callable[[Handlers], Handlers] = dict


BUILDS: Mapping[str, Build] = {
    "good spine": Build(World.SPINE),
    "cursor relay": Build(World.SPINE, frozenset({5}), relay=CursorRelay),
    # What was skipped is lost, or a later copy of it is applied out of order.
    "no contiguity guard": Build(World.SPINE, frozenset({11, 12}), consumer=NoGuard),
    "offset before effect": Build(World.SPINE, frozenset({11}), consumer=OffsetFirst),
    "no inbox": Build(World.SPINE, frozenset({11}), consumer=NoInbox),
    "a copy inside a batch": Build(World.SPINE, frozenset({11}), consumer=EveryCopy),
    "parking without what follows": Build(World.SPINE, frozenset({12}), consumer=ParksAlone),
    "compare-and-set without epoch": Build(World.SPINE, frozenset({13}), consumer=NoEpoch),
    "good desk": Build(World.DESK),
    "acknowledge before commit": Build(World.DESK, frozenset({1}), coalescer=AcknowledgeFirst),
    "good lanes": Build(World.LANES),
    "unordered lanes": Build(World.LANES, frozenset({17}), pump=SideBySide),
    "applied and not queued": Build(World.LANES, frozenset({16}), handlers=forgetful),
}
