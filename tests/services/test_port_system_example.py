"""The example port system as somebody starts it, what it publishes, its faults, and how it files an anomaly."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from examples.port_system.app import ROUTES
from examples.port_system.client import anomaly, file_anomaly
from examples.port_system.records import KINDS, SYSTEM, view
from guard.routes import read_routes
from services.intake.wire import CreateRequestParams
from shared.evidence import keys
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.forgeries import BILL
from tests.support.port_system import PAID, Open
from tests.support.spine import fresh_database
from tests.support.suites import ROOT

COMMAND = [sys.executable, "-m", "examples.port_system"]


@contextmanager
def port_system(database_url: str, folder: Path) -> Iterator[httpx.Client]:
    """The example as a process of its own, and a client of it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    files = ["--trust", str(folder / "trust.json"), "--guard-key", str(folder / "guard.pem")]
    process = subprocess.Popen([*COMMAND, "--database-url", database_url, *files, "--port", port], cwd=ROOT)
    deadline = time.monotonic() + 30
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            while not _answers(client):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
            yield client
    finally:
        process.terminate()
        process.wait(timeout=10)


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/api/schema").is_success
    except httpx.TransportError:
        return False


def test_help_says_what_is_needed() -> None:
    told = subprocess.run([*COMMAND, "--help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert all(option in told for option in ("--database-url", "--trust", "--guard-key", "--root", "--mode", "--port"))


async def test_it_starts_without_a_trust_file_and_keeps_its_key_and_its_records(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    async with fresh_database(postgres, "port_system", list) as url:
        with port_system(url, tmp_path) as client:
            bare = client.put(f"/api/tax-bills/{BILL}", json=PAID)
            status = client.get("/portdesk/status").json()
        public = (tmp_path / "guard.pub").read_text()
        with port_system(url, tmp_path) as client:
            bill = client.get(f"/api/tax-bills/{BILL}")

    assert (bare.status_code, bare.json()["code"]) == (403, "T0.no-certificate")
    assert (status["mode"], status["system"], status["trust_serial"]) == ("enforce", SYSTEM, None)
    assert (bill.json()["status"], bill.headers["etag"]) == ("PROCESSING", '"1"')
    assert (tmp_path / "guard.pem").stat().st_mode & 0o777 == 0o600
    assert keys.public_text(keys.load((tmp_path / "guard.pem").read_bytes())) == public


async def test_a_record_shows_exactly_the_published_fields(open_port: Open) -> None:
    port = await open_port()

    schema = (await port.client.get("/api/schema")).json()

    assert schema == {"system": SYSTEM, "records": view()}
    for record in schema["records"]:
        [row, *_] = (await port.snapshot())[record["key"]]
        shown = (await port.client.get(record["path"].format(id=row[0]))).json()
        assert [f"/{name}" for name in shown] == ["/id", *(field["path"] for field in record["fields"])]


def test_every_guarded_call_sets_published_fields_that_are_not_declared_content() -> None:
    routes = read_routes(ROUTES)

    assert (routes.system, routes.default) == (SYSTEM, "refuse")
    for call in routes.guarded:
        fields = KINDS[call.record].fields
        assert all(not fields[path.removeprefix("/")].protected for path in call.sets)


async def test_faults_are_switched_one_by_one_and_only_those_there_are(open_port: Open) -> None:
    port = await open_port()

    first = await port.client.put("/sandbox/faults", json={"lose_answer": 2})
    second = await port.client.put("/sandbox/faults", json={"change_meanwhile": 1})
    wrong = [await port.client.put("/sandbox/faults", json=body) for body in ({"explode": 1}, {"lose_answer": "x"})]

    assert first.json() == {"lose_answer": 2, "change_meanwhile": 0}
    assert second.json() == {"lose_answer": 2, "change_meanwhile": 1}
    assert [answer.status_code for answer in wrong] == [422, 422]


async def test_a_write_that_is_only_observed_has_to_make_sense_all_the_same(open_port: Open) -> None:
    port = await open_port(mode="observe")
    before = await port.snapshot()

    answers = [await port.client.put(f"/api/tax-bills/{BILL}", content=body) for body in (b"", b"{}", b"[]", b"words")]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert await port.snapshot() == before


def test_the_anomaly_it_files_is_what_the_desk_takes() -> None:
    body = anomaly(BILL, system=SYSTEM)

    taken = CreateRequestParams.model_validate(body)

    assert taken.model_dump(mode="json", exclude_unset=True).keys() == body.keys()


@pytest.mark.parametrize("key", ["a", "b"])
async def test_it_files_with_its_token_and_a_key_of_its_own_choice(key: str) -> None:
    asked: list[httpx.Request] = []

    def desk(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(201)

    async with httpx.AsyncClient(transport=httpx.MockTransport(desk), base_url="http://desk") as client:
        body: dict[str, Any] = anomaly(BILL, system=SYSTEM)
        await file_anomaly(client, "token", body, key=key)

    assert (asked[0].method, asked[0].url.path) == ("POST", "/intake/v1/requests")
    assert (asked[0].headers["authorization"], asked[0].headers["idempotency-key"]) == ("Bearer token", key)
