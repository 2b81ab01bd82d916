"""What routing does when other services announce something; each function takes the events of one wave."""

from collections.abc import Sequence

from services.routing import usecases
from services.routing.domain.catalogue import Facts
from services.routing.domain.model import CaseFact
from services.routing.usecases import RequestFact
from shared.contracts import anomaly, intake
from shared.runtime.handling import Handlers
from shared.runtime.tx import Tx


async def open_handlings(tx: Tx, events: Sequence[intake.RequestAccepted]) -> None:
    """Accepted requests are dispatched."""
    await usecases.open_handlings(tx, [_facts(event) for event in events])


async def follow_requests(tx: Tx, events: Sequence[intake.RequestMoved]) -> None:
    """A request waits, goes on or ends."""
    await usecases.follow_requests(tx, {event.request_id: RequestFact(event.status, event.at) for event in events})


async def open_cases(tx: Tx, events: Sequence[anomaly.CaseOpened]) -> None:
    """A case drives the handling from now on."""
    await usecases.follow_cases(
        tx, {e.request_id: CaseFact(e.case_id, e.version, e.at, severity=e.severity) for e in events}
    )


async def triage_cases(tx: Tx, events: Sequence[anomaly.CaseTriaged]) -> None:
    """The competent unit is known."""
    await usecases.follow_cases(
        tx,
        {
            event.request_id: CaseFact(
                event.case_id,
                event.version,
                event.at,
                competent_unit=event.competent_unit,
                severity=event.severity,
                rule=event.rule,
            )
            for event in events
        },
    )


async def note_verified_cases(tx: Tx, events: Sequence[anomaly.CaseVerified]) -> None:
    """The correction is there; the case is open until somebody confirms it."""
    await usecases.follow_cases(tx, {e.request_id: CaseFact(e.case_id, e.version, e.at) for e in events})


async def close_cases(tx: Tx, events: Sequence[anomaly.CaseClosed]) -> None:
    """The case has ended, and with it the work."""
    await usecases.follow_cases(
        tx, {e.request_id: CaseFact(e.case_id, e.version, e.at, outcome=e.outcome) for e in events}
    )


HANDLERS: Handlers = {
    intake.RequestAccepted: open_handlings,
    intake.RequestStarted: follow_requests,
    intake.MessageAdded: follow_requests,
    intake.RequestResolved: follow_requests,
    intake.RequestClosed: follow_requests,
    intake.RequestWithdrawn: follow_requests,
    anomaly.CaseOpened: open_cases,
    anomaly.CaseTriaged: triage_cases,
    anomaly.CaseVerified: note_verified_cases,
    anomaly.CaseClosed: close_cases,
}


def _facts(event: intake.RequestAccepted) -> Facts:
    return Facts(
        request_id=event.request_id,
        number=event.number,
        kind=event.kind,
        channel=event.channel,
        function_area=event.function_area,
        application=event.application,
        system=event.system,
        territory=event.territory,
        title=event.title,
        enterprise=event.enterprise,
        severity=event.severity,
        registered_by=event.registered_by,
        territorial_unit=event.territorial_unit,
        first_contact_unit=event.first_contact_unit,
        first_contact_person=event.first_contact_person,
        accepted_at=event.at,
        references=tuple(one.number for one in event.references),
    )
