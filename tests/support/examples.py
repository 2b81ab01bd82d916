"""The examples an OpenAPI document gives, so that a test of each service sends them all.

async def send(example: Example) -> None:
    answer = await desk.send(ACTOR, example.method, example.path.format(request_id=...), example.body)
    assert answer.status_code == 200, (example, answer.text)

await send_every_example(desk.app.openapi(), send)
"""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
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


async def send_every_example(
    document: Mapping[str, Any], send: Callable[[Example], Awaitable[None]], *, endless: Collection[str] = ()
) -> None:
    """Hands each example to `send`, which judges its answer; an operation without an example fails.

    `endless` operations answer for as long as they are listened to and have tests of their own.
    """
    sent = set(endless)
    for example in examples(document):
        if example.operation not in endless:
            await send(example)
            sent.add(example.operation)
    assert sent == {
        operation["operationId"] for methods in document["paths"].values() for operation in methods.values()
    }
