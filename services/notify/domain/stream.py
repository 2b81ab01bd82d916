"""What web pages are told as it happens, and which unit may know. Nothing here sends anything."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.contracts.event import Event
from shared.contracts.topics import Service
from shared.kernel.ids import PersonId, RequestId, UnitCode
from shared.kernel.refusals import TooMany, Unavailable


class StreamTopic(StrEnum):
    """What a stream may be about."""

    REQUESTS = "requests"
    COUNTS = "counts"
    PRESENCE = "presence"


class Gap(StrEnum):
    """Why a stream cannot go on where its client was."""

    EXPIRED = "expired"
    """What followed is no longer at hand."""
    UNKNOWN = "unknown"
    """The `Last-Event-ID` is not one of ours."""


class End(StrEnum):
    """Why a stream ends while its client is still there."""

    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - no secret
    """Come back with a new token."""
    RENEW = "renew"
    """It has lasted long enough; come back at once."""
    DRAINING = "draining"
    """This process stops; another one goes on."""


class Doing(StrEnum):
    """What somebody does with a request."""

    VIEWING = "viewing"
    REPLYING = "replying"


class TooManyStreams(TooMany):
    """One stream feeds all the pages of a browser; nobody needs many."""

    zh = "您已打开{limit}路事件流，请共用一路。"
    en = "You have {limit} event streams open; share one among your pages."


class StreamsFull(Unavailable):
    """One process carries only so many streams."""

    zh = "事件流已满，请稍后重试。"
    en = "All event streams are taken; try again shortly."


class StreamsClosed(Unavailable):
    """The process is stopping, or has not found its place in the event log yet."""

    zh = "事件流暂未开放，请稍后重试。"
    en = "Event streams are not open at the moment; try again shortly."


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChanged:
    """Something happened to a request; what it is like now is read from the service named."""

    request_id: RequestId
    service: Service
    version: int
    """Of the service's own root: the request, its handling, its case."""
    what: str
    """The event without prefix and version, such as `handling.accepted`."""
    by: UnitCode
    audience: frozenset[UnitCode]

    @classmethod
    def of(cls, event: Event) -> "RequestChanged | None":
        """What an event tells about a request; None if it is about none. Its content stays behind."""
        request_id: RequestId | None = getattr(event, "request_id", None)
        if request_id is None:
            return None
        return cls(
            request_id=request_id,
            service=event.owner,
            version=event.version,
            what=".".join(event.TYPE.split(".")[2:-1]),
            by=event.by.unit,
            audience=frozenset(event.audience),
        )


@dataclass(frozen=True, slots=True)
class CountsChanged:
    """How many requests stand how in the views of a unit has changed; the numbers are asked for."""

    unit: UnitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """One person at one request, until an instant. It shows and never locks."""

    unit: UnitCode
    person: PersonId
    doing: Doing
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Everybody at a request, and the units that may know."""

    request_id: RequestId
    present: Sequence[Present]
    audience: Collection[UnitCode]


Told = RequestChanged | CountsChanged | Presence | Gap | End
"""What a stream says."""

PRESENT_FOR = timedelta(seconds=60)
"""How long a page counts as open that says nothing more."""
PRESENT_AT = 20
"""Requests one person may be at; the one longest unsaid gives way."""
PRESENT_TOLD = 50
"""People at one request that anybody is told of."""
