"""What holds when processes die, people race, time passes or somebody oversteps: certificates and executions."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.data_anomaly.connectors.port import reach
from services.data_anomaly.store import evidence
from services.data_anomaly.usecases import executing, logbook
from shared.contracts import anomaly as events
from shared.evidence.trust import read_trust
from shared.kernel.ids import CaseId, CertificateId
from shared.kernel.units import Level, UnitKind
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.anomaly import (
    ANNA,
    BAI,
    EXECUTOR,
    PLAN,
    PLANNER,
    SIGNERS,
    Office,
    open_office,
    root_of,
    rounds_of,
    stop_loop,
)
from tests.support.desk import Open
from tests.support.people import person, unit


@pytest.fixture
async def office(open_desk: Open, postgres: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(open_desk, postgres, tmp_path) as office:
        yield office


@pytest.mark.parametrize("written", [True, False], ids=["written before the crash", "crashed before writing"])
async def test_a_crash_between_sending_and_recording_is_settled_from_the_journal(office: Office, written: bool) -> None:
    await stop_loop("executions")
    case, _ = await office.reserved()
    await office.logged()
    rounds, case_id = rounds_of(office), CaseId(UUID(case["id"]))
    async with office.desk.runtime.transactions.read() as tx:
        work = await executing.work_on(tx, case_id, signer=rounds.signer)
    assert work is not None
    assert work.presentation is not None
    async with reach(work.connector, rounds.networks) as port:
        await port.present(work.presentation)
        async with office.desk.runtime.transactions.write() as tx:
            await executing.note_sent(tx, case_id)
        if written:
            await port.write(work.plan)

    assert await rounds.advance(case_id)
    assert (await office.case(case))["state"] == "unknown"
    if written:
        assert await rounds.advance(case_id)
        assert (await office.case(case))["state"] == "executed"
    else:
        assert not await rounds.advance(case_id)
        office.desk.clock.forward(timedelta(minutes=4))
        assert await rounds.advance(case_id)
        assert (await office.case(case))["state"] == "no_effect"
    assert (await office.port.bill())["status"] == ("PAID" if written else "PROCESSING")
    assert (await office.port.client.get("/portdesk/status")).json()["journal_size"] == int(written)


async def test_a_case_that_cannot_be_read_holds_up_no_other_and_goes_on_when_it_can(office: Office) -> None:
    await stop_loop("executions")
    case, _ = await office.reserved()
    await office.logged()
    ((plan, content),) = await office.desk.rows(
        "SELECT blob.sha256, content FROM evidence_blob blob JOIN plan ON blob.sha256 = plan.sha256"
    )
    await _overwrite(office, plan, b"{}")
    rounds = rounds_of(office)

    assert not await rounds.execute()
    await _overwrite(office, plan, content)
    assert not await rounds.execute(), "it rests"
    await rounds.executor.release()
    assert await rounds_of(office).execute()
    assert (await office.case(case))["state"] == "executed"


async def _overwrite(office: Office, sha256: str, content: bytes) -> None:
    """As a fault of the disk would: the table itself takes no change."""
    async with office.desk.engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(
            text("UPDATE evidence_blob SET content = :content WHERE sha256 = :sha256"),
            {"content": content, "sha256": sha256},
        )


async def test_of_two_concurrent_reservations_one_wins(office: Office) -> None:
    await stop_loop("executions")
    case, certificate = await office.certified()

    answers = await asyncio.gather(
        *(office.act(EXECUTOR, case, f"certificates/{certificate}/reservation") for _ in range(4))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert await office.desk.rows("SELECT count(*) FROM execution") == [(1,)]


async def test_a_revoked_certificate_is_not_reserved(office: Office) -> None:
    case, certificate = await office.certified()
    revoked = await office.done(ANNA, case, f"certificates/{certificate}/revocation", {"reason": "回执已找到。"})
    refused = await office.act(EXECUTOR, case, f"certificates/{certificate}/reservation")

    assert revoked["state"] == "planning"
    assert refused.status_code == 409
    assert (await office.port.bill())["status"] == "PROCESSING"


async def test_a_certificate_expires_by_itself_and_is_then_void(office: Office) -> None:
    case, certificate = await office.certified()
    office.desk.clock.forward(timedelta(hours=72))
    await office.reaches(case, "planning")
    refused = await office.act(EXECUTOR, case, f"certificates/{certificate}/reservation")

    told = [type(event) for event in await office.desk.emitted()]

    assert refused.status_code == 409
    assert told.count(events.CertificateExpired) == 1


async def test_what_expires_unsigned_is_logged_by_its_own_hash_although_another_was_issued_before(
    office: Office,
) -> None:
    case, first = await office.certified()
    await office.done(ANNA, case, f"certificates/{first}/revocation", {"reason": "回执已找到。"})
    _, second = await office.requested(await office.planned(case))
    office.desk.clock.forward(timedelta(hours=72))
    await office.reaches(case, "planning")

    async with office.desk.runtime.transactions.read() as tx:
        tx.permit_many(())
        asked = await evidence.asked(tx, CaseId(UUID(case["id"])), CertificateId(UUID(second)))
    logged = await office.desk.rows("SELECT hashes ->> 'certificate' FROM case_act WHERE leaf = 'cert.expired'")
    assert logged == [(asked.certificate.sha256,)]


async def test_a_reservation_that_nobody_sends_lapses_and_leaves_no_use(office: Office, tmp_path: Path) -> None:
    await stop_loop("executions")
    case, certificate = await office.reserved()
    ((spare,),) = await office.desk.rows(
        "SELECT timer.due_at - execution.fence_until FROM timer JOIN execution USING (certificate_id)"
        " WHERE timer.action = 'lapse'"
    )
    trust = read_trust(await office.trust(), root_of(tmp_path))
    office.desk.clock.forward(timedelta(minutes=3))
    lapsed = await office.reaches(case, "planning")
    refused = await office.act(EXECUTOR, case, f"certificates/{certificate}/reservation")

    assert lapsed["certificate"] is None
    assert refused.status_code == 409
    assert spare > timedelta(seconds=trust.skew_seconds), "a guard may still begin a write"


async def test_nothing_is_reserved_before_the_log_holds_the_certificate(office: Office) -> None:
    await stop_loop("sequencer")
    case, certificate = await office.requested()
    for officer in (ANNA, BAI):
        await office.sign(officer, case, certificate)

    early = await office.act(EXECUTOR, case, f"certificates/{certificate}/reservation")
    async with office.desk.runtime.transactions.write() as tx:
        await logbook.sequence_log(tx, signer=rounds_of(office).signer)
    late = await office.act(EXECUTOR, case, f"certificates/{certificate}/reservation")

    assert (early.status_code, early.json()["type"]) == (409, "/problems/not-witnessed")
    assert late.status_code == 200


async def test_nobody_reserves_for_the_named_executor(office: Office) -> None:
    case, certificate = await office.certified()
    colleague = person("p-colleague", "HA-EPORT", *EXECUTOR.roles)

    refused = await office.act(colleague, case, f"certificates/{certificate}/reservation")

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-the-executor")


async def test_who_is_named_executes_for_the_unit_that_is_named_and_for_no_other(office: Office) -> None:
    case, certificate = await office.certified()
    elsewhere = person(str(EXECUTOR.person), "HA-CUS", *EXECUTOR.roles)

    refused = await office.act(elsewhere, case, f"certificates/{certificate}/reservation")

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-the-executor")


@pytest.mark.parametrize("code", ["HA-TAX", "hn-sw-tax"])
async def test_an_executor_is_a_person_and_no_unit_or_system(office: Office, code: str) -> None:
    case = await office.special()
    plan = {**PLAN, "executor": {**PLAN["executor"], "person": code}}

    refused = await office.desk.send(PLANNER, "PUT", f"/anomaly/v1/cases/{case['id']}/plan", plan)

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/executor-is-no-person")
    assert refused.json()["errors"][0]["pointer"] == "/executor/person"


async def test_the_data_center_executes_what_names_its_engineer(office: Office) -> None:
    center = unit("CN-DATACENTER", UnitKind.DATA_CENTER, Level.NATIONAL)
    await office.desk.publish(center)
    engineer = person("p-engineer", "CN-DATACENTER", *EXECUTOR.roles)
    plan = {**PLAN, "executor": {"unit": "CN-DATACENTER", "person": "p-engineer"}}
    case, certificate = await office.certified(await office.planned(plan=plan))

    reserved = await office.act(engineer, case, f"certificates/{certificate}/reservation")

    assert reserved.status_code == 200, reserved.text
    await office.reaches(case, "confirming")


async def test_only_the_two_units_of_article_12_execute(office: Office) -> None:
    case = await office.special()
    plan = {**PLAN, "executor": {"unit": "HA-TAX", "person": "p-tax-handler"}}

    refused = await office.desk.send(PLANNER, "PUT", f"/anomaly/v1/cases/{case['id']}/plan", plan)

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/executor/unit")


async def test_an_officer_who_was_not_asked_does_not_count(office: Office) -> None:
    outsider = person("p-tax-chen", "HA-TAX", *ANNA.roles)
    await office.enrol(outsider)
    case, certificate = await office.requested()

    refused = await office.sign(outsider, case, certificate)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-asked")


async def test_a_signature_is_handed_in_by_its_maker(office: Office) -> None:
    case, certificate = await office.requested()

    refused = await office.sign(BAI, case, certificate, key=ANNA.person)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/anothers-key")


async def test_planner_and_certifier_are_two_persons(office: Office) -> None:
    planner_too = person("p-planner", "HA-TAX", *ANNA.roles)
    await office.enrol(planner_too)
    case = await office.planned()
    signers = [{"person": "p-tax-anna", "role": "handler"}, {"person": "p-planner", "role": "approver"}]

    refused = await office.act(PLANNER, case, "certificates", {"signers": signers})

    assert refused.status_code == 403


async def test_two_officers_must_be_asked(office: Office) -> None:
    case = await office.planned()

    refused = await office.act(PLANNER, case, "certificates", {"signers": SIGNERS["signers"][:1]})

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/signers")


async def test_a_new_plan_voids_what_was_signed(office: Office) -> None:
    case, certificate = await office.requested()
    await office.sign(ANNA, case, certificate)
    await office.done(BAI, case, f"certificates/{certificate}/return", {"reason": "请补充银行凭证。"})
    await office.planned(case)
    _, second = await office.requested(case)
    signed = await office.sign(BAI, case, second)

    assert signed.json()["signed_by"] == [f"k-{BAI.person}"]
    assert signed.json()["jws"] is None


async def test_two_cases_cannot_hold_certificates_for_one_field(office: Office) -> None:
    await office.certified()
    case, certificate = await office.requested(await office.planned(await office.special()))
    await office.sign(ANNA, case, certificate)

    refused = await office.sign(BAI, case, certificate)

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/already-covered")


async def test_declared_content_and_other_kinds_of_correction_are_refused(office: Office) -> None:
    case = await office.special()
    path = f"/anomaly/v1/cases/{case['id']}/plan"
    amount = {**PLAN, "ops": [{**PLAN["ops"][0], "path": "/amount", "after": "1.00"}]}
    other = {**PLAN, "ops": [{**PLAN["ops"][0], "kind": "set_field"}]}
    missing = {**PLAN, "ops": [{**PLAN["ops"][0], "record": {"key": "tax_bill", "id": "nobody"}}]}

    answers = [await office.desk.send(PLANNER, "PUT", path, plan) for plan in (amount, other, missing)]

    assert [(a.status_code, a.json()["type"], a.json()["errors"][0]["pointer"]) for a in answers] == [
        (422, "/problems/protected-field", "/ops/0/path"),
        (422, "/problems/kind-not-allowed", "/ops/0/kind"),
        (422, "/problems/no-such-record", "/ops/0/record/id"),
    ]


async def test_what_is_evidence_can_only_be_added_to(office: Office) -> None:
    await office.certified()
    for table in ("case_act", "evidence_blob", "signature", "certificate", "log_leaf", "log_node", "log_checkpoint"):
        for change in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(IntegrityError, match="insert-only"):
                async with office.desk.engine.begin() as connection:
                    await connection.execute(text(change))
