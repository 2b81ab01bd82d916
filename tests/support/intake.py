"""The intake service in a test: what is sent to it, and what other services tell it."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from services.intake.app import MONTHLY, create_app
from services.intake.settings import Settings
from shared.contracts import anomaly, routing
from shared.contracts.event import BY_SYSTEM
from shared.kernel.access import Actor
from shared.kernel.desk import Channel, FunctionArea, Severity
from shared.kernel.ids import CaseId, PersonId, RequestId, SystemCode, UnitCode, uuid7
from tests.support.clock import NOON
from tests.support.desk import Desk, Open
from tests.support.people import CLERK, ENTERPRISE, TAX_SYSTEM

REQUESTS = "/intake/v1/requests"
ANOMALY: dict[str, Any] = {
    "kind": "data_anomaly",
    "channel": "port_system",
    "function_area": "government_services",
    "application": "tax-payment",
    "system": "hn-sw-tax",
    "territory": "410100",
    "title": "税单已缴款，仍显示支付处理中",
    "description": "银行回单已到，税单状态超过两小时未变。",
    "references": [{"type": "tax_bill", "number": "410120261123000871"}],
    "severity": "S2",
    "anomaly_type": "A13",
}
QUESTION: dict[str, Any] = {
    **{name: ANOMALY[name] for name in ("function_area", "application", "territory")},
    "kind": "consultation",
    "channel": "portal",
    "title": "怎样查询缴款状态",
    "description": "请问在哪里可以看到。",
}
CALL: dict[str, Any] = {**QUESTION, "channel": "hotline", "kind": "fault"}


async def open_intake(open_desk: Open, **more: Any) -> Desk:
    """Intake on a database of its own; `more` as for `open_desk`."""
    folder: Path = open_desk.folder  # type: ignore[attr-defined]
    return await open_desk(
        "intake", create_app, Settings, monthly=MONTHLY, lookup_key=folder / "keys" / "lookup.key", **more
    )


async def registered(desk: Desk, actor: Actor = TAX_SYSTEM, **changes: Any) -> dict[str, Any]:
    """The receipt of a new request: an anomaly by the tax system, a call by a clerk, a question by an enterprise."""
    body = {TAX_SYSTEM: ANOMALY, ENTERPRISE: QUESTION}.get(actor, CALL)
    answer = await desk.send(actor, "POST", REQUESTS, body | changes, idempotency_key=str(uuid7(NOON)))
    assert answer.status_code == 201, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


async def act(desk: Desk, actor: Actor, request: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
    """An act on a request that succeeds."""
    if path in ("messages", "questions", "answers"):
        headers.setdefault("idempotency_key", str(uuid7(NOON)))
    answer = await desk.send(actor, "POST", f"{REQUESTS}/{request}/{path}", body, **headers)
    assert answer.is_success, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def seen(desk: Desk, request: str, actor: Actor = CLERK) -> dict[str, Any]:
    """A request as `actor` sees it."""
    answer = await desk.send(actor, "GET", f"{REQUESTS}/{request}")
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def resolved(desk: Desk, actor: Actor = TAX_SYSTEM) -> str:
    """The id of a request whose lead is done."""
    request: str = (await registered(desk, actor))["id"]
    await desk.publish(dispatched(request), taken(request), done(request))
    return request


def dispatched(request: str, *, lead: str = "HA-EPORT", version: int = 1) -> routing.HandlingDispatched:
    """Routing has named a lead."""
    return routing.HandlingDispatched(
        **_handling(request, lead, version),
        catalogue_version=1,
        rule="R-TAX",
        facts_matched={"system": "hn-sw-tax"},
        reason_zh="由电子口岸公司主办",
        reason_en="led by the E-port company",
    )


def taken(request: str, *, lead: str = "HA-EPORT", version: int = 2) -> routing.HandlingAccepted:
    """The lead has taken the work."""
    return routing.HandlingAccepted(**_handling(request, lead, version), person=PersonId("p-eport-handler"))


def done(request: str, *, outcome: str = "corrected", version: int = 3) -> routing.HandlingDone:
    """The lead is done."""
    return routing.HandlingDone(**_handling(request, "HA-EPORT", version), outcome=outcome)


def cancelled(request: str, *, version: int = 4) -> routing.HandlingCancelled:
    """The work has stopped."""
    return routing.HandlingCancelled(**_handling(request, "HA-EPORT", version), reason="withdrawn")


def case_opened(request: str, *, filing: anomaly.Filing | None = None, version: int = 1) -> anomaly.CaseOpened:
    """A case exists for the request; with a `filing` it came first."""
    return anomaly.CaseOpened(
        **_case(request, version), state="reported", type="A13@1", severity=Severity.S2, filing=filing
    )


def case_triaged(request: str, *, unit: str = "HA-TAX", version: int = 2) -> anomaly.CaseTriaged:
    """The competent unit is known."""
    return anomaly.CaseTriaged(
        **_case(request, version),
        state="triaged",
        type="A13@1",
        severity=Severity.S2,
        competent_unit=UnitCode(unit),
        rule="territory",
    )


def filing(**changes: Any) -> anomaly.Filing:
    """What the tax system filed at the anomaly service directly."""
    members: dict[str, Any] = {
        "channel": Channel.PORT_SYSTEM,
        "function_area": FunctionArea.GOVERNMENT_SERVICES,
        "application": "tax-payment",
        "system": SystemCode("hn-sw-tax"),
        "territory": "410100",
        "title": "税单已缴款，仍显示支付处理中",
        "description": "银行回单已到。",
        "registered_by": TAX_SYSTEM.unit,
        "registered_person": TAX_SYSTEM.person,
    }
    return anomaly.Filing(**members | changes)


def new_request(at: datetime = NOON) -> str:
    """An id for a request that another service brings."""
    return str(uuid7(at))


def _handling(request: str, lead: str, version: int) -> dict[str, Any]:
    return {**_event(version), "request_id": RequestId(UUID(request)), "lead": UnitCode(lead)}


def _case(request: str, version: int) -> dict[str, Any]:
    return {
        **_event(version),
        "case_id": CaseId(UUID(request)),
        "number": "C-410100-2026-000123",
        "request_id": RequestId(UUID(request)),
    }


def _event(version: int) -> dict[str, Any]:
    return {"version": version, "at": NOON, "by": BY_SYSTEM, "audience": ()}
