"""The example's API behind the guard, and the faults that only an example has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from examples.port_system.records import RECORDS, SYSTEM, Records, view
from guard.answers import refused
from guard.middleware import Guard, correction_of
from guard.routes import read_routes
from guard.trust import TrustFile
from shared.evidence.codes import Unproven
from shared.evidence.keys import PrivateKey
from shared.evidence.notes import VerifierKey
from shared.evidence.records import Mode

ROUTES = Path(__file__).with_name("routes.toml")
FAULTS = "/sandbox/faults"


@dataclass
class Faults:
    """What goes wrong next: answers lost after the work was done, records changed by others just before."""

    lose_answer: int = 0
    change_meanwhile: int = 0


def create_app(
    database_url: str,
    *,
    trust: Path,
    guard_kid: str,
    guard_key: PrivateKey,
    root: VerifierKey | None = None,
    mode: Mode = "enforce",
) -> ASGIApp:
    """The port system; its lifespan opens the database. `trust` may appear later: until then every write is refused."""
    held: dict[str, Records] = {}
    faults = Faults()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        dsn = database_url.replace("+asyncpg", "")
        async with asyncpg.create_pool(dsn, min_size=1, max_size=8) as pool:
            held["records"] = records = Records(pool, guard_kid=guard_kid, guard_key=guard_key)
            await records.prepare()
            yield

    async def read(request: Request) -> Response:
        key = request.path_params["key"]
        found = await held["records"].read(key, request.path_params["id"])
        if found is None:
            return JSONResponse({"detail": "not found"}, 404)
        return JSONResponse(found[0], headers={"ETag": found[1]})

    async def write(request: Request) -> Response:
        correction = correction_of(request)
        if correction is None:
            return JSONResponse({"detail": "this call corrects; ordinary business has its own ways"}, 409)
        await held["records"].correct(correction)
        found = await held["records"].read(request.path_params["key"], request.path_params["id"])
        assert found is not None
        return JSONResponse(found[0], headers={"ETag": found[1]})

    async def schema(request: Request) -> Response:
        return JSONResponse({"system": SYSTEM, "records": view()})

    async def switch(request: Request) -> Response:
        asked: dict[str, Any] = await request.json()
        faults.lose_answer = int(asked.get("lose_answer", faults.lose_answer))
        held["records"].changes_meanwhile = int(asked.get("change_meanwhile", 0))
        return JSONResponse({"lose_answer": faults.lose_answer, "change_meanwhile": asked.get("change_meanwhile", 0)})

    api = Starlette(
        lifespan=lifespan,
        exception_handlers={Unproven: _unproven},
        routes=[
            Route("/api/schema", schema),
            *(
                route
                for key, (path, _) in RECORDS.items()
                for route in (
                    Route(path, _with_key(read, key), methods=["GET"]),
                    Route(path, _with_key(write, key), methods=["PUT"]),
                )
            ),
        ],
    )
    guard = Guard(api, trust=TrustFile(trust, root), routes=read_routes(ROUTES), target=_Late(held), mode=mode)
    return Faulty(guard, faults, Starlette(routes=[Route(FAULTS, switch, methods=["PUT"])]))


class Faulty:
    """Outside the guard: switches faults, and loses the answers it was told to lose."""

    def __init__(self, app: ASGIApp, faults: Faults, switches: ASGIApp) -> None:
        self._app = app
        self._faults = faults
        self._switches = switches

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A lost answer: the work is done, and the connection breaks off before the answer is whole."""
        if scope["type"] == "http" and scope["path"] == FAULTS:
            await self._switches(scope, receive, send)
            return
        writes = scope["type"] == "http" and scope["method"] in ("POST", "PUT") and "presentations" not in scope["path"]
        if not (writes and self._faults.lose_answer):
            await self._app(scope, receive, send)
            return
        self._faults.lose_answer -= 1

        async def lose(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})

        await self._app(scope, receive, lose)


class _Late:
    """The records, which exist once the lifespan has begun."""

    def __init__(self, held: dict[str, Records]) -> None:
        self._held = held

    def __getattr__(self, name: str) -> Any:
        return getattr(self._held["records"], name)


async def _unproven(request: Request, reason: Exception) -> Response:
    assert isinstance(reason, Unproven)
    return refused(request, reason)


def _with_key(endpoint: Any, key: str) -> Any:
    async def bound(request: Request) -> Response:
        request.path_params["key"] = key
        answer: Response = await endpoint(request)
        return answer

    return bound
