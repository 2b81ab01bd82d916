"""Connectors lead to networks that the operators list, and nowhere else; and nothing there can fill our memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route

from services.data_anomaly.connectors.way import LONGEST_ANSWER, Way
from services.data_anomaly.domain.networks import TargetNetworks
from services.data_anomaly.settings import Settings
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.anomaly import HEAD, PLAN, PLANNER, Office, connector_body, open_office, served
from tests.support.desk import Open

CONNECTORS = "/anomaly/v1/connectors"
HERE = TargetNetworks.read("", loopback=True)


@pytest.fixture
async def abroad(open_desk: Open, postgres: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Office]:
    """A service for which this machine is no target, as in production."""
    async with open_office(open_desk, postgres, tmp_path, register=False, loopback_targets=False) as office:
        yield office


@pytest.mark.parametrize(
    ("listed", "loopback", "address", "admitted"),
    [
        ("10.0.0.0/8", False, "10.20.30.40", True),
        ("10.0.0.0/8", False, "::ffff:10.20.30.40", True),
        ("10.0.0.0/8, fc00::/7", False, "fd12::1", True),
        ("10.0.0.0/8", False, "11.0.0.1", False),
        ("10.0.0.0/8", False, "127.0.0.1", False),
        ("10.0.0.0/8", True, "127.0.0.1", True),
        ("10.0.0.0/8", True, "::1", True),
        ("0.0.0.0/0,::/0", False, "9.9.9.9", True),
        ("0.0.0.0/0,::/0", False, "127.0.0.1", False),
        ("0.0.0.0/0,::/0", False, "::ffff:127.0.0.1", False),
        ("0.0.0.0/0,::/0", True, "169.254.169.254", False),
        ("0.0.0.0/0,::/0", True, "fd00:ec2::254", False),
        ("", False, "10.0.0.1", False),
        ("0.0.0.0/0", True, "desk.example", False),
    ],
)
def test_addresses_are_those_that_are_listed(listed: str, loopback: bool, address: str, admitted: bool) -> None:
    assert TargetNetworks.read(listed, loopback=loopback).admit(address) is admitted


@pytest.mark.parametrize("listed", ["10.0.0.0/33", "10.0.0.1/8", "private"])
def test_a_service_does_not_start_with_networks_that_are_none(listed: str) -> None:
    with pytest.raises(ValidationError):
        Settings(target_networks=listed, database_url="postgresql://x")


@pytest.mark.parametrize(
    ("base_url", "problem"),
    [
        ("http://127.0.0.1:9400", "address-not-listed"),
        ("http://2130706433:9400", "address-not-listed"),
        ("http://[::1]:9400", "address-not-listed"),
        ("http://169.254.169.254", "address-not-listed"),
        ("https://9.9.9.9", "address-not-listed"),
        ("https://desk:secret@port.example", "bad-base-url"),
        ("https://port.example/?tenant=1", "bad-base-url"),
    ],
)
async def test_a_connector_to_elsewhere_is_refused_and_not_kept(abroad: Office, base_url: str, problem: str) -> None:
    answer = await abroad.desk.send(HEAD, "POST", CONNECTORS, connector_body(abroad.port, base_url=base_url))

    told = answer.json()
    assert (answer.status_code, told["type"]) == (422, f"/problems/{problem}"), told
    assert told["errors"][0]["pointer"] == "/base_url"
    assert await abroad.desk.rows("SELECT system FROM connector") == []


async def test_a_name_that_leads_here_is_not_followed(abroad: Office) -> None:
    asked: list[str] = []

    async def bill(request: Request) -> JSONResponse:
        asked.append(str(request.url))
        return JSONResponse({"status": "PROCESSING"}, headers={"ETag": '"7"'})

    async with served(Starlette(routes=[Route("/api/tax-bills/{id}", bill)])) as url:
        named = connector_body(abroad.port, base_url=url.replace("127.0.0.1", "localhost"))
        registered = await abroad.desk.send(HEAD, "POST", CONNECTORS, named)
        case = await abroad.special()
        answer = await abroad.desk.send(PLANNER, "PUT", f"/anomaly/v1/cases/{case['id']}/plan", PLAN)

    assert registered.status_code == 201, registered.text
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/target-unavailable")
    assert asked == []


async def test_a_name_is_looked_up_once_and_still_told_to_the_target() -> None:
    async def host(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.headers["host"])

    async with served(Starlette(routes=[Route("/", host)])) as url:
        named = url.replace("127.0.0.1", "localhost")
        async with httpx.AsyncClient(transport=Way(HERE)) as client:
            answer = await client.get(named)

    assert answer.text == named.removeprefix("http://")


async def test_an_answer_that_is_too_long_is_not_read_to_its_end() -> None:
    async def twice_too_long() -> AsyncIterator[bytes]:
        for _ in range(2 * LONGEST_ANSWER // 2**16):
            yield b"x" * 2**16

    async def bill(_: Request) -> StreamingResponse:
        return StreamingResponse(twice_too_long())

    async with served(Starlette(routes=[Route("/", bill)])) as url, httpx.AsyncClient(transport=Way(HERE)) as client:
        with pytest.raises(httpx.ReadError, match="too long"):
            await client.get(url)


async def test_where_nobody_listens_is_no_connection() -> None:
    async with httpx.AsyncClient(transport=Way(HERE)) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("http://localhost:1")
