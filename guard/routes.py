"""Which of the port system's own calls are guarded, and how a call reads as one operation. A declarative map."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

from shared.evidence.canonical import Json
from shared.evidence.decide import MappedCall

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that write nothing (RFC 9110, 9.2.1)."""


class BadRoutes(ValueError):
    """The map is not one; the sentence says where."""


@dataclass(frozen=True, slots=True)
class GuardedCall:
    """One call of the port system that writes a guarded record.

    `sets` maps pointers of the record to members of the body; a body with other members is another operation.
    """

    method: str
    path: re.Pattern[str]
    record: str
    sets: Mapping[str, str]

    def reads(self, record_id: str, op_id: str, body: Json) -> MappedCall:
        """The call as one operation; one that says more or less than the map sets nothing that could be certified."""
        members = body if isinstance(body, dict) else {}
        exact = set(members) == set(self.sets.values())
        return MappedCall(
            op_id, self.record, record_id, {at: members[name] for at, name in self.sets.items()} if exact else {}
        )


@dataclass(frozen=True, slots=True)
class RouteMap:
    """All guarded calls of one system. `default` says what becomes of a writing call that is not listed."""

    system: str
    default: Literal["pass", "refuse"]
    guarded: tuple[GuardedCall, ...]

    def find(self, method: str, path: str) -> Callable[[str, Json], MappedCall] | None:
        """If this is a guarded call: how it reads as one operation, given the operation's id and the body."""
        for call in self.guarded:
            found = call.path.fullmatch(path)
            if found and call.method == method:
                return partial(call.reads, found["id"])
        return None


def read_routes(path: Path) -> RouteMap:
    """The map in a TOML file; raises BadRoutes for one that says what it cannot mean."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if extra := data.keys() - {"system", "default", "guarded"}:
        raise BadRoutes(f"{path}: unknown {', '.join(sorted(extra))}")
    default = data.get("default", "pass")
    if default not in ("pass", "refuse"):
        raise BadRoutes(f"{path}: default is pass or refuse")
    guarded = _of(list, data.get("guarded", []), f"{path}: guarded")
    return RouteMap(_of(str, data.get("system"), f"{path}: system"), default, tuple(map(_call, guarded)))


def _call(entry: Any) -> GuardedCall:
    if not isinstance(entry, dict) or entry.keys() != {"method", "path", "record", "set"}:
        raise BadRoutes(f"a guarded call has method, path, record and set: {entry}")
    method, path, record = (_of(str, entry[name], name) for name in ("method", "path", "record"))
    if method != method.upper() or method in SAFE:
        raise BadRoutes(f"{path}: {method} is not a method that writes")
    if path.count("{id}") != 1:
        raise BadRoutes(f"{path}: one {{id}} is needed")
    before, after = path.split("{id}")
    # Any segment is an id, so that no spelling of one slips by; one that no plan can name is refused as another's.
    pattern = re.compile(f"{re.escape(before)}(?P<id>[^/]+){re.escape(after)}")
    sets = {at: _of(str, name, f"{path}: set") for at, name in _of(dict, entry["set"], f"{path}: set").items()}
    return GuardedCall(method, pattern, record, sets)


_Kind = TypeVar("_Kind")


def _of(kind: type[_Kind], value: object, place: str) -> _Kind:
    if not isinstance(value, kind):
        raise BadRoutes(f"{place} is not a {kind.__name__}")
    return value
