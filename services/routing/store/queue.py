"""Statements for the work list: walked in its order, counted. How its lines are written is in `items`.

Every list is a walk along an index that ends after `limit` rows. Each standing of the caller is walked by itself and
the walks are merged; conditions that an index does not carry are tested on the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.routing.domain.moves import Status
from services.routing.domain.queue import UNDATED, BuiltIn, Place, QueueFilter, Sort, words_asked
from shared.kernel.access import Scope
from shared.kernel.desk import Severity
from shared.kernel.ids import RequestId
from shared.runtime.tx import Tx

MOST_COUNTED = 1000
"""A count stops here: more is “many”."""
FEW = 2000
"""A search that finds no more than this is put in order; one that finds more is looked for along the list."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)

_FIND = text("SELECT request_id FROM queue_item WHERE words @> CAST(:words AS text[]) LIMIT :limit")


@dataclass(frozen=True, slots=True)
class _Order:
    """One way through an index: the instant it goes by, the rows that are in it, and where a page goes on."""

    moment: str
    where: str
    beyond: str
    by: tuple[str, ...] = ("moment", "request_id")
    downwards: bool = False

    @property
    def sorting(self) -> str:
        """What stands behind ORDER BY."""
        return ", ".join(f"{name} DESC" if self.downwards else name for name in self.by)

    @property
    def start(self) -> Mapping[str, Any]:
        """What no row comes before."""
        if self.downwards:
            return {"severity": "", "moment": UNDATED, "id": UUID(int=2**128 - 1)}
        return {"severity": "", "moment": LONG_AGO, "id": UUID(int=0)}


_UP = "(p.due_at, p.request_id) > (CAST(:moment AS timestamptz), CAST(:id AS uuid))"
_DOWN = "(p.opened, p.request_id) < (CAST(:moment AS timestamptz), CAST(:id AS uuid))"
_WORST_FIRST = (
    "(p.severity, p.due_at, p.request_id) > (CAST(:severity AS text), CAST(:moment AS timestamptz), CAST(:id AS uuid))"
)
_ORDERS: Mapping[str, _Order] = {
    Sort.DUE: _Order("due_at", "p.open", _UP),
    Sort.SEVERITY: _Order("due_at", "p.open", _WORST_FIRST, by=("severity", "moment", "request_id")),
    Sort.NEWEST: _Order("opened", "p.open", _DOWN, downwards=True),
    "ended": _Order("opened", "NOT p.open", _DOWN, downwards=True),
    "offered": _Order("due_at", "p.open AND p.status = 'offered' AND p.standing = 'lead'", _UP),
}
_WITHIN = "AND p.due_at > :since AND p.due_at <= :until AND p.soon_at <= :soon"
_NARROWED = """
          AND (CAST(:kind AS text[]) IS NULL OR p.kind = ANY (CAST(:kind AS text[])))
          AND (CAST(:severities AS text[]) IS NULL OR p.severity = ANY (CAST(:severities AS text[])))
          AND (CAST(:status AS text[]) IS NULL OR p.status = ANY (CAST(:status AS text[])))
          AND (CAST(:unit AS text) IS NULL OR p.lead = CAST(:unit AS text))
"""
_SPOKEN = """
          AND (CAST(:words AS text[]) IS NULL OR (
            SELECT q.words @> CAST(:words AS text[]) FROM queue_item q WHERE q.request_id = p.request_id))
"""
_FOUND = "AND p.request_id = ANY (CAST(:found AS uuid[]))"
_TESTS: Mapping[tuple[bool, str], str] = {
    (windowed, narrowing): f"{_WITHIN if windowed else ''} {tests}"
    for windowed in (False, True)
    for narrowing, tests in {"": "", "narrowed": _NARROWED + _SPOKEN, "found": _NARROWED + _FOUND}.items()
}
"""What is tested on the way: by whether dates are, and by what else is asked.

A list that asks nothing tests nothing. Tests that let everything pass would mislead the planner, which then reads and
sorts all that is due, and keep lists from being read in the index alone.
"""


def _walk(order: _Order, conditions: str, *, scoped: bool, columns: str) -> str:
    return f"""
        SELECT {columns}, p.{order.moment} AS moment FROM {"party" if scoped else "queue_item"} p
        WHERE {"p.holder = s.holder AND p.standing = s.standing AND" if scoped else ""} {order.where}
          AND {order.beyond} {conditions}
        ORDER BY {order.sorting} LIMIT :limit
    """  # noqa: S608


def _merged(what: str, walk: str) -> str:
    return f"""
    SELECT {what}
    FROM unnest(CAST(:holders AS text[]), CAST(:standings AS text[])) AS s (holder, standing)
    CROSS JOIN LATERAL ({walk}) AS found
    """  # noqa: S608


def _page(order: _Order, conditions: str, *, scoped: bool) -> str:
    walk = _walk(order, conditions, scoped=scoped, columns="p.request_id, p.severity")
    if not scoped:
        return walk
    return f"""
    {_merged(f"DISTINCT ON ({', '.join(order.by)}) found.*", walk)}
    ORDER BY {order.sorting} LIMIT :limit
    """


