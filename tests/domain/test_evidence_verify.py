"""The verifier: a valid bundle with its trust file, without, with another's; and one code for each way to be wrong."""

from typing import Any

import pytest

from shared.evidence.bundle import write_bundle
from shared.evidence.codes import CODES
from shared.evidence.documents import Rollback
from shared.evidence.scalars import stamp, typed
from shared.evidence.verify import TITLES, verify_bundle
from tests.support.evidence import CASE, installation, make_bundle, make_plan, valid_bundle
from tests.support.forged_bundles import INVALID, Forged
from tests.support.forgeries import FORGERIES, HOME, LATER, genuine, granted, order, paying, trusting

AT_THE_GUARD_ONLY = {
    "T0.no-certificate",
    "T2.other-schema",
    "T4.other-operation",
    "T5.version",
    "T6.used",
    "T7.unguarded",
    "V5.trust-expired",
    "V9.fence",
}
"""About a write, or a guard's own moment: nothing that a bundle could show years later."""


def test_a_valid_bundle_is_valid_with_the_trust_file_of_its_installation() -> None:
    report = verify_bundle(valid_bundle(), HOME.trust)

    assert (report.verdict, report.code) == ("valid", "")
    assert (report.case, report.certificate) == (CASE, "豫口证〔2026〕第000123号")
    assert [(check.code, check.ok) for check in report.checks] == [(code, True) for code in TITLES]


@pytest.mark.parametrize(
    "later",
    [{"types": ("A14",)}, {"max_ops": 0}, {"territory": ("410200",)}, {"need": 3}, {"severity": ()}, {"kinds": ()}],
    ids=lambda later: next(iter(later)),
)
def test_a_bundle_stays_valid_when_the_grant_is_narrowed_later(later: dict[str, Any]) -> None:
    departments = granted({"not_after": stamp(LATER)}, {"not_before": stamp(LATER), **later})

    report = verify_bundle(valid_bundle(), trusting(departments=departments).trust)

    assert (report.verdict, report.code) == ("valid", "")


def test_a_bundle_stays_valid_when_the_department_holds_no_grant_any_more() -> None:
    departments = granted({"not_after": stamp(LATER)})

    assert verify_bundle(valid_bundle(), trusting(departments=departments).trust).verdict == "valid"


def test_a_bundle_of_several_operations_on_one_record_is_valid() -> None:
    ops = [order(1), order(2, path="/paid_on", before=typed("date", None), after=typed("date", "2026-11-23"))]

    data = write_bundle(make_bundle(genuine(paying(ops=ops))))

    assert verify_bundle(data, HOME.trust).verdict == "valid"


def test_a_bundle_of_an_irreversible_correction_is_valid_without_a_rollback() -> None:
    rollback = Rollback(ops=(), until="2026-11-24T00:00:00Z", irreversible=True)

    data = write_bundle(make_bundle(genuine(make_plan(rollback=rollback))))

    assert verify_bundle(data, HOME.trust).verdict == "valid"


def test_a_lost_answer_that_was_reconciled_is_as_good_as_one_that_came() -> None:
    data = write_bundle(make_bundle(lost_answer=True))

    assert verify_bundle(data, HOME.trust).verdict == "valid"


def test_without_a_trust_file_a_bundle_is_untrusted_at_best() -> None:
    report = verify_bundle(valid_bundle(), None)

    assert (report.verdict, report.code) == ("untrusted", "V20.no-trust")
    assert [check.code for check in report.checks if check.ok is False] == ["V20"]


def test_with_another_installations_trust_file_a_bundle_is_untrusted() -> None:
    stranger = installation("stranger.example")
    theirs = write_bundle(make_bundle(genuine(home=stranger, log=stranger.trust.log.origin)))

    assert verify_bundle(theirs, stranger.trust).verdict == "valid"
    for data, trust in ((theirs, HOME.trust), (valid_bundle(), stranger.trust)):
        report = verify_bundle(data, trust)
        assert (report.verdict, report.code) == ("untrusted", "V20.other-installation")


@pytest.mark.parametrize("wrong", INVALID, ids=lambda wrong: wrong.name)
def test_each_wrong_bundle_is_invalid_with_its_code_whoever_is_trusted(wrong: Forged) -> None:
    data = wrong.data

    report = verify_bundle(data, wrong.trust)

    assert (report.verdict, report.code) == ("invalid", wrong.code)
    assert verify_bundle(data, None).verdict in ("invalid", "untrusted")
    assert verify_bundle(data, installation("stranger.example").trust).verdict in ("invalid", "untrusted")


def test_every_code_that_a_bundle_can_show_is_shown_here() -> None:
    shown = {wrong.code for wrong in INVALID} | {"V20.no-trust", "V20.other-installation"}

    assert shown == CODES.keys() - AT_THE_GUARD_ONLY


def test_what_a_guard_refuses_of_a_certificate_the_verifier_refuses_too() -> None:
    only_at_the_guard = {forgery.name for forgery in FORGERIES if forgery.at_verifier is None}

    assert only_at_the_guard == {"another version of the record view"}


def test_a_failure_says_where_and_leaves_the_other_checks_standing() -> None:
    wrong = next(wrong for wrong in INVALID if wrong.name == "the planner certifies")

    failed = [check for check in verify_bundle(wrong.data, HOME.trust).checks if check.ok is False]

    assert [(check.code, check.zh, check.en) for check in failed] == [
        ("V8", "违反职责分离。", "Separation of duties is violated.")
    ]


def test_of_an_unreadable_bundle_nothing_else_is_claimed() -> None:
    report = verify_bundle(b"PK", HOME.trust)

    assert [check.ok for check in report.checks if check.code != "V1"] == [None] * (len(TITLES) - 1)
    assert (report.case, report.certificate) == ("", "")


def test_there_are_more_than_fifty_different_wrong_bundles() -> None:
    data = {wrong.data for wrong in INVALID}

    assert len(data) > 50
