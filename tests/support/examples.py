"""The examples an OpenAPI document gives, so that a test of a service can send them all and prove that it has.

for example in examples(app.openapi()):
    answer = await desk.send(ACTOR, example.method, example.path.format(request_id=...), example.body)
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared.contracts.compatibility import resolved


@dataclass(frozen=True, slots=True)
class Example:
    """One request as the document shows it."""

    operation: str
    method: str
    path: str
    """With `{placeholders}`, as in the document."""
    body: Any
    """None for an operation that takes none."""
    media: str | None
    """The media type the body is sent as; for NDJSON the body is one line."""


def examples(document: Mapping[str, Any]) -> list[Example]:
    """Every (operation, example); an operation without a body has one, with nothing in it."""
    return [
        Example(operation["operationId"], method.upper(), path, body, media)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for media, body in bodies(document, operation)
    ]


def bodies(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[tuple[str | None, Any]]:
    """The example bodies of an operation with their media types; nothing where it takes a body and shows none."""
    content = operation.get("requestBody", {}).get("content")
    if content is None:
        yield None, None
        return
    for name, media in content.items():
        yield from ((name, example["value"]) for example in media.get("examples", {}).values())
        yield from ((name, example) for example in resolved(media.get("schema", {}), document).get("examples", ()))


def unsent(document: Mapping[str, Any], sent: Collection[tuple[str, Any]]) -> list[Example]:
    """The examples that are not among the (operation, body) a test has sent."""
    return [example for example in examples(document) if (example.operation, example.body) not in sent]