def _count(order: _Order, conditions: str, *, scoped: bool) -> str:
    walk = _walk(order, conditions, scoped=scoped, columns="p.request_id")
    if scoped:  # who has several standings is counted once, and nothing is put in order for it
        walk = f"{_merged('DISTINCT found.request_id', walk)} LIMIT :limit"
    return f"SELECT count(*) FROM ({walk}) AS walked"  # noqa: S608


_PAGES = {
    (name, scoped, tested): text(_page(order, conditions, scoped=scoped))
    for name, order in _ORDERS.items()
    for scoped in (True, False)
    for tested, conditions in _TESTS.items()
    if scoped or name != "offered"
}
"""By order, by whether the caller's standings scope the list, by what is tested."""
_COUNTS = {
    (name, scoped, tested): text(_count(_ORDERS[name], conditions, scoped=scoped))
    for name in (Sort.DUE, "ended", "offered")
    for scoped in (True, False)
    for tested, conditions in _TESTS.items()
    if scoped or name != "offered"
}


@dataclass(frozen=True, slots=True)
class Horizon:
    """What is about to run out when, and how far ahead that can be."""

    now: datetime
    soon: datetime

    def window(self, view: BuiltIn) -> Mapping[str, datetime]:
        """The dates that a view shows."""
        match view:
            case BuiltIn.DUE_SOON:
                return {"since": self.now, "until": self.soon, "soon": self.now}
            case BuiltIn.OVERDUE:
                return {"since": LONG_AGO, "until": self.now, "soon": UNDATED}
            case _:
                return {"since": LONG_AGO, "until": UNDATED, "soon": UNDATED}


async def page(
    tx: Tx, scope: Scope, only: QueueFilter, sort: Sort, horizon: Horizon, *, after: Place | None, limit: int
) -> Sequence[Place]:
    """The places of the next lines: what is open in the order asked for, then what has ended, newest first."""
    asked = await _asked(tx, scope, only, sort, horizon)
    places: list[Place] = []
    if only.open_too and not (after and after.ended):
        places += await _places(tx, asked, sort, "offered" if _offered(only, sort) else sort, after, limit)
    if only.ended_too and len(places) < limit:
        after = after if after and after.ended else None
        places += await _places(tx, asked, sort, "ended", after, limit - len(places))
    return places


async def count(tx: Tx, scope: Scope, only: QueueFilter, horizon: Horizon) -> int:
    """How many lines a list has; it stops at MOST_COUNTED."""
    asked = await _asked(tx, scope, only, Sort.DUE, horizon)
    found = 0
    if only.open_too:
        found += await _counted(tx, asked, "offered" if _offered(only, Sort.DUE) else Sort.DUE, MOST_COUNTED)
    if only.ended_too and found < MOST_COUNTED:
        found += await _counted(tx, asked, "ended", MOST_COUNTED - found)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    scoped: bool
    tested: tuple[bool, str]
    values: Mapping[str, Any]


async def _asked(tx: Tx, scope: Scope, only: QueueFilter, sort: Sort, horizon: Horizon) -> _Asked:
    connection = await tx.session.connection()
    words = sorted(words_asked(only.q)) if only.q else None
    found = None
    if words:
        rows = (await connection.execute(_FIND, {"words": words, "limit": FEW + 1})).scalars().all()
        found = rows if len(rows) <= FEW else None
    status = list(only.status) or None
    if only.view is BuiltIn.TO_ACCEPT and (status or not _offered(only, sort)):
        status = [Status.OFFERED for one in only.status or (Status.OFFERED,) if one is Status.OFFERED]
    narrowed = bool(words or only.kind or only.severity or only.unit) or status is not None
    tested = (
        only.view in (BuiltIn.DUE_SOON, BuiltIn.OVERDUE),
        "found" if found is not None else "narrowed" if narrowed else "",
    )
    values = {
        **horizon.window(only.view),
        "kind": list(only.kind) or None,
        "severities": list(only.severity) or None,
        "status": status,
        "unit": only.unit,
        "words": words,
        "found": found,
    }
    if not scope.everything:
        values |= {"holders": scope.holders, "standings": scope.kept_standings}
    return _Asked(not scope.everything, tested, values)


async def _places(tx: Tx, asked: _Asked, sort: Sort, name: str, after: Place | None, limit: int) -> Sequence[Place]:
    start = _ORDERS[name].start
    if after:
        start = {"severity": after.severity, "moment": after.moment, "id": after.request_id}
    connection = await tx.session.connection()
    statement = _PAGES[name, asked.scoped, asked.tested]
    return [
        Place(
            sort=sort,
            ended=name == "ended",
            severity=Severity(row.severity),
            moment=row.moment,
            request_id=RequestId(row.request_id),
        )
        for row in await connection.execute(statement, {**asked.values, **start, "limit": limit})
    ]


async def _counted(tx: Tx, asked: _Asked, name: str, limit: int) -> int:
    connection = await tx.session.connection()
    statement = _COUNTS[name, asked.scoped, asked.tested]
    values = {**asked.values, **_ORDERS[name].start, "limit": limit}
    found: int = (await connection.execute(statement, values)).scalar_one()
    return found


def _offered(only: QueueFilter, sort: Sort) -> bool:
    return only.view is BuiltIn.TO_ACCEPT and sort is Sort.DUE
