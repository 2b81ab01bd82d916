"""What notify does when other services announce something: it tells whoever may know and asked to."""

import asyncio
from collections.abc import Sequence
from functools import partial

from services.notify import usecases
from shared.contracts import anomaly, intake, routing
from shared.contracts.event import Event
from shared.runtime.directory import take_units
from shared.runtime.handling import Handlers
from shared.runtime.tx import Tx


def handlers(due: asyncio.Event) -> Handlers:
    """Event class → handler; the literal that tests compare with what the events declare."""
    tell = partial(tell_subscribers, due=due)
    return {
        routing.UnitChanged: take_units,
        intake.RequestSubmitted: tell,
        intake.RequestAccepted: tell,
        intake.RequestRejected: tell,
        intake.RequestStarted: tell,
        intake.MessageAdded: tell,
        intake.NoteAdded: partial(tell_of_notes, due=due),
        intake.RequestResolved: tell,
        intake.RequestClosed: tell,
        intake.RequestWithdrawn: tell,
        routing.HandlingDispatched: tell,
        routing.HandlingAccepted: tell,
        routing.HandlingAssigned: tell,
        routing.HandlingStarted: tell,
        routing.HandlingDone: tell,
        routing.HandlingCancelled: tell,
        anomaly.CaseOpened: tell,
        anomaly.CaseTriaged: tell,
        anomaly.CaseAccepted: tell,
        anomaly.CaseIntervened: tell,
        anomaly.SpecialDeclared: tell,
        anomaly.PlanSaved: tell,
        anomaly.PlanPreviewed: tell,
        anomaly.CertificateRequested: tell,
        anomaly.CertificateSigned: tell,
        anomaly.CertificateIssued: tell,
        anomaly.CertificateReturned: tell,
        anomaly.CertificateRevoked: tell,
        anomaly.CertificateExpired: tell,
        anomaly.ExecutionReserved: tell,
        anomaly.ExecutionSent: tell,
        anomaly.ExecutionFinished: tell,
        anomaly.CaseVerified: tell,
        anomaly.CaseDisputed: tell,
        anomaly.CaseClosed: tell,
        anomaly.LogCheckpointed: tell,
    }


async def tell_subscribers(tx: Tx, events: Sequence[Event], *, due: asyncio.Event) -> None:
    """Queues the events; the pump looks at once, and again in some milliseconds when this is committed."""
    await usecases.fan_out(tx, events)
    await usecases.note_audiences(tx, events)
    due.set()


async def tell_of_notes(tx: Tx, events: Sequence[intake.NoteAdded], *, due: asyncio.Event) -> None:
    """The same, for what the desk keeps among itself: its audience is not that of the request."""
    await usecases.fan_out(tx, events)
    due.set()
