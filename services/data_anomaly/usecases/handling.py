"""What the competent department does with a case by business rules, and how a case ends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from unicodedata import normalize
from uuid import UUID

from services.data_anomaly.domain.acts import Done
from services.data_anomaly.domain.model import Case, person_of
from services.data_anomaly.domain.policy import RULES
from services.data_anomaly.domain.progress import Action
from services.data_anomaly.domain.types import competent_unit, find
from services.data_anomaly.store import cases, evidence, registry
from services.data_anomaly.usecases.told import READ, act, looked_at, move, taken, with_outcome
from shared.contracts import anomaly as events
from shared.evidence.records import Confirmation
from shared.evidence.scalars import stamp
from shared.kernel.access import Actor, Scope
from shared.kernel.desk import Severity
from shared.kernel.ids import CaseId, UnitCode
from shared.kernel.units import Unit
from shared.runtime.tx import Tx


async def triage_case(
    tx: Tx,
    actor: Actor,
    case_id: CaseId,
    code: str,
    severity: Severity | None,
    *,
    units: Mapping[UnitCode, Unit],
    seen: int | None,
) -> Case:
    """Type and severity are decided; type × territory × directory name the competent unit, which becomes the lead."""
    case = await taken(tx, actor, "triage_case", case_id, seen)
    type_ = find(await registry.types(tx), code, pointer="/type")
    bad = severity or type_.severity
    competence = competent_unit(type_, territory=case.filing.territory, system=case.filing.system, units=units)
    return await move(
        tx,
        case,
        act(tx, actor, Action.TRIAGE, severity=bad),
        events.CaseTriaged,
        by=actor,
        words={"type": type_.ref, "unit": str(competence.unit), "rule": competence.rule},
        change=lambda stepped: stepped.triaged(type_, bad, competence),
        type=type_.ref,
        severity=bad,
        competent_unit=competence.unit,
        rule=competence.rule,
    )


async def accept_case(tx: Tx, actor: Actor, case_id: CaseId, *, seen: int | None) -> Case:
    """An officer of the competent unit takes the case up."""
    case = await taken(tx, actor, "accept_case", case_id, seen)
    return await move(tx, case, act(tx, actor, Action.ACCEPT), events.CaseAccepted, by=actor)


async def intervene(tx: Tx, actor: Actor, case_id: CaseId, rule: str, outcome: str, *, seen: int | None) -> Case:
    """Settled by business rules (Article 12, first half): nothing technical will happen."""
    case = await taken(tx, actor, "intervene", case_id, seen)
    return await move(
        tx,
        case,
        act(tx, actor, Action.INTERVENE),
        events.CaseIntervened,
        by=actor,
        words={"rule": rule, "outcome": outcome},
        rule=rule,
        outcome=outcome,
    )


async def declare_special(tx: Tx, actor: Actor, case_id: CaseId, reason: str, *, seen: int | None) -> Case:
    """Business means do not suffice (Article 12, special case): the reason will stand in the certificate, in NFC."""
    reason = normalize("NFC", reason)
    case = await taken(tx, actor, "declare_special", case_id, seen)
    return await move(
        tx,
        case,
        act(tx, actor, Action.DECLARE_SPECIAL),
        events.SpecialDeclared,
        by=actor,
        words={"reason": reason},
        change=lambda stepped: replace(stepped, special_reason=reason),
        reason=reason,
    )


async def confirm_case(tx: Tx, actor: Actor, case_id: CaseId, *, seen: int | None) -> Case:
    """Somebody else than the executor finds it right: the case is closed."""
    case = await taken(tx, actor, "confirm_case", case_id, seen)
    result = await result_of(tx, case_id)
    outcome, hashes = "intervened", dict[str, str]()
    if result and case.progress.terms:
        confirmation = Confirmation(
            case=case.number,
            case_id=str(case.id),
            certificate=case.progress.terms.certificate,
            result_sha256=result,
            confirmer=person_of(actor.unit, actor.person),
            at=stamp(tx.now),
        )
        await evidence.put(tx, confirmation.to_bytes())
        outcome, hashes = "corrected", {"confirmation": confirmation.sha256}
    return await move(
        tx,
        case,
        act(tx, actor, Action.CONFIRM),
        events.CaseClosed,
        by=actor,
        hashes=hashes,
        change=with_outcome(outcome),
        outcome=outcome,
        result_sha256=result,
    )


async def dispute_case(tx: Tx, actor: Actor, case_id: CaseId, reason: str, *, seen: int | None) -> Case:
    """Who should confirm denies: back to the department."""
    case = await taken(tx, actor, "dispute_case", case_id, seen)
    return await move(
        tx,
        case,
        act(tx, actor, Action.DISPUTE),
        events.CaseDisputed,
        by=actor,
        words={"reason": reason},
        reason=reason,
    )


async def read_case(tx: Tx, actor: Actor, case_id: CaseId) -> Case:
    """One case, for whoever may see it."""
    return await looked_at(tx, actor, READ, case_id)


async def list_cases(
    tx: Tx, actor: Actor, *, after: tuple[datetime, UUID], limit: int
) -> Sequence[tuple[datetime, Case]]:
    """The actor's cases, newest first."""
    scope = Scope.of(RULES, "list_cases", actor)
    tx.permit(scope.decision)
    return await cases.list_cases(tx, scope, after=after, limit=limit)


async def list_acts(tx: Tx, actor: Actor, case_id: CaseId) -> Sequence[Done]:
    """What was done with a case, in order."""
    await looked_at(tx, actor, "list_acts", case_id)
    return await cases.acts(tx, case_id)


async def result_of(tx: Tx, case_id: CaseId) -> str | None:
    """The hash of the result that waits for confirmation; None when the department settled it by business rules."""
    ends = [each for each in await cases.logged(tx, case_id) if each.kind in ("exec.verified", "case.intervened")]
    return ends[-1].hashes.get("result") if ends else None
