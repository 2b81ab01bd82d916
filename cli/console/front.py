"""One address for everything: the services by prefix, the console for the rest, the policy on every answer."""

import inspect
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from cli.console.policy import REPORTS, WithPolicy, take_report
from shared.kernel.refusals import Refusal
from shared.runtime.http import problems

PREFIXES = {"intake": "/intake", "routing": "/routing", "anomaly": "/anomaly", "notify": "/notify"}
SMALLEST_COMPRESSED = 1024
GZIP_LEVEL = 5
"""Half the time of the default level, for answers 3 % larger."""


def front(site: ASGIApp, apps: Mapping[str, FastAPI], *, routes: Sequence[BaseRoute] = ()) -> ASGIApp:
    """The application behind one origin: `apps` by service, `site` below them, and what else `routes` has."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    rest = Starlette(
        routes=[
            Route("/problems/{slug}", _problem),
            Route(REPORTS, take_report, methods=["POST"]),
            *routes,
            Mount("/", site),
        ],
        lifespan=lifespan,
        exception_handlers={404: problems.http_error, 405: problems.http_error},
    )
    by_prefix = _ByPrefix(rest, {PREFIXES[service]: app for service, app in apps.items()})
    return WithPolicy(GZipMiddleware(by_prefix, minimum_size=SMALLEST_COMPRESSED, compresslevel=GZIP_LEVEL))


async def _problem(request: Request) -> PlainTextResponse:
    slug = request.path_params["slug"]
    reason = next((reason for reason in _reasons(Refusal) if reason.slug() == slug), None)
    if reason is None:
        raise HTTPException(404)
    return PlainTextResponse(
        f"{reason.slug()}\n\n{reason.zh}\n{reason.en}\n\n{inspect.cleandoc(reason.__doc__ or '')}\n"
    )


def _reasons(kind: type[Refusal]) -> list[type[Refusal]]:
    return [kind, *(reason for below in kind.__subclasses__() for reason in _reasons(below))]


class _ByPrefix:
    """Hands a request to the application whose prefix its path begins with; paths stay as they are."""

    def __init__(self, rest: ASGIApp, apps: Mapping[str, ASGIApp]) -> None:
        self._rest = rest
        self._apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Routes by the first segment of the path."""
        first = "/" + scope["path"].split("/", 2)[1] if scope["type"] == "http" else ""
        await self._apps.get(first, self._rest)(scope, receive, send)
