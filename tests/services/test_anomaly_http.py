"""The HTTP side of data_anomaly: examples, refusals that change nothing, and data that decides."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from shared.evidence.trust import read_trust
from shared.kernel.access import Actor
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.anomaly import (
    ANNA,
    BAI,
    CONFIRMER,
    DESK,
    EXECUTOR,
    HEAD,
    OFFICER,
    OTHER_BILL,
    PLAN,
    PLANNER,
    SIGNERS,
    Office,
    connector_body,
    open_office,
    root_of,
    served,
)
from tests.support.desk import Open
from tests.support.examples import Example, examples, send_every_example
from tests.support.people import TAX_SYSTEM

HENAN = Path(__file__).parents[2] / "deploy" / "henan"
CASES = "/anomaly/v1/cases"
NO_IDS = {"case_id": "no-uuid", "certificate_id": "no-uuid"}
REASON = {"reason": "国库回执已丢失，无法按业务规则补发。"}

OF_TODAY = '[[grant]]\nid = "G-HA-TAX-1"'
ENDED = """[[grant]]
id = "G-HA-TAX-0"
unit = "HA-TAX"
territories = ["410000"]
types = ["A14"]
kinds = ["set_status"]
max_ops = 1
max_severity = "S4"
need = 2
valid_from = 2025-01-01T00:00:00+08:00
valid_to = 2026-01-01T00:00:00+08:00
granted_by = "HA-PORT"

