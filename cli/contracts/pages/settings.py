"""`docs/settings.md`: every environment variable with its meaning and default."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic_settings import BaseSettings

from cli.contracts.markdown import document, table
from cli.contracts.services import composed
from shared.runtime.settings import ServiceSettings, SharedSettings

OPENING = """Settings are environment variables, read once when a process starts. `make up` sets what it needs by
itself; a production installation sets them in its unit files or its chart. Paths are relative to the working folder.
A missing or impossible value keeps the process from starting, and names the variable."""
HEAD = ["variable", "values", "default", "meaning"]


def page() -> str:
    """The page as Markdown."""
    services = composed()
    prefixes = ", ".join(f"`{service.settings.model_config['env_prefix']}`" for service in services)
    return document(
        "Settings",
        OPENING,
        "## The installation\n\n" + table(HEAD, _rows(SharedSettings, "PORTDESK_", set())),
        f"## Every service\n\n`…` stands for the service's prefix: {prefixes}.\n\n"
        + table(HEAD, _rows(ServiceSettings, "…_", {"shared"})),
        *(_own(service.name, service.settings) for service in services),
    )


def _own(name: str, settings: type[ServiceSettings]) -> str:
    rows = list(_rows(settings, settings.model_config["env_prefix"], set(ServiceSettings.model_fields)))
    return f"## {name}\n\n" + (table(HEAD, rows) if rows else "Nothing of its own.")


def _rows(settings: type[BaseSettings], prefix: str, told: set[str]) -> Iterator[list[str]]:
    properties = settings.model_json_schema()["properties"]
    for name, field in settings.model_fields.items():
        if name not in told:
            own = properties[name]
            default = "*required*" if field.is_required() else _default(own.get("default"))
            yield [f"`{prefix}{name.upper()}`", _values(own), default, field.description or ""]


def _default(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f"`{text}`" if text else "empty"


def _values(schema: dict[str, Any]) -> str:
    alternatives = [_values(one) for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if alternatives:
        return " or ".join(alternatives)
    if "pattern" in schema:
        return f"`{schema['pattern']}`"
    kind = {"integer": "whole number", "boolean": "`true` or `false`", "string": "text"}.get(schema.get("type", ""))
    kind = "path" if str(schema.get("format", "")).endswith("path") else kind or str(schema.get("type", "text"))
    if "minimum" in schema and "maximum" in schema:
        return f"{kind}, {schema['minimum']} to {schema['maximum']}"
    return f"{kind}, from {schema['minimum']}" if "minimum" in schema else kind
