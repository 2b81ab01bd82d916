"""Every example that routing publishes is sent, each on a handling of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.routing.app import MONTHLY, create_app
from services.routing.settings import Settings
from shared.kernel.access import Actor
from shared.kernel.desk import Kind
from tests.support.desk import Open
from tests.support.examples import Example, send_every_example
from tests.support.routing_desk import (
    EPORT_HANDLER,
    EPORT_HEAD,
    ZHENGZHOU_ADMINISTRATOR,
    accepted,
    new_request,
)

BEFORE: Mapping[str, Sequence[tuple[str, Any]]] = {
    "start_handling": [("acceptance", {})],
    "finish_handling": [("acceptance", {}), ("start", None)],
}
"""The acts that bring a new handling as far as the operation needs it."""
WHO: Mapping[str, Actor] = {"put_unit": ZHENGZHOU_ADMINISTRATOR, "assign_handling": EPORT_HEAD}
QUERIES = {"list_days": "?from=2027-01-02&to=2027-01-02"}
STATUS = {"create_view": 201, "delete_view": 204, "delete_routing_draft": 204}


def named(name: str) -> Mapping[str, Any]:
    """A view of one's own."""
    return {"name": name, "filter": {"kind": ["fault"]}, "scope": "me"}


async def test_every_example_of_the_published_document_is_accepted(open_desk: Open) -> None:
    routing = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())
    await routing.send(EPORT_HANDLER, "PUT", "/routing/v1/drafts/kept", {"text": "x"})

    async def send(example: Example) -> None:
        made = new_request()
        await routing.publish(accepted(made, kind=Kind.FAULT))
        for act, body in BEFORE.get(example.operation, ()):
            path = f"/routing/v1/handlings/{made}/{act}"
            assert (await routing.send(EPORT_HANDLER, "POST", path, body)).status_code == 200
        view = None
        if "{view_id}" in example.path:
            view = (await routing.send(EPORT_HANDLER, "POST", "/routing/v1/views", named(str(made)))).json()["id"]
        code = "duty" if example.operation == "list_days" else "HA-410100-PORT"
        scope = "new" if example.method == "PUT" else "kept"
        path = example.path.format(request_id=made, view_id=view, code=code, scope=scope)

        answer = await routing.send(
            WHO.get(example.operation, EPORT_HANDLER),
            example.method,
            path + QUERIES.get(example.operation, ""),
            example.body,
        )

        assert answer.status_code == STATUS.get(example.operation, 200), (example, answer.text)

    await send_every_example(routing.app.openapi(), send)
