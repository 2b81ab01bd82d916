"""Statements for who stands how to a request: the rows that scope every list."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.intake.domain.model import ServiceRequest
from services.intake.domain.moves import Status
from shared.kernel.access import Scope
from shared.kernel.references import Reference
from shared.runtime.tx import Tx


class Sort(StrEnum):
    """Which requests of a list stand first."""

    NEWEST = "newest"
    OLDEST = "oldest"


_WAYS = {Sort.NEWEST: {"beyond": "<", "way": "DESC"}, Sort.OLDEST: {"beyond": ">", "way": "ASC"}}


def _both_ways(statement: str, **parts: str) -> Iterator[tuple[Sort, str]]:
    for sort, words in _WAYS.items():
        yield sort, statement.format(**words, **parts)


_ADD_PARTIES = text(
    """
    INSERT INTO party (request_id, holder, standing, status, opened)
    SELECT * FROM unnest(CAST(:request_ids AS uuid[]), CAST(:holders AS text[]), CAST(:standings AS text[]),
                         CAST(:statuses AS text[]), CAST(:opened AS timestamptz[]))
    ON CONFLICT DO NOTHING
    """
)
_DROP_PARTIES = text(
    """
    DELETE FROM party p
    USING unnest(CAST(:request_ids AS uuid[])) AS touched (request_id)
    WHERE p.request_id = touched.request_id
      AND NOT EXISTS (
        SELECT 1 FROM unnest(CAST(:kept_ids AS uuid[]), CAST(:holders AS text[]), CAST(:standings AS text[]))
                      AS kept (request_id, holder, standing)
        WHERE kept.request_id = p.request_id AND kept.holder = p.holder AND kept.standing = p.standing)
    """
)
_MOVE_PARTIES = text(
    """
    UPDATE party p SET status = moved.status
    FROM unnest(CAST(:request_ids AS uuid[]), CAST(:statuses AS text[])) AS moved (request_id, status)
    WHERE p.request_id = moved.request_id
    """
)
# Each pair and status is walked on the index from where the page begins, so that no list reads more than its pages.
_WALK = """
    SELECT DISTINCT ON (p.opened, p.request_id) p.opened, p.request_id
    FROM {pairs}
    CROSS JOIN unnest(CAST(:statuses AS text[])) AS wanted (status)
    CROSS JOIN LATERAL (
        SELECT request_id, opened FROM party p
        WHERE p.holder = s.holder AND p.standing = s.standing AND p.status = wanted.status
          AND (p.opened, p.request_id) {beyond} (:opened, :id)
        ORDER BY p.opened {way}, p.request_id {way} LIMIT :limit
    ) p
    ORDER BY p.opened {way}, p.request_id {way} LIMIT :limit
    """
_PAIRS = "unnest(CAST(:holders AS text[]), CAST(:standings AS text[])) AS s (holder, standing)"
_PAGE = {sort: text(walk) for sort, walk in _both_ways(_WALK, pairs=_PAIRS)}
# Every request has one territory, so that all of them together are the territories of all units.
_TERRITORIES = "(SELECT code, 'territory' FROM runtime.unit) AS s (holder, standing)"
_PAGE_OF_ALL = {sort: text(walk) for sort, walk in _both_ways(_WALK, pairs=_TERRITORIES)}
_NAMED = """
    SELECT p.opened, p.request_id
    FROM (SELECT DISTINCT request_id FROM reference WHERE type = :type AND number = :number) named
    CROSS JOIN LATERAL (
        SELECT p.opened, p.request_id FROM party p
        WHERE p.request_id = named.request_id AND p.status = ANY(CAST(:statuses AS text[]))
          AND (:everything OR (p.holder, p.standing) IN (
            SELECT * FROM unnest(CAST(:holders AS text[]), CAST(:standings AS text[]))))
        LIMIT 1
    ) p
    WHERE (p.opened, p.request_id) {beyond} (:opened, :id)
    ORDER BY p.opened {way}, p.request_id {way} LIMIT :limit
    """
_PAGE_OF_REFERENCE = {sort: text(walk) for sort, walk in _both_ways(_NAMED)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """Which of the requests in scope a list shows, and in which order."""

    statuses: Collection[Status] = ()
    """All of them where none is named."""
    reference: Reference | None = None
    sort: Sort = Sort.NEWEST


async def page(
    tx: Tx, scope: Scope, only: ListFilter, *, after: tuple[datetime, UUID], limit: int
) -> Sequence[tuple[datetime, UUID]]:
    """The next `limit` (opened, request id) pairs beyond `after` that `scope` shows, in the order of the list."""
    values: dict[str, Any] = {
        "opened": after[0],
        "id": after[1],
        "limit": limit,
        "statuses": [*(only.statuses or Status)],
        "holders": scope.holders,
        "standings": scope.kept_standings,
    }
    statement = _PAGE
    if only.reference is not None:
        statement = _PAGE_OF_REFERENCE
        reference = only.reference
        values |= {"type": reference.type, "number": reference.number, "everything": scope.everything}
    elif scope.everything:
        statement = _PAGE_OF_ALL
        del values["holders"], values["standings"]
    connection = await tx.session.connection()
    return [(row.opened, row.request_id) for row in await connection.execute(statement[only.sort], values)]


def add_parties(tx: Tx, requests: Sequence[ServiceRequest]) -> None:
    """Adds the rows of who stands how to these requests; those that are there stay."""
    rows = [
        (request, party)
        for request in requests
        for party in sorted(request.parties, key=attrgetter("holder", "standing"))
    ]
    tx.write(
        _ADD_PARTIES,
        {
            "request_ids": [request.id for request, _ in rows],
            "holders": [party.holder for _, party in rows],
            "standings": [party.standing for _, party in rows],
            "statuses": [request.status for request, _ in rows],
            "opened": [request.submitted_at for request, _ in rows],
        },
    )


async def drop_parties(tx: Tx, requests: Sequence[ServiceRequest]) -> None:
    """Removes the rows of standings that these requests no longer have."""
    kept = [(request.id, party) for request in requests for party in request.parties]
    connection = await tx.session.connection()
    await connection.execute(
        _DROP_PARTIES,
        {
            "request_ids": [request.id for request in requests],
            "kept_ids": [request_id for request_id, _ in kept],
            "holders": [party.holder for _, party in kept],
            "standings": [party.standing for _, party in kept],
        },
    )


async def move_parties(tx: Tx, requests: Sequence[ServiceRequest]) -> None:
    """Repeats the statuses that these requests have now in their rows."""
    connection = await tx.session.connection()
    await connection.execute(
        _MOVE_PARTIES,
        {
            "request_ids": [request.id for request in requests],
            "statuses": [request.status for request in requests],
        },
    )
