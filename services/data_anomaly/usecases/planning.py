"""Plans and previews. What the target shows was read before, outside of any transaction, and is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from services.data_anomaly.domain import plans
from services.data_anomaly.domain.authority import ZoneRefused, check_plan
from services.data_anomaly.domain.model import Case, person_of
from services.data_anomaly.domain.plans import Draft, Readings
from services.data_anomaly.domain.progress import Action
from services.data_anomaly.domain.signer import Signer
from services.data_anomaly.domain.target import Connector, view_sha256
from services.data_anomaly.domain.types import find
from services.data_anomaly.store import cases, evidence, registry
from services.data_anomaly.usecases.registering import connector_of, trust_of
from services.data_anomaly.usecases.told import act, looked_at, move, taken
from shared.contracts import anomaly as events
from shared.evidence.documents import Executor, Plan
from shared.kernel.access import Actor
from shared.kernel.ids import CaseId, SystemCode, UnitCode
from shared.kernel.refusals import Conflict, Invalid
from shared.kernel.units import Unit, UnitKind
from shared.runtime.tx import Tx

EXECUTORS: Mapping[UnitKind, Literal["eport_company", "data_center"]] = {
    UnitKind.EPORT_COMPANY: "eport_company",
    UnitKind.DATA_CENTER: "data_center",
}
"""The kinds of unit that may carry out a technical correction (Article 12)."""


class ExecutorIsNoPerson(Invalid):
    """An executor is named in person; a unit that was named instead would see the case, all of it."""

    zh = "{code}是单位或系统的代码，执行人须写到个人。"
    en = "{code} is the code of a unit or a system; an executor is a person."


class NotAnExecutor(Invalid):
    """Only the E-port company and the China E-Port Data Center carry out technical corrections (Article 12)."""

    zh = "{unit}不是电子口岸公司或中国电子口岸数据中心，不能作为执行单位。"
    en = "{unit} is neither the E-port company nor the Data Center and cannot execute."


class NoSystem(Conflict):
    """The case names no connected system, so nothing can be corrected technically."""

    zh = "该事项没有涉及的接入系统。"
    en = "The case names no connected system."


@dataclass(frozen=True, slots=True)
class Looked:
    """What was asked for before the target is read: the connector, and the plan where there is one."""

    connector: Connector
    executor: Executor | None = None
    plan: Plan | None = None


async def prepare_plan(
    tx: Tx, actor: Actor, case_id: CaseId, draft: Draft, *, units: Mapping[UnitCode, Unit]
) -> Looked:
    """Everything about a plan that can be refused before the target is asked."""
    case = await looked_at(tx, actor, "save_plan", case_id)
    case.expect(Action.SAVE_PLAN)
    connector = await connector_of(tx, _system(case))
    if connector.zone != "B":
        raise ZoneRefused(zone=connector.zone)
    plans.check_wishes(draft, connector)
    return Looked(connector, executor=_executor(draft, units))


async def save_plan(
    tx: Tx,
    actor: Actor,
    case_id: CaseId,
    draft: Draft,
    readings: Readings,
    *,
    executor: Executor,
    signer: Signer,
    seen: int | None,
) -> Case:
    """A new revision from what was read just now; it voids whatever was signed on an earlier one."""
    case = await taken(tx, actor, "save_plan", case_id, seen)
    connector = await connector_of(tx, _system(case))
    plan = plans.compose(
        case, draft, connector, readings, planner=person_of(actor.unit, actor.person), executor=executor, at=tx.now
    )
    trust = await trust_of(tx, connector.system, signer=signer)
    check_plan(plan, find(await registry.types(tx), case.type), zone=connector.zone, trust=trust)
    saved = await move(
        tx,
        case,
        act(tx, actor, Action.SAVE_PLAN, plan_sha256=plan.sha256),
        events.PlanSaved,
        by=actor,
        hashes={"plan": plan.sha256},
        change=lambda stepped: replace(stepped, revision=plan.rev),
        plan_sha256=plan.sha256,
        revision=plan.rev,
    )
    await evidence.add_plan(tx, plan)
    return saved


async def prepare_preview(tx: Tx, actor: Actor, case_id: CaseId) -> Looked:
    """The plan to be run dry, and where."""
    case = await looked_at(tx, actor, "preview_plan", case_id)
    case.expect(Action.PREVIEW)
    return Looked(await connector_of(tx, _system(case)), plan=await evidence.plan(tx, case_id, case.revision))


async def preview_plan(
    tx: Tx, actor: Actor, case_id: CaseId, plan: Plan, readings: Readings, *, seen: int | None
) -> Case:
    """A dry run of exactly this plan: the target shows the planned versions and values (refused if it does not)."""
    case = await taken(tx, actor, "preview_plan", case_id, seen)
    connector = await connector_of(tx, _system(case))
    plans.still_there(plan, connector, readings)
    view = view_sha256([readings[name] for name in plans.records_of(plan)])
    return await move(
        tx,
        case,
        act(tx, actor, Action.PREVIEW, plan_sha256=plan.sha256),
        events.PlanPreviewed,
        by=actor,
        hashes={"plan": plan.sha256, "preview": view},
        plan_sha256=plan.sha256,
        revision=plan.rev,
    )


async def read_plan(tx: Tx, actor: Actor, case_id: CaseId) -> Plan:
    """The newest revision of the plan."""
    case = await looked_at(tx, actor, "read_plan", case_id)
    return await evidence.plan(tx, case_id, case.revision)


async def last_hashes(tx: Tx, case: Case, leaf: str) -> Mapping[str, str]:
    """The hashes of the newest log leaf of a kind."""
    return next((each.hashes for each in reversed(await cases.logged(tx, case.id)) if each.kind == leaf), {})


def _system(case: Case) -> SystemCode:
    if case.filing.system is None:
        raise NoSystem
    return case.filing.system


def _executor(draft: Draft, units: Mapping[UnitCode, Unit]) -> Executor:
    unit = units.get(UnitCode(draft.executor.unit))
    kind = EXECUTORS.get(unit.kind) if unit else None
    if kind is None:
        raise NotAnExecutor(unit=draft.executor.unit, pointer="/executor/unit")
    codes = {*units, *(system for unit in units.values() for system in unit.systems)}
    if draft.executor.person in codes:
        raise ExecutorIsNoPerson(code=draft.executor.person, pointer="/executor/person")
    return Executor(kind=kind, unit=draft.executor.unit, person=draft.executor.person)
