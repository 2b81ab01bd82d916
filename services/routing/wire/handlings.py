"""Shapes of handlings and of acts on them. The work list is in `queue`."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, ConfigDict, Field

from services.routing.domain.catalogue import Dispatch
from services.routing.domain.clocks import Timetable
from services.routing.domain.model import Handling, Leg, Part
from services.routing.domain.moves import Status
from services.routing.domain.policy import ACTS, RULES
from services.routing.wire.clocks import ClockView
from services.routing.wire.directory import Code
from shared.kernel.access import Actor, NotYours, Rights
from shared.kernel.ids import PersonId, RequestId, UnitCode
from shared.kernel.refusals import Refusal
from shared.kernel.sharing import INTERNAL, OPERATIONAL, ActionView, Params, View


class Outcome(StrEnum):
    """What became of the matter, for people and for evaluation."""

    ANSWERED = "answered"
    SOLVED = "solved"
    NOT_REPRODUCIBLE = "not_reproducible"
    NOT_POSSIBLE = "not_possible"


class AcceptParams(Params):
    """Who will do the work."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"handler": "p-ha-eport-02"}, {}]})

    handler: Code | None = Field(None, description="Somebody of the caller's unit; the caller where nobody is named.")

    @property
    def named(self) -> PersonId | None:
        """The person, if one is named."""
        return PersonId(self.handler) if self.handler else None


class AssignParams(Params):
    """Who does the work."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"person": "p-ha-eport-02"}]})

    person: Code = Field(description="Somebody of the unit that leads.")


class FinishParams(Params):
    """How it ended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "solved"}]})

    outcome: Outcome


class RefusedView(View):
    """Something the caller may not do now, and the type of the problem it would be told."""

    operation: Annotated[str, OPERATIONAL]
    reason: Annotated[str, OPERATIONAL]


class ContactView(View):
    """The accountable unit and person (首问负责)."""

    unit: Annotated[UnitCode, OPERATIONAL]
    person: Annotated[PersonId, INTERNAL]


class LegView(View):
    """One unit's time with the handling."""

    number: Annotated[int, OPERATIONAL]
    unit: Annotated[UnitCode, OPERATIONAL]
    part: Annotated[Part, OPERATIONAL]
    state: Annotated[Status, OPERATIONAL]
    person: Annotated[PersonId | None, INTERNAL]
    since: Annotated[AwareDatetime, OPERATIONAL]
    ended_at: Annotated[AwareDatetime | None, OPERATIONAL]

    @classmethod
    def of(cls, leg: Leg) -> Self:
        """The leg as it stands."""
        return cls(
            number=leg.number,
            unit=leg.unit,
            part=leg.part,
            state=leg.status,
            person=leg.person,
            since=leg.since,
            ended_at=leg.ended_at,
        )


class NearMissView(View):
    """A rule that would have gone first but for one condition."""

    rule: Annotated[str, OPERATIONAL]
    failed_on: Annotated[str, OPERATIONAL]


class DispatchView(View):
    """Why this unit leads."""

    lead: Annotated[UnitCode, OPERATIONAL]
    catalogue_version: Annotated[int, OPERATIONAL]
    rule: Annotated[str, OPERATIONAL]
    facts_matched: Annotated[dict[str, str], OPERATIONAL]
    near_misses: Annotated[list[NearMissView], OPERATIONAL]
    reason_zh: Annotated[str, OPERATIONAL]
    reason_en: Annotated[str, OPERATIONAL]

    @classmethod
    def of(cls, dispatch: Dispatch) -> Self:
        """The whole explanation."""
        return cls(
            lead=dispatch.lead,
            catalogue_version=dispatch.catalogue_version,
            rule=dispatch.rule,
            facts_matched=dict(dispatch.facts_matched),
            near_misses=[NearMissView(rule=near.rule, failed_on=near.failed_on) for near in dispatch.near_misses],
            reason_zh=dispatch.reason_zh,
            reason_en=dispatch.reason_en,
        )


class HandlingView(View):
    """Who handles a request, why, and until when."""

    id: Annotated[RequestId, OPERATIONAL]
    number: Annotated[str, OPERATIONAL]
    version: Annotated[int, OPERATIONAL]
    status: Annotated[Status, OPERATIONAL]
    driven_by: Annotated[str, OPERATIONAL] = Field(description="request, or case: then the case ends the work")
    first_contact: Annotated[ContactView, OPERATIONAL]
    dispatch: Annotated[DispatchView, OPERATIONAL]
    legs: Annotated[list[LegView], OPERATIONAL]
    clocks: Annotated[list[ClockView], OPERATIONAL] = Field(description="Those of the unit that leads.")
    outcome: Annotated[str | None, OPERATIONAL]
    accepted_at: Annotated[AwareDatetime, OPERATIONAL]
    changed_at: Annotated[AwareDatetime, OPERATIONAL]
    allowed_actions: Annotated[list[ActionView], OPERATIONAL]
    refused_actions: Annotated[list[RefusedView], OPERATIONAL]

    @classmethod
    def of(cls, handling: Handling, timetable: Timetable, actor: Actor, as_of: datetime) -> Self:
        """What `actor` sees of it, and may do with it now."""
        rights = rights_of(actor)
        return cls(
            id=handling.id,
            number=handling.facts.number,
            version=handling.version,
            status=handling.status,
            driven_by=handling.driven_by,
            first_contact=contact_of(handling),
            dispatch=DispatchView.of(handling.dispatch),
            legs=[LegView.of(leg) for leg in handling.legs],
            clocks=[ClockView.of(clock, timetable, as_of) for clock in handling.lead.clocks],
            outcome=handling.outcome,
            accepted_at=handling.facts.accepted_at,
            changed_at=handling.changed_at,
            allowed_actions=allowed_actions(handling, rights),
            refused_actions=[
                RefusedView(operation=operation, reason=refusal.slug())
                for operation, refusal in _asked(handling, rights)
                if refusal
            ],
        )


def contact_of(handling: Handling) -> ContactView:
    """Who is accountable."""
    return ContactView(unit=handling.facts.first_contact_unit, person=handling.facts.first_contact_person)


def rights_of(actor: Actor) -> Rights:
    """What `actor` may do with handlings, for a page of them."""
    return Rights.of(RULES, actor, ACTS)


def allowed_actions(handling: Handling, rights: Rights) -> list[ActionView]:
    """The acts open now to whoever has these rights; everything else is in the handling, so a page asks no more."""
    return [
        ActionView(operation=operation, href=f"/routing/v1/handlings/{handling.id}/{path}", key=key)
        for (operation, refusal), (_, path, key) in zip(_asked(handling, rights), ACTS.values(), strict=True)
        if refusal is None
    ]


def _asked(handling: Handling, rights: Rights) -> Iterator[tuple[str, Refusal | None]]:
    allowed = rights.allowed(handling.parties)
    for operation, (action, _, _) in ACTS.items():
        if operation not in allowed:
            yield operation, NotYours(operation=operation)
            continue
        try:
            if action is not None:
                handling.check(action)
        except Refusal as refusal:
            yield operation, refusal
        else:
            yield operation, None
