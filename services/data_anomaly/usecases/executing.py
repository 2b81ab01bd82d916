"""Execution: reserved by the named executor, then recorded step by step while the connector carries it through.

Nothing here talks to a target: each step is written down before or after what happens outside, never during.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.data_anomaly.domain.guards import NotTheExecutor
from services.data_anomaly.domain.model import Case
from services.data_anomaly.domain.moves import actions_from
from services.data_anomaly.domain.outcome import GRACE
from services.data_anomaly.domain.policy import RULES
from services.data_anomaly.domain.progress import IN_USE, Act, Action, State
from services.data_anomaly.domain.signer import Signer
from services.data_anomaly.domain.target import Connector
from services.data_anomaly.store import cases, evidence, log, timers
from services.data_anomaly.store.evidence import Asked
from services.data_anomaly.store.timers import Timer
from services.data_anomaly.usecases import certifying, logbook, opening
from services.data_anomaly.usecases.planning import last_hashes
from services.data_anomaly.usecases.registering import FENCE, connector_of, trust_of
from services.data_anomaly.usecases.told import NO_WORDS, READ, act, move, taken
from shared.contracts import anomaly as events
from shared.evidence.documents import Plan
from shared.evidence.jws import Envelope
from shared.evidence.leaves import ops_sha256
from shared.evidence.records import Journal, Presentation, Result
from shared.evidence.trust import Trust
from shared.kernel.access import SYSTEM, Actor, decide
from shared.kernel.ids import CaseId, CertificateId, SystemCode
from shared.kernel.refusals import NotAllowed, Refusal
from shared.runtime.tx import Tx

UNDER_WAY = (*IN_USE, State.EXECUTED)
"""States in which the connector has something to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All that the connector needs for the next step of one execution. No presentation: not witnessed yet."""

    case: Case
    certificate: CertificateId
    plan: Plan
    connector: Connector
    trust: Trust
    presentation: Presentation | None


async def reserve_execution(
    tx: Tx, actor: Actor, case_id: CaseId, certificate_id: CertificateId, *, seen: int | None
) -> Case:
    """The named executor consumes the certificate's one use; what follows is the connector's."""
    case = await taken(tx, actor, "reserve_execution", case_id, seen)
    asked = await evidence.asked(tx, case_id, certificate_id)
    plan = asked.certificate.plan
    if actor.unit != plan.executor.unit:
        raise NotTheExecutor
    until = tx.now + FENCE
    issued = await cases.leaf(tx, case_id, "cert.issued", certificate_id)
    sealed = issued.hashes["certificate"] if issued else ""
    reserve = act(
        tx,
        actor,
        Action.RESERVE,
        certificate=str(certificate_id),
        until=until,
        witnessed=issued is not None and await logbook.witnessed(tx, issued.sha256),
    )
    reserved = await move(
        tx,
        case,
        reserve,
        events.ExecutionReserved,
        by=actor,
        about=certificate_id,
        hashes={"certificate": sealed, "plan": plan.sha256, "ops": ops_sha256(plan.op_ids)},
        **_named(asked),
    )
    await evidence.add_execution(tx, certificate_id, case_id, at=tx.now, fence_until=until)
    # Not before the last guard has closed too: its clock may be behind ours, and the trust file grants it the skew.
    await timers.set_timer(tx, Timer(case_id, certificate_id, Action.LAPSE, until + GRACE))
    return reserved


async def under_way(tx: Tx, *, limit: int) -> Sequence[CaseId]:
    """Cases whose execution waits for its next step."""
    tx.permit(decide(RULES, READ, SYSTEM, "advance_cases"))
    return await cases.in_states(tx, UNDER_WAY, limit=limit)


async def work_on(tx: Tx, case_id: CaseId, *, signer: Signer) -> Work | None:
    """What the connector needs for one execution; None when there is nothing left to do."""
    tx.permit(decide(RULES, READ, SYSTEM, "advance_cases", record=case_id))
    case = await cases.read(tx, case_id)
    if case.state not in UNDER_WAY or case.progress.terms is None:
        return None
    certificate_id = CertificateId(UUID(case.progress.terms.certificate))
    plan = await evidence.plan(tx, case_id, case.revision)
    return Work(
        case=case,
        certificate=certificate_id,
        plan=plan,
        connector=await connector_of(tx, SystemCode(plan.target.system)),
        trust=await trust_of(tx, SystemCode(plan.target.system), signer=signer),
        presentation=await _presentation(tx, case_id, certificate_id),
    )


async def note_sent(tx: Tx, case_id: CaseId) -> Case:
    """From here the operations may have happened: recorded before the first byte goes out, and only once."""
    case, asked = await _held(tx, case_id)
    reserved = await cases.leaf(tx, case_id, "exec.reserved", asked.id)
    witnessed = reserved is not None and await logbook.witnessed(tx, reserved.sha256)
    return await _step(tx, case, asked, _act(tx, asked, Action.SEND, witnessed=witnessed), events.ExecutionSent)


async def note_outcome(tx: Tx, case_id: CaseId, action: Action, entries: Sequence[Envelope], why: str) -> Case:
    """What became of it: applied with the guard's journal, no effect, or no answer (settled later)."""
    case, asked = await _held(tx, case_id)
    hashes = {}
    if entries:
        journal = Journal(entries=tuple(entries))
        await evidence.put(tx, journal.to_bytes())
        hashes["journal"] = journal.sha256
    return await _step(
        tx,
        case,
        asked,
        _act(tx, asked, action),
        events.ExecutionFinished,
        hashes=hashes,
        words={"why": why} if why else {},
        outcome={Action.APPLIED: "applied", Action.NO_ANSWER: "unknown"}.get(action, "no_effect"),
    )


