"""The three state machines of notify, as tables. Whether a move should be made is decided elsewhere."""

from collections.abc import Mapping
from enum import StrEnum

from shared.kernel.refusals import NotAllowed


class EndpointStatus(StrEnum):
    """Whether an endpoint is served. Its deliveries go on collecting while it is paused or disabled."""

    ACTIVE = "active"
    PAUSED = "paused"
    """By its owner."""
    DISABLED = "disabled"
    """By its receiver: it answered 410, or asked for it."""
    DELETED = "deleted"


class EndpointAction(StrEnum):
    """What can be done with an endpoint."""

    PAUSE = "pause"
    RESUME = "resume"
    DISABLE = "disable"
    DELETE = "delete"


ENDPOINT_MOVES: Mapping[tuple[EndpointStatus, EndpointAction], EndpointStatus] = {
    (EndpointStatus.ACTIVE, EndpointAction.PAUSE): EndpointStatus.PAUSED,
    (EndpointStatus.ACTIVE, EndpointAction.DISABLE): EndpointStatus.DISABLED,
    (EndpointStatus.ACTIVE, EndpointAction.DELETE): EndpointStatus.DELETED,
    (EndpointStatus.PAUSED, EndpointAction.RESUME): EndpointStatus.ACTIVE,
    (EndpointStatus.PAUSED, EndpointAction.DISABLE): EndpointStatus.DISABLED,
    (EndpointStatus.PAUSED, EndpointAction.DELETE): EndpointStatus.DELETED,
    (EndpointStatus.DISABLED, EndpointAction.RESUME): EndpointStatus.ACTIVE,
    (EndpointStatus.DISABLED, EndpointAction.DELETE): EndpointStatus.DELETED,
}


class DeliveryState(StrEnum):
    """Where one event stands on its way to one endpoint."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    DROPPED = "dropped"
    """The endpoint was deleted before it was sent."""


class DeliveryAction(StrEnum):
    """What can befall a delivery."""

    DELIVER = "deliver"
    FAIL = "fail"
    WAIT = "wait"
    GIVE_UP = "give_up"
    DROP = "drop"


DELIVERY_MOVES: Mapping[tuple[DeliveryState, DeliveryAction], DeliveryState] = {
    (DeliveryState.PENDING, DeliveryAction.DELIVER): DeliveryState.DELIVERED,
    (DeliveryState.PENDING, DeliveryAction.FAIL): DeliveryState.PENDING,
    (DeliveryState.PENDING, DeliveryAction.WAIT): DeliveryState.PENDING,
    (DeliveryState.PENDING, DeliveryAction.GIVE_UP): DeliveryState.DEAD,
    (DeliveryState.PENDING, DeliveryAction.DROP): DeliveryState.DROPPED,
}


class LaneState(StrEnum):
    """Whether the deliveries of one subject to one endpoint are in somebody's hands."""

    IDLE = "idle"
    """Nothing to send."""
    READY = "ready"
    """Something to send, at its time."""
    LEASED = "leased"
    """One sender holds it, until its lease ends."""


class LaneAction(StrEnum):
    """What can befall a lane; the store does each to many lanes in one statement."""

    ENQUEUE = "enqueue"
    CLAIM = "claim"
    DRAIN = "drain"
    RELEASE = "release"
    EXPIRE = "expire"
    CLEAR = "clear"


LANE_MOVES: Mapping[tuple[LaneState, LaneAction], LaneState] = {
    (LaneState.IDLE, LaneAction.ENQUEUE): LaneState.READY,
    (LaneState.IDLE, LaneAction.CLEAR): LaneState.IDLE,
    (LaneState.READY, LaneAction.ENQUEUE): LaneState.READY,
    (LaneState.READY, LaneAction.CLAIM): LaneState.LEASED,
    (LaneState.READY, LaneAction.CLEAR): LaneState.IDLE,
    (LaneState.LEASED, LaneAction.ENQUEUE): LaneState.LEASED,
    (LaneState.LEASED, LaneAction.DRAIN): LaneState.IDLE,
    (LaneState.LEASED, LaneAction.RELEASE): LaneState.READY,
    (LaneState.LEASED, LaneAction.EXPIRE): LaneState.READY,
    (LaneState.LEASED, LaneAction.CLEAR): LaneState.IDLE,
}


def move(status: EndpointStatus, action: EndpointAction) -> EndpointStatus:
    """The status after `action`; refuses with the actions that are possible instead."""
    try:
        return ENDPOINT_MOVES[status, action]
    except KeyError:
        raise NotAllowed(status=status, action=action, allowed=actions_from(status)) from None


def actions_from(status: EndpointStatus) -> list[EndpointAction]:
    """What can be done from `status`; empty for a deleted endpoint."""
    return [action for held, action in ENDPOINT_MOVES if held is status]
