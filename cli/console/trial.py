"""Signing in as one of the seed's people: for trying out the embedded default on one's own machine, and nowhere else.

Only `compose` puts these routes in, and it composes nothing but the embedded default; the identity service signs
people in everywhere else. A request is answered only if it came over loopback, straight, and for a loopback name: a
page of another site cannot reach them through a name of its own that resolves to 127.0.0.1, nor a proxy by mistake.
"""

import ipaddress
from collections.abc import Awaitable, Callable
from datetime import timedelta
from urllib.parse import urlsplit

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cli.installation import Installation
from cli.seed import SeedPerson, people_of_the_seed
from shared.kernel.clock import Clock
from shared.kernel.refusals import Forbidden, Invalid, Refusal
from shared.runtime.auth import TokenKeys
from shared.runtime.http import problems

LIFETIME = timedelta(hours=12)
LARGEST_BODY = 1024
NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
SAME = frozenset({"same-origin", "none"})


class TrialOnlyHere(Forbidden):
    """Choosing who one is works only in a browser on the machine that runs the embedded default."""

    zh = "试用登录只能在运行本系统的这台电脑上、用 http://localhost 打开时使用。"
    en = "Signing in for trial works only on the machine that runs the suite, opened as http://localhost."


class NobodyOfTheSeed(Invalid):
    """The seed directory has no such person."""

    zh = "种子目录中没有此人。"
    en = "The seed directory has no such person."


def trial_routes(installation: Installation, tokens: TokenKeys, clock: Clock) -> list[Route]:
    """The people to choose from, and a token for one of them."""
    people = {str(person.id): person for person in people_of_the_seed(installation.province_data)}

    async def list_people(request: Request) -> Response:
        return _json({"items": [_told(person) for person in people.values()]})

    async def sign_in(request: Request) -> Response:
        person = people.get(await _asked(request))
        if person is None:
            raise NobodyOfTheSeed(pointer="/person")
        now = clock.now()
        token = tokens.token(person.actor, installation=installation.name, now=now, lifetime=LIFETIME)
        return _json({"token": token, "expires_at": (now + LIFETIME).isoformat(), "person": _told(person)}, 201)

    return [
        Route("/trial/people", _only_here(list_people)),
        Route("/trial/session", _only_here(sign_in), methods=["POST"]),
    ]


def is_here(request: Request) -> bool:
    """Whether a request comes from this machine, straight, for a loopback name, and from no page of another site."""
    try:
        straight = request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
        name = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:
        return False
    return (
        straight
        and name in NAMES
        and not any(header in request.headers for header in FORWARDED)
        and request.headers.get("sec-fetch-site", "none") in SAME
    )


def _only_here(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        try:
            if not is_here(request):
                raise TrialOnlyHere
            return await answer(request)
        except Refusal as refusal:
            return await problems.refused(request, refusal)

    return guarded


async def _asked(request: Request) -> str:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise NobodyOfTheSeed(pointer="/person")
    try:
        return str(orjson.loads(body)["person"])
    except (ValueError, KeyError, TypeError):
        raise NobodyOfTheSeed(pointer="/person") from None


def _told(person: SeedPerson) -> dict[str, object]:
    return {
        "id": person.id,
        "name_zh": person.name_zh,
        "name_en": person.name_en,
        "unit": {"code": person.unit, "name_zh": person.unit_zh, "name_en": person.unit_en},
        "roles": person.roles,
    }


def _json(content: object, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(content), status, headers, "application/json")
