"""Shapes of clocks: how they stand, and how every minute was counted."""

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import AwareDatetime, Field

from services.routing.domain.calendar import Stretch, StretchKind
from services.routing.domain.clocks import Clock, ClockName, ClockState, PauseReason, Timetable, explain, read
from services.routing.domain.model import Handling, Leg
from shared.kernel.ids import UnitCode
from shared.kernel.sharing import OPERATIONAL, View


class ClockView(View):
    """A limit at one instant.

    While it `runs`, `remaining_s` falls by one each second until `changes_at`; then ask again. It turns negative after
    a breach. A breached clock runs on in working hours only, and not in a pause, whose `pause_reason` it tells.
    """

    name: Annotated[ClockName, OPERATIONAL]
    party: Annotated[UnitCode, OPERATIONAL]
    state: Annotated[ClockState, OPERATIONAL]
    due_at: Annotated[AwareDatetime, OPERATIONAL]
    remaining_s: Annotated[int, OPERATIONAL]
    limit_s: Annotated[int, OPERATIONAL]
    as_of: Annotated[AwareDatetime, OPERATIONAL]
    runs: Annotated[bool, OPERATIONAL]
    stopped_at: Annotated[AwareDatetime | None, OPERATIONAL]
    changes_at: Annotated[AwareDatetime | None, OPERATIONAL]
    pause_reason: Annotated[PauseReason | None, OPERATIONAL]
    provisional: Annotated[bool, OPERATIONAL] = Field(
        description="The limit reaches a year whose holidays are not published yet; it will be reckoned anew."
    )

    @classmethod
    def of(cls, clock: Clock, timetable: Timetable, as_of: datetime) -> Self:
        """How `clock` stands."""
        reading = read(clock, timetable.calendar_of(clock), as_of)
        return cls(
            name=clock.name,
            party=clock.party,
            state=reading.state,
            due_at=reading.due.at,
            remaining_s=_seconds(reading.remaining),
            limit_s=_seconds(clock.limit),
            as_of=as_of,
            runs=reading.runs,
            stopped_at=clock.stopped_at,
            changes_at=reading.changes_at,
            pause_reason=reading.pause_reason,
            provisional=reading.due.provisional,
        )


class IntervalView(View):
    """A stretch of time, counted or not; `reason` names the holiday or the pause."""

    start: Annotated[AwareDatetime, OPERATIONAL] = Field(serialization_alias="from")
    end: Annotated[AwareDatetime, OPERATIONAL] = Field(serialization_alias="to")
    party: Annotated[UnitCode, OPERATIONAL]
    kind: Annotated[StretchKind, OPERATIONAL]
    reason: Annotated[str, OPERATIONAL]
    seconds: Annotated[float, OPERATIONAL]

    @classmethod
    def of(cls, stretch: Stretch, party: UnitCode) -> Self:
        """The stretch on the clock of `party`."""
        return cls(
            start=stretch.start,
            end=stretch.end,
            party=party,
            kind=stretch.kind,
            reason=stretch.reason,
            seconds=stretch.length.total_seconds(),
        )


class ExplainedClockView(View):
    """A clock with every interval since its start; their seconds add up to `elapsed_s`."""

    leg: Annotated[int, OPERATIONAL]
    calendar: Annotated[str, OPERATIONAL]
    started_at: Annotated[AwareDatetime, OPERATIONAL]
    stopped_at: Annotated[AwareDatetime | None, OPERATIONAL]
    clock: Annotated[ClockView, OPERATIONAL]
    elapsed_s: Annotated[float, OPERATIONAL]
    intervals: Annotated[list[IntervalView], OPERATIONAL]

    @classmethod
    def of(cls, leg: Leg, clock: Clock, timetable: Timetable, as_of: datetime) -> Self:
        """Everything there is to say about `clock`."""
        stretches = explain(clock, timetable.calendar_of(clock), as_of)
        return cls(
            leg=leg.number,
            calendar=clock.calendar,
            started_at=clock.started_at,
            stopped_at=clock.stopped_at,
            clock=ClockView.of(clock, timetable, as_of),
            elapsed_s=(clock.until(as_of) - clock.started_at).total_seconds(),
            intervals=[IntervalView.of(stretch, clock.party) for stretch in stretches],
        )


class ClocksView(View):
    """All clocks of a handling, also those of units that led it before."""

    items: Annotated[list[ExplainedClockView], OPERATIONAL]

    @classmethod
    def of(cls, handling: Handling, timetable: Timetable, as_of: datetime) -> Self:
        """The clocks leg by leg."""
        return cls(
            items=[ExplainedClockView.of(leg, clock, timetable, as_of) for leg in handling.legs for clock in leg.clocks]
        )


def _seconds(amount: timedelta) -> int:
    return int(amount.total_seconds())
