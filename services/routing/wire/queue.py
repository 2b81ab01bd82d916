"""Shapes of the work list: its lines, its counts, acts on many of them at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, ConfigDict, Field, RootModel

from services.routing.domain.clocks import Timetable
from services.routing.domain.model import Handling, Part
from services.routing.domain.moves import Status
from services.routing.domain.queue import Flag, flags, next_clock
from services.routing.usecases import Asked, Counted, Listed
from services.routing.wire.clocks import ClockView
from services.routing.wire.handlings import (
    AcceptParams,
    AssignParams,
    ContactView,
    FinishParams,
    LegView,
    allowed_actions,
    contact_of,
    rights_of,
)
from shared.kernel.access import Actor, Rights
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import PersonId, RequestId
from shared.kernel.refusals import Invalid
from shared.kernel.sharing import BUSINESS, CONTENT, OPERATIONAL, ActionView, Params, View


class QueueItem(View):
    """One line of the work list; `clock` is the next one the lead has to meet, or the last one when none runs."""

    id: Annotated[RequestId, OPERATIONAL]
    number: Annotated[str, OPERATIONAL]
    title: Annotated[str, CONTENT]
    kind: Annotated[Kind, OPERATIONAL]
    severity: Annotated[Severity, OPERATIONAL]
    status: Annotated[Status, OPERATIONAL]
    function_area: Annotated[FunctionArea, OPERATIONAL]
    application: Annotated[str, OPERATIONAL]
    territory: Annotated[str, OPERATIONAL]
    channel: Annotated[Channel, OPERATIONAL]
    enterprise: Annotated[str | None, BUSINESS]
    flags: Annotated[list[Flag], OPERATIONAL]
    first_contact: Annotated[ContactView, OPERATIONAL]
    lead: Annotated[LegView, OPERATIONAL]
    co_handlers: Annotated[list[LegView], OPERATIONAL]
    clock: Annotated[ClockView | None, OPERATIONAL]
    updated_at: Annotated[AwareDatetime, OPERATIONAL]
    version: Annotated[int, OPERATIONAL]
    allowed_actions: Annotated[list[ActionView], OPERATIONAL]

    @classmethod
    def of(cls, handling: Handling, timetable: Timetable, rights: Rights, as_of: datetime) -> Self:
        """The line that somebody with these rights sees."""
        facts = handling.facts
        clock = next_clock(handling, timetable, as_of)
        return cls(
            id=handling.id,
            number=facts.number,
            title=facts.title,
            kind=facts.kind,
            severity=handling.severity,
            status=handling.status,
            function_area=facts.function_area,
            application=facts.application,
            territory=facts.territory,
            channel=facts.channel,
            enterprise=facts.enterprise,
            flags=list(flags(handling)),
            first_contact=contact_of(handling),
            lead=LegView.of(handling.lead),
            co_handlers=[LegView.of(leg) for leg in handling.legs if leg.part is Part.CO_HANDLER],
            clock=ClockView.of(clock, timetable, as_of) if clock else None,
            updated_at=handling.changed_at,
            version=handling.version,
            allowed_actions=allowed_actions(handling, rights),
        )


class QueuePage(View):
    """A page of the work list; `next` continues it in the same order."""

    items: Annotated[list[QueueItem], BUSINESS]
    next: Annotated[str | None, OPERATIONAL]

    @classmethod
    def of(cls, listed: Listed, actor: Actor, as_of: datetime, following: str | None) -> Self:
        """The page that `actor` sees: rights and calendars are looked up once for all of its lines."""
        rights = rights_of(actor)
        items = [QueueItem.of(handling, listed.timetable, rights, as_of) for handling in listed.handlings]
        return cls(items=items, next=following)


class CountView(View):
    """How many lines a view has; where `capped`, there are more than `count`."""

    view: Annotated[str, OPERATIONAL] = Field(description="Name of a built-in view, or id of a saved one.")
    count: Annotated[int, OPERATIONAL] = Field(ge=0, le=999)
    capped: Annotated[bool, OPERATIONAL]


class CountsView(View):
    """Every view of the caller, counted."""

    items: Annotated[list[CountView], OPERATIONAL]

    @classmethod
    def of(cls, counted: Sequence[Counted]) -> Self:
        """The counts."""
        return cls(items=[CountView(view=one.view, count=one.count, capped=one.capped) for one in counted])


class NamedTwice(Invalid):
    """One act on one handling, once."""

    zh = "同一件请求出现了两次。"
    en = "The same request is named twice."


class NoParams(Params):
    """The act needs no words."""


class SeenParams(Params):
    """A handling as the caller saw it."""

    id: RequestId
    version: int = Field(ge=1)


class _OfManyParams(Params):
    items: list[SeenParams] = Field(min_length=1, max_length=200)

    @property
    def seen(self) -> Mapping[RequestId, int]:
        """The version at which the caller saw each. Raises NamedTwice."""
        found: dict[RequestId, int] = {}
        for place, item in enumerate(self.items):
            if item.id in found:
                raise NamedTwice(pointer=f"/items/{place}/id")
            found[item.id] = item.version
        return found


class AcceptManyParams(_OfManyParams):
    """Take the work of several handlings."""

    action: Literal["accept_handling"]
    params: AcceptParams = AcceptParams(handler=None)

    @property
    def asked(self) -> Asked:
        """The act."""
        return Asked(operation=self.action, person=self.params.named, pointer="/params/handler")


class AssignManyParams(_OfManyParams):
    """Give the work of several handlings to one person."""

    action: Literal["assign_handling"]
    params: AssignParams

    @property
    def asked(self) -> Asked:
        """The act."""
        return Asked(operation=self.action, person=PersonId(self.params.person), pointer="/params/person")


class StartManyParams(_OfManyParams):
    """Begin the work on several handlings."""

    action: Literal["start_handling"]
    params: NoParams = NoParams()

    @property
    def asked(self) -> Asked:
        """The act."""
        return Asked(operation=self.action)


class FinishManyParams(_OfManyParams):
    """Say of several handlings that the lead's part is done."""

    action: Literal["finish_handling"]
    params: FinishParams

    @property
    def asked(self) -> Asked:
        """The act."""
        return Asked(operation=self.action, outcome=self.params.outcome)


class BulkParams(RootModel[AcceptManyParams | AssignManyParams | StartManyParams | FinishManyParams]):
    """One act on many handlings; `action` and `params` are those of the act on one."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "action": "accept_handling",
                    "params": {"handler": "p-ha-eport-02"},
                    "items": [{"id": "01a205f5-cbd6-7000-8000-0000000000c1", "version": 1}],
                }
            ]
        },
    )

    root: Annotated[
        AcceptManyParams | AssignManyParams | StartManyParams | FinishManyParams, Field(discriminator="action")
    ]


class BulkItemView(View):
    """What became of one: where it is not `ok`, `problem` is the document that the act on it alone would have got."""

    id: Annotated[RequestId, OPERATIONAL]
    ok: Annotated[bool, OPERATIONAL]
    version: Annotated[int | None, OPERATIONAL] = None
    status: Annotated[Status | None, OPERATIONAL] = None
    problem: Annotated[dict[str, Any] | None, OPERATIONAL] = None


class BulkView(View):
    """What became of each, in the order asked."""

    items: Annotated[list[BulkItemView], OPERATIONAL]
