"""Statements of the hot path, each for many at once: fan-out, claim, report, recovery.

`domain.moves.LANE_MOVES` is the table of what they do to a lane; a test drives every pair through them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from services.notify.domain.lanes import DELIVERIES_PER_LEASE, LEASE, Lease, Pending, Receiver, Report, SealedSecret
from services.notify.domain.message import Message
from services.notify.domain.retry import KEPT_FOR
from services.notify.store.endpoints import endpoint_of
from services.notify.store.zones import zone_of
from shared.contracts.envelope import Envelope
from shared.kernel.ids import DeliveryId, EndpointId, uuid7
from shared.runtime.tx import Tx

# An event goes over the wire once, however many endpoints want it. A lane occurs once per statement, since fan-out is
# called with at most one event of each subject; lanes are locked in the order of their keys, as everywhere.
_ENQUEUE = text(
    """
    WITH event AS (
        SELECT * FROM unnest(CAST(:events AS uuid[]), CAST(:types AS text[]), CAST(:sources AS text[]),
                             CAST(:subjects AS text[]), CAST(:sequences AS bigint[]), CAST(:times AS timestamptz[]),
                             CAST(:data AS bytea[]), CAST(:traceparents AS text[]))
             AS row (event_id, type, source, subject, sequence, time, data, traceparent)
    ), wave AS (
        SELECT * FROM unnest(CAST(:wanted AS uuid[]), CAST(:endpoints AS uuid[]), CAST(:deliveries AS uuid[]),
                             CAST(:lanes AS uuid[])) AS row (event_id, endpoint_id, delivery_id, lane_id)
        JOIN event USING (event_id)
    ), queued AS (
        INSERT INTO lane AS l (id, endpoint_id, source, subject, state, tail, unsent, next_at)
        SELECT lane_id, endpoint_id, source, subject, 'ready', sequence, 1, :now FROM wave
        ORDER BY endpoint_id, source, subject
        ON CONFLICT (endpoint_id, source, subject) DO UPDATE
        SET previous = l.tail, tail = excluded.tail, unsent = l.unsent + 1,
            state = CASE l.state WHEN 'idle' THEN 'ready' ELSE l.state END,
            next_at = CASE l.state WHEN 'idle' THEN excluded.next_at ELSE l.next_at END
        RETURNING id, endpoint_id, source, subject, previous
    ), added AS (
        INSERT INTO delivery (id, endpoint_id, lane_id, event_id, type, source, subject, sequence, previous, time, data,
                              traceparent, state, attempts, expires_at)
        SELECT w.delivery_id, w.endpoint_id, q.id, w.event_id, w.type, w.source, w.subject, w.sequence, q.previous,
               w.time, w.data, w.traceparent, 'pending', 0, :expires_at
        FROM wave w JOIN queued q USING (endpoint_id, source, subject)
        RETURNING id, lane_id, sequence
    )
    INSERT INTO due (delivery_id, lane_id, sequence) SELECT id, lane_id, sequence FROM added
    """
)
# Senders that claim for one endpoint do so one after the other: what its room bounds is counted under its lock.
_READY = text(
    """
    SELECT id FROM endpoint e
    WHERE status = 'active' AND (rest_until IS NULL OR rest_until <= :now)
      AND EXISTS (SELECT FROM lane WHERE endpoint_id = e.id AND state = 'ready' AND next_at <= :now)
    FOR NO KEY UPDATE SKIP LOCKED
    """
)
_RECEIVER = """
    SELECT e.*, z.kind AS zone_kind, z.unit AS zone_unit, z.ports AS zone_ports, z.networks AS zone_networks, s.*
    FROM endpoint e
    JOIN zone z ON z.code = e.zone
    CROSS JOIN LATERAL (
        SELECT array_agg(kid ORDER BY not_before DESC) AS kids, array_agg(sealed ORDER BY not_before DESC) AS sealed
        FROM endpoint_secret
        WHERE endpoint_id = e.id AND not_before <= :now AND (not_after IS NULL OR not_after > :now)
    ) s
    WHERE e.id = ANY(CAST(:ids AS uuid[]))
