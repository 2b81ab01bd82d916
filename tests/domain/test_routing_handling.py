"""A handling from dispatch to its end: moves, leads one after the other, clocks that leave no minute out."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise, product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.clocks import ClockName, PauseReason
from services.routing.domain.model import CaseDecides, CaseFact, Handling, Part
from services.routing.domain.moves import MOVES, OPEN, Action, Status, actions_from, move
from shared.kernel.access import Party, Standing
from shared.kernel.ids import CaseId, PersonId, UnitCode
from shared.kernel.refusals import NotAllowed
from tests.support.routing import (
    EPORT,
    MONDAY_NINE,
    TAX,
    ZHENGZHOU,
    henan_book,
    make_facts,
)

OFFICER = PersonId("p-ha-eport-02")
CASE = CaseId(UUID("019ab000-0000-7000-8000-0000000000c1"))


def opened() -> Handling:
    return Handling.open(make_facts(), henan_book())


def after(minutes: int) -> datetime:
    return MONDAY_NINE + timedelta(minutes=minutes)


def case(version: int = 2, minutes: int = 10, unit: UnitCode | None = TAX, outcome: str | None = None) -> CaseFact:
    return CaseFact(CASE, version, after(minutes), competent_unit=unit, rule="A13@1", outcome=outcome)


def follow(handling: Handling, *facts: CaseFact) -> Handling:
    for fact in facts:
        handling = replace(handling, case=fact.after(handling.case)).follow(henan_book())
    return handling


@pytest.mark.parametrize(("status", "action"), list(product(Status, Action)))
def test_a_move_is_in_the_table_or_refused_with_the_moves_there_are(status: Status, action: Action) -> None:
    if (status, action) in MOVES:
        assert move(status, action) is MOVES[status, action]
    else:
        with pytest.raises(NotAllowed) as refused:
            move(status, action)
        assert refused.value.facts["allowed"] == actions_from(status)


def test_every_status_can_be_reached_and_only_open_ones_can_be_left() -> None:
    reached = {Status.OFFERED}
    while more := {MOVES[status, action] for status, action in MOVES if status in reached} - reached:
        reached |= more

    assert reached == set(Status)
    assert {status for status in Status if actions_from(status)} == set(OPEN)


def test_clocks_start_at_the_acceptance_and_accepting_meets_the_first() -> None:
    accepted = opened().accept(OFFICER, after(5))

    respond, resolve = accepted.lead.clocks
    assert {clock.started_at for clock in accepted.lead.clocks} == {MONDAY_NINE}
    assert (respond.name, respond.stopped_at) == (ClockName.RESPOND, after(5))
    assert (resolve.name, resolve.stopped_at) == (ClockName.RESOLVE, None)


def test_work_is_accepted_started_and_done_by_the_lead() -> None:
    done = opened().accept(OFFICER, after(5)).start(OFFICER, after(6)).finish(OFFICER, after(9), outcome="answered")

    assert (done.status, done.outcome, done.lead.person, done.lead.ended_at) == (
        Status.DONE,
        "answered",
        OFFICER,
        after(9),
    )
    assert {leg.status for leg in done.legs} == {Status.DONE}
    assert all(clock.stopped_at for clock in done.lead.clocks)


def test_triage_hands_the_lead_to_the_competent_unit_and_leaves_the_first_contact() -> None:
    handling = follow(opened().accept(OFFICER, after(5)), case())

    assert (handling.lead.unit, handling.status, handling.driven_by) == (TAX, Status.OFFERED, "case")
    assert handling.legs[0].status is Status.HANDED_OVER
    assert handling.dispatch.rule == "case.triaged"
    assert {
        Party(ZHENGZHOU, Standing.FIRST_CONTACT),
        Party(TAX, Standing.LEAD),
        Party(EPORT, Standing.CO_HANDLER),
    } <= handling.parties
    assert {EPORT, TAX, ZHENGZHOU} == set(handling.audience)
    assert handling.co_handlers == (EPORT, ZHENGZHOU), "who led before is told on as a unit that contributes"


def test_a_co_handler_that_comes_to_lead_has_one_leg_under_way() -> None:
    handling = follow(opened(), case(unit=ZHENGZHOU))

    assert [leg.unit for leg in handling.legs if leg.status in OPEN] == [ZHENGZHOU]
    assert handling.co_handlers == (EPORT,)


def test_a_case_that_was_triaged_to_the_lead_already_changes_no_lead() -> None:
    handling = follow(opened(), case(unit=EPORT))

    assert len([leg for leg in handling.legs if leg.part is Part.LEAD]) == 1
    assert handling.driven_by == "case"


def test_while_a_case_drives_it_only_the_case_ends_it() -> None:
    handling = follow(opened(), case()).accept(OFFICER, after(20)).start(OFFICER, after(21))

    with pytest.raises(CaseDecides):
        handling.finish(OFFICER, after(22), outcome="answered")

    closed = follow(handling, case(version=9, minutes=30, outcome="corrected"))
    assert (closed.status, closed.outcome) == (Status.DONE, "corrected")


def test_a_case_that_was_withdrawn_cancels() -> None:
    assert follow(opened(), case(version=3, outcome="withdrawn")).status is Status.CANCELLED


def test_facts_about_a_handling_that_has_ended_change_nothing_but_what_is_known() -> None:
    cancelled = opened().cancel(after(5), reason="withdrawn")

    followed = follow(cancelled, case(), case(version=9, outcome="corrected"))

    assert (followed.status, followed.outcome, followed.lead.unit) == (Status.CANCELLED, "withdrawn", EPORT)
    assert cancelled.cancel(after(9), reason="closed") == cancelled


def test_an_older_fact_of_the_case_is_ignored() -> None:
    handling = follow(opened(), case(version=5))

    assert follow(handling, case(version=4, unit=UnitCode("HA-CUS"))) == handling


def test_a_new_lead_takes_over_a_pause() -> None:
    paused = opened().pause(PauseReason.WAITING_REQUESTER, after(5))

    handling = follow(paused, case())

    assert all(clock.open_pause for clock in handling.lead.clocks)
    assert not any(clock.open_pause for clock in handling.resume(after(30)).lead.clocks)


steps = st.sampled_from(["accept", "start", "finish", "triage", "reroute", "close", "withdraw", "pause", "resume"])


@given(st.lists(st.tuples(steps, st.integers(-30, 600)), max_size=12))
def test_whatever_happens_the_leads_leave_no_minute_between_them(story: list[tuple[str, int]]) -> None:
    handling = opened()
    at = MONDAY_NINE
    for version, (step, minutes) in enumerate(story, start=2):
        at += timedelta(minutes=minutes)
        fact = CaseFact(CASE, version, at)
        try:
            match step:
                case "accept":
                    handling = handling.accept(OFFICER, at)
                case "start":
                    handling = handling.start(OFFICER, at)
                case "finish":
                    handling = handling.finish(OFFICER, at, outcome="answered")
                case "triage":
                    handling = follow(handling, CaseFact(CASE, version, at, competent_unit=TAX))
                case "reroute":
                    handling = follow(handling, CaseFact(CASE, version, at, competent_unit=UnitCode("HA-CUS")))
                case "close":
                    handling = follow(handling, CaseFact(CASE, version, at, outcome="corrected"))
                case "withdraw":
                    handling = handling.cancel(at, reason="withdrawn")
                case "pause":
                    handling = handling.pause(PauseReason.WAITING_REQUESTER, fact.at)
                case "resume":
                    handling = handling.resume(fact.at)
        except (NotAllowed, CaseDecides):
            continue

    leads = [leg for leg in handling.legs if leg.part is Part.LEAD]
    assert leads[0].since == MONDAY_NINE
    assert all(left.ended_at == right.since for left, right in pairwise(leads))
    assert handling.is_open == (leads[-1].ended_at is None)
    assert all(clock.started_at <= (clock.stopped_at or clock.started_at) for leg in leads for clock in leg.clocks)
    assert all(clock.stopped_at for leg in leads[:-1] for clock in leg.clocks)
