"""A case from report to evidence bundle, on a real PostgreSQL, against a port system behind its guard over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.data_anomaly.domain.acts import Done, replay
from shared.contracts import anomaly as events
from shared.contracts.anomaly import CaseEvent
from shared.evidence import merkle
from shared.evidence.canonical import parse, unb64u
from shared.evidence.records import Leaf
from shared.evidence.trust import read_trust
from shared.evidence.verify import verify_bundle
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.anomaly import (
    ANNA,
    AUDITOR,
    BAI,
    BILL,
    CONFIRMER,
    DESK,
    EXECUTOR,
    OFFICER,
    OTHER_BILL,
    Office,
    open_office,
    plan_for,
    root_of,
)
from tests.support.desk import Open


@pytest.fixture
async def office(open_desk: Open, postgres: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(open_desk, postgres, tmp_path) as office:
        yield office


async def test_a_paid_bill_is_corrected_once_and_an_outsider_can_verify_it(office: Office, tmp_path: Path) -> None:
    case, certificate = await office.requested()
    first = await office.sign(ANNA, case, certificate)
    again = await office.sign(ANNA, case, certificate)
    second = await office.sign(BAI, case, certificate)
    await office.logged()
    await office.done(EXECUTOR, case, f"certificates/{certificate}/reservation")
    await office.reaches(case, "confirming")
    closed = await office.done(CONFIRMER, case, "confirmation")
    await office.logged()
    bundle = await office.desk.send(AUDITOR, "GET", f"/anomaly/v1/cases/{case['id']}/bundle")

    assert (first.status_code, again.status_code, second.status_code) == (201, 409, 201)
    assert again.json()["type"] == "/problems/already-signed"
    assert second.json()["jws"] is not None
    assert (closed["state"], closed["outcome"]) == ("closed", "corrected")
    assert (await office.port.bill())["status"] == "PAID"
    report = verify_bundle(bundle.content, read_trust(await office.trust(), root_of(tmp_path)))
    assert report.verdict == "valid", [check for check in report.checks if not check.ok]
    assert (report.case, bundle.headers["content-disposition"]) == (
        case["number"],
        f'attachment; filename="{case["number"]}.evidence.zip"',
    )


async def test_every_act_is_one_version_one_event_and_one_leaf(office: Office) -> None:
    await office.desk.emitted()
    case, _ = await office.reserved()
    await office.reaches(case, "confirming")
    await office.done(CONFIRMER, case, "confirmation")
    await office.logged()
    told = [event for event in await office.desk.emitted() if isinstance(event, CaseEvent)]
    leaves = await office.desk.rows("SELECT sha256 FROM log_leaf WHERE case_id = :id ORDER BY index", id=case["id"])

    assert [type(event) for event in told] == [
        events.CaseOpened,
        events.CaseTriaged,
        events.CaseAccepted,
        events.SpecialDeclared,
        events.PlanSaved,
        events.PlanPreviewed,
        events.CertificateRequested,
        events.CertificateSigned,
        events.CertificateSigned,
        events.CertificateIssued,
        events.ExecutionReserved,
        events.ExecutionSent,
        events.ExecutionFinished,
        events.CaseVerified,
        events.CaseClosed,
    ]
    assert [event.version for event in told] == list(range(1, len(told) + 1))
    assert [(event.leaf_sha256,) for event in told] == leaves


async def test_the_log_replayed_through_the_state_machine_gives_the_state_of_every_case(office: Office) -> None:
    corrected, _ = await office.reserved()
    await office.reaches(corrected, "confirming")
    waiting, _ = await office.requested(await office.planned(await office.special(), plan_for(OTHER_BILL)))
    settled = await office.opened()
    await office.logged()

    for case in (corrected, waiting, settled):
        logged = [
            Leaf.read(leaf.encode())
            for leaf in [item["leaf"] for item in await _all_leaves(office)]
            if parse(leaf.encode()).get("case") == case["number"]  # type: ignore[union-attr]
        ]
        told = (await office.desk.send(AUDITOR, "GET", f"/anomaly/v1/cases/{case['id']}/acts")).json()["items"]
        done = [Done.read(act["document"].encode()) for act in told]
        assert [leaf.h["act"] for leaf in logged] == [each.sha256 for each in done]
        assert [leaf.case_seq for leaf in logged] == [each.seq for each in done]
        assert replay(each.act for each in done).state == (await office.case(case))["state"]


async def test_a_lost_answer_is_unknown_until_the_journal_is_read_and_is_never_sent_again(office: Office) -> None:
    await office.port.fault(lose_answer=1)
    case, certificate = await office.reserved()
    await office.reaches(case, "confirming")
    told = [event for event in await office.desk.emitted() if isinstance(event, events.ExecutionFinished)]

    assert [event.outcome for event in told] == ["unknown", "applied"]
    assert (await office.port.bill())["status"] == "PAID"
    assert (await office.port.client.get("/portdesk/status")).json()["journal_size"] == 1
    again = await office.act(EXECUTOR, case, f"certificates/{certificate}/reservation")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/not-allowed")


async def test_a_bundle_verifies_when_the_answer_was_lost(office: Office, tmp_path: Path) -> None:
    await office.port.fault(lose_answer=1)
    case, _ = await office.reserved()
    await office.reaches(case, "confirming")
    await office.done(CONFIRMER, case, "confirmation")
    await office.logged()
    bundle = await office.desk.send(AUDITOR, "GET", f"/anomaly/v1/cases/{case['id']}/bundle")

    report = verify_bundle(bundle.content, read_trust(await office.trust(), root_of(tmp_path)))
    assert report.verdict == "valid", [check for check in report.checks if not check.ok]


async def test_a_record_that_changed_meanwhile_is_left_alone_and_a_new_plan_is_needed(office: Office) -> None:
    await office.port.fault(change_meanwhile=1)
    case, certificate = await office.reserved()
    await office.reaches(case, "no_effect")
    spent = await office.act(EXECUTOR, case, f"certificates/{certificate}/reservation")
    replanned = await office.planned(case)

    assert (await office.port.bill())["status"] == "PROCESSING"
    assert spent.status_code == 409
    assert (replanned["state"], replanned["revision"], replanned["certificate"]) == ("previewed", 2, None)


async def test_a_case_settled_by_business_rules_ends_without_any_technical_step(office: Office) -> None:
    case = await office.opened()
    await office.done(DESK, case, "triage", {"type": "A13"})
    await office.done(OFFICER, case, "acceptance")
    await office.done(OFFICER, case, "intervention", {"rule": "业务规则第八条", "outcome": "已补发国库回执。"})
    closed = await office.done(CONFIRMER, case, "confirmation")
    bundle = await office.desk.send(AUDITOR, "GET", f"/anomaly/v1/cases/{case['id']}/bundle")

    assert (closed["state"], closed["outcome"]) == ("closed", "intervened")
    assert (bundle.status_code, bundle.json()["type"]) == (409, "/problems/nothing-corrected")
    assert (await office.port.bill())["status"] == "PROCESSING"


async def test_triage_names_the_competent_unit_which_then_leads(office: Office) -> None:
    case = await office.opened()
    before = await office.act(OFFICER, case, "acceptance")
    triaged = await office.done(DESK, case, "triage", {"type": "A13"})
    after = await office.act(OFFICER, case, "acceptance")

    assert before.status_code in (403, 404, 409)
    assert (triaged["competent_unit"], triaged["type"], triaged["severity"]) == ("HA-TAX", "A13@1", "S2")
    assert after.status_code == 200
    assert not {action["operation"] for action in (await office.case(case, DESK))["allowed_actions"]}


async def test_a_denied_correction_goes_back_to_the_department_and_cannot_be_withdrawn(office: Office) -> None:
    case, _ = await office.reserved()
    await office.reaches(case, "confirming")
    disputed = await office.done(CONFIRMER, case, "dispute", {"reason": "企业反映状态仍不正确。"})

    assert disputed["state"] == "intervening"
    assert (await office.port.bill())["status"] == "PAID"


async def test_the_log_proves_each_leaf_under_its_newest_head(office: Office) -> None:
    await office.opened()
    await office.logged()
    head = (await office.desk.send(AUDITOR, "GET", "/anomaly/v1/log/checkpoint")).json()
    for item in await _all_leaves(office):
        proof = (await office.desk.send(AUDITOR, "GET", f"/anomaly/v1/log/leaves/{item['index']}/proof")).json()
        path = [unb64u(node) for node in proof["proof"]]

        hashed = merkle.leaf_hash(item["leaf"].encode())
        assert merkle.inclusion_holds(item["index"], head["size"], hashed, path, bytes.fromhex(head["root"]))


async def test_the_guard_refuses_a_bare_write_and_a_second_use(office: Office) -> None:
    bare = await office.port.client.put(f"/api/tax-bills/{BILL}", json={"status": "PAID"})
    case, _ = await office.reserved()
    await office.reaches(case, "confirming")
    plan = (await office.desk.send(AUDITOR, "GET", f"/anomaly/v1/cases/{case['id']}/plan")).json()["document"]
    op = plan["ops"][0]
    replayed = await office.port.client.put(
        f"/api/tax-bills/{BILL}",
        json={"status": "PAID"},
        headers={"PortDesk-Op": op["op_id"], "If-Match": op["version"]},
    )

    assert (bare.status_code, bare.json()["code"]) == (403, "T0.no-certificate")
    assert (replayed.status_code, replayed.json()["code"]) == (409, "T6.used")


async def _all_leaves(office: Office) -> list[dict[str, Any]]:
    first: int | None = 0
    found: list[dict[str, Any]] = []
    while first is not None:
        page = (await office.desk.send(AUDITOR, "GET", f"/anomaly/v1/log/leaves?first={first}&limit=20")).json()
        found += page["items"]
        first = page["next"]
    return found
