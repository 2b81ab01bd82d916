"""Opening cases: from accepted requests, many at once, or directly by a port system."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from unicodedata import normalize
from uuid import UUID

from services.data_anomaly.domain.acts import Done
from services.data_anomaly.domain.model import Case, Filing
from services.data_anomaly.domain.policy import RULES
from services.data_anomaly.domain.progress import IN_USE, Act, Action, Progress
from services.data_anomaly.domain.types import NoSuchType, find, require_operator
from services.data_anomaly.store import cases, registry, timers
from services.data_anomaly.store.timers import Timer
from services.data_anomaly.usecases.told import NO_WORDS, READ, act, common, leaf_of, move, with_outcome
from shared.contracts import anomaly as events
from shared.kernel.access import SYSTEM, Actor, decide
from shared.kernel.clock import LOCAL_TIME
from shared.kernel.ids import CaseId, CertificateId, PersonId, RequestId, UnitCode, uuid7
from shared.kernel.refusals import Refusal
from shared.kernel.units import Unit, UnitKind, territorial_unit
from shared.runtime.telemetry import log
from shared.runtime.tx import Tx

WITHDRAWN_AGAIN = timedelta(minutes=1)
WITHDRAWN_MEANWHILE = "请求在执行期间撤回，目标系统未被改动。"
UNKNOWN = "unknown"
"""What a case is called whose reporter named no type that the catalogue has; triage decides."""


async def open_cases(tx: Tx, accepted: Sequence[Filing], *, units: Mapping[UnitCode, Unit]) -> None:
    """Opens a case for each accepted request that has none; one that a port system opened learns its first contact."""
    tx.permit_many([decide(RULES, READ, SYSTEM, "open_cases") for _ in accepted])
    existing = await cases.of_requests(tx, [filing.request_id for filing in accepted])
    fresh = []
    for filing in accepted:
        if known := existing.get(filing.request_id):
            await cases.save(tx, known, known.told(filing))
        else:
            fresh.append(filing)
    await _open(tx, fresh, SYSTEM, units=units)


async def open_case(
    tx: Tx, actor: Actor, filing: Filing, told: events.Filing, *, units: Mapping[UnitCode, Unit]
) -> Case:
    """A port system brings an anomaly directly; intake will keep a request for it."""
    tx.permit(decide(RULES, READ, actor, "open_case"))
    require_operator(filing.system, units)
    find(await registry.types(tx), filing.reported_type, pointer="/anomaly_type")
    return (await _open(tx, [filing], actor, units=units, told=told))[0]


async def withdraw_cases(tx: Tx, reasons: Mapping[RequestId, str]) -> None:
    """Ends the cases of withdrawn requests, unless the target was written to: then they go on."""
    tx.permit_many([decide(RULES, READ, SYSTEM, "withdraw_cases") for _ in reasons])
    for request_id, case in (await cases.of_requests(tx, list(reasons))).items():
        await withdraw(tx, case, reasons[request_id])


async def withdraw(tx: Tx, case: Case, reason: str) -> None:
    """Ends a case whose request was withdrawn, unless the target was written to.

    While a certificate is in use nobody knows yet whether it was: then a timer tries again. What the requester said
    stands at intake, and is not kept with the timer.
    """
    try:
        await move(
            tx,
            case,
            act(tx, SYSTEM, Action.WITHDRAW),
            events.CaseClosed,
            by=SYSTEM,
            words={"reason": reason},
            change=with_outcome("withdrawn"),
            outcome="withdrawn",
        )
    except Refusal as refused:
        if case.state in IN_USE and (terms := case.progress.terms):
            used = CertificateId(UUID(terms.certificate))
            await timers.set_timer(tx, Timer(case.id, used, Action.WITHDRAW, tx.now + WITHDRAWN_AGAIN))
        else:
            log().info("withdrawal.superseded", number=case.number, status=case.state, reason=str(refused))


async def _open(
    tx: Tx,
    filings: Sequence[Filing],
    by: Actor,
    *,
    units: Mapping[UnitCode, Unit],
    told: events.Filing | None = None,
) -> Sequence[Case]:
    if not filings:
        return []
    catalogue = await registry.types(tx)
    year = tx.now.astimezone(LOCAL_TIME).year
    numbers = {
        territory: await cases.next_number(tx, f"C-{territory}", year, more=more)
        for territory, more in sorted(Counter(filing.territory for filing in filings).items())
    }
    opened, leaving = [], []
    for filing in filings:
        try:
            named = find(catalogue, filing.reported_type).ref
        except NoSuchType:
            named = UNKNOWN
        filed = Case(
            id=CaseId(uuid7(tx.now)),
            number=f"C-{filing.territory}-{year}-{numbers[filing.territory]:06}",
            filing=_placed(filing, units),
            type=named,
            severity=filing.severity,
            progress=Progress(),
            opened_at=tx.now,
            changed_at=tx.now,
        )
        numbers[filing.territory] += 1
        report = Act(action=Action.REPORT, at=tx.now, persons=(PersonId(filing.reporter.person),))
        case, kind = filed.do(report)
        document = Done(case=case.number, seq=case.version, act=report, unit=by.unit, words=NO_WORDS)
        leaf = leaf_of(case, kind, document, about=None, hashes={})
        opened.append((case, (document, leaf)))
        leaving.append(events.CaseOpened(type=case.type, severity=case.severity, filing=told, **common(case, by, leaf)))
    await cases.add_many(tx, opened)
    for event in leaving:
        tx.emit(event)
    return [case for case, _ in opened]


def _placed(filing: Filing, units: Mapping[UnitCode, Unit]) -> Filing:
    """The filing with the E-port company that leads until triage, and the unit of the territory if none is named.

    Its title will be signed, so it is written in the one form that may be (NFC), whoever spelt it how.
    """
    desk = next((unit for _, unit in sorted(units.items()) if unit.kind is UnitKind.EPORT_COMPANY), None)
    territorial = territorial_unit(units.values(), filing.territory)
    return replace(
        filing,
        title=normalize("NFC", filing.title),
        desk=desk.code if desk else None,
        territorial_unit=filing.territorial_unit or (territorial.code if territorial else None),
    )
