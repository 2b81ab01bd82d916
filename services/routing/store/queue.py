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
from services.routing.domain.queue import SOON, UNDATED, BuiltIn, Place, QueueFilter, Sort, words_asked
from services.routing.tables import SOON_EARLY
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

    def start(self, since: datetime) -> Mapping[str, Any]:
        """What no row comes before, where nothing is wanted that is due before `since`."""
        if self.downwards:
            return {"severity": "", "moment": UNDATED, "id": UUID(int=2**128 - 1)}
        return {"severity": "", "moment": since, "id": UUID(int=0)}


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
_DATED: Mapping[str, Sequence[str]] = {
    "": ("",),
    BuiltIn.OVERDUE: ("AND p.due_at <= :now",),
    BuiltIn.DUE_SOON: (
        "AND p.due_at > :now AND p.due_at <= :within AND p.soon_at <= :now",
        f"AND p.due_at > :within AND p.due_at <= :soon AND p.soon_at <= :now AND {SOON_EARLY}",
    ),
}
"""The dates of each view, earliest first: each is a walk of its own.

What falls due later than the next SOON is about to run out only if hours that do not count lie before it. Such rows
have an index of their own: what runs day and night is not read on the way to Monday morning.
"""
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
_TESTS: Mapping[tuple[str, str], Sequence[str]] = {
    (view, narrowing): [f"{dates} {tests}" for dates in walks]
    for view, walks in _DATED.items()
    for narrowing, tests in {"": "", "narrowed": _NARROWED + _SPOKEN, "found": _NARROWED + _FOUND}.items()
}
"""What is tested on the way, for each walk: by the view whose dates are, and by what else is asked.

A list that asks nothing tests nothing. Tests that let everything pass would mislead the planner, which then reads and
sorts all that is due, and keep lists from being read in the index alone.
"""


def _walks(order: _Order, conditions: Sequence[str], *, scoped: bool, columns: str) -> str:
    table, owned = ("party", "p.holder = s.holder AND p.standing = s.standing AND") if scoped else ("queue_item", "")
    return " UNION ALL ".join(
        f"""(
        SELECT {columns}, p.{order.moment} AS moment FROM {table} p
        WHERE {owned} {order.where} AND {order.beyond} {tests}
        ORDER BY {order.sorting} LIMIT :limit
        )"""  # noqa: S608
        for tests in conditions
    )


def _merged(what: str, walks: str) -> str:
    return f"""
    SELECT {what}
    FROM unnest(CAST(:holders AS text[]), CAST(:standings AS text[])) AS s (holder, standing)
    CROSS JOIN LATERAL ({walks}) AS found
    """  # noqa: S608


def _page(order: _Order, conditions: Sequence[str], *, scoped: bool) -> str:
    walks = _walks(order, conditions, scoped=scoped, columns="p.request_id, p.severity")
    if scoped:
        merged = _merged(f"DISTINCT ON ({', '.join(order.by)}) found.*", walks)
    else:
        merged = f"SELECT * FROM ({walks}) AS found"  # noqa: S608
    return f"{merged} ORDER BY {order.sorting} LIMIT :limit"


def _count(order: _Order, conditions: Sequence[str], *, scoped: bool) -> str:
    walks = _walks(order, conditions, scoped=scoped, columns="p.request_id")
    if scoped:  # who has several standings is counted once, and nothing is put in order for it
        walks = _merged("DISTINCT found.request_id", walks)
    return f"SELECT count(*) FROM (SELECT 1 FROM ({walks}) AS walked LIMIT :limit) AS counted"  # noqa: S608


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

    @property
    def within(self) -> datetime:
        """Where SOON ends of a clock that runs day and night."""
        return self.now + SOON


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
    tested: tuple[str, str]
    since: datetime
    """Where walks by date begin. A test of the same date does not do: an index is entered at one bound alone."""
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
        only.view if only.view in _DATED else "",
        "found" if found is not None else "narrowed" if narrowed else "",
    )
    values = {
        "now": horizon.now,
        "within": horizon.within,
        "soon": horizon.soon,
        "kind": list(only.kind) or None,
        "severities": list(only.severity) or None,
        "status": status,
        "unit": only.unit,
        "words": words,
        "found": found,
    }
    if not scope.everything:
        values |= {"holders": scope.holders, "standings": scope.kept_standings}
    since = horizon.now if only.view is BuiltIn.DUE_SOON else LONG_AGO
    return _Asked(not scope.everything, tested, since, values)


async def _places(tx: Tx, asked: _Asked, sort: Sort, name: str, after: Place | None, limit: int) -> Sequence[Place]:
    start = _ORDERS[name].start(asked.since)
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
    values = {**asked.values, **_ORDERS[name].start(asked.since), "limit": limit}
    found: int = (await connection.execute(statement, values)).scalar_one()
    return found


def _offered(only: QueueFilter, sort: Sort) -> bool:
    return only.view is BuiltIn.TO_ACCEPT and sort is Sort.DUE
