"""Statements for requests themselves, their numbers, references and contacts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel import col, select

from services.intake.domain.model import Contact, Entry, FirstContact, ServiceRequest
from services.intake.domain.moves import Status
from services.intake.store.history import add_entries
from services.intake.store.parties import ListFilter, add_parties, drop_parties, move_parties, page
from services.intake.tables import ReferenceRow, RequestContactRow, RequestNumberRow, RequestRow
from shared.kernel.access import Scope
from shared.kernel.ids import PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.references import Reference
from shared.kernel.refusals import NotFound, Stale
from shared.runtime.database import among
from shared.runtime.tx import Tx

_COLUMNS: Mapping[str, str] = {
    "id": "uuid",
    "number": "text",
    "version": "int",
    "status": "text",
    "kind": "text",
    "channel": "text",
    "function_area": "text",
    "application": "text",
    "system": "text",
    "territory": "text",
    "territorial_unit": "text",
    "territorial_reason": "text",
    "title": "text",
    "description": "text",
    "enterprise": "text",
    "severity": "text",
    "anomaly_type": "text",
    "registered_by": "text",
    "registered_person": "text",
    "first_contact_unit": "text",
    "first_contact_person": "text",
    "lead": "text",
    "co_handlers": "jsonb",
    "outcome": "text",
    "submitted_at": "timestamptz",
    "changed_at": "timestamptz",
}
_NAMES = ", ".join(_COLUMNS)
_ARRAYS = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _COLUMNS.items())

_INSERT = text(
    f"INSERT INTO request ({_NAMES}) SELECT {_NAMES} FROM unnest({_ARRAYS}) AS row ({_NAMES})"  # noqa: S608
)
_ADD_NUMBERS = text(
    """
    INSERT INTO request_number (number, request_id)
    SELECT * FROM unnest(CAST(:numbers AS text[]), CAST(:request_ids AS uuid[]))
    """
)
_CHANGES = (
    "version",
    "status",
    "first_contact_unit",
    "first_contact_person",
    "lead",
    "co_handlers",
    "outcome",
    "changed_at",
)
_UPDATE = text(
    f"""
    UPDATE request r
    SET {", ".join(f"{name} = row.{name}" for name in _CHANGES)}
    FROM unnest(CAST(:id AS uuid[]), CAST(:seen AS int[]),
                {", ".join(f"CAST(:{name} AS {_COLUMNS[name]}[])" for name in _CHANGES)})
         AS row (id, seen, {", ".join(_CHANGES)})
    WHERE r.id = row.id AND r.version = row.seen
    """  # noqa: S608
)
_ADD_REFERENCES = text(
    """
    INSERT INTO reference (request_id, place, type, number)
    SELECT * FROM unnest(CAST(:request_ids AS uuid[]), CAST(:places AS int[]), CAST(:types AS text[]),
                         CAST(:numbers AS text[]))
    """
)
_ADD_CONTACTS = text(
    """
    INSERT INTO request_contact (request_id, name, phone, email)
    SELECT * FROM unnest(CAST(:request_ids AS uuid[]), CAST(:names AS text[]), CAST(:phones AS text[]),
                         CAST(:emails AS text[]))
    """
)
_COUNT = text(
    """
    INSERT INTO counter AS c (territory, day, count)
    SELECT territory, :day, more FROM unnest(CAST(:territories AS text[]), CAST(:more AS int[]))
         AS row (territory, more)
    ORDER BY territory
    ON CONFLICT (territory, day) DO UPDATE SET count = c.count + excluded.count
    RETURNING territory, count
    """
)


async def next_counts(tx: Tx, day: date, more: Mapping[str, int]) -> Mapping[str, int]:
    """The first free count of each territory for `day`, with `more` of them taken; held until the commit."""
    connection = await tx.session.connection()
    rows = await connection.execute(
        _COUNT, {"day": day, "territories": list(more), "more": [more[territory] for territory in more]}
    )
    return {territory: count - more[territory] + 1 for territory, count in rows}


def add_many(
    tx: Tx, requests: Sequence[ServiceRequest], contacts: Mapping[RequestId, Contact], entries: Sequence[Entry]
) -> None:
    """Adds new requests with their references, contacts, parties and first timeline lines."""
    rows = [_columns(request) for request in requests]
    tx.write(_INSERT, {name: [row[name] for row in rows] for name in _COLUMNS})
    tx.write(
        _ADD_NUMBERS,
        {"numbers": [request.number for request in requests], "request_ids": [request.id for request in requests]},
    )
    references = [(r.id, place, ref) for r in requests for place, ref in enumerate(r.references)]
    if references:
        tx.write(
            _ADD_REFERENCES,
            {
                "request_ids": [request_id for request_id, _, _ in references],
                "places": [place for _, place, _ in references],
                "types": [reference.type for _, _, reference in references],
                "numbers": [reference.number for _, _, reference in references],
            },
        )
    if contacts:
        tx.write(
            _ADD_CONTACTS,
            {
                "request_ids": list(contacts),
                "names": [contact.name for contact in contacts.values()],
                "phones": [contact.phone for contact in contacts.values()],
                "emails": [contact.email for contact in contacts.values()],
            },
        )
    add_parties(tx, requests)
    add_entries(tx, entries)


async def save_many(
    tx: Tx, changes: Sequence[tuple[ServiceRequest, ServiceRequest]], entries: Sequence[Entry] = ()
) -> None:
    """Writes (as loaded, as changed) pairs and timeline lines; raises Stale when one moved on since it was loaded."""
    if changes:
        connection = await tx.session.connection()
        rows = [_columns(after) for _, after in changes]
        values: dict[str, Any] = {name: [row[name] for row in rows] for name in ("id", *_CHANGES)}
        values["seen"] = [before.version for before, _ in changes]
        if (await connection.execute(_UPDATE, values)).rowcount != len(changes):
            raise Stale
        moved = [after for before, after in changes if before.parties != after.parties]
        if moved:
            await drop_parties(tx, moved)
            add_parties(tx, moved)
            await tx.flush()
        if renamed := [after for before, after in changes if before.status is not after.status]:
            await move_parties(tx, renamed)
    add_entries(tx, entries)
    await tx.flush()


async def load(tx: Tx, request_id: RequestId) -> ServiceRequest:
    """One request for changing: its row is held until the commit. Raises NotFound, as for one not to be seen."""
    found = await load_many(tx, [request_id])
    if request_id not in found:
        raise NotFound
    return found[request_id]


async def load_many(tx: Tx, request_ids: Sequence[RequestId]) -> Mapping[RequestId, ServiceRequest]:
    """Those of the requests that exist, for changing; rows are held in the order of their ids."""
    query = select(RequestRow).where(among(col(RequestRow.id), request_ids)).order_by(col(RequestRow.id))
    rows = (await tx.session.exec(query.with_for_update(), execution_options={"populate_existing": True})).all()
    references = await _references(tx, [row.id for row in rows])
    return {RequestId(row.id): _domain(row, references.get(row.id, ())) for row in rows}


async def read(tx: Tx, request_id: RequestId) -> ServiceRequest:
    """One request for looking at. Raises NotFound, as for one that the caller may not see."""
    row = (await tx.session.exec(select(RequestRow).where(col(RequestRow.id) == request_id))).first()
    if row is None:
        raise NotFound
    references = await _references(tx, [row.id])
    return _domain(row, references.get(row.id, ()))


async def find_by_number(tx: Tx, number: str) -> RequestId | None:
    """The id of the request that has a tracking number."""
    query = select(RequestNumberRow.request_id).where(col(RequestNumberRow.number) == number)
    request_id = (await tx.session.exec(query)).first()
    return None if request_id is None else RequestId(request_id)


async def list_requests(
    tx: Tx, scope: Scope, only: ListFilter, *, after: tuple[datetime, UUID], limit: int
) -> Sequence[tuple[datetime, ServiceRequest]]:
    """At most `limit` in the order asked for, each with the instant it was opened; only what `scope` shows."""
    keys = await page(tx, scope, only, after=after, limit=limit)
    found = await _read_many(tx, [request_id for _, request_id in keys])
    return [(opened, found[request_id]) for opened, request_id in keys]


async def with_reference(
    tx: Tx, reference: Reference, *, statuses: Collection[Status], limit: int
) -> Sequence[ServiceRequest]:
    """The newest requests, whoever's, that name a business reference and stand in one of `statuses`."""
    query = (
        select(RequestRow.id)
        .join(ReferenceRow, col(ReferenceRow.request_id) == col(RequestRow.id))
        .where(ReferenceRow.type == reference.type, ReferenceRow.number == reference.number)
        .where(among(col(RequestRow.status), statuses))
        .distinct()
        .order_by(col(RequestRow.id).desc())
        .limit(limit)
    )
    ids = (await tx.session.exec(query)).all()
    found = await _read_many(tx, ids)
    return [found[request_id] for request_id in ids]


