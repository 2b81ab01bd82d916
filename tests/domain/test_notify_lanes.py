"""What a sender reports, and when it lets go of a lane."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.notify.domain.egress import Zone, ZoneKind
from services.notify.domain.health import Health
from services.notify.domain.lanes import LEASE, Lease, Pending, Receiver, Report, lanes_of_a_round, report
from services.notify.domain.message import Message
from services.notify.domain.model import Endpoint, register
from services.notify.domain.moves import EndpointStatus
from services.notify.domain.outcome import Answer, Fault, Reply, judge
from shared.kernel.ids import DeliveryId, EndpointId, UnitCode

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ZONE = Zone(code="public", kind=ZoneKind.PUBLIC, ports=frozenset({443}))
MESSAGE = Message(id=UUID(int=9), type="t", source="s", subject="x", time=NOON, sequence=1, previous=None, data=b"{}")
PENDING = Pending(id=DeliveryId(UUID(int=2)), message=MESSAGE, attempts=0, expires_at=NOON + timedelta(days=3))


def endpoint(**more: Any) -> Endpoint:
    made = register(
        EndpointId(UUID(int=1)),
        unit=UnitCode("HA-TAX"),
        name="tax",
        url="https://example.com/",
        zone=ZONE,
        filters=["*"],
        room=1,
        time_limit=timedelta(seconds=30),
        at=NOON,
    )
    return replace(made, **more)


def lease(**more: Any) -> Lease:
    receiver = Receiver(endpoint(**more), ZONE, ())
    return Lease(lane_id=UUID(int=3), token=UUID(int=4), until=NOON + LEASE, receiver=receiver, pending=(PENDING,))


def told(reply: Reply, *, last: bool, **more: Any) -> Report:
    ended = NOON + timedelta(seconds=1)
    took = timedelta(seconds=1)
    return report(lease(**more), PENDING, reply, body=b"", began=NOON, ended=ended, took=took, draw=0.5, last=last)


@pytest.mark.parametrize(
    ("reply", "last", "after"),
    [
        (Answer(200), False, None),
        (Answer(200), True, timedelta(seconds=1)),
        (Answer(500), False, timedelta(seconds=6)),
        (Answer(410), False, timedelta(seconds=1)),
        (Answer(429, retry_after="60"), False, timedelta(seconds=61)),
        (Answer(500, wish="abort-message"), False, None),
    ],
)
def test_a_lane_is_let_go_by_the_last_delivery_or_one_that_is_not_over(
    reply: Reply, last: bool, after: timedelta | None
) -> None:
    assert told(reply, last=last).release_at == (NOON + after if after is not None else None)


@pytest.mark.parametrize(
    ("reply", "health", "bears"),
    [
        (Answer(200), Health(), False),
        (Answer(500), Health(), False),
        (Answer(200), Health(silent=1), True),
        (Fault.TIMED_OUT, Health(), True),
        (Fault.UNKNOWN, Health(silent=1), False),
        (Answer(410), Health(), True),
        (Answer(429, retry_after="60"), Health(), True),
    ],
)
def test_a_report_bears_on_the_endpoint_only_if_it_says_something_new(
    reply: Reply, health: Health, bears: bool
) -> None:
    assert told(reply, last=True, health=health).bears is bears


def test_a_receiver_that_wants_nothing_more_disables_an_endpoint_that_is_served() -> None:
    gone = judge(Answer(410), NOON)

    disabled = endpoint().learn(gone, NOON)
    deleted = endpoint(status=EndpointStatus.DELETED).learn(gone, NOON)

    assert (disabled.status, disabled.reason, disabled.version) == (EndpointStatus.DISABLED, "gone", 2)
    assert deleted.status is EndpointStatus.DELETED


def test_a_post_is_begun_only_where_its_outcome_is_written_down_before_the_lease_ends() -> None:
    assert lease().lasts(NOON + timedelta(seconds=15))
    assert not lease().lasts(NOON + timedelta(seconds=16))
    assert lease(time_limit=timedelta(seconds=1)).lasts(NOON + timedelta(seconds=44))


@pytest.mark.parametrize(
    ("served", "took", "lanes"),
    [(1, 0.0, 16), (1, 0.01, 16), (1, 0.25, 4), (5, 2.5, 2), (1, 2.0, 1), (0, 1.0, 1), (16, 1.0, 16)],
)
def test_a_round_takes_as_many_lanes_as_the_receiver_is_fast(served: int, took: float, lanes: int) -> None:
    assert lanes_of_a_round(served, timedelta(seconds=took)) == lanes
