"""`docs/events.md`: every topic and event, who emits it, who reads it, what is in it."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from cli.contracts.markdown import document, first_paragraph, table, words
from cli.contracts.services import subclasses
from shared.contracts import topics
from shared.contracts.event import Event, Part
from shared.contracts.examples import texts
from shared.contracts.registry import EVENTS
from shared.contracts.schemas import schema_of
from shared.kernel.sharing import Classified, Whose

OPENING = """Services talk by events and by nothing else. An event is a [CloudEvents 1.0](https://cloudevents.io)
event in binary mode: its attributes are headers (`ce_id`, `ce_type`, `ce_source`, `ce_subject`, `ce_sequence` …), its
value is the JSON shown here. Webhooks carry the same in structured mode, without `by`, `audience` and
`registered_person`.

`ce_subject` is the key of the log: events of one key keep their order, and their `version` has no gaps. Between
topics there is no order. A reader ignores members it does not know; inside one version only optional members are
added. The frozen JSON Schema of a type is `shared/contracts/schemas/<type>.json`, its name
`urn:portdesk:schema:<type>`.

The last column of a table is the class of a member (what it tells, and whose it is where that is not the record's
owner); it decides to whom the member may go."""


def page() -> str:
    """The page as Markdown."""
    return document("Events", OPENING, _common(), *map(_topic, topics.TOPICS.values()), _parts(), _vocabularies())


def _common() -> str:
    members = _members(Event, Event.model_json_schema(), set())
    return "## Members of every event\n\n" + table(["member", "values", "meaning", "class"], members)


def _topic(topic: topics.Topic) -> str:
    events = [event for event in EVENTS.values() if event.TOPIC is topic]
    kept = "for ever, the newest version of a key" if topic.retention_days is None else f"{topic.retention_days} days"
    keys = ", ".join(sorted({f"`{event.KEY}`" for event in events})) or "the root's id"
    head = table(
        ["owner", "partitions", "kept", "key"],
        [[topic.owner, topic.partitions, kept, keys]],
    )
    empty = [] if events else ["Nothing travels on it yet."]
    return "\n\n".join([f"## `{topic.name}`", head, *empty, *map(_event, events)])


def _event(event: type[Event]) -> str:
    readers = ", ".join(sorted(event.READ_BY)) or "nobody yet"
    members = list(_members(event, schema_of(event), set(Event.model_fields)))
    example = texts(event.TYPE).get("full", "{}").strip()
    return "\n\n".join(
        [
            f"### `{event.TYPE}`",
            first_paragraph(event.__doc__),
            f"Read by {readers}.",
            table(["member", "values", "meaning", "class"], members),
            f"```json\n{example}\n```",
        ]
    )


def _parts() -> str:
    sections = []
    for part in sorted(subclasses(Part), key=lambda part: part.__name__):
        if part is not Part:
            members = table(["member", "values", "meaning", "class"], _members(part, part.model_json_schema(), set()))
            sections.append(f"### {part.__name__}\n\n{first_paragraph(part.__doc__)}\n\n{members}")
    return "\n\n".join(["## Groups of members", *sections])


def _vocabularies() -> str:
    found: dict[str, Any] = {}
    for event in EVENTS.values():
        definitions = schema_of(event).get("$defs", {})
        found |= {name: schema for name, schema in definitions.items() if "enum" in schema}
    sections = [
        f"### {name}\n\n{first_paragraph(schema.get('description'))}\n\n{words(schema)}"
        for name, schema in sorted(found.items())
    ]
    return "\n\n".join(["## Vocabularies", *sections])


def _members(model: type[BaseModel], schema: dict[str, Any], told: set[str]) -> Iterator[list[str]]:
    for name, field in model.model_fields.items():
        if name in told:
            continue
        classes = [known for known in field.metadata if isinstance(known, Classified)]
        optional = "" if field.is_required() else "*optional* "
        own = schema["properties"][name]
        yield [
            f"`{name}`",
            words({key: value for key, value in own.items() if key != "description"}),
            f"{optional}{field.description or ''}".strip(),
            ", ".join(_class(known) for known in classes),
        ]


def _class(known: Classified) -> str:
    return known.data if known.whose is Whose.RECORD else f"{known.data} ({known.whose})"
