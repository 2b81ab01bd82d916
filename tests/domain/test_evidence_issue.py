"""Drafting, signing and sealing: who may, how many persons it takes, and that nobody counts twice."""

from datetime import timedelta
from typing import Any

import pytest

from shared.evidence import checks, issue
from shared.evidence.bundle import write_bundle
from shared.evidence.canonical import NotNormalised, sha256
from shared.evidence.codes import Unproven
from shared.evidence.documents import Certificate, Person, Preview, Quorum, Signer
from shared.evidence.jws import Envelope
from shared.evidence.scalars import stamp, typed
from shared.evidence.verify import verify_bundle
from shared.kernel.desk import Severity
from tests.support.evidence import (
    DEPARTMENT,
    EPORT,
    NOW,
    installation,
    make_bundle,
    make_certificate,
    make_op,
    make_plan,
    present,
)

HOME = installation()
TRUST = HOME.trust
SIGNERS = make_certificate().signers


def add(envelope: Envelope, kid: str, role: str) -> Envelope:
    signature = HOME.sign(envelope, kid, role)  # type: ignore[arg-type]
    return issue.add_signature(envelope, signature, TRUST, now=NOW)


def sealed(envelope: Envelope) -> Envelope:
    return issue.seal(envelope, "seal", HOME.private["seal"], TRUST, now=NOW)


def test_two_officers_sign_and_the_department_seals() -> None:
    draft = issue.draft(make_certificate())

    envelope = sealed(add(add(draft, "zhang", "handler"), "li", "approver"))

    assert issue.signed_by(envelope, TRUST) == {"p-12", "p-31"}
    assert [signature.header.role for signature in envelope.signatures] == ["handler", "approver", "seal"]
    assert envelope.payload == draft.payload


def test_the_quorum_is_reached_by_the_second_person_not_by_the_second_signature() -> None:
    one = add(issue.draft(make_certificate()), "zhang", "handler")
    again = one.with_signature(one.signatures[0])
    two = add(one, "li", "approver")

    assert not issue.quorum_reached(one, TRUST, now=NOW)
    assert not issue.quorum_reached(again, TRUST, now=NOW)
    assert issue.quorum_reached(two, TRUST, now=NOW)


def test_the_same_officer_cannot_sign_twice() -> None:
    one = add(issue.draft(make_certificate()), "zhang", "handler")

    with pytest.raises(issue.AlreadySigned, match="p-12"):
        add(one, "zhang", "handler")


def test_the_same_officer_cannot_sign_in_two_roles_with_two_keys() -> None:
    signers = (*SIGNERS, Signer(unit=DEPARTMENT, person="p-31", role="handler"))
    one = add(issue.draft(make_certificate(signers=signers)), "li", "approver")

    with pytest.raises(issue.AlreadySigned, match="p-31"):
        add(one, "li-second-key", "handler")


@pytest.mark.parametrize(("kid", "role"), [("wang", "handler"), ("zhang", "approver")])
def test_somebody_who_is_not_asked_in_that_role_cannot_sign(kid: str, role: str) -> None:
    with pytest.raises(issue.NotAsked):
        add(issue.draft(make_certificate()), kid, role)


@pytest.mark.parametrize(
    ("kid", "role", "code"),
    [("foreign", "handler", "V7.department"), ("seal", "handler", "V5.wrong-use"), ("zhang", "seal", "V5.wrong-use")],
)
def test_a_signature_a_guard_would_refuse_is_refused_at_once(kid: str, role: str, code: str) -> None:
    with pytest.raises(Unproven) as refused:
        add(issue.draft(make_certificate()), kid, role)

    assert refused.value.code == code


def test_a_signature_over_another_plan_is_refused() -> None:
    other = issue.draft(make_certificate(make_plan(rev=4)))
    signature = HOME.sign(other, "zhang", "handler")

    with pytest.raises(Unproven) as refused:
        issue.add_signature(issue.draft(make_certificate()), signature, TRUST, now=NOW)

    assert refused.value.code == "V4.signature"


def test_a_signature_of_another_day_is_refused() -> None:
    draft = issue.draft(make_certificate())
    signature = HOME.sign(draft, "zhang", "handler", at=NOW - timedelta(days=1))

    with pytest.raises(Unproven) as refused:
        issue.add_signature(draft, signature, TRUST, now=NOW)

    assert refused.value.code == "V19.time"


def previewed(minutes_ago: int) -> Envelope:
    at = stamp(NOW - timedelta(minutes=minutes_ago))
    return issue.draft(make_certificate(preview=Preview(view_sha256=sha256(b"view"), at=at)))


@pytest.mark.parametrize(("minutes_ago", "seconds_ago"), [(5, -30), (5, 0), (5, 330), (60, 120), (60, 630)])
def test_a_time_of_signing_that_is_taken_here_is_taken_by_every_verifier(minutes_ago: int, seconds_ago: int) -> None:
    draft = previewed(minutes_ago)
    signature = HOME.sign(draft, "zhang", "handler", at=NOW - timedelta(seconds=seconds_ago))

    envelope = sealed(add(issue.add_signature(draft, signature, TRUST, now=NOW), "li", "approver"))

    assert verify_bundle(write_bundle(make_bundle(present(envelope))), TRUST).verdict == "valid"


