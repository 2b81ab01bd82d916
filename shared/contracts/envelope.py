"""An event on its way: CloudEvents 1.0 attributes around the JSON of an event class, which is not read here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from shared.contracts.topics import TOPICS
from shared.kernel.refusals import Invalid

CONTENT_TYPE = "application/json"


class BadEnvelope(Invalid):
    """The record's headers are not those of a CloudEvents 1.0 event in binary mode."""

    zh = "事件信封不完整：{missing}。"
    en = "The event envelope lacks {missing}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One event with its CloudEvents attributes.

    `key` is the Kafka key and the CloudEvents `subject`: the id of the root record. `seq` counts the root's
    versions from 1. `data` is JSON as it was written once at `Tx.emit`; nothing rewrites it afterwards.
    """

    id: UUID
    type: str
    source: str
    topic: str
    key: str
    seq: int
    time: datetime
    data: bytes
    traceparent: str | None = None
    causation: str | None = None

    def headers(self) -> list[tuple[str, bytes]]:
        """The attributes in CloudEvents' Kafka binary mode, the same on every log."""
        pairs = [
            ("content-type", CONTENT_TYPE),
            ("ce_specversion", "1.0"),
            ("ce_id", str(self.id)),
            ("ce_type", self.type),
            ("ce_source", self.source),
            ("ce_subject", self.key),
            ("ce_time", rfc3339(self.time)),
            ("ce_sequence", sequence(self.seq)),
            ("ce_partitionkey", self.key),
            ("ce_dataschema", data_schema(self.type)),
        ]
        if self.traceparent:
            pairs.append(("ce_traceparent", self.traceparent))
        if self.causation:
            pairs.append(("ce_causationid", self.causation))
        return [(name, value.encode()) for name, value in pairs]

    @classmethod
    def from_headers(cls, topic: str, key: str, headers: Iterable[tuple[str, bytes]], value: bytes) -> "Envelope":
        """The envelope of a record read from a log; refuses one that lacks a required attribute."""
        found = {name: text.decode("utf-8", "replace") for name, text in headers}
        try:
            return cls(
                id=UUID(found["ce_id"]),
                type=found["ce_type"],
                source=found["ce_source"],
                topic=topic,
                key=key,
                seq=int(found["ce_sequence"]),
                time=datetime.fromisoformat(found["ce_time"]),
                data=value,
                traceparent=found.get("ce_traceparent"),
                causation=found.get("ce_causationid"),
            )
        except (KeyError, ValueError) as missing:
            raise BadEnvelope(missing=str(missing)) from None

    @property
    def partitions(self) -> int:
        """How many partitions the event's topic has."""
        return TOPICS[self.topic].partitions


def sequence(seq: int) -> str:
    """The CloudEvents `sequence`: 20 digits, so that text order is number order."""
    return f"{seq:020d}"


def data_schema(event_type: str) -> str:
    """The URN of an event type's frozen JSON Schema."""
    return f"urn:portdesk:schema:{event_type}"


def source_of(installation: str, service: str) -> str:
    """The CloudEvents `source` of one service of one installation."""
    return f"urn:portdesk:{installation}:{service}"


def rfc3339(at: datetime) -> str:
    """An instant as RFC 3339 text in UTC, microseconds kept."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