"""
_RECEIVERS = text(_RECEIVER)
# With how many rounds are made to each, and how many more could begin.
_WAITING = text(
    f"""
    SELECT r.*, busy, ready
    FROM ({_RECEIVER}) r
    CROSS JOIN LATERAL (
        SELECT count(*) AS ready FROM (
            SELECT FROM lane WHERE endpoint_id = r.id AND state = 'ready' AND next_at <= :now LIMIT r.room
        ) found
    ) l
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT lease_token) AS busy FROM lane WHERE endpoint_id = r.id AND state = 'leased'
    ) b
    """  # noqa: S608 - of our own words
)
# Lanes are dealt out like cards, so that few of them go to many rounds rather than to one.
_CLAIM = text(
    """
    WITH free AS (
        SELECT l.id, l.next_at, e.id AS endpoint_id, e.rounds, e.first
        FROM unnest(CAST(:endpoints AS uuid[]), CAST(:rounds AS int[]), CAST(:lanes AS int[]), CAST(:firsts AS int[]))
             AS e (id, rounds, lanes, first)
        CROSS JOIN LATERAL (
            SELECT id, next_at FROM lane
            WHERE endpoint_id = e.id AND state = 'ready' AND next_at <= :now
            ORDER BY next_at LIMIT e.lanes FOR UPDATE SKIP LOCKED
        ) l
    ), dealt AS (
        SELECT id, next_at,
               first + (row_number() OVER (PARTITION BY endpoint_id ORDER BY next_at) - 1) % rounds AS round
        FROM free
    ), leased AS (
        UPDATE lane l
        SET state = 'leased', lease_token = (CAST(:tokens AS uuid[]))[dealt.round], lease_until = :until
        FROM dealt WHERE l.id = dealt.id
        RETURNING l.id, l.endpoint_id, l.lease_token, dealt.next_at
    )
    SELECT id, endpoint_id, lease_token FROM leased ORDER BY next_at
    """
)
_GIVE_BACK = text(
    """
    UPDATE lane
    SET state = 'ready', lease_token = NULL, lease_until = NULL
    WHERE id = ANY(CAST(:lanes AS uuid[]))
    """
)
_EXPIRED = text(
    """
    SELECT id, endpoint_id, lease_token FROM lane
    WHERE state = 'leased' AND lease_until < :now
    ORDER BY endpoint_id, source, subject LIMIT 500 FOR UPDATE SKIP LOCKED
    """
)
_PENDING = text(
    """
    SELECT l.id AS lane_id, d.*
    FROM unnest(CAST(:lanes AS uuid[])) AS l (id)
    CROSS JOIN LATERAL (
        SELECT delivery_id, sequence FROM due WHERE lane_id = l.id ORDER BY sequence LIMIT :most
    ) q
    JOIN delivery d ON d.id = q.delivery_id
    ORDER BY l.id, q.sequence
    """
)
_HOLD = text(
    """
    SELECT l.id, l.lease_token FROM lane l
    JOIN unnest(CAST(:lanes AS uuid[]), CAST(:tokens AS uuid[])) AS held (id, token) ON held.id = l.id
    WHERE l.state = 'leased' AND l.lease_token = held.token
    ORDER BY l.endpoint_id, l.source, l.subject FOR UPDATE OF l
    """
)
_RECORD = text(
    """
    WITH report AS (
        SELECT * FROM unnest(CAST(:lanes AS uuid[]), CAST(:deliveries AS uuid[]), CAST(:endpoints AS uuid[]),
                             CAST(:attempts AS uuid[]), CAST(:began AS timestamptz[]), CAST(:took AS int[]),
                             CAST(:statuses AS int[]), CAST(:codes AS text[]), CAST(:heads AS bytea[]),
                             CAST(:digests AS bytea[]), CAST(:states AS text[]), CAST(:counts AS int[]),
                             CAST(:releases AS timestamptz[]))
             AS row (lane_id, delivery_id, endpoint_id, attempt_id, at, took, status, code, head, digest,
                     state, attempts, release_at)
    ), noted AS (
        INSERT INTO delivery_attempt (id, delivery_id, endpoint_id, at, milliseconds, status, code, head, body_sha256)
        SELECT attempt_id, delivery_id, endpoint_id, at, took, status, code, head, digest FROM report
        ON CONFLICT (id) DO NOTHING
        RETURNING id AS attempt_id
    ), fresh AS (
        SELECT * FROM report JOIN noted USING (attempt_id)
    ), moved AS (
        UPDATE delivery d
        SET state = r.state, attempts = r.attempts, last_code = r.code,
            settled_at = CASE r.state WHEN 'pending' THEN NULL ELSE CAST(:now AS timestamptz) END
        FROM fresh r WHERE d.id = r.delivery_id
    ), over AS (
        DELETE FROM due USING fresh r WHERE due.delivery_id = r.delivery_id AND r.state <> 'pending'
    ), lanes AS (
        SELECT lane_id, count(*) FILTER (WHERE state <> 'pending') AS finished, max(release_at) AS release_at
        FROM fresh GROUP BY lane_id
    )
    UPDATE lane l
    SET unsent = l.unsent - n.finished,
        state = CASE WHEN n.release_at IS NULL THEN 'leased' WHEN l.unsent > n.finished THEN 'ready' ELSE 'idle' END,
        next_at = CASE WHEN l.unsent > n.finished THEN coalesce(n.release_at, l.next_at) END,
        lease_token = CASE WHEN n.release_at IS NULL THEN l.lease_token END,
        lease_until = CASE WHEN n.release_at IS NULL THEN l.lease_until END
    FROM lanes n WHERE l.id = n.lane_id
    """
)
_CLEAR = text(
    """
    WITH held AS (
        SELECT id FROM lane WHERE endpoint_id = :endpoint ORDER BY endpoint_id, source, subject FOR UPDATE
    ), dropped AS (
        DELETE FROM due USING held WHERE due.lane_id = held.id RETURNING due.delivery_id
    ), moved AS (
        UPDATE delivery d SET state = 'dropped', settled_at = :now FROM dropped WHERE d.id = dropped.delivery_id
    )
    UPDATE lane l SET state = 'idle', unsent = 0, next_at = NULL, lease_token = NULL, lease_until = NULL
    FROM held WHERE l.id = held.id
    """
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody to whom something is to be sent: the rounds made to them, and how many more there are lanes for."""

    receiver: Receiver
    busy: int
    ready: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be claimed for one receiver: so many rounds, with so many lanes in all."""

    receiver: Receiver
    rounds: int
    lanes: int


async def enqueue(tx: Tx, wanted: Sequence[tuple[Envelope, EndpointId]]) -> None:
    """One delivery per pair, at the end of its lane; at most one event of each subject at a time."""
    if not wanted:
        return
    events = {envelope.id: envelope for envelope, _ in wanted}
    connection = await tx.session.connection()
    await connection.execute(
        _ENQUEUE,
        {
            "now": tx.now,
            "expires_at": tx.now + KEPT_FOR,
            "events": list(events),
            "types": [event.type for event in events.values()],
            "sources": [event.source for event in events.values()],
            "subjects": [event.key for event in events.values()],
            "sequences": [event.seq for event in events.values()],
            "times": [event.time for event in events.values()],
            "data": [event.data for event in events.values()],
            "traceparents": [event.traceparent for event in events.values()],
            "wanted": [envelope.id for envelope, _ in wanted],
            "endpoints": [endpoint_id for _, endpoint_id in wanted],
            "deliveries": [uuid7(tx.now) for _ in wanted],
            "lanes": [uuid7(tx.now) for _ in wanted],
        },
    )


async def waiting(tx: Tx) -> Sequence[Waiting]:
    """The active endpoints with lanes to claim now, but those another claims for; held until the commit."""
    connection = await tx.session.connection()
    ids = (await connection.execute(_READY, {"now": tx.now})).scalars().all()
    if not ids:
        return []
    rows = await connection.execute(_WAITING, {"ids": ids, "now": tx.now})
    return [Waiting(_receiver(row), row.busy, row.ready) for row in rows]


async def claim(tx: Tx, wishes: Sequence[Wish]) -> Sequence[Lease]:
    """Leases lanes, each round's under a token of its own; those that have waited longest first."""
    until = tx.now + LEASE
    ends = list(accumulate(wish.rounds for wish in wishes))
    connection = await tx.session.connection()
    rows = await connection.execute(
        _CLAIM,
        {
            "endpoints": [wish.receiver.endpoint.id for wish in wishes],
            "rounds": [wish.rounds for wish in wishes],
            "lanes": [wish.lanes for wish in wishes],
            "firsts": [1 + end - wish.rounds for wish, end in zip(wishes, ends, strict=True)],
            "tokens": [uuid7(tx.now) for _ in range(ends[-1])],
            "until": until,
            "now": tx.now,
        },
    )
    receivers = {wish.receiver.endpoint.id: wish.receiver for wish in wishes}
    lanes = {row.id: (receivers[row.endpoint_id], row.lease_token) for row in rows}
    return await _leases(tx, lanes, until=until, most=DELIVERIES_PER_LEASE)


