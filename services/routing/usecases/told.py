"""How routing tells what happened: the event that belongs to each status, and units as they now are."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from services.routing import store
from services.routing.domain.clocks import Timetable, due
from services.routing.domain.model import Handling
from services.routing.domain.moves import Status
from services.routing.store import Kept
from shared.contracts import routing as events
from shared.contracts.event import By, Event
from shared.kernel.access import Actor
from shared.runtime.tx import Tx

Told = Callable[[Handling], Event]


async def save_and_tell(
    tx: Tx, handlings: Iterable[Handling], timetable: Timetable, *, by: Actor, told: Told | None = None
) -> None:
    """Writes handlings that have just made one act each, and announces the acts.

    The event follows from the status that an act leads to; an act that keeps the status says its event by `told`.
    """
    changed = list(handlings)
    await store.save_many(tx, changed, timetable)
    for handling in changed:
        tx.emit(told(handling) if told else _event(tx, handling, timetable, by))


def unit_changed(tx: Tx, kept: Kept, by: Actor) -> events.UnitChanged:
    """A unit as a whole."""
    unit = kept.entry.unit()
    return events.UnitChanged(
        version=kept.version,
        at=tx.now,
        by=By.actor(by),
        audience=(unit.code,),
        **asdict(unit),
    )


def moved(tx: Tx, handling: Handling, by: Actor) -> dict[str, Any]:
    """The members that all events of a handling share."""
    return {
        "version": handling.version,
        "at": tx.now,
        "by": By.actor(by),
        "audience": handling.audience,
        "request_id": handling.id,
        "lead": handling.lead.unit,
    }


def _event(tx: Tx, handling: Handling, timetable: Timetable, by: Actor) -> Event:
    common = moved(tx, handling, by)
    match handling.status:
        case Status.OFFERED:
            return events.HandlingDispatched(**common, **_explained(tx, handling, timetable))
        case Status.ACCEPTED:
            return events.HandlingAccepted(**common, person=handling.lead.person)
        case Status.WORKING:
            return events.HandlingStarted(**common, person=handling.lead.person)
        case Status.DONE:
            return events.HandlingDone(**common, outcome=handling.outcome)
        case Status.CANCELLED:
            return events.HandlingCancelled(**common, reason=handling.outcome)
        case status:
            raise AssertionError(f"no act of this service ends in {status}")


def _explained(tx: Tx, handling: Handling, timetable: Timetable) -> dict[str, Any]:
    dispatch = handling.dispatch
    clocks = []
    for clock in handling.lead.clocks:
        deadline = due(clock, timetable.calendar_of(clock), tx.now)
        clocks.append(
            events.ClockFact(
                name=clock.name,
                party=clock.party,
                due_at=deadline.at,
                limit_seconds=int(clock.limit.total_seconds()),
                provisional=deadline.provisional,
            )
        )
    return {
        "co_handlers": handling.co_handlers,
        "catalogue_version": dispatch.catalogue_version,
        "rule": dispatch.rule,
        "facts_matched": dict(dispatch.facts_matched),
        "near_misses": tuple(
            events.NearMiss(rule=near.rule, failed_on=near.failed_on) for near in dispatch.near_misses
        ),
        "reason_zh": dispatch.reason_zh,
        "reason_en": dispatch.reason_en,
        "clocks": tuple(clocks),
        "driven_by": handling.driven_by,
    }
