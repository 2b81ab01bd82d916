"""Statements that write the lines of the work list and who sees them. How it is read is in `queue`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from services.routing.domain.clocks import Timetable
from services.routing.domain.model import Handling
from services.routing.domain.queue import next_due, words_of
from shared.kernel.ids import RequestId
from shared.runtime.tx import Tx

_COLUMNS: Mapping[str, str] = {
    "request_id": "uuid",
    "opened": "timestamptz",
    "kind": "text",
    "severity": "text",
    "status": "text",
    "function_area": "text",
    "territory": "text",
    "lead": "text",
    "open": "bool",
    "due_at": "timestamptz",
    "soon_at": "timestamptz",
    "words": "text",
}
_KEYS = ("opened", "open", "due_at", "soon_at", "kind", "severity", "status", "lead")
"""What a list is ordered and narrowed by; party rows take them from the item, so that the two cannot differ."""
_SAVE = text(
    f"""
    WITH item AS (
        INSERT INTO queue_item ({", ".join(_COLUMNS)})
        SELECT {", ".join(name for name in _COLUMNS if name != "words")}, string_to_array(words, ' ')
        FROM unnest({", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _COLUMNS.items())})
             AS row ({", ".join(_COLUMNS)})
        ON CONFLICT (request_id) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "request_id")}
        RETURNING request_id, {", ".join(_KEYS)}
    ), held AS (
        SELECT * FROM unnest(CAST(:held AS uuid[]), CAST(:holders AS text[]), CAST(:standings AS text[]))
                      AS held (request_id, holder, standing)
    ), gone AS (
        DELETE FROM party p USING item
        WHERE p.request_id = item.request_id AND NOT EXISTS (
            SELECT 1 FROM held
            WHERE held.request_id = p.request_id AND held.holder = p.holder AND held.standing = p.standing)
    )
    INSERT INTO party (request_id, holder, standing, {", ".join(_KEYS)})
    SELECT item.request_id, held.holder, held.standing, {", ".join(f"item.{name}" for name in _KEYS)}
    FROM item JOIN held USING (request_id)
    ON CONFLICT (request_id, holder, standing) DO UPDATE
    SET {", ".join(f"{name} = excluded.{name}" for name in _KEYS)}
    """  # noqa: S608
)
_WORDLESS = text("SELECT request_id FROM queue_item WHERE words = '{}' ORDER BY request_id LIMIT :limit")


async def save_items(tx: Tx, handlings: Sequence[Handling], timetable: Timetable) -> None:
    """Writes the lines of handlings and who sees them, with their sort keys, in one statement."""
    rows = [_item(handling, timetable, tx.now) for handling in handlings]
    held = [(handling.id, party) for handling in handlings for party in handling.parties]
    values: dict[str, Any] = {name: [row[name] for row in rows] for name in _COLUMNS}
    values["held"] = [request_id for request_id, _ in held]
    values["holders"] = [party.holder for _, party in held]
    values["standings"] = [party.standing for _, party in held]
    connection = await tx.session.connection()
    await connection.execute(_SAVE, values)


async def wordless(tx: Tx, *, limit: int) -> Sequence[RequestId]:
    """Handlings whose line was written before it could be searched."""
    connection = await tx.session.connection()
    return [RequestId(found) for found in (await connection.execute(_WORDLESS, {"limit": limit})).scalars()]


def _item(handling: Handling, timetable: Timetable, as_of: datetime) -> Mapping[str, Any]:
    facts, due = handling.facts, next_due(handling, timetable, as_of)
    return {
        "request_id": handling.id,
        "opened": facts.accepted_at,
        "kind": facts.kind,
        "severity": handling.severity,
        "status": handling.status,
        "function_area": facts.function_area,
        "territory": facts.territory,
        "lead": handling.lead.unit,
        "open": handling.is_open,
        "due_at": due.at,
        "soon_at": due.soon_at,
        "words": " ".join(sorted(words_of(facts))),
    }
