"""What may change in a frozen contract, and what may not: each seeded break is found, each addition passes."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.compatibility import breaks
from shared.contracts.registry import EVENTS
from shared.contracts.schemas import schema_of

Change = Callable[[dict[str, Any]], object]

FROZEN: dict[str, Any] = {
    "$defs": {
        "Part": {
            "type": "object",
            "properties": {"code": {"type": "string"}, "count": {"type": "integer", "minimum": 1}},
            "required": ["code"],
        }
    },
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "severity": {"type": "string", "enum": ["S1", "S2"]},
        "title": {"type": "string", "maxLength": 200},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}, "default": []},
        "facts": {"type": "object", "additionalProperties": {"type": "string"}},
        "state": {"const": "open"},
    },
    "required": ["id", "severity"],
}


def of(schema: dict[str, Any], name: str) -> dict[str, Any]:
    member: dict[str, Any] = schema["properties"][name]
    return member


def part(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["$defs"]["Part"]
    return found


BREAKS: dict[str, Change] = {
    "a member is removed": lambda s: s["properties"].pop("title"),
    "a member is renamed": lambda s: s["properties"].update(name=s["properties"].pop("title")),
    "an optional member becomes required": lambda s: s["required"].append("title"),
    "a required member is added": lambda s: (s["properties"].update(b={"type": "string"}), s["required"].append("b")),
    "a type changes": lambda s: of(s, "title").update(type="integer"),
    "a type is dropped": lambda s: of(s, "title").pop("type"),
    "an enum loses a value": lambda s: of(s, "severity")["enum"].remove("S2"),
    "an enum appears": lambda s: of(s, "title").update(enum=["a"]),
    "a constant changes": lambda s: of(s, "state").update(const="closed"),
    "a format is lost": lambda s: of(s, "id").pop("format"),
    "a format changes": lambda s: of(s, "id").update(format="email"),
    "a pattern appears": lambda s: of(s, "title").update(pattern="^x"),
    "an upper bound falls": lambda s: of(s, "title").update(maxLength=100),
    "a lower bound appears": lambda s: of(s, "title").update(minLength=2),
    "a lower bound rises inside a part": lambda s: part(s)["properties"]["count"].update(minimum=2),
    "a member of a part is removed": lambda s: part(s)["properties"].pop("count"),
    "a part gets a required member": lambda s: part(s)["required"].append("count"),
    "an alternative is lost": lambda s: of(s, "note").update(anyOf=[{"type": "string"}]),
    "an alternative is lost for good": lambda s: (of(s, "note").pop("anyOf"), of(s, "note").update(type="string")),
    "what a map holds changes": lambda s: of(s, "facts")["additionalProperties"].update(type="integer"),
    "a map is closed": lambda s: of(s, "facts").update(additionalProperties=False),
    "unknown members are refused": lambda s: s.update(additionalProperties=False),
    "a default changes": lambda s: of(s, "note").update(default="none"),
    "a keyword appears that nobody knows": lambda s: of(s, "title").update(propertyNames={"maxLength": 3}),
}
HARMLESS: dict[str, Change] = {
    "nothing": lambda s: None,
    "an optional member is added": lambda s: s["properties"].update(more={"type": "string", "default": ""}),
    "a part gets an optional member": lambda s: part(s)["properties"].update(more={"type": "string"}),
    "a required member becomes optional": lambda s: s["required"].remove("severity"),
    "an enum grows": lambda s: of(s, "severity")["enum"].append("S3"),
    "an enum is opened": lambda s: of(s, "severity").pop("enum"),
    "an upper bound rises": lambda s: of(s, "title").update(maxLength=400),
    "an upper bound goes": lambda s: of(s, "title").pop("maxLength"),
    "a lower bound falls": lambda s: part(s)["properties"]["count"].update(minimum=0),
    "null is allowed": lambda s: s["properties"].update(title={"anyOf": [of(s, "title"), {"type": "null"}]}),
    "an alternative is added": lambda s: of(s, "note")["anyOf"].append({"type": "integer"}),
    "words change": lambda s: (s.update(description="Other words."), of(s, "id").update(title="Id", examples=["x"])),
}


@pytest.mark.parametrize("change", BREAKS.values(), ids=BREAKS.keys())
def test_a_break_is_found(change: Change) -> None:
    assert breaks(FROZEN, changed(FROZEN, change))


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_a_harmless_change_passes(change: Change) -> None:
    assert breaks(FROZEN, changed(FROZEN, change)) == []


def test_a_break_says_where_it_is() -> None:
    found = breaks(FROZEN, changed(FROZEN, BREAKS["a lower bound rises inside a part"]))

    assert found == ["/parts/items/count: minimum changed from 1 to 2"]


def test_a_part_that_contains_itself_is_compared_once_around() -> None:
    tree = {
        "$defs": {"Node": {"type": "object", "properties": {"children": {"items": {"$ref": "#/$defs/Node"}}}}},
        "$ref": "#/$defs/Node",
    }

    assert breaks(tree, tree) == []
    assert breaks(tree, changed(tree, lambda s: s["$defs"]["Node"]["properties"].pop("children")))


@given(event=st.sampled_from(sorted(EVENTS)), data=st.data())
def test_no_event_may_lose_any_member_or_demand_an_optional_one(event: str, data: st.DataObject) -> None:
    schema = schema_of(EVENTS[event])
    name = data.draw(st.sampled_from(sorted(schema["properties"])))

    without = changed(schema, lambda s: s["properties"].pop(name))
    demanded = changed(schema, lambda s: s.update(required=[*s["required"], name]))

    assert breaks(schema, schema) == []
    assert f"/{name}: removed" in breaks(schema, without)
    assert breaks(schema, demanded) == ([] if name in schema["required"] else [f"/{name}: required now"])


def changed(schema: dict[str, Any], change: Change) -> dict[str, Any]:
    """A copy with one change."""
    copy = deepcopy(schema)
    change(copy)
    return copy
