"""Statements for cases, their acts and the people who stand to them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, insert, text, update
from sqlmodel import col, select

from services.data_anomaly.domain.acts import Done, replay
from services.data_anomaly.domain.model import Case, Filing
from services.data_anomaly.domain.progress import Progress, State
from services.data_anomaly.tables import CaseActRow, CaseFileRow, LogPendingRow, PartyRow
from shared.evidence.documents import Person
from shared.evidence.records import Leaf
from shared.kernel.access import Scope
from shared.kernel.ids import CaseId, CertificateId, RequestId, SystemCode, UnitCode
from shared.kernel.refusals import NotFound, Stale
from shared.runtime.tx import Tx

Recorded = tuple[Done, Leaf]


class Logged(NamedTuple):
    """A leaf of the log: its kind, its SHA-256 and the hashes it carries."""

    kind: str
    sha256: str
    hashes: Mapping[str, str]


_COUNT = text(
    """
    INSERT INTO counter AS c (series, year, count) VALUES (:series, :year, :more)
    ON CONFLICT (series, year) DO UPDATE SET count = c.count + excluded.count
    RETURNING count
    """
)
_PAGE = text(
    """
    SELECT DISTINCT ON (p.opened, p.case_id) p.opened, p.case_id
    FROM unnest(CAST(:holders AS text[]), CAST(:standings AS text[])) AS s (holder, standing)
    CROSS JOIN LATERAL (
        SELECT case_id, opened FROM party p
        WHERE p.holder = s.holder AND p.standing = s.standing AND (p.opened, p.case_id) < (:opened, :id)
        ORDER BY p.opened DESC, p.case_id DESC LIMIT :limit
    ) p
    ORDER BY p.opened DESC, p.case_id DESC LIMIT :limit
    """
)
_PAGE_OF_ALL = text(
    """
    SELECT opened_at AS opened, id AS case_id FROM case_file
    WHERE id < :id AND opened_at <= :opened
    ORDER BY id DESC LIMIT :limit
    """
)


async def next_number(tx: Tx, series: str, year: int, *, more: int = 1) -> int:
    """The first free number of a series in a year, with `more` of them taken; held until the commit."""
    connection = await tx.session.connection()
    count = await connection.scalar(_COUNT, {"series": series, "year": year, "more": more})
    return int(count or 0) - more + 1


async def add_many(tx: Tx, opened: Sequence[tuple[Case, Recorded]]) -> None:
    """Adds new cases with their first act and the people who stand to them."""
    await tx.session.exec(insert(CaseFileRow), params=[_columns(case) for case, _ in opened])
    await _add_acts(tx, [(case.id, recorded) for case, recorded in opened])
    await _add_parties(tx, [case for case, _ in opened])


async def save(tx: Tx, before: Case, after: Case, recorded: Recorded | None = None) -> None:
    """Writes a case as changed, with its act; raises Stale when it moved on since it was loaded."""
    done = await tx.session.exec(
        update(CaseFileRow)
        .where(col(CaseFileRow.id) == before.id, col(CaseFileRow.version) == before.version)
        .values(**_columns(after))
    )
    if done.rowcount != 1:
        raise Stale
    if recorded:
        await _add_acts(tx, [(after.id, recorded)])
    if before.parties != after.parties:
        await tx.session.exec(delete(PartyRow).where(col(PartyRow.case_id) == after.id))
        await _add_parties(tx, [after])


async def load(tx: Tx, case_id: CaseId) -> Case:
    """One case for changing: its row is held until the commit. Raises NotFound."""
    query = select(CaseFileRow).where(col(CaseFileRow.id) == case_id).with_for_update()
    return await _one(tx, (await tx.session.exec(query)).first())


async def read(tx: Tx, case_id: CaseId) -> Case:
    """One case for looking at. Raises NotFound."""
    return await _one(tx, (await tx.session.exec(select(CaseFileRow).where(col(CaseFileRow.id) == case_id))).first())


async def of_requests(tx: Tx, request_ids: Sequence[RequestId]) -> Mapping[RequestId, Case]:
    """The cases of those requests that have one, for changing; rows are held in the order of their ids."""
    query = select(CaseFileRow).where(col(CaseFileRow.request_id).in_(request_ids)).order_by(col(CaseFileRow.id))
    rows = (await tx.session.exec(query.with_for_update())).all()
    acts = await _acts(tx, [row.id for row in rows])
    return {RequestId(row.request_id): _domain(row, replay(done.act for done in acts[row.id])) for row in rows}


async def acts(tx: Tx, case_id: CaseId) -> Sequence[Done]:
    """What was done with a case, in order."""
    return (await _acts(tx, [case_id]))[case_id]


async def logged(tx: Tx, case_id: CaseId) -> Sequence[Logged]:
    """The log leaves of a case, in order."""
    query = select(CaseActRow).where(col(CaseActRow.case_id) == case_id).order_by(col(CaseActRow.seq))
    return [Logged(row.leaf, row.leaf_sha256, row.hashes) for row in (await tx.session.exec(query)).all()]


async def leaf(tx: Tx, case_id: CaseId, kind: str, certificate_id: CertificateId) -> Logged | None:
    """The log leaf of a kind about one certificate."""
    query = select(CaseActRow).where(col(CaseActRow.case_id) == case_id, col(CaseActRow.leaf) == kind)
    for row in (await tx.session.exec(query.order_by(col(CaseActRow.seq)))).all():
        if Done.read(row.document).act.certificate == str(certificate_id):
            return Logged(row.leaf, row.leaf_sha256, row.hashes)
    return None


async def list_cases(
    tx: Tx, scope: Scope, *, after: tuple[datetime, UUID], limit: int
) -> Sequence[tuple[datetime, Case]]:
    """Newest first, at most `limit`; only what `scope` shows. Of the progress only the state is known here."""
    values: dict[str, Any] = {"opened": after[0], "id": after[1], "limit": limit}
    statement = _PAGE_OF_ALL
    if not scope.everything:
        statement = _PAGE
        values |= {"holders": scope.holders, "standings": scope.kept_standings}
    keys = [(row.opened, row.case_id) for row in await (await tx.session.connection()).execute(statement, values)]
    query = select(CaseFileRow).where(col(CaseFileRow.id).in_([case_id for _, case_id in keys]))
    rows = {row.id: row for row in (await tx.session.exec(query)).all()}
    return [(opened, _domain(rows[case_id], Progress(state=rows[case_id].state))) for opened, case_id in keys]


async def in_states(tx: Tx, states: Sequence[State], *, limit: int) -> Sequence[CaseId]:
    """The cases that stand in one of these states, those waiting longest first."""
    query = select(CaseFileRow.id).where(col(CaseFileRow.state).in_(states)).order_by(col(CaseFileRow.changed_at))
    return [CaseId(case_id) for case_id in (await tx.session.exec(query.limit(limit))).all()]


async def _one(tx: Tx, row: CaseFileRow | None) -> Case:
    if row is None:
        raise NotFound
    return _domain(row, replay(done.act for done in await acts(tx, CaseId(row.id))))


async def _acts(tx: Tx, case_ids: Sequence[UUID]) -> dict[UUID, list[Done]]:
    query = select(CaseActRow).where(col(CaseActRow.case_id).in_(case_ids)).order_by(col(CaseActRow.seq))
    found: dict[UUID, list[Done]] = {case_id: [] for case_id in case_ids}
    for row in (await tx.session.exec(query)).all():
        found[row.case_id].append(Done.read(row.document))
    return found


async def _add_acts(tx: Tx, recorded: Iterable[tuple[CaseId, Recorded]]) -> None:
    rows = list(recorded)
    await tx.session.exec(
        insert(CaseActRow),
        params=[
            {
                "case_id": case_id,
                "seq": done.seq,
                "action": done.act.action,
                "leaf": leaf.t,
                "leaf_sha256": leaf.sha256,
                "document": done.to_bytes(),
                "hashes": dict(leaf.h),
            }
            for case_id, (done, leaf) in rows
        ],
    )
    await tx.session.exec(
        insert(LogPendingRow),
        params=[
            {"sha256": leaf.sha256, "leaf": leaf.to_bytes(), "case_id": case_id, "case_seq": leaf.case_seq}
            for case_id, (_, leaf) in rows
        ],
    )


async def _add_parties(tx: Tx, cases: Sequence[Case]) -> None:
    await tx.session.exec(
        insert(PartyRow),
        params=[
            {"case_id": case.id, "holder": party.holder, "standing": party.standing, "opened": case.opened_at}
            for case in cases
            for party in sorted(case.parties, key=str)
        ],
    )


def _columns(case: Case) -> dict[str, Any]:
    filing = case.filing
    return {
        "id": case.id,
        "number": case.number,
        "request_id": filing.request_id,
        "version": case.version,
        "state": case.state,
        "territory": filing.territory,
        "system": filing.system,
        "title": filing.title,
        "reported_type": filing.reported_type,
        "reporter_unit": filing.reporter.unit,
        "reporter_person": filing.reporter.person,
        "for_unit": filing.for_unit,
        "desk": filing.desk,
        "territorial_unit": filing.territorial_unit,
        "first_contact": filing.first_contact,
        "type": case.type,
        "severity": case.severity,
        "competent_unit": case.competent_unit,
        "special_reason": case.special_reason,
        "outcome": case.outcome,
        "revision": case.revision,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
    }


def _domain(row: CaseFileRow, progress: Progress) -> Case:
    return Case(
        id=CaseId(row.id),
        number=row.number,
        version=row.version,
        filing=Filing(
            request_id=RequestId(row.request_id),
            territory=row.territory,
            system=SystemCode(row.system) if row.system else None,
            title=row.title,
            reported_type=row.reported_type,
            severity=row.severity,
            reporter=Person(unit=row.reporter_unit, person=row.reporter_person),
            for_unit=row.for_unit,
            desk=UnitCode(row.desk) if row.desk else None,
            territorial_unit=UnitCode(row.territorial_unit) if row.territorial_unit else None,
            first_contact=UnitCode(row.first_contact) if row.first_contact else None,
        ),
        type=row.type,
        severity=row.severity,
        competent_unit=UnitCode(row.competent_unit) if row.competent_unit else None,
        special_reason=row.special_reason,
        outcome=row.outcome,
        revision=row.revision,
        progress=progress,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
    )
