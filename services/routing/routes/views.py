"""Operations on saved views of the work list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from services.routing import usecases
from services.routing.wire import CreateViewParams, PutViewParams, SavedView, SavedViews
from shared.runtime.http.deps import ActorDep, IfMatchDep, ReadDep, TxDep, etag
from shared.runtime.http.once import OnceDep

views = APIRouter(prefix="/v1/views", tags=["queue"])
ViewPath = Annotated[UUID, Path(description="Id of the saved view.")]


@views.get("")
async def list_views(tx: ReadDep, actor: ActorDep) -> SavedViews:
    """The caller's saved views and those of the caller's unit, oldest first."""
    return SavedViews(items=[SavedView.of(saved) for saved in await usecases.list_views(tx, actor)])


@views.post("", status_code=201, response_model=SavedView)
async def create_view(params: CreateViewParams, tx: TxDep, actor: ActorDep, once: OnceDep) -> Response:
    """Save a view, for the caller alone or, by a head, for the unit."""

    async def save() -> SavedView:
        return SavedView.of(await usecases.create_view(tx, actor, params.scope, params.wanted))

    return await once(tx, save, location=lambda view: f"/routing/v1/views/{SavedView.model_validate(view).id}")


@views.get("/{view_id}")
async def read_view(view_id: ViewPath, response: Response, tx: ReadDep, actor: ActorDep) -> SavedView:
    """One saved view."""
    return _view(response, SavedView.of(await usecases.read_view(tx, actor, view_id)))


@views.put("/{view_id}")
async def put_view(
    view_id: ViewPath, params: PutViewParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> SavedView:
    """Write a saved view as a whole; whose it is stays."""
    return _view(response, SavedView.of(await usecases.put_view(tx, actor, view_id, params.wanted, seen=seen)))


@views.delete("/{view_id}", status_code=204)
async def delete_view(view_id: ViewPath, tx: TxDep, actor: ActorDep, seen: IfMatchDep) -> None:
    """Delete a saved view."""
    await usecases.delete_view(tx, actor, view_id, seen=seen)


def _view(response: Response, view: SavedView) -> SavedView:
    response.headers["ETag"] = etag(view.version)
    return view
