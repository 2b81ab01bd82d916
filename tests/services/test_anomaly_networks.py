"""Connectors lead to networks that the operators list, and nowhere else; and nothing there can fill our memory."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from services.data_anomaly.connectors.transport import LONGEST_ANSWER, ListedTransport
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
        ("https://port.example/admin?", "bad-base-url"),
        ("https://port.example/admin#", "bad-base-url"),
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


class Names:
    """A name server that nobody here can have: answers that change, and that lead to several places at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", self.look_up)

    async def look_up(self, host: str, port: int | None, **_: Any) -> list[Any]:
        """One answer after the other."""
        assert host == "port.example"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in self.answers.pop(0)]


@asynccontextmanager
async def reached(app: Starlette) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """An application on this machine, and a client that may reach it."""
    async with served(app) as url, httpx.AsyncClient(transport=ListedTransport(HERE)) as client:
        yield client, url


def echo() -> Starlette:
    """Says which host it was asked for."""

    async def host(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.headers["host"])

    return Starlette(routes=[Route("/", host)])


async def test_a_name_is_looked_up_once_and_still_told_to_the_target(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reached(echo()) as (client, url):
        names = Names(monkeypatch, ["127.0.0.1"], ["10.0.0.9"])
        named = url.replace("127.0.0.1", "port.example")
        told = [(await client.get(named)).text for _ in range(2)]

    assert told == [named.removeprefix("http://")] * 2
    assert names.answers == [["10.0.0.9"]]


async def test_an_answer_that_leads_elsewhere_too_is_not_followed_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reached(echo()) as (client, url):
        Names(monkeypatch, ["127.0.0.1", "10.0.0.9"])
        with pytest.raises(httpx.ConnectError, match="in no network"):
            await client.get(url.replace("127.0.0.1", "port.example"))


async def test_where_one_address_takes_no_connection_the_next_one_may(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reached(echo()) as (client, url):
        Names(monkeypatch, ["127.0.0.2", "127.0.0.1"])
        answer = await client.get(url.replace("127.0.0.1", "port.example"))

    assert answer.status_code == 200


async def test_a_packed_answer_is_not_taken() -> None:
    async def packed(_: Request) -> Response:
        return Response(gzip.compress(bytes(2**20)), headers={"content-encoding": "gzip"})

    async with reached(Starlette(routes=[Route("/", packed)])) as (client, url):
        with pytest.raises(httpx.RemoteProtocolError, match="packed"):
            await client.get(url)


async def test_an_answer_that_is_too_long_is_not_read_to_its_end() -> None:
    async def twice_too_long() -> AsyncIterator[bytes]:
        for _ in range(2 * LONGEST_ANSWER // 2**16):
            yield b"x" * 2**16

    async def bill(_: Request) -> StreamingResponse:
        return StreamingResponse(twice_too_long())

    async with (
        served(Starlette(routes=[Route("/", bill)])) as url,
        httpx.AsyncClient(transport=ListedTransport(HERE)) as client,
    ):
        with pytest.raises(httpx.ReadError, match="too long"):
            await client.get(url)


async def test_where_nobody_listens_is_no_connection() -> None:
    async with httpx.AsyncClient(transport=ListedTransport(HERE)) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("http://localhost:1")
