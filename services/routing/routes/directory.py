"""Operations on the directory: units, the dispatch catalogue, calendars."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from services.routing import usecases
from services.routing.wire import CatalogueView, DaysView, UnitParams, UnitsView, UnitView, VocabularyView
from shared.kernel.ids import UnitCode
from shared.runtime.http.deps import ActorDep, IfMatchDep, ReadDep, TxDep, etag

units = APIRouter(prefix="/v1", tags=["directory"])
UnitPath = Annotated[str, Path(max_length=40, pattern=r"^[A-Z0-9-]+$", description="Code of the unit.")]
CalendarPath = Annotated[str, Path(max_length=40, pattern=r"^[a-z0-9-]+$", description="Code of the calendar.")]


@units.get("/units")
async def list_units(tx: ReadDep, actor: ActorDep) -> UnitsView:
    """The whole directory, by code."""
    return UnitsView(items=[UnitView.of(kept) for kept in await usecases.list_units(tx, actor)])


@units.get("/units/{code}")
async def read_unit(code: UnitPath, response: Response, tx: ReadDep, actor: ActorDep) -> UnitView:
    """One unit with its people."""
    view = UnitView.of(await usecases.read_unit(tx, actor, UnitCode(code)))
    response.headers["ETag"] = etag(view.version)
    return view


@units.put("/units/{code}")
async def put_unit(
    code: UnitPath, params: UnitParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> UnitView:
    """Write the caller's own unit as a whole; every service hears of it.

    Names, calendar and people are the unit's own; kind, level, superior, territories, applications and systems have to
    be as they are, since the province's directory file decides them.
    """
    view = UnitView.of(await usecases.put_unit(tx, actor, params.entry(UnitCode(code)), seen=seen))
    response.headers["ETag"] = etag(view.version)
    return view


@units.get("/catalogue")
async def read_catalogue(tx: ReadDep, actor: ActorDep) -> CatalogueView:
    """The dispatch catalogue in force: its rules in the order they are tried."""
    return CatalogueView.of(await usecases.read_catalogue(tx, actor))


@units.get("/vocabulary")
async def read_vocabulary(tx: ReadDep, actor: ActorDep) -> VocabularyView:
    """What applications, connected systems and territories are called."""
    return VocabularyView.of(await usecases.read_vocabulary(tx, actor))


@units.get("/calendars/{code}/days")
async def list_days(
    code: CalendarPath,
    tx: ReadDep,
    actor: ActorDep,
    first: Annotated[date, Query(alias="from", description="The first date.")],
    last: Annotated[date, Query(alias="to", description="The last date; 400 at most are told at once.")],
) -> DaysView:
    """What dates are in a working calendar: work, rest, holidays, swapped days; provisional where unpublished."""
    return DaysView.of(*await usecases.list_days(tx, actor, code, first, last))
