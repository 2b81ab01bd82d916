"""The example's API behind the guard."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from examples.port_system.faults import Faults, Faulty
from examples.port_system.records import KINDS, SYSTEM, Records, view
from guard.answers import refused
from guard.middleware import Guard, correction_of
from guard.routes import read_routes
from guard.trust import TrustFile
from shared.evidence.codes import Unproven
from shared.evidence.keys import PrivateKey
from shared.evidence.notes import VerifierKey
from shared.evidence.records import Mode

ROUTES = Path(__file__).with_name("routes.toml")


def create_app(
    database_url: str,
    *,
    trust: Path,
    guard_kid: str,
    guard_key: PrivateKey,
    root: VerifierKey | None = None,
    mode: Mode = "enforce",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> ASGIApp:
    """The port system; its lifespan opens the database. `trust` may appear later: until then no write is certified."""
    faults = Faults()
    records = Records(database_url, guard_kid=guard_kid, guard_key=guard_key, faults=faults)
    guard = Guard(
        _api(records), trust=TrustFile(trust, root), routes=read_routes(ROUTES), target=records, mode=mode, now=now
    )
    return Faulty(guard, faults)


def _api(records: Records) -> Starlette:
    async def schema(_: Request) -> Response:
        return JSONResponse({"system": SYSTEM, "records": view()})

    async def read(key: str, request: Request) -> Response:
        found = await records.read(key, request.path_params["id"])
        if found is None:
            return JSONResponse({"detail": "not found"}, 404)
        return JSONResponse(found[0], headers={"ETag": found[1]})

    async def write(key: str, request: Request) -> Response:
        correction = correction_of(request)
        try:
            if correction is not None:
                await records.correct(correction)
            else:  # the guard only observes, and everything is as it was before there was one
                await records.set_status(key, request.path_params["id"], str((await request.json())["status"]))
        except Unproven as reason:
            return refused(request, reason)
        except (ValueError, LookupError, TypeError):
            return JSONResponse({"detail": 'the body is {"status": …}'}, 422)
        return await read(key, request)

    routes = [Route("/api/schema", schema)]
    for key, kind in KINDS.items():
        routes.append(Route(kind.path, partial(read, key), methods=["GET"]))
        if "status" in kind.fields:
            routes.append(Route(kind.path, partial(write, key), methods=["PUT"]))
    return Starlette(routes=routes, lifespan=lambda _: records.open())
