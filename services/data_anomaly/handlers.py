"""What data_anomaly does when other services announce something; each function takes the events of one wave."""

from collections.abc import Sequence
from functools import partial

from services.data_anomaly.domain.model import Filing
from services.data_anomaly.usecases import opening
from services.data_anomaly.usecases.opening import UNKNOWN
from shared.contracts import intake, routing
from shared.evidence.documents import Person
from shared.kernel.desk import Channel, Kind
from shared.runtime.directory import Directory, take_units
from shared.runtime.handling import Handlers
from shared.runtime.tx import Tx


def handlers(directory: Directory) -> Handlers:
    """Event class → handler; the literal that tests compare with what the events declare."""
    return {
        routing.UnitChanged: take_units,
        intake.RequestAccepted: partial(open_cases, directory=directory),
        intake.RequestWithdrawn: withdraw_cases,
    }


async def open_cases(tx: Tx, events: Sequence[intake.RequestAccepted], *, directory: Directory) -> None:
    """An accepted request about a data anomaly has a case from here on."""
    accepted = [_filing(event) for event in events if event.kind is Kind.DATA_ANOMALY]
    await opening.open_cases(tx, accepted, units=await directory.units(tx))


async def withdraw_cases(tx: Tx, events: Sequence[intake.RequestWithdrawn]) -> None:
    """A withdrawn request ends its case, unless the target was written to."""
    await opening.withdraw_cases(tx, {event.request_id: event.reason for event in events})


def _reporter(event: intake.RequestAccepted) -> str:
    """Who registered it, whoever accepted it. Events from before they told have the unit speak for its person."""
    own = event.by.unit == event.registered_by
    return event.registered_person or (event.by.person if own else event.registered_by)


def _filing(event: intake.RequestAccepted) -> Filing:
    return Filing(
        request_id=event.request_id,
        territory=event.territory,
        system=event.system,
        title=event.title,
        reported_type=event.anomaly_type or UNKNOWN,
        severity=event.severity,
        reporter=Person(unit=event.registered_by, person=_reporter(event)),
        desk=None,
        territorial_unit=event.territorial_unit,
        first_contact=event.first_contact_unit,
        for_unit=event.channel is not Channel.PORTAL,
    )
