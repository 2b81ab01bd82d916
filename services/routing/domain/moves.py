"""The one way a unit's handling changes status. Who may do it is in `policy`, what comes with it in `model`."""

from collections.abc import Mapping
from enum import StrEnum

from shared.kernel.refusals import NotAllowed


class Status(StrEnum):
    """Where one unit's handling stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    WORKING = "working"
    OBJECTED = "objected"
    DONE = "done"
    RETURNED = "returned"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What changes it: acts of people, and three (replace, conclude, cancel) that follow facts of other services."""

    ACCEPT = "accept"
    START = "start"
    FINISH = "finish"
    ASSIGN = "assign"
    OBJECT = "object"
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    HAND_BACK = "hand_back"
    HAND_OVER = "hand_over"
    REPLACE = "replace"
    CONCLUDE = "conclude"
    CANCEL = "cancel"


OPEN = (Status.OFFERED, Status.ACCEPTED, Status.WORKING, Status.OBJECTED)

MOVES: Mapping[tuple[Status, Action], Status] = {
    (Status.OFFERED, Action.ACCEPT): Status.ACCEPTED,
    (Status.ACCEPTED, Action.START): Status.WORKING,
    (Status.WORKING, Action.FINISH): Status.DONE,
    **{(status, Action.ASSIGN): status for status in (Status.OFFERED, Status.ACCEPTED, Status.WORKING)},
    (Status.OFFERED, Action.OBJECT): Status.OBJECTED,
    (Status.ACCEPTED, Action.OBJECT): Status.OBJECTED,
    (Status.OBJECTED, Action.UPHOLD): Status.RETURNED,
    (Status.OBJECTED, Action.DISMISS): Status.OFFERED,
    (Status.ACCEPTED, Action.HAND_BACK): Status.RETURNED,
    (Status.WORKING, Action.HAND_BACK): Status.RETURNED,
    (Status.ACCEPTED, Action.HAND_OVER): Status.HANDED_OVER,
    (Status.WORKING, Action.HAND_OVER): Status.HANDED_OVER,
    **{(status, Action.REPLACE): Status.HANDED_OVER for status in OPEN},
    **{(status, Action.CONCLUDE): Status.DONE for status in OPEN},
    **{(status, Action.CANCEL): Status.CANCELLED for status in OPEN},
}


def move(status: Status, action: Action) -> Status:
    """The next status, or a refusal that names the actions there are."""
    try:
        return MOVES[status, action]
    except KeyError:
        raise NotAllowed(status=status.value, action=action.value, allowed=actions_from(status)) from None


def actions_from(status: Status) -> list[str]:
    """What may be done from here, in the order of the table."""
    return [action.value for known, action in MOVES if known is status]