@pytest.mark.parametrize(("minutes_ago", "seconds_ago"), [(5, -31), (5, 331), (60, 631)])
def test_a_time_of_signing_ahead_of_now_before_the_preview_or_long_ago_is_refused(
    minutes_ago: int, seconds_ago: int
) -> None:
    draft = previewed(minutes_ago)
    signature = HOME.sign(draft, "zhang", "handler", at=NOW - timedelta(seconds=seconds_ago))

    with pytest.raises(Unproven, match=r"V19\.time"):
        issue.add_signature(draft, signature, TRUST, now=NOW)


def test_the_sealer_counts_for_itself() -> None:
    one = add(issue.draft(make_certificate()), "zhang", "handler")

    with pytest.raises(Unproven) as refused:
        sealed(one.with_signature(one.signatures[0]))

    assert refused.value.code == "V6.quorum"


def test_the_trust_file_raises_the_quorum_that_a_certificate_lowers() -> None:
    certificate = make_certificate(quorum=Quorum(rule="A13/S2", need=1))
    one = add(issue.draft(certificate), "zhang", "handler")

    with pytest.raises(Unproven) as refused:
        sealed(one)

    assert refused.value.code == "V6.quorum"


def test_the_sealer_looks_at_the_authority_of_the_department() -> None:
    certificate = make_certificate()
    beyond = certificate.model_copy(
        update={"anomaly": certificate.anomaly.model_copy(update={"severity": Severity.S1})}
    )
    envelope = add(add(issue.draft(beyond), "zhang", "handler"), "li", "approver")

    with pytest.raises(Unproven) as refused:
        sealed(envelope)

    assert refused.value.code == "V7.authority"


def test_text_that_is_not_in_normal_form_is_not_drafted() -> None:
    with pytest.raises(NotNormalised) as refused:
        issue.draft(make_certificate(special_reason="e\u0301"))

    assert refused.value.pointer == "/special_reason"


def test_what_stands_in_the_target_is_signed_as_it_stands_there_and_what_shall_stand_is_not() -> None:
    """郎 has a code of its own in data from GBK (U+F92C), which normal form would make another character."""
    wrong, right = (typed("str", text) for text in ("\uf92c", "郎"))
    corrected = make_plan([make_op(before=wrong, after=right)])
    spoilt = make_plan([make_op(before=right, after=wrong)])

    envelope = issue.draft(make_certificate(corrected))
    with pytest.raises(NotNormalised) as refused:
        issue.draft(make_certificate(spoilt))

    assert Certificate.read(envelope.content).plan.ops[0].before == wrong
    assert refused.value.pointer == "/plan/ops/0/after/v"


def test_a_certificate_with_the_hash_of_another_plan_is_not_drafted() -> None:
    with pytest.raises(Unproven) as refused:
        issue.draft(make_certificate(plan_sha256=sha256(b"other")))

    assert refused.value.code == "V13.hash"


@pytest.mark.parametrize(
    "change",
    [
        {"reporter": Person(unit=DEPARTMENT, person="p-12")},
        {"reporter": Person(unit=EPORT, person="p-50")},
        {"signers": (*SIGNERS, Signer(unit=EPORT, person="p-50", role="second"))},
        {"signers": (*SIGNERS, Signer(unit=EPORT, person="p-77", role="second"))},
    ],
    ids=["reporter certifies", "reporter plans", "planner certifies", "executor certifies"],
)
def test_people_in_two_parts_that_must_be_apart_are_refused_before_anybody_signs(change: dict[str, Any]) -> None:
    with pytest.raises(Unproven) as refused:
        issue.draft(make_certificate(**change))

    assert refused.value.code == "V8.duties"


@pytest.mark.parametrize(
    ("severity", "certifiers", "apart"),
    [
        (Severity.S1, ["a", "b"], True),
        (Severity.S2, ["a", "b"], True),
        (Severity.S3, ["a", "b"], False),
        (Severity.S4, ["a", "b"], False),
        (Severity.S3, ["a"], True),
        (Severity.S3, ["a", "a"], True),
    ],
)
def test_the_planner_executes_small_matters_only_and_only_with_two_certifiers(
    severity: Severity, certifiers: list[str], apart: bool
) -> None:
    parts = {"planner": ["p"], "executor": ["p"], "certifier": certifiers}

    assert (("planner", "executor") in checks.violated(parts, severity)) is apart


def test_every_pair_of_parts_that_must_be_apart_is_found() -> None:
    for one, other in checks.APART:
        assert (one, other) in checks.violated({one: ["p"], other: ["q", "p"]}, Severity.S4)
        assert not list(checks.violated({one: ["p"], other: ["q"]}, Severity.S4))


def test_a_certificate_is_valid_for_seven_days_at_most() -> None:
    with pytest.raises(ValueError, match="seven days"):
        make_certificate(exp="2026-12-30T00:00:00Z")
    with pytest.raises(ValueError, match="seven days"):
        make_certificate(exp=make_certificate().nbf)


def test_the_builder_makes_what_the_issuer_makes() -> None:
    envelope = sealed(add(add(issue.draft(make_certificate()), "zhang", "handler"), "li", "approver"))

    built = HOME.issue(make_certificate())

    assert replace_signatures(envelope) == replace_signatures(built)


def replace_signatures(envelope: Envelope) -> tuple[str, list[str]]:
    return envelope.payload, [signature.protected for signature in envelope.signatures]
