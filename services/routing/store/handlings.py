"""Statements for handlings, what hangs on them, and the lists over them. Units and rules are in the module beside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, text
from sqlmodel import SQLModel, col, select

from services.routing.domain.clocks import Timetable
from services.routing.domain.model import CaseFact, Handling
from services.routing.domain.moves import Status
from services.routing.store.mapping import case_fact, case_fact_row, handling, handling_rows
from services.routing.store.rows import put
from services.routing.tables import CaseFactRow, ClockRow, DispatchDecisionRow, HandlingRow, LegRow, PartyRow
from shared.kernel.access import Scope
from shared.kernel.desk import Kind, Severity
from shared.kernel.ids import RequestId, UnitCode
from shared.kernel.refusals import NotFound
from shared.runtime.tx import Tx

Row = TypeVar("Row", bound=SQLModel)

# A case may be told of before its request, on another topic: whoever comes second must see what the first one wrote.
_HOLD = text(
    """
    SELECT pg_advisory_xact_lock(hashtextextended(id::text, 0))
    FROM (SELECT unnest(CAST(:ids AS uuid[])) AS id ORDER BY 1) AS held
    """
)
_FILTERS = """
      AND q.kind = coalesce(CAST(:kind AS text), q.kind)
      AND q.severity = coalesce(CAST(:severity AS text), q.severity)
      AND q.status = coalesce(CAST(:status AS text), q.status)
      AND q.lead = coalesce(CAST(:lead AS text), q.lead)
"""
_QUEUE = text(
    f"""
    SELECT DISTINCT ON (found.opened, found.request_id) found.request_id
    FROM unnest(CAST(:holders AS text[]), CAST(:standings AS text[])) AS s (holder, standing)
    CROSS JOIN LATERAL (
        SELECT p.opened, p.request_id FROM party p JOIN queue_item q USING (request_id)
        WHERE p.holder = s.holder AND p.standing = s.standing
          AND (p.opened, p.request_id) < (CAST(:opened AS timestamptz), CAST(:id AS uuid)) {_FILTERS}
        ORDER BY p.opened DESC, p.request_id DESC LIMIT :limit
    ) found
    ORDER BY found.opened DESC, found.request_id DESC LIMIT :limit
    """  # noqa: S608
)
_QUEUE_ALL = text(
    f"""
    SELECT q.request_id FROM queue_item q
    WHERE (q.opened, q.request_id) < (CAST(:opened AS timestamptz), CAST(:id AS uuid)) {_FILTERS}
    ORDER BY q.opened DESC, q.request_id DESC LIMIT :limit
    """  # noqa: S608
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What a work list is narrowed to; None asks nothing."""

    kind: Kind | None = None
    severity: Severity | None = None
    status: Status | None = None
    lead: UnitCode | None = None


async def hold(tx: Tx, request_ids: Iterable[RequestId]) -> None:
    """Keeps requests to this transaction, whether or not anything is known of them yet."""
    connection = await tx.session.connection()
    await connection.execute(_HOLD, {"ids": list(request_ids)})


async def load(tx: Tx, request_id: RequestId) -> Handling:
    """One handling for changing: its row is held until the commit. Raises NotFound."""
    found = await load_many(tx, [request_id])
    if request_id not in found:
        raise NotFound
    return found[request_id]


async def load_many(tx: Tx, request_ids: Sequence[RequestId]) -> Mapping[RequestId, Handling]:
    """Those of the handlings that exist, for changing; rows are held in the order of their ids."""
    return await _handlings(tx, request_ids, hold=True)


async def read(tx: Tx, request_id: RequestId) -> Handling:
    """One handling for looking at. Raises NotFound."""
    found = await _handlings(tx, [request_id], hold=False)
    if request_id not in found:
        raise NotFound
    return found[request_id]


async def list_queue(
    tx: Tx, scope: Scope, *, only: QueueFilter, after: tuple[datetime, UUID], limit: int
) -> Sequence[Handling]:
    """Newest first, at most `limit`, what `scope` shows and no more."""
    values = {**asdict(only), "opened": after[0], "id": after[1], "limit": limit}
    statement = _QUEUE_ALL
    if not scope.everything:
        statement = _QUEUE
        values |= {"holders": scope.holders, "standings": scope.kept_standings}
    connection = await tx.session.connection()
    ids = [RequestId(found) for found in (await connection.execute(statement, values)).scalars()]
    handlings = await _handlings(tx, ids, hold=False)
    return [handlings[request_id] for request_id in ids]


async def save_many(tx: Tx, handlings: Sequence[Handling], timetable: Timetable) -> None:
    """Writes handlings as a whole, new or loaded for changing; deadlines are reckoned by `timetable`."""
    if not handlings:
        return
    connection = await tx.session.connection()
    await connection.execute(delete(PartyRow).where(col(PartyRow.request_id).in_([h.id for h in handlings])))
    for rows in handling_rows(handlings, timetable, as_of=tx.now):
        await put(tx, rows)


async def case_facts(tx: Tx, request_ids: Sequence[RequestId]) -> Mapping[RequestId, CaseFact]:
    """What is known of the cases of these requests."""
    rows = await _rows(tx, CaseFactRow, request_ids)
    return {RequestId(row.request_id): case_fact(row) for row in rows}


async def save_case_facts(tx: Tx, facts: Mapping[RequestId, CaseFact]) -> None:
    """Keeps what was told of cases."""
    await put(tx, [case_fact_row(request_id, fact) for request_id, fact in facts.items()])


async def open_handlings(tx: Tx) -> Sequence[Handling]:
    """Every handling with a clock that runs, for reckoning deadlines anew; rows are held."""
    query = select(ClockRow.request_id).where(col(ClockRow.stopped_at).is_(None)).distinct()
    ids = [RequestId(found) for found in (await tx.session.exec(query)).all()]
    return list((await load_many(tx, ids)).values())


async def _handlings(tx: Tx, ids: Sequence[RequestId], *, hold: bool) -> Mapping[RequestId, Handling]:
    if not ids:
        return {}
    rows = await _rows(tx, HandlingRow, ids, hold=hold)
    legs = _by_request(await _rows(tx, LegRow, ids))
    clocks = _by_request(await _rows(tx, ClockRow, ids))
    decisions = _by_request(await _rows(tx, DispatchDecisionRow, ids))
    cases = await case_facts(tx, ids)
    return {
        RequestId(row.request_id): handling(
            row,
            legs=legs[row.request_id],
            clocks=clocks[row.request_id],
            decisions=decisions[row.request_id],
            case=cases.get(RequestId(row.request_id)),
        )
        for row in rows
    }


async def _rows(tx: Tx, table: type[Row], ids: Sequence[RequestId], *, hold: bool = False) -> Sequence[Row]:
    request_id: Any = table.request_id  # type: ignore[attr-defined]
    query = select(table).where(request_id.in_(ids)).order_by(request_id)
    if hold:
        query = query.with_for_update()
    # The same batch may have written these rows since it last read them.
    return (await tx.session.exec(query, execution_options={"populate_existing": True})).all()


def _by_request(rows: Iterable[Row]) -> Mapping[UUID, list[Row]]:
    found: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row)  # type: ignore[attr-defined]
    return found
