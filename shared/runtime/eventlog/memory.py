"""The event log in memory, for tests: it can misbehave as a real log may. Nothing survives the process."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from types import TracebackType
from typing import Self

from shared.contracts.topics import Topic
from shared.runtime.eventlog import Batches, Message, Partition, PartitionsChanged, Record, partition_of


@dataclass(slots=True)
class Mischief:
    """What a log may lawfully do to its users, drawn from a seed; each field is the chance of it per call."""

    seed: int
    shuffle: float = 0.5
    """A batch lands in another order, each key's own order kept."""
    repeat: float = 0.2
    """A part of a batch lands twice."""
    rewind: float = 0.1
    """A fetch begins before its position."""
    skip: float = 0.0
    """A fetch begins after its position, as aiokafka's may while an assignment changes; never right after a seek."""
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - reproducible, not secret

    def appended(self, messages: Sequence[Message]) -> Sequence[Message]:
        """The batch as it lands."""
        if self._random.random() < self.shuffle:
            messages = self._interleaved(messages)
        if self._random.random() < self.repeat:
            start, end = sorted(self._random.choices(range(len(messages) + 1), k=2))
            messages = [*messages, *messages[start:end]]
        return messages

    def start(self, position: int, *, sought: bool) -> int:
        """Where a fetch begins that should begin at `position`."""
        if self._random.random() < self.rewind:
            return max(0, position - self._random.randint(1, 5))
        if self._random.random() < self.skip and not sought:
            return position + self._random.randint(1, 5)
        return position

    def _interleaved(self, messages: Sequence[Message]) -> Sequence[Message]:
        queues: defaultdict[str, deque[Message]] = defaultdict(deque)
        for message in messages:
            queues[message.key].append(message)
        turns = [message.key for message in messages]
        self._random.shuffle(turns)
        return [queues[key].popleft() for key in turns]


class MemoryLog:
    """Lists of records. Shared by every service of one event loop."""

    def __init__(self, mischief: Mischief | None = None) -> None:
        self._mischief = mischief
        self._records: dict[Partition, list[Record]] = {}
        self._partitions: dict[str, int] = {}
        self._kept_from: dict[Partition, int] = {}
        self._appended = asyncio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    async def ensure_topics(self, topics: Iterable[Topic]) -> None:
        for topic in topics:
            if self._partitions.setdefault(topic.name, topic.partitions) != topic.partitions:
                raise PartitionsChanged(f"{topic.name} has {self._partitions[topic.name]}, not {topic.partitions}")
            for number in range(topic.partitions):
                self._records.setdefault(Partition(topic.name, number), [])

    async def publish(self, messages: Sequence[Message]) -> None:
        for message in self._mischief.appended(messages) if self._mischief else messages:
            partition = Partition(message.topic, partition_of(message.key, self._partitions[message.topic]))
            records = self._records[partition]
            records.append(
                Record(
                    partition=partition,
                    offset=len(records),
                    key=message.key,
                    value=message.value,
                    headers=message.headers,
                    at=datetime.now(UTC),
                )
            )
        self._appended.set()
        self._appended = asyncio.Event()

    def reader(self, group: str | None) -> "MemoryReader":
        return MemoryReader(self)

    async def starts(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        return {partition: self._kept_from.get(partition, 0) for partition in partitions}

    async def ends(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        return {partition: len(self._records[partition]) for partition in partitions}

    def forget(self, partition: Partition, *, before: int) -> None:
        """Keeps nothing that lies before an offset, as retention would."""
        self._kept_from[partition] = before

    def slice(self, partition: Partition, position: int, limit: int, *, sought: bool = True) -> Sequence[Record]:
        """At most `limit` records from `position` on, or from near it if mischief is on."""
        if self._mischief and position < len(self._records[partition]):
            position = min(self._mischief.start(position, sought=sought), len(self._records[partition]) - 1)
        position = max(position, self._kept_from.get(partition, 0))
        return self._records[partition][position : position + limit]

    async def wait(self, seconds: float) -> None:
        """Return at the next append, or when the time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._appended.wait()


class MemoryReader:
    """A position per partition."""

    def __init__(self, log: MemoryLog) -> None:
        self._log = log
        self._positions: dict[Partition, int] = {}
        self._sought: set[Partition] = set()

    async def assign(self, positions: Mapping[Partition, int]) -> None:
        self._positions = dict(positions)
        self._sought = set()

    def seek(self, partition: Partition, offset: int) -> None:
        self._positions[partition] = offset
        self._sought.add(partition)

    async def fetch(self, partitions: Collection[Partition], *, limit: int, wait: float) -> Batches:
        if not (batches := self._read(partitions, limit)):
            await self._log.wait(wait)
            batches = self._read(partitions, limit)
        for partition, records in batches.items():
            self._positions[partition] = records[-1].offset + 1
            self._sought.discard(partition)
        return batches

    async def close(self) -> None:
        self._positions = {}

    def _read(self, partitions: Collection[Partition], limit: int) -> Batches:
        found = {
            partition: self._log.slice(partition, self._positions[partition], limit, sought=partition in self._sought)
            for partition in partitions
        }
        return {partition: records for partition, records in found.items() if records}
