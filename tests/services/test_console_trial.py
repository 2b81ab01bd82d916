"""Signing in for trial: one of the seed's people, on the machine itself, and never in production."""

import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from cli.console.front import front
from cli.console.site import Site
from cli.console.trial import LIFETIME, trial_routes
from cli.contracts.services import composed
from cli.installation import PACKAGES, Installation
from shared.kernel.access import Role
from shared.runtime.auth import TokenVerifier
from tests.support.clock import FixedClock

CLERK = "p-ha-410100-port-01"
HERE = ("127.0.0.1", 40000)


@pytest.fixture
def clock() -> FixedClock:
    """Stands still."""
    return FixedClock()


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """An embedded default."""
    return Installation(tmp_path / "data")


@pytest.fixture
def routes(installation: Installation, clock: FixedClock) -> list[Route]:
    """What it adds to its front."""
    return trial_routes(installation, installation.prepare(), clock)


@pytest.fixture
async def browser(routes: list[Route]) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the same machine."""
    async with asking(routes) as client:
        yield client


def asking(routes: list[Route], *, client: Any = HERE, base_url: str = "http://localhost:8080") -> httpx.AsyncClient:
    """A browser somewhere."""
    transport = httpx.ASGITransport(front(Site({}), {}, routes=routes), client=client)
    return httpx.AsyncClient(transport=transport, base_url=base_url)


async def test_everybody_of_the_seed_is_shown_with_unit_and_roles(browser: httpx.AsyncClient) -> None:
    people = (await browser.get("/trial/people")).json()["items"]
    clerk = next(person for person in people if person["id"] == CLERK)

    assert len(people) > 50
    assert clerk["unit"]["code"] == "HA-410100-PORT"
    assert "clerk" in clerk["roles"]


async def test_whoever_is_chosen_is_known_to_the_services(
    browser: httpx.AsyncClient, installation: Installation, clock: FixedClock
) -> None:
    answer = await browser.post("/trial/session", json={"person": CLERK})
    verifier = TokenVerifier.of(
        (installation.keys / "tokens.jwks.json").read_text(),
        installation=installation.name,
        clock=clock,
        longest_life=timedelta(hours=24),
    )
    actor = verifier.actor(answer.json()["token"])

    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert (actor.person, actor.unit) == (CLERK, "HA-410100-PORT")
    assert Role.CLERK in actor.roles
    assert answer.json()["expires_at"] == (clock.now() + LIFETIME).isoformat()


@pytest.mark.parametrize("body", [b"", b"[]", b'{"person": "p-nobody"}', b'{"person": 3}', b"{" * 5000])
async def test_nobody_else_is(browser: httpx.AsyncClient, body: bytes) -> None:
    answer = await browser.post("/trial/session", content=body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/person")


@pytest.mark.parametrize("path", ["/trial/people", "/trial/session"])
@pytest.mark.parametrize(
    ("client", "base_url", "headers"),
    [
        (("192.0.2.7", 40000), "http://localhost:8080", {}),
        (HERE, "http://desk.example:8080", {}),
        (HERE, "http://localhost.desk.example", {}),
        (HERE, "http://localhost:8080", {"X-Forwarded-For": "192.0.2.7"}),
        (HERE, "http://localhost:8080", {"Forwarded": "for=192.0.2.7"}),
        (HERE, "http://localhost:8080", {"Sec-Fetch-Site": "cross-site"}),
        (HERE, "http://localhost:8080", {"Sec-Fetch-Site": "same-site"}),
        (None, "http://localhost:8080", {}),
    ],
    ids=["another machine", "another name", "a name that begins alike", "proxy", "named proxy", "site", "port", "?"],
)
async def test_it_is_refused_from_anywhere_else(
    routes: list[Route], path: str, client: Any, base_url: str, headers: dict[str, str]
) -> None:
    async with asking(routes, client=client, base_url=base_url) as stranger:
        method = "GET" if path.endswith("people") else "POST"
        answer = await stranger.request(method, path, headers=headers, json={"person": CLERK})

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/trial-only-here")


@pytest.mark.parametrize("base_url", ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:8080"])
async def test_every_name_of_this_machine_is_here(routes: list[Route], base_url: str) -> None:
    async with asking(routes, base_url=base_url, client=("::1", 40000)) as browser:
        assert (await browser.get("/trial/people")).status_code == 200


@pytest.mark.parametrize("path", ["/trial/people", "/trial/session"])
async def test_production_has_no_such_route(path: str) -> None:
    services = [httpx.ASGITransport(service.app, client=HERE) for service in composed()]
    alone = httpx.ASGITransport(front(Site({}), {}), client=HERE)
    for transport in (*services, alone):
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
            answers = [await browser.get(path), await browser.post(path, json={"person": CLERK})]
            assert [answer.status_code for answer in answers if answer.status_code not in (404, 405)] == []


def test_no_process_of_production_loads_the_module() -> None:
    processes = [f"services.{package}.__main__" for package in PACKAGES.values()]
    program = f"import sys, cli.serve, {', '.join(processes)}; sys.exit('cli.console.trial' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
