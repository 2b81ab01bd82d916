"""Intake on a real PostgreSQL: registering, accepting, talking, closing."""

from typing import Any

import pytest

from services.intake.app import MONTHLY, create_app
from services.intake.settings import Settings
from shared.contracts import intake as events
from tests.support.desk import Desk, Open
from tests.support.people import CLERK, ENTERPRISE, OTHER_CLERK, TAX_SYSTEM

ANOMALY = {
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
QUESTION = {
    **{name: ANOMALY[name] for name in ("function_area", "application", "territory")},
    "kind": "consultation",
    "channel": "portal",
    "title": "怎样查询缴款状态",
    "description": "请问在哪里可以看到。",
}


@pytest.fixture
async def intake(open_desk: Open, tmp_path: Any) -> Desk:
    key = tmp_path / "lookup.key"
    key.write_bytes(bytes(32))
    return await open_desk("intake", create_app, Settings, monthly=MONTHLY, lookup_key=key)


async def test_what_a_machine_registers_is_accepted_at_once_and_its_first_contact_is_the_territory(
    intake: Desk,
) -> None:
    answer = await intake.send(TAX_SYSTEM, "POST", "/intake/v1/requests", ANOMALY, idempotency_key="bill-871-stuck")

    assert answer.status_code == 201
    receipt = answer.json()
    assert receipt["number"].startswith("HA-20261123-410100-00001-")
    assert receipt["first_contact"] == {"unit": "HA-410100-PORT", "person": "p-zz-clerk"}
    submitted, accepted = await intake.emitted()
    assert isinstance(submitted, events.RequestSubmitted)
    assert isinstance(accepted, events.RequestAccepted)
    assert (submitted.version, accepted.version) == (1, 2)
    assert accepted.territorial_reason == "business"


async def test_the_same_key_gives_the_same_answer_and_one_request(intake: Desk) -> None:
    first = await intake.send(TAX_SYSTEM, "POST", "/intake/v1/requests", ANOMALY, idempotency_key="bill-871-stuck")
    second = await intake.send(TAX_SYSTEM, "POST", "/intake/v1/requests", ANOMALY, idempotency_key="bill-871-stuck")

    assert second.json() == first.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert await intake.rows("SELECT count(*) FROM request") == [(1,)]


async def test_a_question_waits_for_a_clerk_of_the_territory(intake: Desk) -> None:
    receipt = (await intake.send(ENTERPRISE, "POST", "/intake/v1/requests", QUESTION)).json()
    path = f"/intake/v1/requests/{receipt['id']}"

    stranger = await intake.send(OTHER_CLERK, "POST", f"{path}/acceptance")
    accepted = await intake.send(CLERK, "POST", f"{path}/acceptance")

    assert receipt["status"] == "submitted"
    assert stranger.status_code == 404
    assert accepted.json()["first_contact"] == {"unit": "HA-410100-PORT", "person": "p-zz-clerk"}


async def test_a_wrong_check_digit_is_told_with_its_pointer_and_nothing_is_stored(intake: Desk) -> None:
    before = await intake.snapshot()
    body = {**ANOMALY, "references": [{"type": "container", "number": "CSQU3054384"}]}

    answer = await intake.send(
        TAX_SYSTEM, "POST", "/intake/v1/requests", body, idempotency_key="container-1", accept_language="en"
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/references/0/number"
    assert "check character" in answer.json()["detail"]
    assert await intake.snapshot() == before
