"""The transparency log: giving waiting leaves their indexes, signing heads, proving leaves."""

from collections.abc import Sequence

from services.data_anomaly.domain.policy import RULES
from services.data_anomaly.domain.signer import Signer
from services.data_anomaly.store import log
from services.data_anomaly.usecases.told import READ
from shared.contracts import anomaly as events
from shared.contracts.event import BY_SYSTEM
from shared.evidence.notes import Checkpoint
from shared.evidence.records import ProvenLeaf
from shared.kernel.access import SYSTEM, Actor, decide
from shared.kernel.refusals import NotFound
from shared.runtime.tx import Tx

AT_ONCE = 500
"""Leaves in one round of the sequencer."""
WITNESSES_NEEDED = 0
"""How many witnesses must have cosigned before an act may build on a leaf; none are asked yet."""


class NoHeadYet(NotFound):
    """The log is empty, or its first leaves still wait for the sequencer."""

    zh = "日志还没有检查点。"
    en = "The log has no signed head yet."


async def anything_waits(tx: Tx) -> bool:
    """Whether the sequencer has something to do."""
    tx.permit(decide(RULES, READ, SYSTEM, "sequence_log"))
    return await log.any_waiting(tx)


async def sequence_log(tx: Tx, *, signer: Signer) -> int:
    """One round: leaves get their indexes, the new head is signed and announced; how many leaves that were."""
    tx.permit(decide(RULES, READ, SYSTEM, "sequence_log"))
    taken = await log.waiting(tx, limit=AT_ONCE)
    if not taken:
        return 0
    size, root = await log.append(tx, taken)
    before = await log.head(tx)
    note = signer.checkpoint(Checkpoint(signer.log.origin, size, root))
    head = log.Head(before.n + 1 if before else 1, size, root, note)
    await log.add_head(tx, head, at=tx.now)
    tx.emit(
        events.LogCheckpointed(
            version=head.n,
            at=tx.now,
            by=BY_SYSTEM,
            audience=(),
            origin=signer.log.origin,
            size=size,
            root=root.hex(),
            note=note,
        )
    )
    return len(taken)


async def witnessed(tx: Tx, leaf_sha256: str) -> bool:
    """Whether acts may build on a leaf: it is under a signed head with as many witnesses as the policy asks."""
    index = await log.index_of(tx, leaf_sha256)
    head = None if index is None else await log.head(tx, covering=index)
    return head is not None and head.note.count("\n— ") >= 1 + WITNESSES_NEEDED  # the log's own signature is one


async def read_checkpoint(tx: Tx, actor: Actor) -> log.Head:
    """The newest signed head."""
    tx.permit(decide(RULES, READ, actor, "read_checkpoint"))
    return await newest_head(tx)


async def read_leaf_proof(tx: Tx, actor: Actor, index: int) -> tuple[log.Head, ProvenLeaf]:
    """A leaf with its path to the newest head."""
    tx.permit(decide(RULES, READ, actor, "read_leaf_proof"))
    head = await newest_head(tx)
    return head, (await log.proven(tx, [index], head))[0]


async def list_leaves(tx: Tx, actor: Actor, *, first: int, limit: int) -> Sequence[tuple[int, bytes]]:
    """Leaves from an index on, for monitors and replays."""
    tx.permit(decide(RULES, READ, actor, "list_leaves"))
    return await log.leaves(tx, first=first, limit=limit)


async def newest_head(tx: Tx) -> log.Head:
    """The newest signed head; raises NoHeadYet."""
    head = await log.head(tx)
    if head is None:
        raise NoHeadYet
    return head