async def expired(tx: Tx) -> Sequence[Lease]:
    """The lanes whose lease has ended, held until the commit, each with the delivery its sender had come to."""
    connection = await tx.session.connection()
    rows = (await connection.execute(_EXPIRED, {"now": tx.now})).all()
    values = {"ids": list({row.endpoint_id for row in rows}), "now": tx.now}
    receivers = {row.id: _receiver(row) for row in await connection.execute(_RECEIVERS, values)} if rows else {}
    lanes = {row.id: (receivers[row.endpoint_id], row.lease_token) for row in rows}
    return await _leases(tx, lanes, until=tx.now, most=1)


async def hold_lanes(tx: Tx, leases: Collection[tuple[UUID, UUID]]) -> Collection[tuple[UUID, UUID]]:
    """Those of these lanes that are still leased under these tokens; nobody else takes them before the commit."""
    values = {"lanes": [lane_id for lane_id, _ in leases], "tokens": [token for _, token in leases]}
    connection = await tx.session.connection()
    return {(row.id, row.lease_token) for row in await connection.execute(_HOLD, values)}


async def record(tx: Tx, reports: Sequence[Report]) -> None:
    """Writes attempts and what became of their deliveries, and lets go of lanes; lanes must be held, twice is once."""
    if not reports:
        return
    connection = await tx.session.connection()
    await connection.execute(
        _RECORD,
        {
            "now": tx.now,
            "lanes": [report.lane_id for report in reports],
            "deliveries": [report.delivery_id for report in reports],
            "endpoints": [report.endpoint_id for report in reports],
            "attempts": [report.id for report in reports],
            "began": [report.began for report in reports],
            "took": [report.milliseconds for report in reports],
            "statuses": [report.status for report in reports],
            "codes": [report.judgement.reason for report in reports],
            "heads": [report.head for report in reports],
            "digests": [report.body_sha256 for report in reports],
            "states": [report.settlement.state for report in reports],
            "counts": [report.settlement.attempts for report in reports],
            "releases": [report.release_at for report in reports],
        },
    )


