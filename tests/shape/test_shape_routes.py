"""No dependency of a route is a plain function: FastAPI would send it through a thread, at a cost that shows."""

from collections.abc import Callable, Iterator
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant

from cli.contracts.services import Composed, composed
from shared.runtime.http.app import operations


def blocking(dependant: Dependant) -> Iterator[str]:
    """The callables below an operation, and itself, that are no coroutine functions."""
    call: Callable[..., Any] | None = dependant.call
    if call is not None and not any(kind(one) for one in (call, type(call).__call__) for kind in COROUTINES):
        yield getattr(call, "__name__", repr(call))
    for inner in dependant.dependencies:
        yield from blocking(inner)


COROUTINES = (iscoroutinefunction, isasyncgenfunction)


@pytest.mark.parametrize("service", composed(), ids=lambda service: service.name)
def test_operations_and_what_they_depend_on_are_coroutines(service: Composed) -> None:
    found = {name: set(blocking(route.dependant)) for name, route in operations([service.app.router])}

    assert found, "an application without operations proves nothing"
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_a_plain_function_is_found() -> None:
    app = FastAPI()

    @app.get("/")
    def plain() -> None:
        """Blocks."""

    assert [set(blocking(route.dependant)) for _, route in operations([app.router])] == [{"plain"}]