"""


@pytest.fixture
async def office(open_desk: Open, postgres: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(open_desk, postgres, tmp_path) as office:
        yield office


@dataclass(frozen=True)
class Write:
    """A writing operation that is refused on a fresh case (or a requested certificate), and by which problem."""

    actor: Actor
    path: str
    body: Any
    problem: str
    method: str = "POST"


CASE = CASES + "/{case_id}"
CERTIFICATE = CASE + "/certificates/{certificate_id}"
KEY = {"kid": "k-p-tax-anna", "alg": "Ed25519", "pub": "A" * 43, "person": "p-tax-anna"}
CASE_BODY = {
    "function_area": "government_services",
    "application": "tax-payment",
    "system": "hn-sw-tax",
    "territory": "410100",
    "title": "税单状态未变",
    "description": "两小时未变。",
    "severity": "S2",
    "anomaly_type": "A13",
}
CONNECTOR = {
    "system": "hn-sw-tax",
    "code": "tax-v2",
    "base_url": "http://127.0.0.1:9400",
    "zone": "B",
    "guard": {"kid": "guard-hn-sw-tax", "pub": "A" * 43},
    "records": [{"key": "tax_bill", "path": "/api/tax-bills/{id}", "fields": [{"path": "/status", "type": "str"}]}],
}
WRITES = {
    "open_case": Write(OFFICER, CASES, CASE_BODY, "not-yours"),
    "triage_case": Write(DESK, CASE + "/triage", {"type": "A99"}, "no-such-type"),
    "accept_case": Write(DESK, CASE + "/acceptance", None, "not-allowed"),
    "intervene": Write(DESK, CASE + "/intervention", {"rule": "规则", "outcome": "结果"}, "not-allowed"),
    "declare_special": Write(DESK, CASE + "/special-case", REASON, "not-allowed"),
    "save_plan": Write(PLANNER, CASE + "/plan", PLAN, "not-allowed", "PUT"),
    "preview_plan": Write(PLANNER, CASE + "/plan/preview", None, "not-allowed"),
    "request_certificate": Write(PLANNER, CASE + "/certificates", SIGNERS, "not-allowed"),
    "sign_certificate": Write(ANNA, CERTIFICATE + "/signatures", {"protected": "e30", "signature": "AAAA"}, "unproven"),
    "return_certificate": Write(PLANNER, CERTIFICATE + "/return", REASON, "not-yours"),
    "revoke_certificate": Write(ANNA, CERTIFICATE + "/revocation", REASON, "not-allowed"),
    "reserve_execution": Write(EXECUTOR, CERTIFICATE + "/reservation", None, "not-allowed"),
    "confirm_case": Write(CONFIRMER, CASE + "/confirmation", None, "not-allowed"),
    "dispute_case": Write(CONFIRMER, CASE + "/dispute", REASON, "not-allowed"),
    "register_key": Write(HEAD, "/anomaly/v1/keys", KEY, "key-known"),
    "register_connector": Write(OFFICER, "/anomaly/v1/connectors", CONNECTOR, "not-yours"),
}


async def test_every_write_is_covered_here(office: Office) -> None:
    paths = office.desk.app.openapi()["paths"]

    assert set(WRITES) == {
        methods[method]["operationId"] for methods in paths.values() for method in methods.keys() - {"get"}
    }


async def test_a_refused_write_says_why_and_changes_no_row(office: Office) -> None:
    fresh, (case, certificate) = await office.opened(), await office.requested()
    await office.logged()
    await office.desk.settled()
    before = await office.desk.snapshot()
    told = {}
    for operation, write in WRITES.items():
        about = case if "certificate_id" in write.path else fresh
        path = write.path.format(case_id=about["id"], certificate_id=certificate)

        answer = await office.desk.send(write.actor, write.method, path, write.body)

        assert answer.headers["content-type"] == "application/problem+json", operation
        told[operation] = answer.json()["type"].removeprefix("/problems/")
    assert told == {operation: write.problem for operation, write in WRITES.items()}
    assert await office.desk.snapshot() == before


async def test_a_malformed_write_is_told_by_pointer_and_changes_no_row(office: Office) -> None:
    case, certificate = await office.requested()
    await office.logged()
    await office.desk.settled()
    before = await office.desk.snapshot()
    for operation, write in WRITES.items():
        at = {"case_id": case["id"], "certificate_id": certificate} if write.body else NO_IDS
        body = {"unheard_of": 1} if write.body else None

        answer = await office.desk.send(write.actor, write.method, write.path.format(**at), body)

        assert answer.status_code == 422, (operation, answer.text)
        pointers = [error["pointer"] for error in answer.json()["errors"]]
        assert ("/unheard_of" if write.body else "/case_id") in pointers, operation
    assert await office.desk.snapshot() == before


async def test_every_operation_has_an_example_and_each_is_understood(office: Office) -> None:
    document = office.desk.app.openapi()
    case, certificate = await office.requested()
    at = {"case_id": case["id"], "certificate_id": certificate, "system": "hn-sw-tax", "index": 0}

    async def send(example: Example) -> None:
        answer = await office.desk.send(
            TAX_SYSTEM if example.operation == "open_case" else HEAD,
            example.method,
            example.path.format(**at),
            example.body,
            idempotency_key=uuid4().hex,
        )
        assert answer.status_code not in (404, 405, 500) or example.operation.endswith(("_certificate", "_execution"))
        assert answer.status_code != 422, (example, answer.text)

    await send_every_example(document, send)


def said(answer: httpx.Response) -> dict[str, Any]:
    """What a problem says, but for what names the call."""
    return {name: value for name, value in answer.json().items() if name not in ("instance", "request_id")}


async def test_a_stranger_sees_neither_case_nor_its_absence(office: Office) -> None:
    case = await office.opened()
    stranger = DESK.__class__(person=DESK.person, unit=CONFIRMER.unit.__class__("HA-410300-PORT"), roles=DESK.roles)

    there = await office.desk.send(stranger, "GET", f"{CASES}/{case['id']}")
    nowhere = await office.desk.send(stranger, "GET", f"{CASES}/{uuid4()}")

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert said(there) == said(nowhere), "the difference would tell that there is a case"
    assert (await office.desk.send(stranger, "GET", CASES)).json()["items"] == []


async def test_lists_show_each_unit_its_own_cases_newest_first(office: Office) -> None:
    first, second = await office.opened(), await office.opened()
    page = (await office.desk.send(DESK, "GET", f"{CASES}?limit=1")).json()
    rest = (await office.desk.send(DESK, "GET", f"{CASES}?limit=1&cursor={page['next']}")).json()

    assert [page["items"][0]["id"], rest["items"][0]["id"]] == [second["id"], first["id"]]
    assert (await office.desk.send(ANNA, "GET", CASES)).json()["items"] != []


async def test_the_same_key_opens_one_case(office: Office) -> None:
    body = {**examples_of(office, "open_case"), "title": "税单状态未变"}
    answers = [
        await office.desk.send(TAX_SYSTEM, "POST", CASES, body, idempotency_key="bill-871-stuck") for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert await office.desk.rows("SELECT count(*) FROM case_file") == [(1,)]


async def test_a_stale_act_is_refused(office: Office) -> None:
    case = await office.opened()
    await office.done(DESK, case, "triage", {"type": "A13"})

    answer = await office.act(OFFICER, case, "acceptance", if_match='"1"')

    assert (answer.status_code, answer.json()["type"]) == (412, "/problems/stale")


async def test_the_target_being_away_is_told_as_unavailable(office: Office) -> None:
    case = await office.special()
    body = connector_body(office.port, base_url="http://127.0.0.1:1")
    await office.desk.send(HEAD, "POST", "/anomaly/v1/connectors", body)

    answer = await office.desk.send(PLANNER, "PUT", f"{CASES}/{case['id']}/plan", PLAN)

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/target-unavailable")
    assert (await office.case(case))["state"] == "planning"


async def test_what_a_plan_or_a_certificate_cannot_say_is_refused_where_it_stands(office: Office) -> None:
    case = await office.planned()
    op = PLAN["ops"][0]
    words = {**op, "record": {**op["record"], "id": OTHER_BILL}, "after": "PAI\u0301D"}

    twice = await office.desk.send(PLANNER, "PUT", f"{CASES}/{case['id']}/plan", {**PLAN, "ops": [op, op]})
    apart = await office.desk.send(PLANNER, "PUT", f"{CASES}/{case['id']}/plan", {**PLAN, "ops": [op, words]})
    key = await office.desk.send(HEAD, "POST", "/anomaly/v1/keys", {**KEY, "kid": "k-other", "pub": "AAAA"})

    answers = (twice, apart, key)
    assert [answer.status_code for answer in answers] == [422] * 3, [answer.text for answer in answers]
    assert [answer.json()["errors"][0]["pointer"] for answer in answers] == [
        "/ops/1",
        "/ops/1/after",
        "/pub",
    ]


async def test_the_log_beyond_its_end_is_empty_however_far(office: Office) -> None:
    for first in (10**6, 10**30):
        beyond = await office.desk.send(HEAD, "GET", f"/anomaly/v1/log/leaves?first={first}")
        assert (beyond.status_code, beyond.json()["items"]) == (200, []), beyond.text
        proof = await office.desk.send(HEAD, "GET", f"/anomaly/v1/log/leaves/{first}/proof")
        assert (proof.status_code, proof.json()["type"]) == (404, "/problems/no-such-leaf")


async def test_words_that_came_in_pieces_stand_whole_in_the_certificate(office: Office) -> None:
    case = await office.opened(title="Zhe\u0301ngzhou 税单未更新")
    await office.done(DESK, case, "triage", {"type": "A13"})
    await office.done(OFFICER, case, "acceptance")
    await office.done(OFFICER, case, "special-case", {"reason": "Re\u0301cu perdu，无法补发"})
    await office.planned(case, {**PLAN, "side_effects": ["notification au de\u0301clarant"]})

    asked = await office.act(PLANNER, case, "certificates", SIGNERS)

    assert asked.status_code == 201, asked.text


async def test_a_target_whose_versions_are_no_entity_tags_is_as_good_as_away(office: Office) -> None:
    async def bill(_: Request) -> JSONResponse:
        return JSONResponse({"status": "PROCESSING"}, headers={"ETag": "7"})

    case = await office.special()
    async with served(Starlette(routes=[Route("/api/tax-bills/{id}", bill)])) as url:
        await office.desk.send(HEAD, "POST", "/anomaly/v1/connectors", connector_body(office.port, base_url=url))
        answer = await office.desk.send(PLANNER, "PUT", f"{CASES}/{case['id']}/plan", PLAN)

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/target-unavailable")


async def test_systems_of_authorities_are_never_corrected(office: Office) -> None:
    case = await office.special()
    await office.desk.send(HEAD, "POST", "/anomaly/v1/connectors", connector_body(office.port, zone="A"))

    answer = await office.desk.send(PLANNER, "PUT", f"{CASES}/{case['id']}/plan", PLAN)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/zone-refused")


async def test_only_the_operator_registers_a_connector(office: Office) -> None:
    stranger = DESK.__class__(person=HEAD.person, unit=DESK.unit, roles=HEAD.roles)

    answer = await office.desk.send(stranger, "POST", "/anomaly/v1/connectors", connector_body(office.port))

    assert answer.status_code == 403


async def test_an_unregistered_key_signs_nothing(office: Office) -> None:
    case, certificate = await office.requested()
    kid, _ = office.officers[BAI.person]
    office.officers[BAI.person] = (f"{kid}-2", office.officers[BAI.person][1])

    answer = await office.sign(BAI, case, certificate)

    assert (answer.status_code, answer.json()["code"]) == (403, "V5.unknown-key")


async def test_a_department_without_the_grant_certifies_nothing(
    open_desk: Open, postgres: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "authorities.toml", 'types = ["A13"]', 'types = ["A14"]', monkeypatch)
    async with open_office(open_desk, postgres, tmp_path) as office:
        answer = await office.act(PLANNER, await office.planned(), "certificates", SIGNERS)

    assert (answer.status_code, answer.json()["lacking"]) == (403, "type")


async def test_a_grant_that_asks_for_three_officers_gets_three(
    open_desk: Open, postgres: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "authorities.toml", "need = 2", "need = 3", monkeypatch)
    async with open_office(open_desk, postgres, tmp_path) as office:
        answer = await office.act(PLANNER, await office.planned(), "certificates", SIGNERS)
        trust = read_trust(await office.trust(), root_of(tmp_path))

    assert (answer.status_code, answer.json()["need"]) == (422, 3)
    assert trust.departments["HA-TAX"][0].need == 3


async def test_a_trust_file_tells_the_grants_that_have_ended_too(
    open_desk: Open, postgres: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "authorities.toml", OF_TODAY, ENDED + OF_TODAY, monkeypatch)
    async with open_office(open_desk, postgres, tmp_path) as office:
        trust = read_trust(await office.trust(), root_of(tmp_path))

    ended, held = trust.departments["HA-TAX"]
    assert (ended.types, ended.not_before, ended.not_after) == (("A14",), "2024-12-31T16:00:00Z", held.not_before)
    assert (held.types, held.not_before, held.not_after) == (("A13",), "2025-12-31T16:00:00Z", None)


async def test_triage_follows_the_catalogue_as_it_is_written(
    open_desk: Open, postgres: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "anomaly_types.toml", 'competent = "unit:HA-TAX"', 'competent = "territorial"', monkeypatch)
    async with open_office(open_desk, postgres, tmp_path) as office:
        triaged = await office.done(DESK, await office.opened(), "triage", {"type": "A13"})

    assert triaged["competent_unit"] == "HA-410100-PORT"


def written(folder: Path, file: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The province's data with one line changed, where the service will look for it."""
    data = folder / "province"
    shutil.copytree(HENAN, data)
    before = (data / file).read_text("utf-8")
    assert old in before
    (data / file).write_text(before.replace(old, new), "utf-8")
    monkeypatch.setenv("PORTDESK_PROVINCE_DATA", str(data))


def examples_of(office: Office, operation: str) -> dict[str, Any]:
    """The example body of an operation."""
    found: dict[str, Any] = next(e.body for e in examples(office.desk.app.openapi()) if e.operation == operation)
    return found
