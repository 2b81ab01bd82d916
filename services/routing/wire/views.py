"""Shapes of saved views, and of the days of a calendar."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from services.routing.domain.calendar import Calendar, Day, DayKind
from services.routing.domain.moves import Status
from services.routing.domain.queue import BuiltIn, QueueFilter, Sort
from services.routing.domain.views import Column, Saved, ViewScope, Wanted
from services.routing.wire.directory import Code
from shared.kernel.desk import Kind, Severity
from shared.kernel.ids import UnitCode
from shared.kernel.sharing import CONTENT, OPERATIONAL, Params, View

Words = Annotated[str, Field(min_length=1, max_length=100)]


class FilterParams(Params):
    """What the list is narrowed to, by the names of the list's own parameters."""

    view: BuiltIn = BuiltIn.ALL
    q: Words | None = None
    kind: list[Kind] = Field(default=[], max_length=len(Kind))
    severity: list[Severity] = Field(default=[], max_length=len(Severity))
    status: list[Status] = Field(default=[], max_length=len(Status))
    unit: Code | None = None


class PutViewParams(Params):
    """A view as it is to be."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "郑州加急",
                    "filter": {"view": "lead", "severity": ["S1", "S2"]},
                    "sort": "due",
                    "columns": ["number", "title", "clock"],
                }
            ]
        }
    )

    name: str = Field(min_length=1, max_length=40)
    filter: FilterParams = FilterParams()
    sort: Sort = Sort.DUE
    columns: list[Column] = Field(
        default=[], max_length=len(Column), description="In the order shown; none leaves it to the console."
    )

    @property
    def wanted(self) -> Wanted:
        """The same for the domain."""
        only = self.filter
        return Wanted(
            name=self.name,
            filter=QueueFilter(
                view=only.view,
                q=only.q,
                kind=tuple(only.kind),
                severity=tuple(only.severity),
                status=tuple(only.status),
                unit=UnitCode(only.unit) if only.unit else None,
            ),
            sort=self.sort,
            columns=tuple(dict.fromkeys(self.columns)),
        )


class CreateViewParams(PutViewParams):
    """A view, and whether it is for the caller alone or for the caller's unit."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "快到期的故障", "filter": {"view": "due_soon", "kind": ["fault"]}, "scope": "me"}]
        }
    )

    scope: ViewScope = ViewScope.ME


class FilterView(View):
    """What a view narrows the list to."""

    view: Annotated[BuiltIn, OPERATIONAL]
    q: Annotated[str | None, CONTENT]
    kind: Annotated[list[Kind], OPERATIONAL]
    severity: Annotated[list[Severity], OPERATIONAL]
    status: Annotated[list[Status], OPERATIONAL]
    unit: Annotated[UnitCode | None, OPERATIONAL]


class SavedView(View):
    """A view that the caller has; its `id` is what the list takes as `view`."""

    id: Annotated[UUID, OPERATIONAL]
    version: Annotated[int, OPERATIONAL]
    scope: Annotated[ViewScope, OPERATIONAL]
    name: Annotated[str, CONTENT]
    filter: Annotated[FilterView, OPERATIONAL]
    sort: Annotated[Sort, OPERATIONAL]
    columns: Annotated[list[Column], OPERATIONAL]
    changed_at: Annotated[AwareDatetime, OPERATIONAL]

    @classmethod
    def of(cls, saved: Saved) -> Self:
        """The view as kept."""
        only = saved.wanted.filter
        return cls(
            id=saved.id,
            version=saved.version,
            scope=saved.scope,
            name=saved.wanted.name,
            filter=FilterView(
                view=only.view,
                q=only.q,
                kind=list(only.kind),
                severity=list(only.severity),
                status=list(only.status),
                unit=only.unit,
            ),
            sort=saved.wanted.sort,
            columns=list(saved.wanted.columns),
            changed_at=saved.changed_at,
        )


class SavedViews(View):
    """The caller's views and those of the caller's unit, oldest first."""

    items: Annotated[list[SavedView], OPERATIONAL]


class DayView(View):
    """One date: `provisional` until the year's arrangement of holidays is published."""

    date: Annotated[date, OPERATIONAL]
    kind: Annotated[DayKind, OPERATIONAL]
    name: Annotated[str, OPERATIONAL] = Field(description="Of the holiday, or what the day is swapped for; or empty.")
    provisional: Annotated[bool, OPERATIONAL]


class DaysView(View):
    """Dates of a calendar, one after the other."""

    calendar: Annotated[str, OPERATIONAL]
    items: Annotated[list[DayView], OPERATIONAL]

    @classmethod
    def of(cls, calendar: Calendar, days: Sequence[Day]) -> Self:
        """The days as `calendar` has them."""
        return cls(
            calendar=calendar.hours.code,
            items=[
                DayView(date=day.date, kind=day.kind, name=day.name, provisional=calendar.is_provisional(day.date))
                for day in days
            ],
        )
