"""Every write at routing refuses, for a reason of the domain and for its form, and leaves no trace either way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from services.routing.app import MONTHLY, create_app
from services.routing.settings import Settings
from shared.kernel.access import Actor
from shared.kernel.desk import Kind
from tests.support.desk import Desk, Open
from tests.support.examples import examples
from tests.support.routing_desk import (
    EPORT_HANDLER,
    EPORT_HEAD,
    TAX_HANDLER,
    ZHENGZHOU_ADMINISTRATOR,
    accepted,
    new_request,
)

STALE = {"if_match": '"7"'}
HANDLING = "/routing/v1/handlings/{request_id}"
VIEW = "/routing/v1/views/{view_id}"
DRAFT = "/routing/v1/drafts/{scope}"
FAULTS = {"name": "故障", "filter": {"kind": ["fault"]}}
MANY: dict[str, Any] = {"action": "start_handling"}
UNHEARD_OF = {"unheard_of": 1}


@dataclass(frozen=True, kw_only=True)
class Write:
    """One operation, what it is refused for by the domain, and where a malformed one is told to be wrong."""

    actor: Actor = EPORT_HANDLER
    method: str = "POST"
    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    problem: str
    malformed: Any = None
    """A body; where there is none, the path is."""
    pointer: str


def act(name: str, body: Any, problem: str, *, actor: Actor = EPORT_HANDLER) -> Write:
    """An act on one handling that nobody has taken yet."""
    path, malformed = f"{HANDLING}/{name}", None if body is None else UNHEARD_OF
    pointer = "/request_id" if body is None else "/unheard_of"
    return Write(actor=actor, path=path, body=body, problem=problem, malformed=malformed, pointer=pointer)


def on_view(method: str, body: Any, pointer: str) -> Write:
    """Something done to a view of the handler's that has changed meanwhile."""
    malformed = None if body is None else UNHEARD_OF
    return Write(
        method=method, path=VIEW, body=body, headers=STALE, problem="stale", malformed=malformed, pointer=pointer
    )


WRITES = {
    "put_unit": Write(
        actor=ZHENGZHOU_ADMINISTRATOR,
        method="PUT",
        path="/routing/v1/units/HA-410100-PORT",
        body={"name_zh": "郑州", "name_en": "Zhengzhou", "kind": "eport_company", "level": "municipal"},
        problem="decided-by-the-province",
        malformed=UNHEARD_OF,
        pointer="/unheard_of",
    ),
    "create_view": Write(
        path="/routing/v1/views",
        body={**FAULTS, "scope": "unit"},
        problem="not-yours",
        malformed=UNHEARD_OF,
        pointer="/unheard_of",
    ),
    "put_view": on_view("PUT", FAULTS, "/unheard_of"),
    "delete_view": on_view("DELETE", None, "/view_id"),
    "accept_handling": act("acceptance", {"handler": TAX_HANDLER.person}, "not-of-the-unit"),
    "assign_handling": act("assignment", {"person": TAX_HANDLER.person}, "not-of-the-unit", actor=EPORT_HEAD),
    "start_handling": act("start", None, "not-allowed"),
    "finish_handling": act("completion", {"outcome": "solved"}, "not-allowed"),
    "bulk_handlings": Write(
        actor=ZHENGZHOU_ADMINISTRATOR,
        path="/routing/v1/handlings:bulk",
        body=MANY,
        problem="not-yours",
        malformed={"action": "start_handling", "items": []},
        pointer="/items",
    ),
    "put_routing_draft": Write(
        method="PUT", path=DRAFT, body={"text": "乙"}, problem="draft-changed", pointer="/scope"
    ),
    "delete_routing_draft": Write(
        method="DELETE", path=DRAFT, headers=STALE, problem="draft-changed", pointer="/scope"
    ),
}


@pytest.fixture
async def routing(open_desk: Open) -> Desk:
    desk: Desk = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())
    return desk


async def test_every_write_is_covered_here(routing: Desk) -> None:
    assert set(WRITES) == {each.operation for each in examples(routing.app.openapi()) if each.method != "GET"}


async def test_a_refused_write_says_why_or_where_and_changes_no_row(routing: Desk) -> None:
    request = new_request()
    await routing.publish(accepted(request, kind=Kind.FAULT))
    view = (await routing.send(EPORT_HANDLER, "POST", "/routing/v1/views", FAULTS)).json()["id"]
    await routing.send(EPORT_HANDLER, "PUT", "/routing/v1/drafts/kept", {"text": "甲"})
    here = {"request_id": str(request), "view_id": view, "scope": "kept"}
    nowhere = {"request_id": "first", "view_id": "mine", "scope": "a b"}
    await routing.settled()
    before = await routing.snapshot()
    reasons, places = {}, {}
    for name, write in WRITES.items():
        body = {**MANY, "items": [{"id": str(request), "version": 1}]} if write.body is MANY else write.body

        refused = await routing.send(write.actor, write.method, write.path.format(**here), body, **write.headers)
        path = write.path.format(**(here if write.malformed else nowhere))
        malformed = await routing.send(write.actor, write.method, path, write.malformed or write.body)

        reasons[name] = refused.json()["type"].removeprefix("/problems/")
        assert malformed.status_code == 422, (name, malformed.text)
        places[name] = [fault["pointer"] for fault in malformed.json()["errors"]]
        assert await routing.snapshot() == before, name

    assert reasons == {name: write.problem for name, write in WRITES.items()}
    assert [name for name, write in WRITES.items() if write.pointer not in places[name]] == []
