"""Every field that may leave carries its class: what it tells and whose it is."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args

from pydantic import BaseModel

from cli.contracts.services import subclasses
from shared.contracts.event import Event, Part
from shared.kernel.sharing import BUSINESS, OPERATIONAL, Classified, View


def test_every_field_of_every_view_and_event_is_classified() -> None:
    leaving = [model for root in (View, Event, Part) for model in subclasses(root)]

    assert [fault for model in leaving for fault in unclassified(model)] == []
    assert len(leaving) > 50


def test_an_unclassified_field_is_found_also_inside_what_it_contains() -> None:
    class Inner(BaseModel):
        phone: str

    class Careless(View):
        id: Annotated[str, OPERATIONAL]
        title: str
        contacts: Annotated[list[Inner], BUSINESS]
        by_name: Annotated[dict[str, Inner | None], BUSINESS]

    assert sorted(unclassified(Careless)) == ["Careless.title", "Inner.phone"]


def unclassified(model: type[BaseModel]) -> set[str]:
    """The fields of a model, and of the models inside it, that carry no class."""
    found: set[str] = set()
    for inner in contained(model, set()):
        for name, field in inner.model_fields.items():
            if not any(isinstance(known, Classified) for known in field.metadata):
                found.add(f"{inner.__name__}.{name}")
    return found


def contained(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """The model and every model that a value of it may hold."""
    if model in seen:
        return
    seen.add(model)
    yield model
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            yield from contained(inner, seen)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that stand in an annotation, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)
