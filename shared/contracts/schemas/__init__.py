"""The frozen JSON Schemas, one file per event type; `portdesk contracts` writes them. The classes are the source."""

import json
from importlib.resources import files
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from shared.contracts.envelope import data_schema
from shared.contracts.event import Event

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class _WithoutFieldTitles(GenerateJsonSchema):
    """A title that repeats the member's name says nothing."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_of(event: type[Event]) -> dict[str, Any]:
    """The JSON Schema of what a reader of `event` must accept, as of today's class."""
    schema = event.model_json_schema(schema_generator=_WithoutFieldTitles)
    return {"$id": data_schema(event.TYPE), "$schema": DIALECT, **schema}


def frozen(event_type: str) -> dict[str, Any] | None:
    """The schema that was published for an event type; None for one that never was."""
    file = files(__name__).joinpath(f"{event_type}.json")
    if not file.is_file():
        return None
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
