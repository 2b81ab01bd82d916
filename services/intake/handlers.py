"""What intake does when other services announce something; each function takes the events of one wave."""

from collections.abc import Sequence
from functools import partial

from services.intake import usecases
from services.intake.domain.model import Draft
from services.intake.usecases import Dispatch
from shared.contracts import anomaly, routing
from shared.kernel.access import Actor
from shared.kernel.desk import Kind
from shared.kernel.references import Reference
from shared.runtime.directory import Directory, take_units
from shared.runtime.handling import Handlers
from shared.runtime.tx import Tx


def handlers(directory: Directory, *, province: str) -> Handlers:
    """Event class → handler; the literal that tests compare with what the events declare."""
    return {
        routing.UnitChanged: take_units,
        routing.HandlingDispatched: note_dispatches,
        routing.HandlingAccepted: start_requests,
        routing.HandlingDone: resolve_requests,
        routing.HandlingCancelled: note_cancelled,
        anomaly.CaseOpened: partial(take_cases, directory=directory, province=province),
        anomaly.CaseTriaged: note_triages,
    }


async def note_dispatches(tx: Tx, events: Sequence[routing.HandlingDispatched]) -> None:
    """A lead is named, and who contributes."""
    facts = {event.request_id: Dispatch(event.lead, event.co_handlers, event.rule) for event in events}
    await usecases.note_dispatches(tx, facts)


async def start_requests(tx: Tx, events: Sequence[routing.HandlingAccepted]) -> None:
    """The lead works on it."""
    await usecases.start_requests(tx, [event.request_id for event in events])


async def resolve_requests(tx: Tx, events: Sequence[routing.HandlingDone]) -> None:
    """The lead is done."""
    await usecases.resolve_requests(tx, {event.request_id: event.outcome for event in events})


async def note_cancelled(tx: Tx, events: Sequence[routing.HandlingCancelled]) -> None:
    """The work has stopped."""
    facts = {event.request_id: {"lead": str(event.lead), "reason": event.reason} for event in events}
    await usecases.note(tx, "note_cancelled", "handling_cancelled", facts)


async def take_cases(tx: Tx, events: Sequence[anomaly.CaseOpened], *, directory: Directory, province: str) -> None:
    """A case exists: one that came before its request brings the request with it."""
    filings = {event.request_id: _filing(event) for event in events if event.filing}
    if filings:
        units = await directory.units(tx)
        await usecases.keep_requests_of_cases(tx, filings, units=units, province=province)
    facts = {event.request_id: {"case": event.number, "type": event.type} for event in events}
    await usecases.note(tx, "keep_request_of_case", "case_opened", facts)


async def note_triages(tx: Tx, events: Sequence[anomaly.CaseTriaged]) -> None:
    """The competent unit is known."""
    facts = {
        event.request_id: {"case": event.number, "type": event.type, "unit": str(event.competent_unit)}
        for event in events
    }
    await usecases.note(tx, "note_triage", "case_triaged", facts)


def _filing(event: anomaly.CaseOpened) -> tuple[Actor, Draft]:
    filing = event.filing
    assert filing is not None
    draft = Draft(
        kind=Kind.DATA_ANOMALY,
        channel=filing.channel,
        function_area=filing.function_area,
        application=filing.application,
        system=filing.system,
        territory=filing.territory,
        title=filing.title,
        description=filing.description,
        enterprise=filing.enterprise,
        references=tuple(Reference(r.type, r.number) for r in filing.references),
        severity=event.severity,
        anomaly_type=event.type.split("@")[0],
        contact=None,
    )
    return Actor(person=filing.registered_person, unit=filing.registered_by, roles=frozenset()), draft
