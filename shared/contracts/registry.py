"""Every event class by its type, and the way from bytes to a class and back."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import ValidationError

from shared.contracts import anomaly, intake, routing
from shared.contracts.envelope import Envelope
from shared.contracts.event import Event
from shared.kernel.refusals import Invalid

EVENTS: Mapping[str, type[Event]] = MappingProxyType(
    {event.TYPE: event for module in (intake, routing, anomaly) for event in module.EVENTS}
)


class Unreadable(Invalid):
    """A record of a listed type does not parse with today's class."""

    zh = "事件{type}的内容无法解析：{fields}。"
    en = "An event of type {type} does not parse: {fields}."


def parse(envelope: Envelope) -> Event:
    """The event inside an envelope; refuses content that its class does not accept, naming fields and no values."""
    try:
        return EVENTS[envelope.type].model_validate_json(envelope.data)
    except KeyError:
        raise Unreadable(type=envelope.type, fields="unknown type") from None
    except ValidationError as error:
        fields = ", ".join("/".join(map(str, fault["loc"])) or "(body)" for fault in error.errors(include_input=False))
        raise Unreadable(type=envelope.type, fields=fields) from None
