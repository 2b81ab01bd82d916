"""The guard's decision: what it lets through, and the one code for each way to be wrong. Nothing is written here."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.evidence.canonical import parse
from shared.evidence.codes import Unproven
from shared.evidence.decide import MappedCall, NativeOps, decide
from shared.evidence.documents import Record
from shared.evidence.scalars import ABSENT, typed
from tests.support.evidence import NOW, Presented, installation
from tests.support.forgeries import (
    BILL,
    FORGERIES,
    HOME,
    MISSHAPEN,
    Forgery,
    Misshapen,
    genuine,
    misshapen_body,
    order,
    paying,
    trusting,
)

OP = order()
CALL = MappedCall(OP.op_id, "tax_bill", BILL, {"/status": "PAID"})


def code_of(body: bytes, ops: NativeOps | MappedCall | None = None, *, presented: Presented | None = None) -> str:
    trust = presented.home.trust if presented else HOME.trust
    with pytest.raises(Unproven) as refused:
        decide(body, ops, trust, NOW)
    return refused.value.code


def test_a_genuine_certificate_lets_exactly_its_operations_through() -> None:
    good = genuine()
    sent = parse(b"[" + OP.to_bytes() + b"]")

    native = decide(good.body, NativeOps(sent), HOME.trust, NOW)
    mapped = decide(good.body, CALL, HOME.trust, NOW)

    assert native == mapped == decide(good.body, None, HOME.trust, NOW)
    assert native.ops == (OP,)
    assert native.certificate_sha256 == good.envelope.sha256
    assert native.fence_until == NOW + timedelta(seconds=150)


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.name)
def test_each_forgery_is_refused_with_its_code(forgery: Forgery) -> None:
    wrong = forgery.make()

    assert code_of(wrong.body, presented=wrong) == forgery.code


@pytest.mark.parametrize("wrong", MISSHAPEN, ids=lambda wrong: wrong.name)
def test_each_misshapen_certificate_is_refused_with_its_code(wrong: Misshapen) -> None:
    body = misshapen_body(wrong)

    assert code_of(body) == wrong.code


@pytest.mark.parametrize(
    ("alter", "code"),
    [
        (lambda leaves: leaves[:1], "V10.leaves"),
        (lambda leaves: leaves[1:], "V10.leaves"),
        (lambda leaves: [*leaves, leaves[0]], "V10.leaves"),
        (lambda leaves: [*leaves, leaves[0] | {"leaf": leaves[0]["leaf"] | {"t": "exec.sent"}}], "V10.leaves"),
        (lambda leaves: [leaves[0], leaves[0]], "V10.leaves"),
        (lambda leaves: [leaves[0] | {"proof": leaves[1]["proof"]}, leaves[1]], "V10.inclusion"),
        (lambda leaves: [leaves[0] | {"index": leaves[0]["index"] + 1}, leaves[1]], "V10.inclusion"),
        (lambda leaves: [leaves[0], leaves[1] | {"proof": leaves[1]["proof"][:-1]}], "V10.inclusion"),
        (lambda leaves: [leaves[0], leaves[1] | {"index": -1}], "V3.shape"),
    ],
    ids=[
        "no reservation",
        "no issue",
        "three",
        "one more",
        "one twice",
        "other's path",
        "other's index",
        "short path",
        "negative",
    ],
)
def test_the_two_entries_are_asked_for_and_proven(alter: Callable[[list[Any]], list[Any]], code: str) -> None:
    value = genuine().presentation.json_value()
    value["leaves"] = alter(value["leaves"])

    assert code_of(json.dumps(value).encode()) == code


@pytest.mark.parametrize(
    "note",
    ["", "henan.example/portdesk\n1\n\n", "henan.example/portdesk\n", "— x y\n"],
    ids=["nothing", "no signature", "half", "no text"],
)
def test_a_head_that_is_no_signed_note_is_no_head(note: str) -> None:
    value = genuine().presentation.json_value() | {"checkpoint": note}

    assert code_of(json.dumps(value).encode()) == "V10.checkpoint"


@pytest.mark.parametrize(
    "change",
    [
        {"op_id": "019a0000-0000-7000-8000-000000000b01"},
        {"key": "manifest"},
        {"id": "410120261123000873"},
        {"values": {}},
        {"values": {"/amount": "PAID"}},
        {"values": {"/status": "REFUNDED"}},
        {"values": {"/status": None}},
        {"values": {"/status": ABSENT}},
        {"values": {"/status": True}},
        {"values": {"/status": ["PAID"]}},
        {"values": {"/status": "PAID", "/paid_on": "2026-11-23"}},
    ],
    ids=str,
)
def test_a_call_that_says_anything_else_is_another_operation(change: dict[str, Any]) -> None:
    call = replace(CALL, **change)

    assert code_of(genuine().body, call) == "T4.other-operation"


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (typed("int", 1), 1),
        (typed("bool", True), True),
        (typed("dec", "100.00"), "100.00"),
        (typed("date", "2026-11-23"), "2026-11-23"),
        (typed("str", None), None),
    ],
)
def test_values_are_compared_with_their_types(value: Any, sent: Any) -> None:
    good = genuine(paying(ops=(order(after=value),)))

    assert decide(good.body, replace(CALL, values={"/status": sent}), HOME.trust, NOW)
    for other in (1, True, "1", "true", "100.0", "100.00", None, 0, False):
        if other is not sent and (type(other), other) != (type(sent), sent):
            assert code_of(good.body, replace(CALL, values={"/status": other})) == "T4.other-operation"


def test_several_operations_come_in_the_native_form_all_of_them_and_in_order() -> None:
    ops = [order(n, record=Record(key="tax_bill", id=f"{BILL}-{n}")) for n in (1, 2, 3)]
    good = genuine(paying(ops=ops))
    sent = [op.json_value() for op in ops]

    assert decide(good.body, NativeOps(sent), HOME.trust, NOW).ops == tuple(ops)
    others: list[Any] = [sent[:2], sent[::-1], [*sent, sent[0]], [], {}, None, sent[0]]
    for other in others:
        assert code_of(good.body, NativeOps(other)) == "T4.other-operation"
    assert code_of(good.body, replace(CALL, id=f"{BILL}-1")) == "T4.other-operation"


@pytest.mark.parametrize(
    ("seconds", "code"), [(-31, "V9.fence"), (-30, ""), (0, ""), (150, ""), (151, "V9.fence"), (10**6, "V9.fence")]
)
def test_a_write_begins_between_the_reservation_and_the_fence_give_or_take_the_skew(seconds: int, code: str) -> None:
    body, now = genuine().body, NOW + timedelta(seconds=seconds)

    if not code:
        assert decide(body, None, HOME.trust, now)
        return
    with pytest.raises(Unproven) as refused:
        decide(body, None, HOME.trust, now)
    assert refused.value.code == code


def test_no_guard_goes_by_a_trust_file_that_has_expired() -> None:
    body = genuine().body
    expired = trusting(expires="2026-11-23T08:00:00Z").trust

    with pytest.raises(Unproven) as refused:
        decide(body, None, expired, NOW)

    assert refused.value.code == "V5.trust-expired"


def test_a_certificate_of_another_installation_is_not_known_here() -> None:
    stranger = installation("stranger.example")
    body = genuine(home=stranger, log=stranger.trust.log.origin).body

    assert code_of(body) == "V4.signature"


def test_the_first_failure_in_the_fixed_order_is_the_answer() -> None:
    wrong = genuine(
        paying(target=paying().target.model_copy(update={"system": "x"})), log="x", nbf="2026-11-23T09:00:00Z"
    )
    without_seal = wrong.envelope.model_copy(update={"signatures": wrong.envelope.signatures[:2]})

    assert code_of(wrong.body) == "V10.checkpoint"
    assert code_of(wrong.presentation.model_copy(update={"certificate": without_seal}).to_bytes()) == "V6.no-seal"
