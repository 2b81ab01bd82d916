"""Statements for handlings and what hangs on them. Units and rules, and the work list, are in the modules beside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlmodel import SQLModel, col, select

from services.routing.domain.clocks import Timetable
from services.routing.domain.model import CaseFact, Handling
from services.routing.store.items import save_items
from services.routing.store.mapping import case_fact, case_fact_row, handling, handling_rows
from services.routing.store.rows import put
from services.routing.tables import CaseFactRow, ClockRow, DispatchDecisionRow, HandlingRow, LegRow
from shared.kernel.ids import RequestId
from shared.kernel.refusals import NotFound
from shared.runtime.database import among
from shared.runtime.tx import Tx

Row = TypeVar("Row", bound=SQLModel)

# A case may be told of before its request, on another topic: whoever comes second must see what the first one wrote.
_HOLD = text(
    """
    SELECT pg_advisory_xact_lock(hashtextextended(id::text, 0))
    FROM (SELECT unnest(CAST(:ids AS uuid[])) AS id ORDER BY 1) AS held
    """
)


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


async def read_many(tx: Tx, request_ids: Sequence[RequestId]) -> Sequence[Handling]:
    """Handlings for looking at, in the order of `request_ids`; for many as for one, by a handful of statements."""
    handlings = await _handlings(tx, request_ids, hold=False)
    return [handlings[request_id] for request_id in request_ids]


async def save_many(tx: Tx, handlings: Sequence[Handling], timetable: Timetable) -> None:
    """Writes handlings as a whole, new or loaded for changing; deadlines are reckoned by `timetable`."""
    if not handlings:
        return
    for rows in handling_rows(handlings, timetable, as_of=tx.now):
        await put(tx, rows)
    await save_items(tx, handlings, timetable)


async def case_facts(tx: Tx, request_ids: Sequence[RequestId]) -> Mapping[RequestId, CaseFact]:
    """What is known of the cases of these requests."""
    rows = await _rows(tx, CaseFactRow, request_ids)
    return {RequestId(row.request_id): case_fact(row) for row in rows}


async def save_case_facts(tx: Tx, facts: Mapping[RequestId, CaseFact]) -> None:
    """Keeps what was told of cases."""
    await put(tx, [case_fact_row(request_id, fact) for request_id, fact in facts.items()])


async def open_handlings(tx: Tx, *, after: RequestId | None, limit: int) -> Sequence[Handling]:
    """The next handlings with a clock that runs, in the order of their ids, for changing; rows are held."""
    query = select(ClockRow.request_id).where(col(ClockRow.stopped_at).is_(None)).distinct()
    if after is not None:
        query = query.where(col(ClockRow.request_id) > after)
    found = (await tx.session.exec(query.order_by(col(ClockRow.request_id)).limit(limit))).all()
    return list((await load_many(tx, [RequestId(request_id) for request_id in found])).values())


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
    query = select(table).where(among(request_id, ids)).order_by(request_id)
    if hold:
        query = query.with_for_update()
    # The same batch may have written these rows since it last read them.
    return (await tx.session.exec(query, execution_options={"populate_existing": True})).all()


def _by_request(rows: Iterable[Row]) -> Mapping[UUID, list[Row]]:
    found: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row)  # type: ignore[attr-defined]
    return found
