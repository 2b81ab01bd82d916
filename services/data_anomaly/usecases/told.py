"""The one way in which a case moves: one act, one version, one document, one leaf, one event, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.data_anomaly.domain.acts import Done
from services.data_anomaly.domain.model import Case
from services.data_anomaly.domain.policy import RULES
from services.data_anomaly.domain.progress import Act, Action
from services.data_anomaly.store import cases
from shared.contracts import anomaly as events
from shared.contracts.event import By
from shared.evidence import leaves
from shared.evidence.records import Leaf
from shared.kernel.access import Actor, Role, decide
from shared.kernel.ids import CaseId, PersonId
from shared.kernel.refusals import expect_version
from shared.runtime.tx import Tx

READ = "read_case"
NO_WORDS: Mapping[str, str] = {}


async def taken(tx: Tx, actor: Actor, operation: str, case_id: CaseId, seen: int | None = None) -> Case:
    """The case, held for changing, once `actor` may do `operation` with it."""
    case = await cases.load(tx, case_id)
    tx.permit(decide(RULES, READ, actor, operation, case.parties, record=case_id))
    expect_version(case.version, seen)
    return case


async def looked_at(tx: Tx, actor: Actor, operation: str, case_id: CaseId) -> Case:
    """The case for reading, once `actor` may."""
    case = await cases.read(tx, case_id)
    tx.permit(decide(RULES, READ, actor, operation, case.parties, record=case_id))
    return case


def act(tx: Tx, actor: Actor, action: Action, **facts: Any) -> Act:
    """An act of this instant. The suite itself is no natural person."""
    persons: tuple[PersonId, ...] = ()
    if Role.SYSTEM not in actor.roles:
        persons = (actor.person, *((actor.acting_for,) if actor.acting_for else ()))
    return Act(action=action, at=tx.now, persons=persons, **facts)


def _same(case: Case) -> Case:
    return case


async def move(
    tx: Tx,
    case: Case,
    done: Act,
    event: type[events.CaseEvent],
    *,
    by: Actor,
    about: UUID | None = None,
    words: Mapping[str, str] = NO_WORDS,
    hashes: Mapping[str, str] | None = None,
    change: Callable[[Case], Case] = _same,
    **facts: Any,
) -> Case:
    """Lets the case take a step, and records and announces it.

    `about` is the certificate the leaf refers to, else the case. `words` go into the act's document, `hashes` into
    its leaf, `facts` into its event; `change` is what the step decides beyond the state machine.
    """
    stepped, kind = case.do(done)
    after = change(stepped)
    document = Done(case=case.number, seq=after.version, act=done, unit=by.unit, words=words)
    leaf = leaf_of(after, kind, document, about=about, hashes=hashes or {})
    await cases.save(tx, case, after, (document, leaf))
    tx.emit(event(**common(after, by, leaf), **facts))
    return after


def leaf_of(case: Case, kind: str, document: Done, *, about: UUID | None, hashes: Mapping[str, str]) -> Leaf:
    """The log leaf of an act; it commits to the act's document besides what every reader needs."""
    return leaves.leaf(
        kind,
        at=document.act.at,
        ref=str(about or case.id),
        case=case.number,
        case_seq=document.seq,
        act=document.sha256,
        **hashes,
    )


def common(case: Case, by: Actor, leaf: Leaf) -> dict[str, Any]:
    """The members of every event about a case."""
    return {
        "version": case.version,
        "at": case.changed_at,
        "by": By.actor(by),
        "audience": case.audience,
        "case_id": case.id,
        "number": case.number,
        "request_id": case.filing.request_id,
        "state": case.state,
        "leaf_sha256": leaf.sha256,
    }


def with_outcome(outcome: str) -> Callable[[Case], Case]:
    """A change: how the case ended, or will once it is confirmed."""
    return lambda case: replace(case, outcome=outcome)
