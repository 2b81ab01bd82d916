"""Markdown for the generated pages: tables, and JSON Schemas in a few words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def document(title: str, opening: str, *parts: str) -> str:
    """A generated page; it says itself where it comes from."""
    note = "*Made by `make contracts` from the code; do not edit.*"
    return "\n\n".join([f"# {title}", note, opening, *filter(None, parts)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; bars and line breaks inside a cell are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def words(schema: Mapping[str, Any]) -> str:
    """What values a schema takes: `uuid`, `list of text or null`, `S1, S2`; names of components are links."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(words(alternative) for alternative in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    match schema.get("type"):
        case "array":
            return f"list of {words(schema['items'])}"
        case "object" if isinstance(schema.get("additionalProperties"), Mapping):
            return f"{words(schema['additionalProperties'])} by name"
        case "string":
            form = str(schema.get("format", "text"))
            return {"uuid": "UUID", "date-time": "time"}.get(form, form)
        case other:
            return {"integer": "whole number", "boolean": "yes or no"}.get(str(other), str(other or "anything"))


def first_paragraph(docstring: str | None) -> str:
    """The part of a docstring before the first empty line, on one line."""
    return " ".join((docstring or "").strip().split("\n\n", 1)[0].split())


def _cell(value: object) -> str:
    return " ".join(str(value).replace("|", "\\|").split("\n"))
