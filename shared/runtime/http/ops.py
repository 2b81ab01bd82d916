"""The operators' listener: alive, ready, metrics. It is never behind the public proxy."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from shared.runtime.telemetry import metrics_page

if TYPE_CHECKING:
    from shared.runtime.service import ServiceRuntime


def ops_app(runtimes: Sequence["ServiceRuntime"]) -> Starlette:
    """`/healthz` says the process lives; `/readyz` whether every service in it can serve its callers; `/metrics`."""

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(request: Request) -> Response:
        states = [await runtime.readiness() for runtime in runtimes]
        ready = all(state.ready for state in states)
        return JSONResponse({"services": [state.told() for state in states]}, 200 if ready else 503)

    async def metrics(request: Request) -> Response:
        return Response(metrics_page(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)])
