"""The event log between services: one promise, kept by memory, PostgreSQL and Kafka. No reader's progress is here.

The promise is Kafka's and nothing more: records of one partition have one order, a published message is there
at least once, and a reader may start from any offset that is still kept. Offsets ascend, with holes allowed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit
from uuid import UUID
from zlib import crc32

import orjson

from shared.contracts.topics import Topic
from shared.kernel.refusals import Unavailable

Headers = tuple[tuple[str, bytes], ...]


class Partition(NamedTuple):
    """One ordered part of a topic."""

    topic: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be appended: headers and value travel as they are, on every log alike."""

    id: UUID
    topic: str
    key: str
    value: bytes
    headers: Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was appended, where; `at` is the log's own time. Headers come in no particular order."""

    partition: Partition
    offset: int
    key: str
    value: bytes
    headers: Headers
    at: datetime


Batches = Mapping[Partition, Sequence[Record]]


class LogAway(Unavailable):
    """The log does not answer; what was to be published may be missing, and publishing all of it again is safe."""

    zh = "事件日志暂时无法访问：{reason}。"
    en = "The event log cannot be reached at the moment: {reason}."


class ReaderStuck(Exception):
    """The log answers and holds records, and its client does not hand them out: only a new client, or process, may."""


class PartitionsChanged(Exception):
    """A topic exists with another number of partitions than its contract says: keys would lose their order."""


class Reader(Protocol):
    """One group's way through the log, used by one task. Its positions are a copy; the truth is its caller's."""

    async def assign(self, positions: Mapping[Partition, int]) -> None:
        """Read exactly these partitions, each from the given offset; replaces what was assigned before."""
        ...

    def seek(self, partition: Partition, offset: int) -> None:
        """Read an assigned partition from this offset next time."""
        ...

    async def fetch(self, partitions: Collection[Partition], *, limit: int, wait: float) -> Batches:
        """At most `limit` records of each of these assigned partitions; the positions move past them.

        Waits up to `wait` seconds for the first. Asking for more of a partition says that what came before it
        has been dealt with. Raises `ReaderStuck`.
        """
        ...

    async def close(self) -> None:
        """Let go of connections; bounded in time."""
        ...


class EventLog(AbstractAsyncContextManager["EventLog"], Protocol):
    """A log of records in topics. Entering it does not wait for it: a log that is away raises `LogAway` at use."""

    async def ensure_topics(self, topics: Iterable[Topic]) -> None:
        """Create what is missing; refuses with `PartitionsChanged` what exists otherwise."""
        ...

    async def publish(self, messages: Sequence[Message]) -> None:
        """Durable on return. May leave duplicates; the first copies of a key's messages stay in order."""
        ...

    def reader(self, group: str | None) -> Reader:
        """A reader without partitions; `group` is the name that the log's own tools show, None to be shown nowhere."""
        ...

    async def starts(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """The offset of the oldest record that each partition still keeps, or its end where it keeps none."""
        ...

    async def ends(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """The offset that the next record of each partition will get at the earliest."""
        ...


def partition_of(key: str, partitions: int) -> int:
    """Where a key lives, on every log and for ever."""
    return crc32(key.encode()) % partitions


def headers_text(headers: Iterable[tuple[str, bytes]]) -> str:
    """Headers as the JSON object that databases keep; every name occurs once, and values are UTF-8."""
    return orjson.dumps({name: value.decode("utf-8", "replace") for name, value in headers}).decode()


def headers_of(text: str) -> Headers:
    """Headers as a database kept them."""
    return tuple([(name, value.encode()) for name, value in orjson.loads(text).items()])


def open_log(url: str) -> EventLog:
    """The log behind a URL: `memory`, a PostgreSQL DSN of the `bus` database, or `kafka://host:port,host:port`."""
    scheme = urlsplit(url).scheme
    if url == "memory":
        from shared.runtime.eventlog.memory import MemoryLog

        return MemoryLog()
    if scheme == "kafka":
        from shared.runtime.eventlog.kafka import KafkaLog

        return KafkaLog(url.removeprefix("kafka://"))
    if scheme.startswith("postgres"):
        from shared.runtime.eventlog.postgres import PostgresLog

        return PostgresLog(url)
    raise ValueError(f"no event log is known behind {scheme or url!r}; use memory, postgresql://… or kafka://…")
