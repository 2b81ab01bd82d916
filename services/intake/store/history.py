"""Statements for what was said and done on a request: messages and timeline."""

from collections.abc import Sequence

import orjson
from sqlalchemy import text
from sqlmodel import col, select

from services.intake.domain.model import Entry, Message
from services.intake.tables import MessageRow, ReadMarkRow, TimelineRow
from shared.kernel.ids import MessageId, PersonId, RequestId, UnitCode, uuid7
from shared.runtime.tx import Tx

_ADD_TIMELINE = text(
    """
    INSERT INTO timeline (request_id, id, at, act, person, unit, facts)
    SELECT * FROM unnest(CAST(:request_ids AS uuid[]), CAST(:ids AS uuid[]), CAST(:ats AS timestamptz[]),
                         CAST(:acts AS text[]), CAST(:persons AS text[]), CAST(:units AS text[]),
                         CAST(:facts AS jsonb[]))
    """
)

_MARK_READ = text(
    """
    INSERT INTO read_mark AS m (request_id, person, message_id)
    SELECT request_id, :person, id FROM message
    WHERE request_id = :request_id AND id = :message_id AND (CAST(:notes AS boolean) OR visibility = 'public')
    ON CONFLICT (request_id, person) DO UPDATE SET message_id = greatest(m.message_id, excluded.message_id)
    """
)


def add_entries(tx: Tx, entries: Sequence[Entry]) -> None:
    """Adds timeline lines."""
    if not entries:
        return
    tx.write(
        _ADD_TIMELINE,
        {
            "request_ids": [entry.request_id for entry in entries],
            "ids": [uuid7(entry.at) for entry in entries],
            "ats": [entry.at for entry in entries],
            "acts": [entry.act for entry in entries],
            "persons": [entry.person for entry in entries],
            "units": [entry.unit for entry in entries],
            "facts": [orjson.dumps(dict(entry.facts)).decode() for entry in entries],
        },
    )


async def add_message(tx: Tx, message: Message) -> None:
    """Adds one message."""
    tx.session.add(
        MessageRow(
            request_id=message.request_id,
            id=message.id,
            author=message.author,
            unit=message.unit,
            text=message.text,
            visibility=message.visibility,
            asks=message.asks,
            final=message.final,
            answers=message.answers,
            on_behalf=message.on_behalf,
            at=message.at,
        )
    )
    await tx.session.flush()


async def messages(tx: Tx, request_id: RequestId) -> Sequence[Message]:
    """A request's messages, oldest first."""
    query = select(MessageRow).where(col(MessageRow.request_id) == request_id).order_by(col(MessageRow.id))
    return [
        Message(
            id=MessageId(row.id),
            request_id=request_id,
            author=PersonId(row.author),
            unit=UnitCode(row.unit),
            text=row.text,
            visibility=row.visibility,
            asks=row.asks,
            final=row.final,
            answers=None if row.answers is None else MessageId(row.answers),
            on_behalf=row.on_behalf,
            at=row.at,
        )
        for row in (await tx.session.exec(query)).all()
    ]


async def last_question(tx: Tx, request_id: RequestId) -> MessageId | None:
    """The question asked last: of a request that waits for its requester, the one that is open."""
    query = (
        select(MessageRow.id)
        .where(MessageRow.request_id == request_id, col(MessageRow.asks))
        .order_by(col(MessageRow.id).desc())
        .limit(1)
    )
    found = (await tx.session.exec(query)).first()
    return None if found is None else MessageId(found)


async def mark_read(tx: Tx, request_id: RequestId, person: PersonId, message_id: MessageId, *, notes: bool) -> bool:
    """Keeps how far `person` has read, never less far than before; whether there is such a message, or note."""
    connection = await tx.session.connection()
    values = {"request_id": request_id, "person": person, "message_id": message_id, "notes": notes}
    return (await connection.execute(_MARK_READ, values)).rowcount == 1


async def read_mark(tx: Tx, request_id: RequestId, person: PersonId) -> MessageId | None:
    """The last message that `person` has read."""
    query = select(ReadMarkRow.message_id).where(ReadMarkRow.request_id == request_id, ReadMarkRow.person == person)
    found = (await tx.session.exec(query)).first()
    return None if found is None else MessageId(found)


async def timeline(tx: Tx, request_id: RequestId) -> Sequence[Entry]:
    """A request's timeline, oldest first."""
    query = select(TimelineRow).where(col(TimelineRow.request_id) == request_id).order_by(col(TimelineRow.id))
    return [
        Entry(
            request_id=request_id,
            at=row.at,
            act=row.act,
            person=PersonId(row.person),
            unit=UnitCode(row.unit),
            facts=row.facts,
        )
        for row in (await tx.session.exec(query)).all()
    ]
