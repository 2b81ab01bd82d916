"""What events declare is what services do: who emits, who reads, and under which rule."""

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import StrEnum
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

from cli.contracts.services import Composed, composed
from shared.contracts.registry import EVENTS
from shared.contracts.topics import Service
from shared.kernel.access import Acts, Role, decide
from shared.runtime.directory import TAKE_UNITS, take_units
from shared.runtime.handling import Handler
from tests.support.tree import at, dotted, parsed, room, sources

CLASSES = {event.__name__: event for event in EVENTS.values()}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.fixture(params=list(Service))
def service(request: pytest.FixtureRequest) -> Composed:
    """Each service in turn."""
    return next(service for service in composed() if service.name is request.param)


def test_a_service_handles_exactly_the_events_that_name_it_as_a_reader(service: Composed) -> None:
    declared = {event for event in EVENTS.values() if service.name in event.READ_BY}

    handlers = f"services/{service.package}/handlers.py"
    unhandled = [event.__name__ for event in declared - set(service.handlers)]
    undeclared = [event.__name__ for event in set(service.handlers) - declared]
    assert not unhandled, f"READ_BY names {service.name}; add a line to the handlers of {handlers}: {unhandled}"
    assert not undeclared, f"{handlers} handles it; add Service.{service.name.name} to READ_BY: {undeclared}"


def test_a_handler_acts_under_a_rule_that_lets_the_suite_itself_act(service: Composed) -> None:
    lawful = {name for name, rule in service.rules.items() if Role.SYSTEM in rule.needs}
    reaches = words_reached_from(service.package)

    for event, handler in service.handlers.items():
        name = name_of(handler)
        unruled = sorted(permitted_by(service.package, reaches(name)) - service.rules.keys())
        assert lawful & reaches(name), (
            f"{name} of services/{service.package}/handlers.py takes {event.TYPE} under no rule for the suite itself: "
            + (
                f'add "{unruled[0]}": SYSTEM_ONLY to RULES in services/{service.package}/domain/policy.py'
                if unruled
                else "let its use case permit an operation that has one"
            )
        )


def test_what_a_function_permits_is_read_from_the_calls_that_it_makes() -> None:
    assert permitted_by("intake", {"note_cancelled"}) == {"note_cancelled"}
    assert permitted_by("intake", {"take_cases", "keep_requests_of_cases"}) == {"keep_request_of_case"}
    assert permitted_by("intake", {"_known"}) == set()


def test_a_service_names_events_of_others_in_its_handlers_only(service: Composed) -> None:
    foreign = [
        f"{at(path, node)} {name}"
        for path, node, name in events_named(service.package)
        if CLASSES[name].TOPIC.owner is not service.name and room(path) != "handlers"
    ]

    assert foreign == []


def test_every_event_is_made_by_the_service_that_owns_it() -> None:
    made = {
        (service.name, name)
        for service in composed()
        for path, _, name in events_named(service.package)
        if room(path) != "handlers"
    }

    packages = {service.name: service.package for service in composed()}
    missing = [
        f"{name}: let a use case of services/{packages[event.TOPIC.owner]}/usecases end with tx.emit({name}(…))"
        for name, event in CLASSES.items()
        if (event.TOPIC.owner, name) not in made
    ]

    assert missing == []


def test_no_two_acts_on_one_record_are_offered_under_the_same_key(service: Composed) -> None:
    acts: Acts[StrEnum] = getattr(import_module(f"services.{service.package}.domain.policy"), "ACTS", {})
    taken = [key for _, _, key in acts.values() if key is not None]

    assert [key for key in taken if taken.count(key) > 1 or not re.fullmatch("[A-Z]", key)] == []
    assert acts.keys() <= service.rules.keys()


def test_two_events_have_two_names() -> None:
    assert len(CLASSES) == len(EVENTS)
    assert {event.TOPIC.owner for event in EVENTS.values()} <= set(Service)


def name_of(handler: Handler) -> str:
    """The function behind a handler."""
    while isinstance(handler, partial):
        handler = handler.func
    return str(handler.__name__)


def words_reached_from(package: str) -> Callable[[str], set[str]]:
    """Which texts stand in a function of the handlers and in all it calls: the operation it permits is among them."""
    known = dict(_functions(package))
    known[take_units.__name__] = {TAKE_UNITS}

    def reached(name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            if (next_one := waiting.pop()) not in found:
                found.add(next_one)
                waiting.extend(known.get(next_one, ()))
        return found

    return reached


def permitted_by(package: str, names: Collection[str]) -> set[str]:
    """The operations that functions of these names permit: texts they give for a parameter called `operation`."""
    known = [function for function, _ in _defined(package)]
    places = {decide.__name__: 3}
    for function in known:
        parameters = [argument.arg for argument in function.args.args]
        if "operation" in parameters:
            places[function.name] = parameters.index("operation")
    return {
        str(given.value)
        for function in known
        if function.name in names
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and (name := dotted(call.func).rsplit(".", 1)[-1]) in places
        for given in call.args[places[name] : places[name] + 1]
        if isinstance(given, ast.Constant)
    }


def _functions(package: str) -> Iterator[tuple[str, set[str]]]:
    together: dict[str, set[str]] = {}
    for function, constants in _defined(package):
        together.setdefault(function.name, set()).update(_words(function, constants))
    yield from together.items()


def _defined(package: str) -> Iterator[tuple[Function, Mapping[str, str]]]:
    for path in sources(f"services/{package}"):
        if room(path) in ("handlers", "usecases"):
            constants = _constants(parsed(path))
            for node in ast.walk(parsed(path)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield node, constants


def _words(function: ast.AST, constants: Mapping[str, str]) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name):
            yield constants.get(node.id, node.id)
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _constants(module: ast.Module) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def events_named(package: str) -> Iterator[tuple[Path, ast.expr, str]]:
    """Where a service's code names an event class, however it was imported."""
    for path in sources(f"services/{package}"):
        tree = parsed(path)
        modules = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "shared.contracts"
            for alias in node.names
        }
        classes = {
            alias.asname or alias.name: alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shared.contracts.")
            for alias in node.names
            if alias.name in CLASSES
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                if node.attr in CLASSES:
                    yield path, node, node.attr
            elif isinstance(node, ast.Name) and node.id in classes:
                yield path, node, classes[node.id]
