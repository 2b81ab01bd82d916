"""Every code that a guard answers with, at each of its doors, with nothing changed in any table of the port system."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from guard.middleware import LARGEST_PRESENTATION, LARGEST_WRITE
from shared.evidence.codes import CODES
from shared.evidence.scalars import typed
from tests.support.evidence import NOW
from tests.support.forgeries import (
    FORGERIES,
    HOME,
    MISSHAPEN,
    Forgery,
    Misshapen,
    genuine,
    misshapen_body,
    order,
    paying,
)
from tests.support.port_system import PAID, Open, Port

OP = order()
ENGLISH = {"accept_language": "en-GB,en;q=0.9,zh;q=0.5"}
SHOWN: set[str] = {forgery.code for forgery in FORGERIES} | {wrong.code for wrong in MISSHAPEN}


def says(answer: Any, code: str, language: str = "zh") -> bool:
    """A problem document with this code, its status and its sentence."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem, meaning = answer.json(), CODES[code]
    assert (problem["code"], problem["detail"]) == (code, getattr(meaning, language))
    assert answer.status_code == problem["status"] == meaning.status
    return True


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.name)
async def test_a_forged_certificate_opens_no_door(open_port: Open, forgery: Forgery) -> None:
    wrong = forgery.make()
    port = await open_port(trust=wrong.home.trust)
    before = await port.snapshot()

    assert says(await port.show(wrong), forgery.code)
    assert says(await port.show(wrong, **ENGLISH), forgery.code, "en")
    assert says(await port.correct(OP), "T0.no-certificate")
    assert await port.snapshot() == before


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.name)
async def test_the_write_decides_again_whatever_lies_among_the_presentations(open_port: Open, forgery: Forgery) -> None:
    wrong = forgery.make()
    port = await open_port(trust=wrong.home.trust)
    await port.slip_in(OP, wrong.body)
    before = await port.snapshot()

    assert says(await port.correct(OP), forgery.code)
    assert says(await port.put(OP), forgery.code)
    assert await port.snapshot() == before


@pytest.mark.parametrize("wrong", MISSHAPEN, ids=lambda wrong: wrong.name)
async def test_a_misshapen_certificate_opens_no_door(open_port: Open, wrong: Misshapen) -> None:
    port = await open_port()
    body = misshapen_body(wrong)
    await port.slip_in(OP, body)
    before = await port.snapshot()

    assert says(await port.show(body), wrong.code)
    assert says(await port.show(body, **ENGLISH), wrong.code, "en")
    assert says(await port.correct(OP), wrong.code)
    assert await port.snapshot() == before


def _leaves(change: Callable[[list[Any]], list[Any]]) -> bytes:
    value = genuine().presentation.json_value()
    return json.dumps(value | {"leaves": change(value["leaves"])}).encode()


Refused = Callable[[Port], Awaitable[Any]]
BILLS = "/api/tax-bills"
PATH = f"{BILLS}/{OP.record.id}"
OTHER = order(after=typed("str", "REFUNDED"))

AT_THE_DOORS: list[tuple[str, str, Refused]] = [
    ("no certificate, native", "T0.no-certificate", lambda port: port.correct(order(2))),
    ("no certificate, mapped", "T0.no-certificate", lambda port: port.put(order(2))),
    ("no operation named", "T0.no-certificate", lambda port: port.client.put(PATH, json=PAID)),
    ("no operation named, no JSON", "T0.no-certificate", lambda port: port.client.post("/portdesk/corrections")),
    ("a write that is not listed", "T0.no-certificate", lambda port: port.client.post("/api/payments", json={})),
    ("a method that is not listed", "T0.no-certificate", lambda port: port.client.delete(PATH)),
    ("a record that is not listed", "T0.no-certificate",
     lambda port: port.client.put("/api/receipts/R-20261123-00871", json={"bank": "x"})),
    ("a write that is not listed, with a certificate", "T4.other-operation",
     lambda port: port.put(OP, path="/api/payments")),
    ("another path of the same record", "T4.other-operation", lambda port: port.put(OP, path=f"{PATH}/")),
    ("another record", "T4.other-operation", lambda port: port.put(OP, path=f"{BILLS}/410120261123000873")),
    ("a record that no plan can name", "T4.other-operation", lambda port: port.put(OP, path=f"{BILLS}/税单%20%3F")),
    ("another kind of record", "T4.other-operation", lambda port: port.put(OP, path=f"/api/manifests/{OP.record.id}")),
    ("another value", "T4.other-operation", lambda port: port.put(OP, {"status": "REFUNDED"})),
    ("null for a value", "T4.other-operation", lambda port: port.put(OP, {"status": None})),
    ("a member more", "T4.other-operation", lambda port: port.put(OP, {**PAID, "amount": "1.00"})),
    ("a member less", "T4.other-operation", lambda port: port.put(OP, {})),
    ("a list", "T4.other-operation", lambda port: port.put(OP, [PAID])),
    ("words in the query", "T4.other-operation", lambda port: port.put(OP, path=f"{PATH}?force=1")),
    ("other operations", "T4.other-operation", lambda port: port.correct(OTHER)),
    ("an operation more", "T4.other-operation", lambda port: port.correct(OP, order(2))),
    ("an operation's member changed", "T4.other-operation", lambda port: port.correct(order(evidence=()))),
    ("another version, native", "T5.version", lambda port: port.correct(OP, if_match='"2"')),
    ("another version, mapped", "T5.version", lambda port: port.put(OP, if_match='W/"1"')),
    ("any version", "T5.version", lambda port: port.put(OP, if_match="*")),
    ("not JSON", "V1.malformed", lambda port: _raw(port, b"status=PAID")),
    ("a member twice", "V1.malformed", lambda port: _raw(port, b'{"ops":[],"ops":[]}')),
    ("something beside the operations", "V1.malformed", lambda port: _raw(port, b'{"ops":[],"force":true}')),
    ("operations in no object", "V1.malformed", lambda port: _raw(port, b"[]")),
    ("a write that is too large", "V1.too-large", lambda port: _raw(port, b" " * (LARGEST_WRITE + 1))),
    ("a call that is too large", "V1.too-large", lambda port: port.put(OP, "x" * LARGEST_WRITE)),
    ("a presentation that is too large", "V1.too-large", lambda port: port.show(b" " * (LARGEST_PRESENTATION + 1))),
    ("a presentation under another's hash", "V13.hash",
     lambda port: port.client.put("/portdesk/presentations/" + "0" * 64, content=genuine().body)),
    ("a presentation that is none", "V1.malformed", lambda port: port.show(b"{}")),
    ("no reservation", "V10.leaves", lambda port: port.show(_leaves(lambda leaves: leaves[:1]))),
    ("another entry's path", "V10.inclusion",
     lambda port: port.show(_leaves(lambda leaves: [leaves[0] | {"proof": leaves[1]["proof"]}, leaves[1]]))),
]  # fmt: skip


