"""The base application of every service, and the walk over its routes that refuses to start an unguarded one."""

import re
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kernel.access import Role, Rules, Unguarded
from shared.kernel.refusals import Refusal
from shared.runtime.http import problems, streaming
from shared.runtime.http.deps import current_actor, known_parameters
from shared.runtime.http.ndjson import Incoming
from shared.runtime.http.openapi import add_reference_page, publish
from shared.runtime.telemetry import HTTP_REQUESTS, HTTP_SECONDS, current_traceparent, log, traced

if TYPE_CHECKING:
    from shared.runtime.service import ServiceRuntime

EVENTS = f"{streaming.MEDIA_TYPE}; charset=utf-8".encode()
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def base_app(
    runtime: "ServiceRuntime",
    *,
    title: str,
    summary: str,
    prefix: str,
    routers: Sequence[APIRouter],
    rules: Rules,
    tags: Mapping[str, str] | None = None,
    public: frozenset[str] = frozenset(),
) -> FastAPI:
    """The application of one service under `prefix` (`/intake`), its routers below.

    `tags` says what each group of operations is about; `public` names those that anybody may call, which must only
    read. Raises Unguarded when routes and `rules` do not match.
    """
    app = FastAPI(
        title=title,
        summary=summary,
        openapi_tags=[{"name": name, "description": text} for name, text in (tags or {}).items()],
        version="1.0.0",
        lifespan=runtime.lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        dependencies=[Depends(known_parameters)],
        exception_handlers={
            Refusal: problems.refused,
            RequestValidationError: problems.invalid,
            HTTPException: problems.http_error,
        },
    )
    app.state.runtime = runtime
    check_guarded(routers, rules, public)
    for router in routers:
        app.include_router(router, prefix=prefix)
    streams = {name: (route, model) for name, route in operations(routers) if (model := _reads(route))}
    lines = {name: (model, route.response_model) for name, (route, model) in streams.items()}
    publish(app, prefix=prefix, rules=rules, public=public, lines=lines)
    add_reference_page(app, prefix=prefix)
    app.add_middleware(
        Edge,
        service=runtime.service,
        operations={name for name, _ in operations(routers)},
        max_body=runtime.settings.max_body,
        unlimited={f"{prefix}{route.path}" for route, _ in streams.values()},
    )
    return app


def operations(routers: Sequence[APIRouter]) -> Iterator[tuple[str, APIRoute]]:
    """Every operation with its route. FastAPI keeps included routers nested, so the walk goes down into them."""
    for router in routers:
        yield from _walk(router.routes)


def check_guarded(routers: Sequence[APIRouter], rules: Rules, public: frozenset[str]) -> None:
    """Raises Unguarded unless every operation has exactly one rule and asks who calls, or is public and reads."""
    faults = []
    seen: set[str] = set()
    for name, route in operations(routers):
        if name in seen:
            faults.append(f"{name}: two routes of this name")
        seen.add(name)
        if name in public:
            if (route.methods or set()) - {"GET", "HEAD"}:
                faults.append(f"{name}: public and writes")
            continue
        if name not in rules:
            faults.append(f"{name}: no rule in RULES of the service's domain/policy.py")
        if not _asks(route.dependant, current_actor):
            faults.append(f"{name}: does not ask who calls")
    for name in rules.keys() - seen:
        if Role.SYSTEM not in rules[name].needs:
            faults.append(f"{name}: a rule without an operation")
    faults += [f"{name}: public and not there" for name in public - seen]
    if faults:
        raise Unguarded("; ".join(sorted(faults)))


def _walk(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, APIRoute]]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route.name, route
        elif (inner := getattr(route, "original_router", None)) is not None:
            yield from _walk(inner.routes)


def _asks(dependant: Dependant, question: Callable[..., Any]) -> bool:
    return any(call is question for call in _calls(dependant))


def _reads(route: APIRoute) -> type[BaseModel] | None:
    """The model of each line, for an operation that reads its body line by line."""
    return next((call.model for call in _calls(route.dependant) if isinstance(call, Incoming)), None)


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)


class Edge:
    """What happens to every request: an id, a trace, a limit, a measure, and a problem document where we broke."""

    def __init__(
        self, app: ASGIApp, *, service: str, operations: set[str], max_body: int, unlimited: Collection[str]
    ) -> None:
        """`unlimited` are the paths whose bodies are read line by line and bounded there."""
        self._app = app
        self._service = service
        self._operations = operations
        self._max_body = max_body
        self._unlimited = unlimited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything but HTTP through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(12)
        begun = time.perf_counter()
        status = 500
        unlimited = scope["path"] in self._unlimited
        begun_to_answer = False
        goes_on_since: float | None = None
        # Starlette's own limit answers in plain text; raised here, it is a problem document like any other.
        size = int(headers.get(b"content-length") or 0)
        received = 0

        async def limited() -> Message:
            nonlocal received
            if unlimited:
                return await receive()
            message = await receive() if size <= self._max_body else {}
            received += len(message.get("body", b""))
            if max(size, received) > self._max_body:
                raise HTTPException(413)
            return message

        async def answer(message: Message) -> None:
            nonlocal status, begun_to_answer, goes_on_since
            if message["type"] == "http.response.start":
                status, begun_to_answer = message["status"], True
                if (b"content-type", EVENTS) in message.get("headers", []):
                    goes_on_since = time.perf_counter()
                message["headers"] = [
                    *message.get("headers", []),
                    (b"x-request-id", request_id.encode()),
                    (b"traceparent", (current_traceparent() or "").encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"cache-control", b"no-store"),
                ]
                if unlimited and status >= 400:
                    # Nobody is going to read what the client still sends.
                    message["headers"].append((b"connection", b"close"))
            await send(message)

        with traced(headers.get(b"traceparent", b"").decode("latin-1"), request_id):
            try:
                await self._app(scope, limited, answer)
            except Exception as failure:
                if begun_to_answer:
                    raise
                response = await problems.broken(Request(scope), failure)
                await response(scope, receive, answer)
            finally:
                name = getattr(scope.get("route"), "name", "none")
                operation = name if name in self._operations else "none"
                # How long a stream lasted says nothing about how fast it was answered.
                seconds = (goes_on_since or time.perf_counter()) - begun
                HTTP_REQUESTS.labels(self._service, operation, f"{status // 100}xx").inc()
                HTTP_SECONDS.labels(self._service, operation).observe(seconds)
                log().info(
                    "http.answered",
                    service=self._service,
                    operation=operation,
                    status=status,
                    seconds=round(seconds, 4),
                )
