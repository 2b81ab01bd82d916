"""`docs/state-machines.md`: every state machine as a picture and a table, read from the tables that run."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from typing import Any, NamedTuple

from cli.contracts.markdown import document, first_paragraph, table
from cli.contracts.services import composed

OPENING = """A status changes in one way only: by looking up (status, action) in the table below. What is not in the
table is refused as `not-allowed`, naming the actions that are possible. Conditions beyond the status (who, what is
attached) are checked before."""


class Machine(NamedTuple):
    """One table of moves: (status, action) → status; the status None is the one before anything exists."""

    package: str
    name: str
    states: type[StrEnum]
    moves: Mapping[tuple[StrEnum | None, StrEnum], StrEnum]


def page() -> str:
    """The page as Markdown."""
    return document("State machines", OPENING, *map(_machine, machines()))


def machines() -> list[Machine]:
    """The `…MOVES` tables of every service's `domain.moves`."""
    return [machine for service in composed() for machine in _machines_of(service.package)]


def _machines_of(package: str) -> Iterator[Machine]:
    for name, moves in vars(import_module(f"services.{package}.domain.moves")).items():
        if name.endswith("MOVES") and isinstance(moves, Mapping):
            edges = {edge: _target(target) for edge, target in moves.items()}
            yield Machine(package, name, type(next(iter(edges.values()))), edges)


def _target(found: Any) -> StrEnum:
    target = getattr(found, "to", found)
    assert isinstance(target, StrEnum)
    return target


def _machine(machine: Machine) -> str:
    rows = [
        [f"`{source}`" if source else "–", f"`{action}`", f"`{target}`"]
        for (source, action), target in machine.moves.items()
    ]
    doc = first_paragraph(machine.states.__doc__)
    return "\n\n".join(
        [
            f"## {machine.package}: {machine.states.__name__}",
            doc,
            "```mermaid\n" + "\n".join(["stateDiagram-v2", *_edges(machine)]) + "\n```",
            table(["from", "action", "to"], rows),
        ]
    )


def _edges(machine: Machine) -> Iterator[str]:
    """Actions between the same two states share an arrow; the first state begins, one that nothing leaves ends."""
    sources = {source for source, _ in machine.moves}
    if None not in sources:
        yield f"    [*] --> {next(iter(machine.states))}"
    arrows: dict[tuple[StrEnum | None, StrEnum], list[str]] = {}
    for (source, action), target in machine.moves.items():
        arrows.setdefault((source, target), []).append(action)
    for (source, target), actions in arrows.items():
        yield f"    {source or '[*]'} --> {target}: {', '.join(actions)}"
    yield from (f"    {state} --> [*]" for state in machine.states if state not in sources)
