"""Examples of every event type, at least `minimal` and `full`: members of `data` only, the envelope is headers.

An example is never edited to please a changed class: all that were ever published must go on parsing.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, TypeVar

from shared.contracts.event import Event

E = TypeVar("E", bound=Event)


def texts(event_type: str) -> Mapping[str, str]:
    """Every example of a type as JSON text, by its name; empty for a type that has none."""
    folder = files(__name__).joinpath(event_type)
    if not folder.is_dir():
        return {}
    found = sorted((file.name, file) for file in folder.iterdir() if file.name.endswith(".json"))
    return {name.removesuffix(".json"): file.read_text(encoding="utf-8") for name, file in found}


def example(event: type[E], name: str = "minimal", **changed: Any) -> E:
    """An event as an example tells it, with some members changed; raises KeyError where there is no such example."""
    told = event.model_validate_json(texts(event.TYPE)[name])
    return event.model_validate({**told.model_dump(exclude_unset=True), **changed})
