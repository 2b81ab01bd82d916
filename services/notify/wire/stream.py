"""Shapes of the event stream and of presence. A stream says each of these as `event:` and `data:`."""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, ConfigDict, Field

from services.notify.domain.stream import (
    CountsChanged,
    Doing,
    End,
    Gap,
    Presence,
    RequestChanged,
    Told,
)
from services.notify.senders.hub import Words
from shared.contracts.topics import Service
from shared.kernel.ids import PersonId, RequestId, UnitCode
from shared.kernel.sharing import INTERNAL, OPERATIONAL, Params, View


class PresenceParams(Params):
    """What the caller does with the request."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"doing": "replying"}]})

    doing: Doing


class ByView(View):
    """Who acted, as far as every unit concerned may know."""

    unit: Annotated[UnitCode, OPERATIONAL]


class RequestChangedView(View):
    """Something happened to a request. Nothing of it is told here: read it again where it is shown."""

    id: Annotated[RequestId, OPERATIONAL]
    service: Annotated[Service, OPERATIONAL] = Field(description="Whose view of the request has changed.")
    version: Annotated[int, OPERATIONAL] = Field(description="Of that service's record: request, handling or case.")
    what: Annotated[str, OPERATIONAL] = Field(examples=["request.message_added", "handling.accepted"])
    by: Annotated[ByView, OPERATIONAL]

    @classmethod
    def of(cls, change: RequestChanged) -> Self:
        """The view of `change`."""
        return cls(
            id=change.request_id,
            service=change.service,
            version=change.version,
            what=change.what,
            by=ByView(unit=change.by),
        )


class CountsChangedView(View):
    """The counts of the unit's views have changed; told at most once a second."""

    unit: Annotated[UnitCode, OPERATIONAL]


class PresentView(View):
    """Somebody at a request; their name is told to their own unit."""

    unit: Annotated[UnitCode, OPERATIONAL]
    person: Annotated[PersonId | None, INTERNAL]
    doing: Annotated[Doing, OPERATIONAL]
    until: Annotated[AwareDatetime, OPERATIONAL] = Field(description="Gone then, unless said again.")


class PresenceView(View):
    """Everybody who is at a request, the last to say so first; replaces what was told of it before."""

    id: Annotated[RequestId, OPERATIONAL]
    present: Annotated[list[PresentView], OPERATIONAL]

    @classmethod
    def of(cls, presence: Presence, unit: UnitCode) -> Self:
        """The view that `unit` has of `presence`."""
        return cls(
            id=presence.request_id,
            present=[
                PresentView(
                    unit=one.unit, person=one.person if one.unit == unit else None, doing=one.doing, until=one.until
                )
                for one in presence.present
            ],
        )


class ResyncView(View):
    """Something may have been missed: read again whatever is shown."""

    reason: Annotated[Gap, OPERATIONAL]


class EndView(View):
    """The stream ends; what to do is in the reason."""

    reason: Annotated[End, OPERATIONAL]


class RequestChangedEvent(View):
    """`event: request.changed`"""

    event: Annotated[Literal["request.changed"], OPERATIONAL]
    data: Annotated[RequestChangedView, OPERATIONAL]


class CountsChangedEvent(View):
    """`event: counts.changed`"""

    event: Annotated[Literal["counts.changed"], OPERATIONAL]
    data: Annotated[CountsChangedView, OPERATIONAL]


class PresenceEvent(View):
    """`event: presence`"""

    event: Annotated[Literal["presence"], OPERATIONAL]
    data: Annotated[PresenceView, OPERATIONAL]


class ResyncEvent(View):
    """`event: resync`"""

    event: Annotated[Literal["resync"], OPERATIONAL]
    data: Annotated[ResyncView, OPERATIONAL]


class EndEvent(View):
    """`event: end`"""

    event: Annotated[Literal["end"], OPERATIONAL]
    data: Annotated[EndView, OPERATIONAL]


StreamedEvent = RequestChangedEvent | CountsChangedEvent | PresenceEvent | ResyncEvent | EndEvent
"""What a stream may say."""


def _event(told: Told, unit: UnitCode) -> StreamedEvent:
    match told:
        case RequestChanged():
            return RequestChangedEvent(event="request.changed", data=RequestChangedView.of(told))
        case CountsChanged():
            return CountsChangedEvent(event="counts.changed", data=CountsChangedView(unit=told.unit))
        case Presence():
            return PresenceEvent(event="presence", data=PresenceView.of(told, unit))
        case Gap():
            return ResyncEvent(event="resync", data=ResyncView(reason=told))
        case End():
            return EndEvent(event="end", data=EndView(reason=told))


def _say(told: Told, unit: UnitCode) -> bytes:
    event = _event(told, unit)
    return f"event: {event.event}\ndata: {event.data.model_dump_json()}\n\n".encode()


def _mark(bookmark: str) -> bytes:
    """Sets the client's `Last-Event-ID` and is no event: everything before it has been told."""
    return f"id: {bookmark}\n\n".encode()


def _hello(milliseconds: int) -> bytes:
    return f"retry: {milliseconds}\n\n".encode()


WORDS = Words(say=_say, mark=_mark, hello=_hello)
"""Server-sent events (WHATWG HTML §9.2): JSON has no line breaks, so that each event is two lines."""
