"""What may change in a frozen JSON Schema: nothing but additions of optional members, and relaxations.

Whatever is not known to be harmless counts as a break, so a keyword this module has never met fails the build
instead of passing it. When a class is compared, and with what, is not decided here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

ANNOTATIONS = frozenset(
    {"title", "description", "examples", "$id", "$schema", "$defs", "$ref", "deprecated", "default"}
)
STRUCTURE = frozenset({"properties", "required", "items", "prefixItems", "additionalProperties", "enum", "const"})
LOWER_BOUNDS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
UPPER_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
RESTRICTIONS = frozenset({"format", "pattern", "multipleOf", "uniqueItems", "contentMediaType"})
"""Keywords that may be dropped, except `format`, and may neither appear nor change."""


def breaks(old: Schema, new: Schema, *, old_root: Schema | None = None, new_root: Schema | None = None) -> list[str]:
    """Why `new` may not take the place of `old`: a sentence for each break, beginning with where it is.

    The roots hold what `$ref` points to; each schema is its own root unless another is given. Recursive schemas
    are compared once around.
    """
    return list(_Comparison(old_root or old, new_root or new).node(old, new, ""))


def resolved(schema: Schema, root: Schema) -> Schema:
    """`schema` with the member that its `$ref` names in `root` laid under its other keywords."""
    while (reference := schema.get("$ref")) is not None:
        target: Any = root
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        schema = {**target, **{name: value for name, value in schema.items() if name != "$ref"}}
    return schema


class _Comparison:
    def __init__(self, old_root: Schema, new_root: Schema) -> None:
        self._old_root = old_root
        self._new_root = new_root
        self._under_way: set[tuple[str, str]] = set()

    def node(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        pair = (old.get("$ref", ""), new.get("$ref", ""))
        if all(pair):
            if pair in self._under_way:
                return
            self._under_way.add(pair)
        old, new = resolved(old, self._old_root), resolved(new, self._new_root)
        if "default" in old and "default" in new and old["default"] != new["default"]:
            yield f"{at or '/'}: the default changed from {old['default']!r} to {new['default']!r}"
        before, after = _alternatives(old), _alternatives(new)
        if len(before) == len(after) == 1:
            yield from self._plain(before[0], after[0], at)
        else:
            for alternative in before:
                if all(list(self.node(alternative, candidate, at)) for candidate in after):
                    yield f"{at or '/'}: {_name(alternative)} is no longer accepted"
        self._under_way.discard(pair)

    def _plain(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        here = at or "/"
        yield from (f"{here}: {fault}" for fault in _keywords(old, new))
        yield from self._members(old, new, at)
        for keyword in ("items", "additionalProperties"):
            yield from self._inside(old.get(keyword, True), new.get(keyword, True), f"{at}/{keyword}")
        if len(old.get("prefixItems", ())) != len(new.get("prefixItems", ())):
            yield f"{here}: the number of places changed"
        for place, (was, now) in enumerate(zip(old.get("prefixItems", ()), new.get("prefixItems", ()), strict=False)):
            yield from self.node(was, now, f"{at}/{place}")

    def _members(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        was, now = old.get("properties", {}), new.get("properties", {})
        for name in was.keys() - now.keys():
            yield f"{at}/{name}: removed"
        for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
            yield f"{at}/{name}: required now"
        for name in sorted(was.keys() & now.keys()):
            yield from self.node(was[name], now[name], f"{at}/{name}")

    def _inside(self, old: Schema | bool, new: Schema | bool, at: str) -> Iterator[str]:
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from self.node(old, new, at)
        elif new is not True and old is not False:
            yield f"{at}: narrowed"


def _keywords(old: Schema, new: Schema) -> Iterator[str]:
    for keyword in sorted((old.keys() | new.keys()) - ANNOTATIONS - STRUCTURE):
        was, now = old.get(keyword), new.get(keyword)
        if was == now:
            continue
        if keyword in LOWER_BOUNDS or keyword in UPPER_BOUNDS:
            wider = now is None or (was is not None and (now < was) == (keyword in LOWER_BOUNDS))
        else:
            wider = keyword in RESTRICTIONS - {"format"} and now is None
        if not wider:
            yield f"{keyword} changed from {was!r} to {now!r}"
    was, now = _values(old), _values(new)
    if now is not None and (was is None or set(was) - set(now)):
        lost = "any value" if was is None else ", ".join(sorted(repr(value) for value in set(was) - set(now)))
        yield f"the values narrowed, lost: {lost}"


def _values(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _alternatives(schema: Schema) -> list[Schema]:
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            return list(schema[keyword])
    return [schema]


def _name(schema: Schema) -> str:
    return str(schema.get("$ref", schema.get("const", schema.get("type", "anything")))).rsplit("/", 1)[-1]
