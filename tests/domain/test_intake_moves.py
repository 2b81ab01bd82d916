"""The life of a request is its table: every pair of status and action is either in it or refused."""

from itertools import product

import pytest

from services.intake.domain.moves import ENDED, MOVES, Action, Status, actions_from, can, move
from shared.kernel.refusals import NotAllowed


@pytest.mark.parametrize(("status", "action"), list(product(Status, Action)))
def test_every_pair_moves_as_the_table_says_or_is_refused_with_what_is_allowed(status: Status, action: Action) -> None:
    if can(status, action):
        assert move(status, action) is MOVES[status, action]
        return

    with pytest.raises(NotAllowed) as refused:
        move(status, action)

    assert refused.value.facts == {"status": status, "action": action, "allowed": sorted(actions_from(status))}


def test_every_status_can_be_reached_from_the_first() -> None:
    reached, frontier = {Status.SUBMITTED}, {Status.SUBMITTED}

    while frontier:
        frontier = {after for (at, _), after in MOVES.items() if at in frontier} - reached
        reached |= frontier

    assert reached == set(Status)


def test_an_ended_request_has_no_way_out_and_every_other_one_has_a_way_to_an_end() -> None:
    assert {Status.CLOSED, Status.REJECTED, Status.WITHDRAWN} == ENDED

    leads_to_end = set(ENDED)
    for _ in Status:
        leads_to_end |= {at for (at, _), after in MOVES.items() if after in leads_to_end}

    assert not any(actions_from(status) for status in ENDED)
    assert leads_to_end == set(Status)


def test_every_action_is_used() -> None:
    assert {action for _, action in MOVES} == set(Action)


def test_nothing_is_closed_without_having_been_resolved() -> None:
    assert {at for (at, _), after in MOVES.items() if after is Status.CLOSED} == {Status.RESOLVED}
