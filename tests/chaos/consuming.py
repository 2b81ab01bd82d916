"""Consumers that write down, in their own transactions, where they believe to move and what they see at which offset.

What they believe is the matter: the cursor's row itself, before and after, joins whoever writes to it.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.runtime.consumer import Consumer, Place
from shared.runtime.eventlog import Partition
from shared.runtime.handling import Arrival, Handlers
from shared.runtime.service import ServiceRuntime
from shared.runtime.tx import Tx
from tests.chaos.journals import digest

_MOVED = text(
    """
    INSERT INTO journal.moved (topic, part, start, after, epoch) VALUES (:topic, :part, :start, :after, :epoch)
    """
)
_SEEN = text(
    """
    INSERT INTO journal.seen (topic, part, off, event_id, hash)
    SELECT :topic, :part, *
    FROM unnest(CAST(:offsets AS bigint[]), CAST(:ids AS uuid[]), CAST(:hashes AS text[]))
    """
)


class Noting(Consumer):
    """Notes a move once it holds the cursor's row, so that the notes come in the order of the commits."""

    async def _move(self, connection: AsyncConnection, partition: Partition, place: Place, after: int) -> None:
        await super()._move(connection, partition, place, after)
        await connection.execute(
            _MOVED,
            {
                "topic": partition.topic,
                "part": partition.number,
                "start": place.next,
                "after": after,
                "epoch": place.epoch,
            },
        )

    async def _take_in(
        self, tx: Tx, connection: AsyncConnection, partition: Partition, arrivals: Sequence[Arrival]
    ) -> tuple[int, int]:
        counts = await super()._take_in(tx, connection, partition, arrivals)
        known = [arrival for arrival in arrivals if arrival.id]
        await connection.execute(
            _SEEN,
            {
                "topic": partition.topic,
                "part": partition.number,
                "offsets": [arrival.record.offset for arrival in known],
                "ids": [arrival.id for arrival in known],
                "hashes": [digest(arrival.record.value) for arrival in known],
            },
        )
        return counts


def noting(kind: type[Consumer]) -> type[Consumer]:
    """The same consumer, right or wrong, with its notes."""
    return type(f"Noting{kind.__name__}", (Noting, kind), {}) if kind is not Consumer else Noting


def consume_with(runtime: ServiceRuntime, kind: type[Consumer], handlers: Handlers) -> None:
    """Puts another consumer, which calls these handlers, in the place of a service's own."""
    consumer = kind(
        runtime.engine,
        runtime.log,
        service=runtime.consumer._service,
        handlers=handlers,
        open_tx=runtime.transactions.write,
    )
    runtime.supervisor.loops = [
        replace(loop, run=consumer.run, release=consumer.release) if loop.name == "consumer" else loop
        for loop in runtime.supervisor.loops
    ]
