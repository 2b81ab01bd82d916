"""The table of a case's moves, pair by pair, and the conditions that go with single moves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from services.data_anomaly.domain import guards
from services.data_anomaly.domain.moves import MOVES, actions_from, step
from services.data_anomaly.domain.progress import Act, Action, Duty, Held, Progress, State, Terms
from shared.evidence.issue import AlreadySigned
from shared.kernel.desk import Severity
from shared.kernel.ids import PersonId
from shared.kernel.refusals import NotAllowed

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
ANNA, BAI, EXECUTOR = PersonId("anna"), PersonId("bai"), PersonId("executor")
TERMS = Terms(
    certificate="c-1",
    plan_sha256="plan-1",
    executor=EXECUTOR,
    signers=(ANNA, BAI),
    need=2,
    not_before=NOON,
    expires=NOON + timedelta(hours=72),
)
CERTIFIED = Progress(state=State.CERTIFIED, plan_sha256="plan-1", terms=TERMS, signatures=((ANNA,), (BAI,)))
RESERVE = Act(action=Action.RESERVE, at=NOON, persons=(EXECUTOR,), certificate="c-1", witnessed=True)


@pytest.mark.parametrize(("state", "action"), list(product((None, *State), Action)))
def test_a_pair_outside_the_table_is_refused_with_the_moves_there_are(state: State | None, action: Action) -> None:
    if (state, action) in MOVES:
        return

    with pytest.raises(NotAllowed) as refused:
        step(Progress(state=state), Act(action=action, at=NOON))

    assert refused.value.facts["allowed"] == actions_from(state)


def test_every_state_can_be_reached_from_nothing() -> None:
    reached: set[State | None] = {None}
    while more := {move.to for (source, _), move in MOVES.items() if source in reached} - reached:
        reached |= more

    assert reached - {None} == set(State)


def test_a_new_revision_voids_what_was_signed() -> None:
    before = Progress(state=State.PREVIEWED, plan_sha256="plan-1", signatures=((ANNA,),))

    after, leaf = step(before, Act(action=Action.SAVE_PLAN, at=NOON, persons=(BAI,), plan_sha256="plan-2"))

    assert (after.state, after.plan_sha256, after.signatures, leaf) == (State.PLANNING, "plan-2", (), "plan.saved")


def test_the_same_officer_does_not_count_twice_even_as_a_deputy() -> None:
    asked = replace(CERTIFIED, state=State.CERT_REQUESTED, signatures=((ANNA,),))
    deputy = Act(action=Action.SIGN, at=NOON, persons=(BAI, ANNA), certificate="c-1")

    with pytest.raises(AlreadySigned):
        step(asked, deputy)


def test_a_certificate_is_issued_only_when_enough_officers_have_signed() -> None:
    asked = replace(CERTIFIED, state=State.CERT_REQUESTED, signatures=((ANNA,),))

    with pytest.raises(guards.QuorumMissing) as refused:
        step(asked, Act(action=Action.ISSUE, at=NOON, certificate="c-1"))

    assert refused.value.facts == {"signed": 1, "need": 2}


def test_a_second_reservation_has_nowhere_to_go() -> None:
    reserved, _ = step(CERTIFIED, RESERVE)

    with pytest.raises(NotAllowed):
        step(reserved, RESERVE)


def test_a_certificate_is_in_force_from_its_first_instant_and_not_at_its_last() -> None:
    step(CERTIFIED, RESERVE)

    for late_or_early in (TERMS.expires, NOON - timedelta(seconds=1)):
        with pytest.raises(guards.OutsideWindow):
            step(CERTIFIED, replace(RESERVE, at=late_or_early))


def test_nobody_reserves_for_the_named_executor() -> None:
    with pytest.raises(guards.NotTheExecutor):
        step(CERTIFIED, replace(RESERVE, persons=(PersonId("colleague"),)))


def test_an_unwitnessed_certificate_is_not_reserved() -> None:
    with pytest.raises(guards.NotWitnessed):
        step(CERTIFIED, replace(RESERVE, witnessed=False))


def test_a_certificate_the_case_is_no_longer_about_is_refused() -> None:
    with pytest.raises(guards.OtherCertificate):
        step(CERTIFIED, replace(RESERVE, certificate="c-0"))


def test_a_reservation_lapses_only_after_its_time_and_leaves_no_certificate() -> None:
    reserved, _ = step(CERTIFIED, replace(RESERVE, until=NOON + timedelta(minutes=10)))
    lapse = Act(action=Action.LAPSE, at=NOON + timedelta(minutes=9), certificate="c-1")

    with pytest.raises(guards.NotYetDue):
        step(reserved, lapse)
    lapsed, _ = step(reserved, replace(lapse, at=NOON + timedelta(minutes=10)))

    assert (lapsed.state, lapsed.terms) == (State.PLANNING, None)


def test_what_has_taken_effect_cannot_be_withdrawn() -> None:
    planning_again = Progress(state=State.PLANNING, effect=True)

    with pytest.raises(guards.EffectExists):
        step(planning_again, Act(action=Action.WITHDRAW, at=NOON))


def test_the_executor_does_not_confirm_own_work() -> None:
    confirming = Progress(state=State.CONFIRMING, held=frozenset({Held(Duty.EXECUTOR, EXECUTOR)}))

    with pytest.raises(guards.SeparationOfDuties) as refused:
        step(confirming, Act(action=Action.CONFIRM, at=NOON, persons=(EXECUTOR,)))

    assert refused.value.facts == {"one": "executor", "other": "confirmer"}


def test_a_planner_executes_only_what_is_slight_and_only_with_two_officers() -> None:
    plan = Progress(
        state=State.PREVIEWED, plan_sha256="plan-1", previewed_at=NOON, held=frozenset({Held(Duty.PLANNER, EXECUTOR)})
    )
    request = Act(action=Action.REQUEST, at=NOON, persons=(EXECUTOR,), terms=TERMS)

    for severity in (Severity.S1, Severity.S2):
        with pytest.raises(guards.SeparationOfDuties):
            step(replace(plan, severity=severity), request)
    step(replace(plan, severity=Severity.S3), request)
    with pytest.raises(guards.SeparationOfDuties):
        step(replace(plan, severity=Severity.S3), replace(request, terms=replace(TERMS, signers=(ANNA,))))