def _raw(port: Port, body: bytes) -> Awaitable[Any]:
    headers = {"PortDesk-Op": OP.op_id, "If-Match": OP.version}
    return port.client.post("/portdesk/corrections", content=body, headers=headers)


@pytest.mark.parametrize(
    ("code", "attempt"), [case[1:] for case in AT_THE_DOORS], ids=[case[0] for case in AT_THE_DOORS]
)
async def test_a_write_that_is_not_the_certified_one_is_refused(open_port: Open, code: str, attempt: Refused) -> None:
    port = await open_port()
    await port.show(genuine())
    before = await port.snapshot()

    answer = await attempt(port)

    assert says(answer, code)
    assert await port.snapshot() == before


@pytest.mark.parametrize(
    ("seconds", "trust", "code"),
    [
        (151, {}, "V9.fence"),
        (-31, {}, "V9.fence"),
        (0, {"expires": "2026-11-23T08:00:00Z"}, "V5.trust-expired"),
        (0, {"system": "hn-sw-licence"}, "T1.other-system"),
        (0, {"witness_quorum": 1}, "V10.witnesses"),
    ],
    ids=["after the fence", "before the reservation", "trust expired", "another system's trust", "witnesses now asked"],
)
async def test_what_was_accepted_when_it_was_shown_is_not_when_it_is_too_late(
    open_port: Open, seconds: int, trust: dict[str, Any], code: str
) -> None:
    port = await open_port()
    assert (await port.show(genuine())).status_code == 201
    before = await port.snapshot()

    port.clock.at = NOW + timedelta(seconds=seconds)
    port.trust(HOME.trust.model_copy(update=trust))

    for attempt in (port.correct(OP), port.put(OP), port.show(genuine())):
        assert says(await attempt, code)
    assert await port.snapshot() == before


async def test_an_operation_that_was_done_is_refused_with_its_journal_entry(open_port: Open) -> None:
    port = await open_port()
    await port.show(genuine())
    done = await port.correct(OP)
    before = await port.snapshot()

    for attempt in (port.correct(OP), port.put(OP), port.correct(OP, **ENGLISH)):
        again = await attempt
        assert says(again, "T6.used", "en" if "Refused" in again.json()["title"] else "zh")
        assert again.json()["entry"] == done.json()["journal"][0]
    assert await port.snapshot() == before


@pytest.mark.parametrize(
    ("op", "code"),
    [
        (order(path="/colour", before=typed("str", "red")), "T4.other-operation"),
        (order(record={"key": "vessel", "id": "1"}), "T4.other-operation"),
        (order(after=typed("int", 1)), "T4.other-operation"),
        (order(after=typed("str", None)), "T4.other-operation"),
        (order(path="/payer", before=typed("str", "x")), "T3.protected-field"),
    ],
    ids=["unpublished field", "unpublished record", "another type", "null where none may be", "declared content"],
)
async def test_the_port_system_itself_has_the_last_word_on_what_may_be_written(
    open_port: Open, op: Any, code: str
) -> None:
    port = await open_port()
    assert (await port.show(genuine(paying(ops=(op,))))).status_code == 201
    before = await port.snapshot()

    assert says(await port.correct(op), code)
    assert await port.snapshot() == before


def test_every_code_that_a_guard_can_give_is_given_here() -> None:
    of_bundles = {"V12.reserved", "V12.revoked", "V12.gap", "V14.effect", "V15.rollback", "V19.time"}
    of_trust = {"V20.no-trust", "V20.other-installation"}
    elsewhere = {"V9.fence", "V5.trust-expired", "T6.used"}

    given = SHOWN | {code for _, code, _ in AT_THE_DOORS} | elsewhere

    assert given == CODES.keys() - of_bundles - of_trust - {"T7.unguarded"}
