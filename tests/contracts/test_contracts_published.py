"""What may change in a published OpenAPI document: requests must stay accepted, answers must stay readable."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from cli.contracts.published import breaks

Change = Callable[[dict[str, Any]], object]

PUBLISHED: dict[str, Any] = {
    "paths": {
        "/v1/requests": {
            "post": {
                "operationId": "create_request",
                "parameters": [
                    {"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 200}},
                    {"in": "header", "name": "Idempotency-Key", "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Params"}}},
                },
                "responses": {
                    "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/View"}}}},
                    "409": {"description": "Does not fit."},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Params": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"title": {"type": "string"}, "note": {"type": "string"}},
                "required": ["title"],
            },
            "View": {
                "type": "object",
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "lead": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
                },
                "required": ["id", "items"],
            },
            "Item": {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]},
        }
    },
}


def operation(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"]["/v1/requests"]["post"]
    return found


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def member(document: dict[str, Any], name: str, field: str) -> dict[str, Any]:
    found: dict[str, Any] = schema(document, name)["properties"][field]
    return found


BREAKS: dict[str, Change] = {
    "an operation is removed": lambda d: d["paths"].pop("/v1/requests"),
    "a method is removed": lambda d: d["paths"]["/v1/requests"].pop("post"),
    "an operation id changes": lambda d: operation(d).update(operationId="submit_request"),
    "a 4xx is removed": lambda d: operation(d)["responses"].pop("409"),
    "a success is removed": lambda d: operation(d)["responses"].pop("201"),
    "a media type is no longer answered": lambda d: operation(d)["responses"]["201"].update(content={}),
    "a member of an answer is removed": lambda d: schema(d, "View")["properties"].pop("lead"),
    "a member deep in an answer is removed": lambda d: schema(d, "Item")["properties"].pop("code"),
    "a member of an answer may be missing": lambda d: schema(d, "View")["required"].remove("id"),
    "a member of an answer may be null": lambda d: member(d, "Item", "code").update(
        anyOf=[{"type": "string"}, {"type": "null"}]
    ),
    "a member of an answer has another type": lambda d: member(d, "Item", "code").update(type="integer"),
    "a member of an answer has another format": lambda d: member(d, "View", "id").pop("format"),
    "a request needs a new member": lambda d: (
        schema(d, "Params")["properties"].update(unit={"type": "string"}),
        schema(d, "Params")["required"].append("unit"),
    ),
    "a request needs a member that was optional": lambda d: schema(d, "Params")["required"].append("note"),
    "a member of a request is no longer known": lambda d: schema(d, "Params")["properties"].pop("note"),
    "a member of a request is narrowed": lambda d: member(d, "Params", "title").update(maxLength=20),
    "a body becomes impossible": lambda d: operation(d).pop("requestBody"),
    "a parameter is removed": lambda d: operation(d)["parameters"].pop(),
    "a parameter is narrowed": lambda d: operation(d)["parameters"][0]["schema"].update(maximum=100),
    "a parameter is demanded": lambda d: operation(d)["parameters"][1].update(required=True),
    "a parameter is new and demanded": lambda d: operation(d)["parameters"].append(
        {"in": "query", "name": "unit", "required": True, "schema": {"type": "string"}}
    ),
}
HARMLESS: dict[str, Change] = {
    "nothing": lambda d: None,
    "an operation is added": lambda d: d["paths"].update({"/v1/more": {"get": operation(d)}}),
    "an answer has a new member": lambda d: schema(d, "View")["properties"].update(more={"type": "string"}),
    "an optional member of a request is new": lambda d: schema(d, "Params")["properties"].update(
        unit={"type": "string"}
    ),
    "a parameter is new": lambda d: operation(d)["parameters"].append(
        {"in": "query", "name": "unit", "schema": {"type": "string"}}
    ),
    "a member of a request is wider": lambda d: operation(d)["parameters"][0]["schema"].update(maximum=500),
    "another refusal is answered": lambda d: operation(d)["responses"].update({"429": {"description": "Too many."}}),
    "words change": lambda d: operation(d).update(description="Other words."),
}


@pytest.mark.parametrize("change", BREAKS.values(), ids=BREAKS.keys())
def test_a_break_is_found(change: Change) -> None:
    assert breaks(PUBLISHED, changed(change))


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_a_harmless_change_passes(change: Change) -> None:
    assert breaks(PUBLISHED, changed(change)) == []


def changed(change: Change) -> dict[str, Any]:
    """A copy of the document with one change."""
    copy = deepcopy(PUBLISHED)
    change(copy)
    return copy
