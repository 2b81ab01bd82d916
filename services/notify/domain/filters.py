"""Which events an endpoint asked for, by type. Which it may have at all is the audience's matter."""

import re
from collections.abc import Collection, Iterable

from shared.contracts import topics
from shared.contracts.registry import EVENTS
from shared.contracts.topics import Service
from shared.kernel.ids import UnitCode
from shared.kernel.refusals import Invalid

EVERYTHING = ("*",)
KNOWN = frozenset(
    event.TYPE for event in EVENTS.values() if Service.NOTIFY in event.READ_BY and event.TOPIC is not topics.DIRECTORY
)
"""The types that are sent on; the directory is for the services themselves."""

TEST_TYPE = "portdesk.notify.endpoint.tested.v1"
"""What an owner has sent to see whether it arrives; never on a topic."""

_PATTERN = re.compile(r"(?:[a-z_]+|\*)(?:\.(?:[a-z_]+|\*))*")
_DRESS = re.compile(r"^portdesk\.|\.v[0-9]+$")


class BadFilter(Invalid):
    """Not a pattern, or one that no known event type matches."""

    zh = "没有事件类型与过滤条件{filter}相符。"
    en = "No event type matches the filter {filter}."


def short(event_type: str) -> str:
    """The name people use: `portdesk.intake.request.closed.v1` is `intake.request.closed`."""
    return _DRESS.sub("", event_type)


def check(patterns: Iterable[str], *, pointer: str = "/filters") -> tuple[str, ...]:
    """The patterns, each proved to match a known type: a mistyped filter would be silence for ever."""
    patterns = tuple(patterns)
    for place, pattern in enumerate(patterns):
        if not _PATTERN.fullmatch(pattern) or not any(wants([pattern], known_type) for known_type in KNOWN):
            raise BadFilter(pointer=f"{pointer}/{place}", filter=pattern)
    return patterns


def wants(patterns: Iterable[str], event_type: str) -> bool:
    """Whether a pattern matches: `*` is any one segment, at the end any number of them, of the short name."""
    segments = short(event_type).split(".")
    return any(_matches(pattern.split("."), segments) for pattern in patterns)


def may_have(unit: UnitCode, audience: Collection[UnitCode]) -> bool:
    """Whether an event may go to `unit` at all: only who may read the record at that version hears of it."""
    return unit in audience


def _matches(pattern: list[str], segments: list[str]) -> bool:
    if pattern[-1] == "*" and len(segments) > len(pattern):
        segments = segments[: len(pattern)]
    return len(pattern) == len(segments) and all(
        part in ("*", segment) for part, segment in zip(pattern, segments, strict=True)
    )
