"""What a route may ask for. Each alias is written once, so that the scope of a transaction cannot be forgotten.

`scope="function"` closes a transaction when the route returns, before the response is sent: with FastAPI's default
scope a caller would see 200 for a commit that then fails. All are coroutines: FastAPI takes a plain function for one
that blocks and sends it through a thread, which costs more than anything it does here.
"""

import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Header, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.security.base import SecurityBase

from shared.kernel.access import Actor
from shared.kernel.refusals import Invalid, Language, Unauthenticated
from shared.runtime.http.problems import language_of
from shared.runtime.tx import Tx

if TYPE_CHECKING:
    from shared.runtime.service import ServiceRuntime


def runtime_of(request: Request) -> "ServiceRuntime":
    """The runtime of the service that answers."""
    return cast("ServiceRuntime", request.app.state.runtime)


class _Caller(SecurityBase):
    """Asks who calls, and is the scheme that OpenAPI documents name: a dependency more is work for every request."""

    def __init__(self) -> None:
        self.model = HTTPBearerModel(bearerFormat="JWT", description="Access token; `portdesk token` makes one.")
        self.scheme_name = "HTTPBearer"

    async def __call__(self, request: Request) -> Actor:
        return _actor(request)


current_actor = _Caller()
"""Who calls; refuses with Unauthenticated when nobody valid does."""


async def _asking(request: Request) -> Callable[[], Actor]:
    return partial(_actor, request)


async def _session_end(request: Request) -> datetime:
    return runtime_of(request).verifier.session(_token(request))[1]


def _actor(request: Request) -> Actor:
    return runtime_of(request).verifier.actor(_token(request))


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated
    return token.strip()


async def _write(request: Request) -> AsyncIterator[Tx]:
    async with runtime_of(request).transactions.write() as tx:
        yield tx


async def _read(request: Request) -> AsyncIterator[Tx]:
    async with runtime_of(request).transactions.read() as tx:
        yield tx


class UnknownParameter(Invalid):
    """A query parameter that the operation does not have: a typo must not be ignored."""

    zh = "没有查询参数{parameter}；可用的有：{allowed}。"
    en = "There is no query parameter {parameter}; known are: {allowed}."


async def known_parameters(request: Request) -> None:
    """Refuses a query parameter that the operation does not have."""
    if request.query_params:
        known = _query_parameters(request.scope["route"].dependant)
        for parameter in request.query_params:
            if parameter not in known:
                raise UnknownParameter(parameter=parameter, allowed=", ".join(sorted(known)) or "-")


def _query_parameters(dependant: Dependant) -> set[str]:
    own = {field.alias for field in dependant.query_params}
    return own.union(*(_query_parameters(inner) for inner in dependant.dependencies))


class BadPrecondition(Invalid):
    """`If-Match` carries something that no read of ours ever gave."""

    zh = "If-Match应为读取时得到的ETag。"
    en = "If-Match must be the ETag of an earlier read."


async def _language(request: Request) -> Language:
    return language_of(request)


async def _if_match(if_match: Annotated[str | None, Header(alias="If-Match", max_length=64)] = None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = re.fullmatch(r'(?:W/)?"([0-9]{1,18})"', if_match.strip())
    if found is None:
        raise BadPrecondition
    return int(found.group(1))


def etag(version: int) -> str:
    """The ETag of a record: its version."""
    return f'"{version}"'


TxDep = Annotated[Tx, Depends(_write, scope="function")]
ReadDep = Annotated[Tx, Depends(_read, scope="function")]
ActorDep = Annotated[Actor, Depends(current_actor)]
AskAgainDep = Annotated[Callable[[], Actor], Depends(_asking)]
"""Who calls, asked again while a long body goes on: its token may end before it does."""
SessionEndDep = Annotated[datetime, Depends(_session_end)]
"""When the caller's token expires: an answer that goes on ends then."""
LanguageDep = Annotated[Language, Depends(_language)]
IfMatchDep = Annotated[int | None, Depends(_if_match)]
"""The version the caller has seen; None when it did not say."""
LimitQuery = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]
CursorQuery = Annotated[str | None, Query(max_length=256, description="`next` of the page before.")]
IdempotencyKeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="Chosen by the caller for one intended creation; the same key gives the same answer again.",
    ),
]
