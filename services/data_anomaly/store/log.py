"""Statements of the transparency log: what waits, leaves, complete subtrees, signed heads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, insert, text
from sqlmodel import col, func, select

from services.data_anomaly.tables import LogCheckpointRow, LogLeafRow, LogNodeRow, LogPendingRow
from shared.evidence import merkle
from shared.evidence.canonical import b64u
from shared.evidence.records import Leaf, ProvenLeaf
from shared.kernel.ids import CaseId
from shared.kernel.refusals import NotFound
from shared.runtime.tx import Tx

LARGEST_INDEX = 2**63 - 1
"""Of a leaf; nothing stands beyond it, and PostgreSQL knows no larger number to look for."""
_NODES = text(
    """
    SELECT n.level, n.place, n.hash FROM log_node n
    JOIN unnest(CAST(:levels AS int[]), CAST(:places AS bigint[])) AS asked (level, place) USING (level, place)
    """
)


class NoSuchLeaf(NotFound):
    """The log has no such leaf under the head in question."""

    zh = "该检查点之下没有这个日志条目。"
    en = "There is no such leaf under this head of the log."


class Head(NamedTuple):
    """A signed head: the n-th, of so many leaves."""

    n: int
    size: int
    root: bytes
    note: str


class Waiting(NamedTuple):
    """A leaf that has no index yet."""

    pos: int
    sha256: str
    leaf: bytes
    case_id: UUID | None
    case_seq: int | None


async def any_waiting(tx: Tx) -> bool:
    """Whether any leaf waits."""
    return (await tx.session.exec(select(LogPendingRow.pos).limit(1))).first() is not None


async def waiting(tx: Tx, *, limit: int) -> Sequence[Waiting]:
    """Leaves in the order they are to be appended."""
    query = select(LogPendingRow).order_by(col(LogPendingRow.pos)).limit(limit)
    rows = (await tx.session.exec(query)).all()
    return [Waiting(row.pos or 0, row.sha256, row.leaf, row.case_id, row.case_seq) for row in rows]


async def append(tx: Tx, taken: Sequence[Waiting]) -> tuple[int, bytes]:
    """Gives leaves their indexes; the new size and root. Of two sequencers, one breaks on the primary key."""
    last = (await tx.session.exec(select(func.max(LogLeafRow.index)))).one()
    size = 0 if last is None else last + 1
    known = await _nodes(tx, merkle.append_nodes(size))
    fresh = merkle.append(size, [merkle.leaf_hash(each.leaf) for each in taken], known)
    await tx.session.exec(
        insert(LogLeafRow),
        params=[
            {
                "index": size + place,
                "sha256": each.sha256,
                "leaf": each.leaf,
                "case_id": each.case_id,
                "case_seq": each.case_seq,
            }
            for place, each in enumerate(taken)
        ],
    )
    await tx.session.exec(
        insert(LogNodeRow),
        params=[{"level": level, "place": place, "hash": node} for (level, place), node in fresh.items()],
    )
    await tx.session.exec(delete(LogPendingRow).where(col(LogPendingRow.pos).in_([each.pos for each in taken])))
    size += len(taken)
    return size, merkle.root(size, {**known, **fresh})


async def add_head(tx: Tx, head: Head, *, at: datetime) -> None:
    """Adds a signed head."""
    await tx.session.exec(insert(LogCheckpointRow), params={**head._asdict(), "at": at})


async def head(tx: Tx, *, covering: int = 0) -> Head | None:
    """The newest signed head, if it has more than `covering` leaves."""
    query = select(LogCheckpointRow).where(col(LogCheckpointRow.size) > covering)
    row = (await tx.session.exec(query.order_by(col(LogCheckpointRow.n).desc()).limit(1))).first()
    return None if row is None else Head(row.n, row.size, row.root, row.note)


async def index_of(tx: Tx, leaf_sha256: str) -> int | None:
    """The index of a leaf; None while it waits for the sequencer."""
    query = select(LogLeafRow.index).where(col(LogLeafRow.sha256) == leaf_sha256)
    return (await tx.session.exec(query)).first()


async def leaves(tx: Tx, *, first: int, limit: int) -> Sequence[tuple[int, bytes]]:
    """Leaves from an index on."""
    first = min(first, LARGEST_INDEX)
    query = select(LogLeafRow).where(col(LogLeafRow.index) >= first).order_by(col(LogLeafRow.index)).limit(limit)
    return [(row.index, row.leaf) for row in (await tx.session.exec(query)).all()]


async def proven(tx: Tx, indexes: Iterable[int], head: Head) -> tuple[ProvenLeaf, ...]:
    """Leaves with their paths to the root of `head`; raises NoSuchLeaf for one that it does not cover."""
    wanted = sorted(indexes)
    if any(index >= head.size for index in wanted):
        raise NoSuchLeaf
    query = select(LogLeafRow).where(col(LogLeafRow.index).in_(wanted))
    contents = {row.index: row.leaf for row in (await tx.session.exec(query)).all()}
    if contents.keys() != set(wanted):
        raise NoSuchLeaf
    nodes = await _nodes(tx, [node for index in wanted for node in merkle.inclusion_nodes(index, head.size)])
    return tuple(
        ProvenLeaf(
            index=index,
            leaf=Leaf.read(contents[index]),
            proof=tuple(map(b64u, merkle.inclusion(index, head.size, nodes))),
        )
        for index in wanted
    )


async def indexes_of_case(tx: Tx, case_id: CaseId) -> Sequence[int]:
    """Where the leaves of a case are, in order."""
    query = select(LogLeafRow.index).where(col(LogLeafRow.case_id) == case_id).order_by(col(LogLeafRow.index))
    return (await tx.session.exec(query)).all()


async def _nodes(tx: Tx, wanted: Sequence[merkle.Coordinate]) -> Mapping[merkle.Coordinate, bytes]:
    connection = await tx.session.connection()
    rows = await connection.execute(
        _NODES, {"levels": [level for level, _ in wanted], "places": [place for _, place in wanted]}
    )
    return {(row.level, row.place): row.hash for row in rows}
