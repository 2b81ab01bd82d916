"""What routing announces: the directory of units, and who handles a request until when."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from shared.contracts import topics
from shared.contracts.event import Event, Part
from shared.contracts.topics import Service
from shared.kernel.desk import FunctionArea
from shared.kernel.ids import PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.sharing import INTERNAL, OPERATIONAL
from shared.kernel.units import Level, Unit, UnitKind


class UnitChanged(Event):
    """A unit as a whole, after a change; a version that is not newer than the known one changes nothing."""

    TYPE = "portdesk.routing.unit.changed.v1"
    TOPIC = topics.DIRECTORY
    KEY = "code"
    READ_BY = frozenset({Service.INTAKE, Service.ANOMALY, Service.NOTIFY})

    code: Annotated[UnitCode, OPERATIONAL]
    name_zh: Annotated[str, OPERATIONAL]
    name_en: Annotated[str, OPERATIONAL]
    kind: Annotated[UnitKind, OPERATIONAL]
    level: Annotated[Level, OPERATIONAL]
    superior: Annotated[UnitCode | None, OPERATIONAL] = None
    territories: Annotated[tuple[str, ...], OPERATIONAL] = ()
    function_areas: Annotated[tuple[FunctionArea, ...], OPERATIONAL] = ()
    applications: Annotated[tuple[str, ...], OPERATIONAL] = ()
    systems: Annotated[tuple[SystemCode, ...], OPERATIONAL] = Field((), description="Connected systems it operates.")
    calendar: Annotated[str, OPERATIONAL] = "default"
    round_the_clock: Annotated[bool, OPERATIONAL] = False
    on_duty: Annotated[tuple[PersonId, ...], INTERNAL] = Field((), description="People on duty, in the order asked.")

    def unit(self) -> Unit:
        """The same as a value of the kernel."""
        return Unit(
            code=self.code,
            name_zh=self.name_zh,
            name_en=self.name_en,
            kind=self.kind,
            level=self.level,
            superior=self.superior,
            territories=self.territories,
            function_areas=self.function_areas,
            applications=self.applications,
            systems=self.systems,
            calendar=self.calendar,
            round_the_clock=self.round_the_clock,
            on_duty=self.on_duty,
        )


class ClockFact(Part):
    """One running limit: who must have done what by when."""

    name: Annotated[str, OPERATIONAL] = Field(description="respond or resolve.")
    party: Annotated[UnitCode, OPERATIONAL]
    due_at: Annotated[AwareDatetime, OPERATIONAL]
    limit_seconds: Annotated[int, OPERATIONAL] = Field(description="Length of the limit in counted seconds.")
    provisional: Annotated[bool, OPERATIONAL] = Field(
        False, description="The limit reaches a year whose calendar is not yet published."
    )


class NearMiss(Part):
    """A rule that almost applied, and the condition it failed on."""

    rule: Annotated[str, OPERATIONAL]
    failed_on: Annotated[str, OPERATIONAL]


class HandlingEvent(Event):
    """Common to all acts on the handling of one request."""

    TOPIC = topics.ROUTING
    KEY = "request_id"

    request_id: Annotated[RequestId, OPERATIONAL]
    lead: Annotated[UnitCode, OPERATIONAL]


class HandlingDispatched(HandlingEvent):
    """A lead (主办) is named, with the whole explanation: version, rule, facts, near misses, reason, clocks."""

    TYPE = "portdesk.routing.handling.dispatched.v1"
    READ_BY = frozenset({Service.INTAKE, Service.NOTIFY})

    co_handlers: Annotated[tuple[UnitCode, ...], OPERATIONAL] = ()
    catalogue_version: Annotated[int, OPERATIONAL]
    rule: Annotated[str, OPERATIONAL]
    facts_matched: Annotated[dict[str, str], OPERATIONAL]
    near_misses: Annotated[tuple[NearMiss, ...], OPERATIONAL] = ()
    reason_zh: Annotated[str, OPERATIONAL]
    reason_en: Annotated[str, OPERATIONAL]
    clocks: Annotated[tuple[ClockFact, ...], OPERATIONAL] = ()
    driven_by: Annotated[str, OPERATIONAL] = Field("request", description="request, or case once triage has decided.")


class HandlingAccepted(HandlingEvent):
    """The lead has taken the work; its respond clock is met."""

    TYPE = "portdesk.routing.handling.accepted.v1"
    READ_BY = frozenset({Service.INTAKE, Service.NOTIFY})

    person: Annotated[PersonId, INTERNAL]


class HandlingAssigned(HandlingEvent):
    """The head of the lead has named the person who does the work; its clocks run as before."""

    TYPE = "portdesk.routing.handling.assigned.v1"
    READ_BY = frozenset({Service.NOTIFY})

    person: Annotated[PersonId, INTERNAL]


class HandlingStarted(HandlingEvent):
    """The lead has begun to work on it."""

    TYPE = "portdesk.routing.handling.started.v1"
    READ_BY = frozenset({Service.NOTIFY})

    person: Annotated[PersonId, INTERNAL]


class HandlingDone(HandlingEvent):
    """The lead's work is finished, by its own act or because the case it waited for is closed."""

    TYPE = "portdesk.routing.handling.done.v1"
    READ_BY = frozenset({Service.INTAKE, Service.NOTIFY})

    outcome: Annotated[str, OPERATIONAL]


class HandlingCancelled(HandlingEvent):
    """The work has stopped, because the request was withdrawn or closed without it."""

    TYPE = "portdesk.routing.handling.cancelled.v1"
    READ_BY = frozenset({Service.INTAKE, Service.NOTIFY})

    reason: Annotated[str, OPERATIONAL]


EVENTS: tuple[type[Event], ...] = (
    UnitChanged,
    HandlingDispatched,
    HandlingAccepted,
    HandlingAssigned,
    HandlingStarted,
    HandlingDone,
    HandlingCancelled,
)