async def give_back(tx: Tx, leases: Sequence[Lease]) -> None:
    """Lets go of lanes of which nothing was posted; they must be held."""
    if not leases:
        return
    connection = await tx.session.connection()
    await connection.execute(_GIVE_BACK, {"lanes": [lease.lane_id for lease in leases]})


async def clear(tx: Tx, endpoint_id: EndpointId) -> None:
    """Drops what an endpoint has not been sent; the endpoint must be held."""
    connection = await tx.session.connection()
    await connection.execute(_CLEAR, {"endpoint": endpoint_id, "now": tx.now})


async def _leases(
    tx: Tx, lanes: Mapping[UUID, tuple[Receiver, UUID]], *, until: datetime, most: int
) -> Sequence[Lease]:
    if not lanes:
        return []
    connection = await tx.session.connection()
    pending: dict[UUID, list[Pending]] = {lane_id: [] for lane_id in lanes}
    for row in await connection.execute(_PENDING, {"lanes": list(lanes), "most": most}):
        pending[row.lane_id].append(_pending(row))
    return [
        Lease(lane_id=lane_id, token=token, until=until, receiver=receiver, pending=tuple(pending[lane_id]))
        for lane_id, (receiver, token) in lanes.items()
    ]


def _receiver(row: Row[Any]) -> Receiver:
    zone = zone_of(row.zone, row.zone_kind, row.zone_unit, row.zone_ports, row.zone_networks)
    secrets = zip(row.kids or (), row.sealed or (), strict=True)
    return Receiver(endpoint_of(row), zone, tuple(SealedSecret(kid, sealed) for kid, sealed in secrets))


def _pending(row: Row[Any]) -> Pending:
    return Pending(
        id=DeliveryId(row.id),
        message=Message(
            id=row.event_id,
            type=row.type,
            source=row.source,
            subject=row.subject,
            time=row.time,
            sequence=row.sequence,
            previous=row.previous,
            data=bytes(row.data),
            traceparent=row.traceparent,
        ),
        attempts=row.attempts,
        expires_at=row.expires_at,
    )
