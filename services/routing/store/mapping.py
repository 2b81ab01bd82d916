"""How a handling is spread over rows and put together again. Which rows are asked for is in the modules beside."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import TypeAdapter

from services.routing.domain.catalogue import Dispatch, Facts, NearMiss
from services.routing.domain.clocks import Clock, ClockName, Pause, Timetable, due
from services.routing.domain.model import CaseFact, Handling, Leg
from services.routing.tables import Base, CaseFactRow, ClockRow, DispatchDecisionRow, HandlingRow, LegRow
from shared.kernel.ids import CaseId, PersonId, RequestId, UnitCode

_FACTS = TypeAdapter(Facts)
_PAUSES = TypeAdapter(tuple[Pause, ...])


def handling_rows(handlings: Sequence[Handling], timetable: Timetable, *, as_of: datetime) -> Iterator[Sequence[Base]]:
    """The rows of handlings, table by table; a deadline is reckoned as of `as_of`."""
    yield [
        HandlingRow(
            request_id=handling.id,
            version=handling.version,
            outcome=handling.outcome,
            changed_at=handling.changed_at,
            facts=_FACTS.dump_python(handling.facts, mode="json"),
        )
        for handling in handlings
    ]
    yield [_leg_row(handling.id, leg) for handling in handlings for leg in handling.legs]
    yield [_decision_row(handling) for handling in handlings]
    yield [
        _clock_row(handling.id, leg.number, clock, timetable, as_of)
        for handling in handlings
        for leg in handling.legs
        for clock in leg.clocks
    ]


def handling(
    row: HandlingRow,
    *,
    legs: Sequence[LegRow],
    clocks: Sequence[ClockRow],
    decisions: Sequence[DispatchDecisionRow],
    case: CaseFact | None,
) -> Handling:
    """A handling from its rows."""
    return Handling(
        facts=_FACTS.validate_python(row.facts),
        dispatch=_dispatch(max(decisions, key=lambda decision: decision.leg)),
        legs=tuple(
            _leg(leg, tuple(_clock(clock) for clock in clocks if clock.leg == leg.number))
            for leg in sorted(legs, key=lambda leg: leg.number)
        ),
        changed_at=row.changed_at,
        case=case,
        outcome=row.outcome,
        version=row.version,
    )


def case_fact(row: CaseFactRow) -> CaseFact:
    """What is known of a case."""
    return CaseFact(
        case_id=CaseId(row.case_id),
        version=row.version,
        at=row.at,
        competent_unit=UnitCode(row.competent_unit) if row.competent_unit else None,
        severity=row.severity,
        rule=row.rule,
        outcome=row.outcome,
    )


def case_fact_row(request_id: RequestId, fact: CaseFact) -> CaseFactRow:
    """The same the other way."""
    return CaseFactRow(request_id=request_id, **asdict(fact))


def _leg_row(request_id: UUID, leg: Leg) -> LegRow:
    return LegRow(
        request_id=request_id,
        number=leg.number,
        unit=leg.unit,
        part=leg.part,
        status=leg.status,
        since=leg.since,
        person=leg.person,
        ended_at=leg.ended_at,
    )


def _decision_row(handling: Handling) -> DispatchDecisionRow:
    dispatch = handling.dispatch
    return DispatchDecisionRow(
        request_id=handling.id,
        leg=handling.lead.number,
        lead=dispatch.lead,
        co_handlers=list(dispatch.co_handlers),
        clocks=list(dispatch.clocks),
        catalogue_version=dispatch.catalogue_version,
        rule=dispatch.rule,
        facts_matched=dict(dispatch.facts_matched),
        near_misses=[asdict(near) for near in dispatch.near_misses],
        reason_zh=dispatch.reason_zh,
        reason_en=dispatch.reason_en,
    )


def _clock_row(request_id: UUID, leg: int, clock: Clock, timetable: Timetable, as_of: datetime) -> ClockRow:
    deadline = due(clock, timetable.calendar_of(clock), as_of)
    return ClockRow(
        request_id=request_id,
        leg=leg,
        name=clock.name,
        party=clock.party,
        calendar=clock.calendar,
        limit_seconds=int(clock.limit.total_seconds()),
        started_at=clock.started_at,
        stopped_at=clock.stopped_at,
        pauses=_PAUSES.dump_python(clock.pauses, mode="json"),
        due_at=deadline.at,
        provisional=deadline.provisional,
    )


def _dispatch(row: DispatchDecisionRow) -> Dispatch:
    return Dispatch(
        lead=UnitCode(row.lead),
        co_handlers=tuple(UnitCode(unit) for unit in row.co_handlers),
        clocks=tuple(ClockName(name) for name in row.clocks),
        catalogue_version=row.catalogue_version,
        rule=row.rule,
        facts_matched=row.facts_matched,
        near_misses=tuple(NearMiss(**near) for near in row.near_misses),
        reason_zh=row.reason_zh,
        reason_en=row.reason_en,
    )


def _leg(row: LegRow, clocks: tuple[Clock, ...]) -> Leg:
    return Leg(
        number=row.number,
        unit=UnitCode(row.unit),
        part=row.part,
        status=row.status,
        since=row.since,
        person=PersonId(row.person) if row.person else None,
        ended_at=row.ended_at,
        clocks=clocks,
    )


def _clock(row: ClockRow) -> Clock:
    return Clock(
        name=row.name,
        party=UnitCode(row.party),
        calendar=row.calendar,
        limit=timedelta(seconds=row.limit_seconds),
        started_at=row.started_at,
        stopped_at=row.stopped_at,
        pauses=_PAUSES.validate_python(row.pauses),
    )
