"""What is posted: one CloudEvents 1.0 event in structured JSON. Signing it and sending it are done elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from shared.contracts.envelope import data_schema, rfc3339, sequence

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One event as one endpoint gets it.

    `data` is the JSON of the event without its audience and author. `sequence` counts the acts on `subject`;
    `previous` is the number last sent to the same endpoint for it, so that a filter makes no false gap.
    """

    id: UUID
    type: str
    source: str
    subject: str
    time: datetime
    sequence: int
    previous: int | None
    data: bytes
    traceparent: str | None = None

    def body(self) -> bytes:
        """The bytes posted: the same for every attempt, since nothing of the attempt is in them."""
        attributes = {
            "specversion": "1.0",
            "id": str(self.id),
            "type": self.type,
            "source": self.source,
            "subject": self.subject,
            "time": rfc3339(self.time),
            "datacontenttype": "application/json",
            "dataschema": data_schema(self.type),
            "sequence": sequence(self.sequence),
        }
        if self.previous is not None:
            attributes["prevsequence"] = sequence(self.previous)
        envelope = orjson.dumps(attributes)
        return envelope[:-1] + b',"data":' + self.data + b"}"