async def note_verified(tx: Tx, case_id: CaseId, result: Result) -> Case:
    """The target was read back and shows what was certified."""
    case, asked = await _held(tx, case_id)
    await evidence.put(tx, result.to_bytes())
    return await move(
        tx,
        case,
        _act(tx, asked, Action.VERIFY),
        events.CaseVerified,
        by=SYSTEM,
        about=asked.id,
        hashes={"certificate": await _sealed_sha256(tx, case), "result": result.sha256},
        result_sha256=result.sha256,
    )


async def note_different(tx: Tx, case_id: CaseId, reason: str) -> Case:
    """The target shows something else than was certified: back to the department."""
    case, asked = await _held(tx, case_id)
    return await move(
        tx,
        case,
        _act(tx, asked, Action.DIFFERS),
        events.CaseDisputed,
        by=SYSTEM,
        words={"reason": reason},
        reason=reason,
    )


async def ring(tx: Tx, *, limit: int) -> int:
    """Lets what is due happen: certificates expire, reservations lapse, cases of withdrawn requests end.

    What no longer applies is passed over.
    """
    tx.permit(decide(RULES, READ, SYSTEM, "advance_cases"))
    due = await timers.take_due(tx, limit=limit)
    for timer in sorted(due):
        case = await cases.load(tx, timer.case_id)
        asked = await evidence.asked(tx, timer.case_id, timer.certificate_id)
        try:
            match timer.action:
                case Action.EXPIRE:
                    await certifying.expire(tx, case, asked)
                case Action.WITHDRAW:
                    await opening.withdraw(tx, case, opening.WITHDRAWN_MEANWHILE)
                case _:
                    lapse = _act(tx, asked, Action.LAPSE)
                    await _step(tx, case, asked, lapse, events.ExecutionFinished, outcome="no_effect")
        except Refusal:
            continue
    return len(due)


async def anything_due(tx: Tx) -> bool:
    """Whether a timer has come to its time."""
    tx.permit(decide(RULES, READ, SYSTEM, "advance_cases"))
    return await timers.any_due(tx)


async def _presentation(tx: Tx, case_id: CaseId, certificate_id: CertificateId) -> Presentation | None:
    head = await log.head(tx)
    found = [await cases.leaf(tx, case_id, kind, certificate_id) for kind in ("cert.issued", "exec.reserved")]
    indexes = [await log.index_of(tx, leaf.sha256) if leaf else None for leaf in found]
    sealed = await certifying.sealed(tx, case_id, certificate_id)
    if head is None or sealed is None or any(index is None or index >= head.size for index in indexes):
        return None
    proven = await log.proven(tx, [index for index in indexes if index is not None], head)
    return Presentation(certificate=sealed, leaves=proven, checkpoint=head.note)


async def _held(tx: Tx, case_id: CaseId) -> tuple[Case, Asked]:
    case = await taken(tx, SYSTEM, "advance_cases", case_id)
    if case.progress.terms is None:
        raise NotAllowed(status=case.state, action=Action.SEND, allowed=actions_from(case.state))
    return case, await evidence.asked(tx, case_id, CertificateId(UUID(case.progress.terms.certificate)))


async def _step(
    tx: Tx,
    case: Case,
    asked: Asked,
    done: Act,
    event: type[events.CertificateEvent],
    *,
    hashes: Mapping[str, str] | None = None,
    words: Mapping[str, str] = NO_WORDS,
    **facts: Any,
) -> Case:
    return await move(
        tx,
        case,
        done,
        event,
        by=SYSTEM,
        about=asked.id,
        words=words,
        hashes={"certificate": await _sealed_sha256(tx, case), **(hashes or {})},
        **_named(asked),
        **facts,
    )


async def _sealed_sha256(tx: Tx, case: Case) -> str:
    return (await last_hashes(tx, case, "cert.issued"))["certificate"]


def _named(asked: Asked) -> dict[str, Any]:
    certificate = asked.certificate
    return {
        "certificate_id": asked.id,
        "certificate_number": certificate.no,
        "op_ids": tuple(map(UUID, certificate.plan.op_ids)),
    }


def _act(tx: Tx, asked: Asked, action: Action, *, witnessed: bool = False) -> Act:
    return act(tx, SYSTEM, action, certificate=str(asked.id), witnessed=witnessed)
