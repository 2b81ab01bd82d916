"""The life of a service request: one table, the only way to change a status."""

from collections.abc import Mapping
from enum import StrEnum

from shared.kernel.refusals import NotAllowed


class Status(StrEnum):
    """Where a request stands."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    WAITING_REQUESTER = "waiting_requester"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What moves it."""

    ACCEPT = "accept"
    REJECT = "reject"
    START = "start"
    ASK = "ask"
    ANSWER = "answer"
    RESOLVE = "resolve"
    CLOSE = "close"
    WITHDRAW = "withdraw"


MOVES: Mapping[tuple[Status, Action], Status] = {
    (Status.SUBMITTED, Action.ACCEPT): Status.ACCEPTED,
    (Status.SUBMITTED, Action.REJECT): Status.REJECTED,
    (Status.SUBMITTED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.ACCEPTED, Action.START): Status.IN_PROGRESS,
    (Status.ACCEPTED, Action.ASK): Status.WAITING_REQUESTER,
    (Status.ACCEPTED, Action.RESOLVE): Status.RESOLVED,
    (Status.ACCEPTED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.IN_PROGRESS, Action.ASK): Status.WAITING_REQUESTER,
    (Status.IN_PROGRESS, Action.RESOLVE): Status.RESOLVED,
    (Status.IN_PROGRESS, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.WAITING_REQUESTER, Action.ANSWER): Status.IN_PROGRESS,
    (Status.WAITING_REQUESTER, Action.RESOLVE): Status.RESOLVED,
    (Status.WAITING_REQUESTER, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.RESOLVED, Action.CLOSE): Status.CLOSED,
}


ENDED = frozenset(status for status in Status if all(at is not status for at, _ in MOVES))
"""Statuses without a way out."""


def move(status: Status, action: Action) -> Status:
    """The status after `action`; refuses a move that the table does not have, naming those it has."""
    try:
        return MOVES[status, action]
    except KeyError:
        raise NotAllowed(status=status, action=action, allowed=sorted(actions_from(status))) from None


def can(status: Status, action: Action) -> bool:
    """Whether the table has this move."""
    return (status, action) in MOVES


def actions_from(status: Status) -> frozenset[Action]:
    """Every action the table has for `status`."""
    return frozenset(action for at, action in MOVES if at is status)
