"""Statements for who may know of a request and who is at it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from services.notify.domain.stream import PRESENT_AT, PRESENT_TOLD, Doing, Presence, Present
from shared.contracts.event import Event
from shared.kernel.access import Actor
from shared.kernel.ids import PersonId, RequestId, UnitCode
from shared.runtime.tx import Tx

CHANNEL = "presence"
AUDIENCES_KEPT = timedelta(days=180)
FORGET_ROWS = 5_000

_KEEP = text(
    """
    INSERT INTO audience AS known (request_id, at, units)
    SELECT request_id, at, string_to_array(units, ' ')
    FROM unnest(CAST(:request_ids AS uuid[]), CAST(:ats AS timestamptz[]), CAST(:units AS text[]))
         AS news (request_id, at, units)
    ORDER BY request_id
    ON CONFLICT (request_id) DO UPDATE SET at = excluded.at, units = excluded.units
    WHERE known.at <= excluded.at
    """
)
_FORGET = text(
    """
    DELETE FROM audience WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM audience WHERE at < CAST(:now AS timestamptz) - CAST(:kept AS interval) LIMIT :rows))
    """
)
_AUDIENCE = text("SELECT units FROM audience WHERE request_id = :request_id")
_PUT = text(
    """
    INSERT INTO presence AS p (request_id, unit, person, doing, until)
    VALUES (:request_id, :unit, :person, :doing, :until)
    ON CONFLICT (request_id, unit, person) DO UPDATE SET doing = excluded.doing, until = excluded.until
    RETURNING (SELECT doing FROM presence was
               WHERE (was.request_id, was.unit, was.person) = (p.request_id, p.unit, p.person) AND was.until > :now)
    """
)
_GIVE_WAY = text(
    """
    DELETE FROM presence WHERE person = :person AND (request_id, unit) IN (
        SELECT request_id, unit FROM presence WHERE person = :person AND request_id <> :request_id
        ORDER BY until DESC OFFSET :others)
    RETURNING request_id
    """
)
_DELETE = text("DELETE FROM presence WHERE (request_id, unit, person) = (:request_id, :unit, :person)")
_SWEEP = text("DELETE FROM presence WHERE until <= :now RETURNING request_id")
_PRESENT = text(
    """
    SELECT asked.request_id, a.units, p.unit, p.person, p.doing, p.until
    FROM unnest(CAST(:request_ids AS uuid[])) AS asked (request_id)
    JOIN audience a USING (request_id)
    LEFT JOIN LATERAL (
        SELECT unit, person, doing, until FROM presence
        WHERE presence.request_id = asked.request_id AND until > :now
        ORDER BY until DESC, person LIMIT :most
    ) p ON true
    """
)
_TELL = text("SELECT pg_notify(:channel, id) FROM unnest(CAST(:ids AS text[])) AS told (id)")


async def keep_audiences(tx: Tx, newest: Mapping[RequestId, Event]) -> None:
    """Keeps the audience of each request's newest event; one that is older than what is known changes nothing."""
    if not newest:
        return
    await _run(
        tx,
        _KEEP,
        request_ids=list(newest),
        ats=[event.at for event in newest.values()],
        units=[" ".join(event.audience) for event in newest.values()],
    )


async def forget_audiences(tx: Tx) -> int:
    """Removes some of the audiences of which nothing was heard for long; how many."""
    return int((await _run(tx, _FORGET, now=tx.now, kept=AUDIENCES_KEPT, rows=FORGET_ROWS)).rowcount)


async def audience(tx: Tx, request_id: RequestId) -> frozenset[UnitCode]:
    """The units that may know of a request; none where no event has told of it."""
    units = (await _run(tx, _AUDIENCE, request_id=request_id)).scalar()
    return frozenset(UnitCode(unit) for unit in units or ())


async def put_presence(tx: Tx, request_id: RequestId, present: Present) -> bool:
    """Keeps that somebody is there; whether that is news. Of too many requests the one longest unsaid gives way."""
    was = await _run(
        tx,
        _PUT,
        request_id=request_id,
        unit=present.unit,
        person=present.person,
        doing=present.doing,
        until=present.until,
        now=tx.now,
    )
    news: bool = was.scalar() != present.doing
    if news:
        left = await _run(tx, _GIVE_WAY, person=present.person, request_id=request_id, others=PRESENT_AT - 1)
        await tell_presence(tx, [RequestId(gone) for gone in left.scalars()])
    return news


async def delete_presence(tx: Tx, request_id: RequestId, actor: Actor) -> bool:
    """Removes it; whether it was there."""
    gone = await _run(tx, _DELETE, request_id=request_id, unit=actor.unit, person=actor.person)
    return bool(gone.rowcount)


async def sweep_presence(tx: Tx) -> Sequence[RequestId]:
    """Removes whoever has said nothing for long; the requests they were at."""
    return [RequestId(gone) for gone in (await _run(tx, _SWEEP, now=tx.now)).scalars()]


async def presences(tx: Tx, request_ids: Collection[RequestId]) -> Sequence[Presence]:
    """Who is at these requests now, and who may know."""
    rows = await _run(tx, _PRESENT, request_ids=list(request_ids), now=tx.now, most=PRESENT_TOLD)
    found: dict[RequestId, tuple[Sequence[str], list[Present]]] = {}
    for row in rows:
        _, there = found.setdefault(RequestId(row.request_id), (row.units, []))
        if row.person is not None:
            there.append(
                Present(unit=UnitCode(row.unit), person=PersonId(row.person), doing=Doing(row.doing), until=row.until)
            )
    return [
        Presence(request_id=request_id, present=there, audience=frozenset(map(UnitCode, units)))
        for request_id, (units, there) in found.items()
    ]


async def tell_presence(tx: Tx, request_ids: Collection[RequestId]) -> None:
    """Lets every process know, at the commit, that people have come to these requests or left them."""
    if request_ids:
        await _run(tx, _TELL, channel=CHANNEL, ids=[str(request_id) for request_id in set(request_ids)])


async def _run(tx: Tx, statement: Any, **values: Any) -> Any:
    return await (await tx.session.connection()).execute(statement, values)
