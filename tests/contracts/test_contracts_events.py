"""Every event class has a frozen schema and examples; every example ever committed is still read."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest

from services.intake.domain.numbers import is_tracking_number
from shared.contracts import examples, schemas
from shared.contracts.compatibility import Schema, resolved
from shared.contracts.envelope import data_schema
from shared.contracts.event import Event
from shared.contracts.registry import EVENTS
from shared.contracts.topics import TOPICS
from shared.kernel.references import ReferenceType, enterprise_code, reference
from tests.support.tree import ROOT

FOLDER = ROOT / "shared" / "contracts"
EXAMPLES = [(event, name) for event in EVENTS.values() for name in examples.texts(event.TYPE)]
each_event = pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
each_example = pytest.mark.parametrize(
    ("event", "name"), EXAMPLES, ids=[f"{event.TYPE}/{name}" for event, name in EXAMPLES]
)


@each_event
def test_a_type_is_named_after_its_service_a_noun_and_a_past_verb_and_its_key_is_a_member(event: type[Event]) -> None:
    named = re.fullmatch(r"portdesk\.(?P<service>[a-z]+)\.[a-z_]+\.[a-z_]+\.v[1-9][0-9]*", event.TYPE)

    assert named is not None
    assert named["service"] == event.TOPIC.owner
    assert TOPICS[event.TOPIC.name] is event.TOPIC
    assert event.model_fields[event.KEY].is_required()


@each_event
def test_a_class_has_a_frozen_schema_of_its_name_and_two_examples(event: type[Event]) -> None:
    frozen = schemas.frozen(event.TYPE)

    assert frozen is not None, "run make contracts"
    assert frozen["$id"] == data_schema(event.TYPE)
    lacking = {"minimal", "full"} - examples.texts(event.TYPE).keys()
    assert not lacking, f"write shared/contracts/examples/{event.TYPE}/{{{','.join(sorted(lacking))}}}.json"


def test_there_is_no_schema_and_no_example_without_a_class() -> None:
    frozen = {path.name.removesuffix(".json") for path in (FOLDER / "schemas").glob("*.json")}
    folders = {path.name for path in (FOLDER / "examples").iterdir() if path.is_dir() and path.name != "__pycache__"}

    listed = set(EVENTS)
    assert frozen == listed, f"in EVENTS of its module, or deleted from shared/contracts/schemas: {frozen ^ listed}"
    assert folders == listed, f"in EVENTS of its module, or deleted from shared/contracts/examples: {folders ^ listed}"


@each_example
def test_an_example_parses_and_has_no_member_that_the_frozen_schema_does_not_know(
    event: type[Event], name: str
) -> None:
    told = json.loads(examples.texts(event.TYPE)[name])
    frozen = schemas.frozen(event.TYPE)

    assert frozen is not None
    assert examples.example(event, name).model_dump(mode="json", exclude_unset=True).keys() == told.keys()
    assert list(unknown(told, frozen, frozen)) == []


@each_event
def test_the_minimal_example_has_what_is_required_and_the_full_one_has_everything(event: type[Event]) -> None:
    required = {name for name, field in event.model_fields.items() if field.is_required()}

    minimal, full = examples.example(event, "minimal"), examples.example(event, "full")

    assert minimal.model_fields_set == required, "minimal.json has exactly the members that the class requires"
    assert full.model_fields_set == set(event.model_fields), "full.json has every member of the class"


@each_example
def test_the_ids_of_an_example_are_uuids_of_version_7(event: type[Event], name: str) -> None:
    found = [value for value in leaves(examples.example(event, name).model_dump()) if isinstance(value, UUID)]

    assert [str(value) for value in found if value.version != 7] == [], "ids are UUIDs of version 7"


@each_example
def test_the_numbers_of_an_example_have_their_check_characters(event: type[Event], name: str) -> None:
    for text in leaves(json.loads(examples.texts(event.TYPE)[name])):
        if isinstance(text, str) and text.startswith("HA-2026"):
            assert is_tracking_number(text), f"{text}: no tracking number, its last character checks the others"
        if isinstance(text, str) and re.fullmatch("[0-9A-Z]{18}", text) and not text.isdigit():
            assert enterprise_code(text) == text
        if isinstance(text, str) and re.fullmatch("[A-Z]{4}[0-9]{7}", text):
            assert reference(ReferenceType.CONTAINER, text).number == text


def test_a_member_that_no_schema_knows_is_found_wherever_it_stands() -> None:
    frozen = schemas.frozen("portdesk.routing.handling.dispatched.v1")
    assert frozen is not None
    told = json.loads(examples.texts("portdesk.routing.handling.dispatched.v1")["full"])

    told["colour"] = "red"
    told["clocks"][1]["colour"] = "red"

    assert sorted(unknown(told, frozen, frozen)) == ["/clocks/1/colour", "/colour"]


def unknown(value: Any, schema: Schema, root: Schema, at: str = "") -> Iterator[str]:
    """Where `value` has a member that `schema` does not name."""
    for alternative in schema.get("anyOf", [schema]):
        known = resolved(alternative, root)
        if isinstance(value, Mapping) and known.get("type") == "object":
            for name, inner in value.items():
                inside = known.get("properties", {}).get(name, known.get("additionalProperties"))
                if inside is None:
                    yield f"{at}/{name}"
                else:
                    yield from unknown(inner, inside, root, f"{at}/{name}")
        elif isinstance(value, list) and known.get("type") == "array":
            for place, inner in enumerate(value):
                yield from unknown(inner, known["items"], root, f"{at}/{place}")


def leaves(value: Any) -> Iterator[Any]:
    """The values inside a value."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else None
    if inner is None:
        yield value
    else:
        for one in inner:
            yield from leaves(one)
