"""Behaviours of FastAPI and SQLModel that this code rests on; a release that changes one fails here first."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.routing import APIRoute
from sqlalchemy.exc import StatementError
from sqlmodel import Field, SQLModel
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kernel.refusals import Conflict, Stale
from shared.runtime.database import own_registry


class Heard:
    """Notes when an answer begins."""

    def __init__(self, app: ASGIApp, *, heard: list[str]) -> None:
        self._app = app
        self._heard = heard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on."""

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._heard.append(f"answer {message['status']}")
            await send(message)

        await self._app(scope, receive, note)


def app_with(commit: Exception | None, heard: list[str]) -> FastAPI:
    """An application whose transaction commits when its dependency is left, or fails to."""

    async def transaction() -> AsyncIterator[str]:
        yield "open"
        if commit is not None:
            raise commit
        heard.append("commit")

    async def refused(request: Request, refusal: Exception) -> JSONResponse:
        return JSONResponse({}, 409)

    app = FastAPI(exception_handlers={Conflict: refused})
    app.add_middleware(Heard, heard=heard)

    @app.get("/")
    async def act(tx: Annotated[str, Depends(transaction, scope="function")]) -> str:
        heard.append("act")
        return tx

    return app


async def ask(app: FastAPI) -> int:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        return (await client.get("/")).status_code


async def test_a_dependency_of_function_scope_is_left_before_the_answer_begins() -> None:
    heard: list[str] = []

    status = await ask(app_with(None, heard))

    assert (status, heard) == (200, ["act", "commit", "answer 200"])


async def test_a_refusal_at_commit_becomes_the_answer() -> None:
    heard: list[str] = []

    status = await ask(app_with(Stale(), heard))

    assert (status, heard) == (409, ["act", "answer 409"])


async def test_included_routers_stay_nested_so_the_walk_over_routes_must_go_down() -> None:
    inner = APIRouter()

    @inner.get("/inner")
    async def deep() -> None: ...

    app = FastAPI()
    app.include_router(inner)

    assert not [route for route in app.routes if isinstance(route, APIRoute)]
    assert [route for route in app.routes if getattr(route, "original_router", None) is inner]


def test_a_plain_datetime_is_a_column_that_keeps_utc_and_refuses_times_without_a_zone() -> None:
    class Base(SQLModel, registry=own_registry()):
        pass

    class Row(Base, table=True):
        __tablename__ = "row"

        id: int = Field(primary_key=True)
        at: datetime

    column = Row.__table__.c.at  # type: ignore[attr-defined]

    assert type(column.type).__name__ == "UTCDateTime"
    assert column.type.process_bind_param(datetime(2026, 11, 23, tzinfo=UTC), None)
    with pytest.raises((StatementError, ValueError)):
        column.type.process_bind_param(datetime(2026, 11, 23), None)  # noqa: DTZ001


def test_two_registries_may_have_tables_of_the_same_name() -> None:
    for _ in range(2):

        class Base(SQLModel, registry=own_registry()):
            pass

        class Party(Base, table=True):
            __tablename__ = "party"

            id: int = Field(primary_key=True)

        assert list(Base.metadata.tables) == ["party"]
