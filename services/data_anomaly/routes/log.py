"""The transparency log as monitors read it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.data_anomaly.usecases import logbook
from services.data_anomaly.wire.registry import CheckpointView, LeafView, LeavesView, ProofView
from shared.runtime.http.deps import ActorDep, LimitQuery, ReadDep

router = APIRouter(prefix="/v1/log", tags=["transparency log"])


@router.get("/checkpoint")
async def read_checkpoint(tx: ReadDep, actor: ActorDep) -> CheckpointView:
    """The newest signed head of the log."""
    head = await logbook.read_checkpoint(tx, actor)
    return CheckpointView(size=head.size, root=head.root.hex(), note=head.note)


@router.get("/leaves")
async def list_leaves(
    tx: ReadDep,
    actor: ActorDep,
    first: Annotated[int, Query(ge=0, description="Index of the first leaf.")] = 0,
    limit: LimitQuery = 50,
) -> LeavesView:
    """Leaves from an index on, ids and hashes only."""
    found = await logbook.list_leaves(tx, actor, first=first, limit=limit)
    items = [LeafView(index=index, leaf=leaf.decode()) for index, leaf in found]
    return LeavesView(items=items, next=found[-1][0] + 1 if len(found) == limit else None)


@router.get("/leaves/{index}/proof")
async def read_leaf_proof(
    index: Annotated[int, Path(ge=0, description="Index of the leaf.")], tx: ReadDep, actor: ActorDep
) -> ProofView:
    """A leaf with its path to the newest head."""
    head, proven = await logbook.read_leaf_proof(tx, actor, index)
    return ProofView.of(proven, head.note)
