"""Views of the work list that people keep for themselves, or a head for the unit."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.routing.domain.queue import QueueFilter, Sort, words_asked
from shared.kernel.access import NO_RECORD, Actor, Parties, Party, Standing
from shared.kernel.ids import UnitCode
from shared.kernel.refusals import Conflict, Invalid

MOST = 20
"""How many views one person, or one unit, may keep: each is counted whenever the list is opened."""


class ViewScope(StrEnum):
    """Whose view it is."""

    ME = "me"
    UNIT = "unit"


class Column(StrEnum):
    """What a line of the list can show; the names are those of its members."""

    NUMBER = "number"
    TITLE = "title"
    KIND = "kind"
    SEVERITY = "severity"
    STATUS = "status"
    FUNCTION_AREA = "function_area"
    APPLICATION = "application"
    TERRITORY = "territory"
    CHANNEL = "channel"
    ENTERPRISE = "enterprise"
    FLAGS = "flags"
    FIRST_CONTACT = "first_contact"
    LEAD = "lead"
    CO_HANDLERS = "co_handlers"
    CLOCK = "clock"
    UPDATED_AT = "updated_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a view is to be: its name, and the list it stands for."""

    name: str
    filter: QueueFilter
    sort: Sort
    columns: tuple[Column, ...]

    def checked(self) -> "Wanted":
        """The same, or a refusal of a search that can find nothing."""
        if self.filter.q is not None:
            words_asked(self.filter.q, pointer="/filter/q")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """One view at one version; `holder` is the person or the unit it belongs to."""

    id: UUID
    holder: str
    scope: ViewScope
    wanted: Wanted
    changed_at: datetime
    version: int = 1

    @property
    def parties(self) -> Parties:
        """A person's own view is that person's matter."""
        return frozenset({Party(self.holder, Standing.SUBJECT)}) if self.scope is ViewScope.ME else NO_RECORD

    @property
    def owner(self) -> UnitCode | None:
        """The unit whose configuration it is, if it is a unit's."""
        return UnitCode(self.holder) if self.scope is ViewScope.UNIT else None

    def change(self, wanted: Wanted, others: Collection["Saved"], *, at: datetime) -> "Saved":
        """The same view with other contents; its scope stays."""
        _named_once(wanted.name, (other for other in others if other.id != self.id))
        return replace(self, wanted=wanted, changed_at=at, version=self.version + 1)


def holder_of(scope: ViewScope, actor: Actor) -> str:
    """Under whose name `actor` keeps views of this scope."""
    return str(actor.person if scope is ViewScope.ME else actor.unit)


def save(
    view_id: UUID, wanted: Wanted, scope: ViewScope, actor: Actor, others: Collection[Saved], *, at: datetime
) -> Saved:
    """A new view beside the `others` of the same holder."""
    if len(others) >= MOST:
        raise TooManyViews(most=MOST)
    _named_once(wanted.name, others)
    return Saved(id=view_id, holder=holder_of(scope, actor), scope=scope, wanted=wanted, changed_at=at)


def _named_once(name: str, others: Iterable[Saved]) -> None:
    if any(other.wanted.name == name for other in others):
        raise ViewNameTaken(name=name, pointer="/name")


class TooManyViews(Conflict):
    """A person, or a unit, keeps no more views than can be counted at a glance."""

    zh = "最多保存{most}个视图，请先删除一个。"
    en = "No more than {most} views can be kept; delete one first."


class ViewNameTaken(Conflict):
    """Two views of one holder have two names."""

    zh = "已有名为“{name}”的视图。"
    en = "There is a view named {name} already."


class UnknownView(Invalid):
    """The list has no such view, or it is not the caller's."""

    zh = "没有这个视图：{view}。"
    en = "There is no such view: {view}."
