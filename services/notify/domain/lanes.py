"""What passes between the queue and a sender: leases with work one way, reports the other. Both move many at once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notify.domain.egress import Zone
from services.notify.domain.message import Message
from services.notify.domain.model import Endpoint
from services.notify.domain.moves import DeliveryState
from services.notify.domain.outcome import Answer, Judgement, Reply, judge
from services.notify.domain.retry import Settlement, settle
from services.notify.domain.signature import Seal, Secret
from shared.kernel.ids import DeliveryId, EndpointId, uuid7

LEASE = timedelta(seconds=60)
"""Longer than the longest time limit of an endpoint and the time to report, so that there is time to begin a post."""
REPORTED_WITHIN = timedelta(seconds=15)
"""How long an outcome may take to be written down; after that another sender may have the lane."""
DELIVERIES_PER_LEASE = 16
LANES_PER_ROUND = 16
ROUND = timedelta(seconds=1)
"""How long a round is meant to take: what has changed at the endpoint meanwhile is seen by the next one."""
PATIENCE = timedelta(seconds=0.5)
"""How long the subjects behind a post wait for it before others may serve them."""


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """A secret as it is kept."""

    kid: UUID
    sealed: bytes

    def open(self, seal: Seal) -> Secret:
        """The secret itself."""
        return seal.open(self.sealed, kid=self.kid)


@dataclass(frozen=True, slots=True)
class Receiver:
    """All a sender needs to know of an endpoint; the newest secret comes first."""

    endpoint: Endpoint
    zone: Zone
    secrets: tuple[SealedSecret, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A delivery that is not over; `attempts` counts those made."""

    id: DeliveryId
    message: Message
    attempts: int
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A lane in a sender's hands until `until`; only reports with its token count. Oldest delivery first.

    Lanes of one endpoint that share a token are a round: one sender serves them one after the other, so that an
    endpoint is posted to by no more senders at once than there are tokens, which is what its room bounds.
    """

    lane_id: UUID
    token: UUID
    until: datetime
    receiver: Receiver
    pending: tuple[Pending, ...]

    def lasts(self, at: datetime) -> bool:
        """Whether a post begun at `at` will be over, and can be reported, before another sender may take the lane."""
        return at + self.receiver.endpoint.time_limit + REPORTED_WITHIN <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One attempt and what follows from it. Written twice under its id, it counts once.

    `release_at` is set when the sender lets go of the lane with it; `bears` when it says something new of the endpoint.
    """

    id: UUID
    lane_id: UUID
    token: UUID
    endpoint_id: EndpointId
    delivery_id: DeliveryId
    began: datetime
    ended: datetime
    took: timedelta | None
    status: int | None
    head: bytes
    body_sha256: bytes
    judgement: Judgement
    settlement: Settlement
    release_at: datetime | None
    bears: bool

    @property
    def milliseconds(self) -> int | None:
        """How long it took; None where nobody was left to tell."""
        return None if self.took is None else self.took // timedelta(milliseconds=1)


def lanes_of_a_round(served: int, took: timedelta) -> int:
    """How many lanes the next round of an endpoint takes whose last one served so many: one where it is slow."""
    return max(1, min(LANES_PER_ROUND, int(served * ROUND / max(took, timedelta(microseconds=1)))))


def report(
    lease: Lease,
    pending: Pending,
    reply: Reply,
    *,
    body: bytes,
    began: datetime,
    ended: datetime,
    took: timedelta | None,
    draw: float,
    last: bool,
) -> Report:
    """What to write down about one attempt; a delivery that is not over keeps those behind it waiting."""
    judgement = judge(reply, ended)
    settlement = settle(judgement, attempts=pending.attempts, at=ended, expires_at=pending.expires_at, draw=draw)
    release_at = settlement.next_at
    if settlement.state is not DeliveryState.PENDING and last:
        release_at = ended
    endpoint = lease.receiver.endpoint
    return Report(
        id=uuid7(began),
        lane_id=lease.lane_id,
        token=lease.token,
        endpoint_id=endpoint.id,
        delivery_id=pending.id,
        began=began,
        ended=ended,
        took=took,
        status=reply.status if isinstance(reply, Answer) else None,
        head=reply.head if isinstance(reply, Answer) else b"",
        body_sha256=hashlib.sha256(body).digest(),
        judgement=judgement,
        settlement=settlement,
        release_at=release_at,
        bears=endpoint.learn(judgement, ended) != endpoint,
    )
