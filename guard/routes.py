"""Which of the port system's own calls are guarded, and how a call reads as one operation. A declarative map."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.evidence.canonical import Json
from shared.evidence.decide import MappedCall

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


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

    def reads(self, op_id: str, record_id: str, body: Json) -> MappedCall:
        """The call as one operation."""
        members = body if isinstance(body, dict) else {}
        if set(members) != set(self.sets.values()):
            return MappedCall(op_id, self.record, record_id, {})
        return MappedCall(op_id, self.record, record_id, {at: members[name] for at, name in self.sets.items()})


@dataclass(frozen=True, slots=True)
class RouteMap:
    """All guarded calls of one system. `default` says what becomes of a writing call that is not listed."""

    system: str
    default: Literal["pass", "refuse"]
    guarded: tuple[GuardedCall, ...]

    def find(self, method: str, path: str) -> tuple[GuardedCall, str] | None:
        """The guarded call that a request is, with the id of its record."""
        for call in self.guarded:
            found = call.path.fullmatch(path)
            if found and call.method == method:
                return call, found["id"]
        return None


def read_routes(path: Path) -> RouteMap:
    """The map in a TOML file; raises BadRoutes for one that says what it cannot mean."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if extra := set(data) - {"system", "default", "guarded"}:
        raise BadRoutes(f"{path}: unknown {', '.join(sorted(extra))}")
    if data.get("default", "pass") not in ("pass", "refuse"):
        raise BadRoutes(f"{path}: default is pass or refuse")
    return RouteMap(str(data["system"]), data.get("default", "pass"), tuple(map(_call, data.get("guarded", ()))))


def _call(entry: Mapping[str, object]) -> GuardedCall:
    if set(entry) != {"method", "path", "record", "set"}:
        raise BadRoutes(f"a guarded call has method, path, record and set: {sorted(entry)}")
    sets, path = entry["set"], str(entry["path"])
    if not isinstance(sets, dict) or path.count("{id}") != 1:
        raise BadRoutes(f"{path}: one {{id}} and a table `set` are needed")
    before, after = path.split("{id}")
    pattern = re.compile(f"{re.escape(before)}(?P<id>[A-Za-z0-9._:@-]{{1,100}}){re.escape(after)}")
    return GuardedCall(str(entry["method"]), pattern, str(entry["record"]), {str(k): str(v) for k, v in sets.items()})
