"""What may change in a published OpenAPI document. Callers refuse nothing new in answers; servers refuse unknown input.

Each direction has its own rule: what a caller may send must still be accepted, so nothing may be removed or
narrowed; what a caller may read must still be there, so nothing may be removed, and additions are harmless.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.contracts import compatibility
from shared.contracts.compatibility import Schema, resolved

Operation = Mapping[str, Any]


def breaks(old: Schema, new: Schema) -> list[str]:
    """Why callers of `old` would stumble over `new`: a sentence for each break, beginning with the operation."""
    return list(_Change(old, new).all())


def operations(document: Schema) -> Iterator[tuple[str, str, Operation]]:
    """(method, path, operation) of a document."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


class _Change:
    def __init__(self, old: Schema, new: Schema) -> None:
        self._old = old
        self._new = new
        self._under_way: set[tuple[str, str]] = set()

    def all(self) -> Iterator[str]:
        now = {(method, path): operation for method, path, operation in operations(self._new)}
        for method, path, operation in operations(self._old):
            where = f"{method} {path}"
            if (method, path) not in now:
                yield f"{where}: removed"
                continue
            yield from (f"{where}: {fault}" for fault in self._operation(operation, now[method, path]))

    def _operation(self, old: Operation, new: Operation) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"the operation id changed from {old['operationId']} to {new['operationId']}"
        yield from self._parameters(old, new)
        yield from self._body(old.get("requestBody", {}), new.get("requestBody", {}))
        for status, response in old["responses"].items():
            if status not in new["responses"]:
                yield f"{status}: no longer answered"
                continue
            for media, content in response.get("content", {}).items():
                known = new["responses"][status].get("content", {})
                if media not in known:
                    yield f"{status}: {media} is no longer answered"
                else:
                    faults = self._lost(content.get("schema", {}), known[media].get("schema", {}), "")
                    yield from (f"{status}: {fault}" for fault in faults)

    def _parameters(self, old: Operation, new: Operation) -> Iterator[str]:
        was = {(one["in"], one["name"]): one for one in old.get("parameters", ())}
        now = {(one["in"], one["name"]): one for one in new.get("parameters", ())}
        for (place, name), parameter in was.items():
            if (place, name) not in now:
                yield f"{place} {name}: removed"
                continue
            faults = self._refused(parameter.get("schema", {}), now[place, name].get("schema", {}))
            yield from (f"{place} {name}: {fault}" for fault in faults)
        for (place, name), parameter in now.items():
            if parameter.get("required") and not was.get((place, name), {}).get("required"):
                yield f"{place} {name}: required now"

    def _body(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
        if new.get("required") and not old.get("required"):
            yield "body: required now"
        for media, content in old.get("content", {}).items():
            if media not in new.get("content", {}):
                yield f"body: {media} is no longer accepted"
            else:
                faults = self._refused(content.get("schema", {}), new["content"][media].get("schema", {}))
                yield from (f"body: {fault}" for fault in faults)

    def _refused(self, old: Schema, new: Schema) -> list[str]:
        return compatibility.breaks(old, new, old_root=self._old, new_root=self._new)

    def _lost(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        """Members of an answer that a caller can no longer rely on."""
        pair = (old.get("$ref", ""), new.get("$ref", ""))
        if pair in self._under_way and all(pair):
            return
        self._under_way.add(pair)
        old, new = resolved(old, self._old), resolved(new, self._new)
        if old.get("type") != new.get("type") or old.get("format") != new.get("format"):
            yield f"{at or '/'}: another type"
        was, now = old.get("properties", {}), new.get("properties", {})
        yield from (f"{at}/{name}: removed" for name in was if name not in now)
        lost = set(old.get("required", ())) - set(new.get("required", ()))
        yield from (f"{at}/{name}: no longer always there" for name in sorted(lost & now.keys()))
        for name in was.keys() & now.keys():
            yield from self._lost(was[name], now[name], f"{at}/{name}")
        if "items" in old and "items" in new:
            yield from self._lost(old["items"], new["items"], f"{at}/items")
        for alternative in new.get("anyOf", ()):
            if not any(not list(self._lost(known, alternative, at)) for known in old.get("anyOf", (old,))):
                yield f"{at or '/'}: may be something else now"
        self._under_way.discard(pair)
