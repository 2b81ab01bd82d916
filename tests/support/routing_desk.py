"""The routing service in a test: people of the seed directory, and what other services tell it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts import anomaly, intake
from shared.contracts.event import BY_SYSTEM
from shared.kernel.access import Actor, Role
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import CaseId, PersonId, RequestId, SystemCode, UnitCode, uuid7
from tests.support.clock import NOON
from tests.support.desk import Desk
from tests.support.people import person

EPORT_HANDLER = person("p-ha-eport-02", "HA-EPORT", Role.HANDLER)
TAX_HANDLER = person("p-ha-tax-02", "HA-TAX", Role.HANDLER)
ZHENGZHOU_CLERK = person("p-ha-410100-port-01", "HA-410100-PORT", Role.CLERK)
LUOYANG_CLERK = person("p-ha-410300-port-01", "HA-410300-PORT", Role.CLERK)
SUPERVISOR = person("p-ha-port-03", "HA-PORT", Role.SUPERVISOR)
EPORT_ADMINISTRATOR = person("p-ha-eport-07", "HA-EPORT", Role.ADMINISTRATOR)
ZHENGZHOU_ADMINISTRATOR = person("p-ha-410100-port-07", "HA-410100-PORT", Role.ADMINISTRATOR)
TAX_MACHINE = Actor(
    person=PersonId("client-hn-sw-tax"),
    unit=UnitCode("HA-EPORT"),
    roles=frozenset({Role.PORT_SYSTEM}),
    scopes=frozenset({"requests:read"}),
    systems=frozenset({SystemCode("hn-sw-tax")}),
)


EPORT_HEAD = person("p-ha-eport-05", "HA-EPORT", Role.HEAD)
QUEUE = "/routing/v1/queue"
COUNTS = "/routing/v1/queue/counts"


def new_request(at: datetime = NOON) -> RequestId:
    """The id of a request of that instant."""
    return RequestId(uuid7(at))


def accepted(request_id: RequestId, *, at: datetime = NOON, **changes: Any) -> intake.RequestAccepted:
    """An S2 data anomaly of the tax payment system in Zhengzhou; `changes` replace its members."""
    facts: dict[str, Any] = {
        "version": 2,
        "at": at,
        "by": BY_SYSTEM,
        "audience": (),
        "request_id": request_id,
        "number": "HA-20261123-410100-00042-6",
        "kind": Kind.DATA_ANOMALY,
        "channel": Channel.PORT_SYSTEM,
        "function_area": FunctionArea.GOVERNMENT_SERVICES,
        "application": "tax-payment",
        "system": SystemCode("hn-sw-tax"),
        "territory": "410100",
        "title": "税单已缴款，仍显示支付处理中",
        "severity": Severity.S2,
        "registered_by": UnitCode("HA-EPORT"),
        "territorial_unit": UnitCode("HA-410100-PORT"),
        "territorial_reason": "business",
        "first_contact_unit": UnitCode("HA-410100-PORT"),
        "first_contact_person": PersonId("p-ha-410100-port-01"),
    }
    return intake.RequestAccepted(**facts | changes)


def moved(request_id: RequestId, status: str, *, version: int = 3, at: datetime = NOON) -> intake.MessageAdded:
    """Something was said, after which the request has this status."""
    return intake.MessageAdded(message_id=UUID(int=1), **_moved(request_id, status, version, at))


def withdrawn(request_id: RequestId, *, version: int = 3, at: datetime = NOON) -> intake.RequestWithdrawn:
    """The requester took it back."""
    return intake.RequestWithdrawn(reason="已自行解决", **_moved(request_id, "withdrawn", version, at))


def opened(request_id: RequestId, *, version: int = 1, at: datetime = NOON) -> anomaly.CaseOpened:
    """There is a case."""
    return anomaly.CaseOpened(type="A13@1", severity=Severity.S2, **_case(request_id, "reported", version, at))


def triaged(
    request_id: RequestId, unit: str = "HA-TAX", *, version: int = 2, at: datetime = NOON
) -> anomaly.CaseTriaged:
    """The competent unit is known."""
    return anomaly.CaseTriaged(
        type="A13@1",
        severity=Severity.S2,
        competent_unit=UnitCode(unit),
        rule="A13",
        **_case(request_id, "triaged", version, at),
    )


def closed(
    request_id: RequestId, outcome: str = "corrected", *, version: int = 9, at: datetime = NOON
) -> anomaly.CaseClosed:
    """The case has ended."""
    return anomaly.CaseClosed(outcome=outcome, **_case(request_id, "closed", version, at))


def _moved(request_id: RequestId, status: str, version: int, at: datetime) -> dict[str, Any]:
    return {
        "version": version,
        "at": at,
        "by": BY_SYSTEM,
        "audience": (),
        "request_id": request_id,
        "number": "HA-20261123-410100-00042-6",
        "status": status,
    }


def _case(request_id: RequestId, state: str, version: int, at: datetime) -> dict[str, Any]:
    return {
        "version": version,
        "at": at,
        "by": BY_SYSTEM,
        "audience": (),
        "case_id": CaseId(UUID(int=request_id.int ^ 1)),
        "number": "C-410100-2026-000001",
        "request_id": request_id,
        "state": state,
    }


async def listed(routing: Desk, actor: Actor, query: str = "") -> list[str]:
    """The ids that `actor` sees, all pages in order; three lines to a page, so that seams are crossed."""
    seen: list[str] = []
    path: str | None = f"{QUEUE}?limit=3&{query}"
    while path:
        answer = await routing.send(actor, "GET", path)
        assert answer.status_code == 200, answer.text
        seen += [item["id"] for item in answer.json()["items"]]
        path = answer.links.get("next", {}).get("url")
    return seen


async def counts(routing: Desk, actor: Actor) -> dict[str, int]:
    """What the counts say, by view."""
    answer = await routing.send(actor, "GET", COUNTS)
    assert answer.status_code == 200, answer.text
    return {one["view"]: one["count"] for one in answer.json()["items"]}


def as_text(ids: Iterable[RequestId]) -> list[str]:
    """As they stand in JSON."""
    return [str(one) for one in ids]