async def contact(tx: Tx, request_id: RequestId) -> Contact:
    """How to reach the requester. Raises NotFound where nobody said."""
    row = (await tx.session.exec(select(RequestContactRow).where(RequestContactRow.request_id == request_id))).first()
    if row is None:
        raise NotFound
    return Contact(row.name, row.phone, row.email)


async def _read_many(tx: Tx, request_ids: Sequence[UUID]) -> Mapping[UUID, ServiceRequest]:
    query = select(RequestRow).where(among(col(RequestRow.id), request_ids))
    rows = {row.id: row for row in (await tx.session.exec(query)).all()}
    references = await _references(tx, list(rows))
    return {request_id: _domain(row, references.get(request_id, ())) for request_id, row in rows.items()}


async def _references(tx: Tx, request_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Reference, ...]]:
    if not request_ids:
        return {}
    query = select(ReferenceRow).where(among(col(ReferenceRow.request_id), request_ids))
    found: dict[UUID, tuple[Reference, ...]] = {}
    for row in (await tx.session.exec(query.order_by(col(ReferenceRow.request_id), col(ReferenceRow.place)))).all():
        found[row.request_id] = (*found.get(row.request_id, ()), Reference(row.type, row.number))
    return found


def _columns(request: ServiceRequest) -> dict[str, Any]:
    row = {name: getattr(request, name, None) for name in _COLUMNS}
    contact = request.first_contact
    row["first_contact_unit"] = contact.unit if contact else None
    row["first_contact_person"] = contact.person if contact else None
    row["co_handlers"] = orjson.dumps(request.co_handlers).decode()
    return row


def _domain(row: RequestRow, references: tuple[Reference, ...]) -> ServiceRequest:
    contact = None
    if row.first_contact_unit is not None and row.first_contact_person is not None:
        contact = FirstContact(unit=UnitCode(row.first_contact_unit), person=PersonId(row.first_contact_person))
    return ServiceRequest(
        id=RequestId(row.id),
        number=row.number,
        version=row.version,
        status=row.status,
        kind=row.kind,
        channel=row.channel,
        function_area=row.function_area,
        application=row.application,
        system=SystemCode(row.system) if row.system else None,
        territory=row.territory,
        territorial_unit=UnitCode(row.territorial_unit),
        territorial_reason=row.territorial_reason,
        title=row.title,
        description=row.description,
        enterprise=row.enterprise,
        references=references,
        severity=row.severity,
        anomaly_type=row.anomaly_type,
        registered_by=UnitCode(row.registered_by),
        registered_person=PersonId(row.registered_person),
        first_contact=contact,
        lead=UnitCode(row.lead) if row.lead else None,
        co_handlers=tuple(UnitCode(unit) for unit in row.co_handlers),
        outcome=row.outcome,
        submitted_at=row.submitted_at,
        changed_at=row.changed_at,
    )
