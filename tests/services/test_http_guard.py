"""An application with an unguarded operation does not start."""

from collections.abc import Callable

import pytest
from fastapi import APIRouter

from shared.kernel.access import Role, Rule, Standing, Unguarded
from shared.runtime.http.app import check_guarded, operations
from shared.runtime.http.deps import ActorDep
from shared.runtime.http.once import OnceDep

RULE = Rule({Role.CLERK: frozenset({Standing.NONE})})
SYSTEM_RULE = Rule({Role.SYSTEM: frozenset({Standing.NONE})})
NOBODY: frozenset[str] = frozenset()


async def guarded(actor: ActorDep) -> None:
    """Asks who calls."""


async def guarded_by_what_it_needs(once: OnceDep) -> None:
    """Asks through something that asks."""


async def open_to_all() -> None:
    """Asks nobody."""


def routes(*endpoints: Callable[..., object], method: str = "GET", nested: bool = False) -> list[APIRouter]:
    inner = APIRouter(prefix="/inner")
    for endpoint in endpoints:
        inner.add_api_route(f"/{endpoint.__name__}", endpoint, methods=[method])
    if not nested:
        return [inner]
    middle, outer = APIRouter(prefix="/middle"), APIRouter()
    middle.include_router(inner)
    outer.include_router(middle)
    return [outer]


@pytest.mark.parametrize("nested", [False, True])
def test_an_application_where_every_operation_has_a_rule_and_asks_may_start(nested: bool) -> None:
    routers = routes(guarded, guarded_by_what_it_needs, nested=nested)

    check_guarded(routers, {"guarded": RULE, "guarded_by_what_it_needs": RULE, "take_units": SYSTEM_RULE}, NOBODY)

    assert {name for name, _ in operations(routers)} == {"guarded", "guarded_by_what_it_needs"}


@pytest.mark.parametrize("nested", [False, True])
def test_an_operation_that_asks_nobody_is_found_however_deep_it_lies(nested: bool) -> None:
    with pytest.raises(Unguarded, match="open_to_all: does not ask who calls"):
        check_guarded(routes(guarded, open_to_all, nested=nested), {"guarded": RULE, "open_to_all": RULE}, NOBODY)


def test_an_operation_without_a_rule_is_found() -> None:
    with pytest.raises(Unguarded, match="guarded: no rule"):
        check_guarded(routes(guarded), {}, NOBODY)


def test_a_rule_that_no_operation_uses_is_found_unless_it_is_the_suites_own() -> None:
    with pytest.raises(Unguarded, match=r"^forgotten: a rule without an operation$"):
        check_guarded(routes(guarded), {"guarded": RULE, "forgotten": RULE, "take_units": SYSTEM_RULE}, NOBODY)


def test_two_operations_of_one_name_are_found() -> None:
    with pytest.raises(Unguarded, match="guarded: two routes of this name"):
        check_guarded([*routes(guarded), *routes(guarded)], {"guarded": RULE}, NOBODY)


def test_what_is_public_needs_no_rule_and_may_only_read() -> None:
    check_guarded(routes(open_to_all), {}, frozenset({"open_to_all"}))

    with pytest.raises(Unguarded, match="open_to_all: public and writes"):
        check_guarded(routes(open_to_all, method="POST"), {}, frozenset({"open_to_all"}))


def test_a_public_name_that_no_operation_has_is_found() -> None:
    with pytest.raises(Unguarded, match="gone: public and not there"):
        check_guarded(routes(guarded), {"guarded": RULE}, frozenset({"gone"}))


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(Unguarded) as found:
        check_guarded(routes(guarded, open_to_all), {"forgotten": RULE}, NOBODY)

    assert str(found.value).count(";") == 3
