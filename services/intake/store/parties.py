"""Statements for who stands how to a request: the rows that scope every list."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from services.intake.domain.model import ServiceRequest
from shared.kernel.access import Scope
from shared.runtime.tx import Tx

_ADD_PARTIES = text(
    """
    INSERT INTO party (request_id, holder, standing, opened)
    SELECT * FROM unnest(CAST(:request_ids AS uuid[]), CAST(:holders AS text[]), CAST(:standings AS text[]),
                         CAST(:opened AS timestamptz[]))
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
_PAGE = text(
    """
    SELECT DISTINCT ON (p.opened, p.request_id) p.opened, p.request_id
    FROM unnest(CAST(:holders AS text[]), CAST(:standings AS text[])) AS s (holder, standing)
    CROSS JOIN LATERAL (
        SELECT request_id, opened FROM party p
        WHERE p.holder = s.holder AND p.standing = s.standing AND (p.opened, p.request_id) < (:opened, :id)
        ORDER BY p.opened DESC, p.request_id DESC LIMIT :limit
    ) p
    ORDER BY p.opened DESC, p.request_id DESC LIMIT :limit
    """
)
_PAGE_OF_ALL = text(
    """
    SELECT submitted_at AS opened, id AS request_id FROM request
    WHERE id < :id
    ORDER BY id DESC LIMIT :limit
    """
)


async def page(tx: Tx, scope: Scope, *, after: tuple[datetime, UUID], limit: int) -> Sequence[tuple[datetime, UUID]]:
    """The next `limit` (opened, request id) pairs below `after` that `scope` shows, newest first."""
    # A request that a case brought was submitted later than its id says: all of them are in the order of ids alone.
    statement, values = _PAGE_OF_ALL, {"id": after[1], "limit": limit}
    if not scope.everything:
        statement = _PAGE
        values |= {"opened": after[0], "holders": scope.holders, "standings": scope.kept_standings}
    connection = await tx.session.connection()
    return [(row.opened, row.request_id) for row in await connection.execute(statement, values)]


async def add_parties(tx: Tx, requests: Sequence[ServiceRequest]) -> None:
    """Adds the rows of who stands how to these requests; those that are there stay."""
    rows = [(request, party) for request in requests for party in sorted(request.parties, key=str)]
    connection = await tx.session.connection()
    await connection.execute(
        _ADD_PARTIES,
        {
            "request_ids": [request.id for request, _ in rows],
            "holders": [party.holder for _, party in rows],
            "standings": [party.standing for _, party in rows],
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
