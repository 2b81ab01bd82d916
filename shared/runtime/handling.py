"""Handling: what a record of the log is to a service, and how its handler is called. When, is decided elsewhere."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.contracts.envelope import BadEnvelope, Envelope
from shared.contracts.event import Event
from shared.contracts.registry import Unreadable, parse
from shared.runtime.eventlog import Record
from shared.runtime.tx import Tx

Handler = Callable[[Tx, Sequence[Any]], Awaitable[None]]
"""Database work only, inside the consumer's transaction; it may rely on the order of a key and on nothing else."""
Handlers = Mapping[type[Event], Handler]
OpenTx = Callable[[], AbstractAsyncContextManager[Tx]]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record of a type that the service handles; `content` is the refusal if it cannot be read."""

    record: Record
    id: UUID | None
    envelope: Envelope | None
    content: Event | BadEnvelope | Unreadable

    @property
    def key(self) -> str:
        """The root the event belongs to; its order is the one that matters."""
        return self.record.key


def types_of(handlers: Handlers) -> frozenset[str]:
    """The CloudEvents types that a service handles."""
    return frozenset(event.TYPE for event in handlers)


def read(record: Record, types: Collection[str]) -> Arrival | None:
    """What a record is to a service that handles `types`; None if its type is another one's business."""
    event_type = type_of(record)
    if event_type is not None and event_type not in types:
        return None
    try:
        envelope = Envelope.from_headers(record.partition.topic, record.key, record.headers, record.value)
    except BadEnvelope as bad:
        return Arrival(record, None, None, bad)
    try:
        return Arrival(record, envelope.id, envelope, parse(envelope))
    except Unreadable as bad:
        return Arrival(record, envelope.id, envelope, bad)


async def call(tx: Tx, handlers: Handlers, group: Sequence[Arrival]) -> None:
    """Calls the handler of a group of one type in which no key occurs twice; raises what cannot be read."""
    events = []
    for arrival in group:
        if not isinstance(arrival.content, Event):
            raise arrival.content
        events.append(arrival.content)
    tx.causes = {arrival.key: arrival.envelope for arrival in group if arrival.envelope}
    await handlers[type(events[0])](tx, events)


def type_of(record: Record) -> str | None:
    """The CloudEvents type in the headers, looked at before anything is parsed."""
    return next((value.decode("utf-8", "replace") for name, value in record.headers if name == "ce_type"), None)
