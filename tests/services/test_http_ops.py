"""What operators and developers see of a service: alive, ready, measured, documented."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from services.intake.app import MONTHLY
from services.intake.app import create_app as create_intake
from services.intake.settings import Settings
from shared.contracts.routing import UnitChanged
from shared.contracts.topics import Service
from shared.runtime.directory import TAKE_UNITS, TAKE_UNITS_RULE, take_units
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.http.app import base_app
from shared.runtime.http.ops import ops_app
from shared.runtime.service import SchemaBehind, ServiceRuntime
from shared.runtime.supervise import Loop, Pulse
from shared.runtime.telemetry import configure_logs
from tests.support.desk import Desk, Open
from tests.support.logs import plain
from tests.support.people import CLERK
from tests.support.waiting import eventually


async def asleep(pulse: Pulse) -> None:
    """A loop that never succeeds."""
    await asyncio.sleep(3600)


def create_sleepy(settings: Settings, **given: Any) -> FastAPI:
    """A service without operations, one loop of which sleeps."""
    runtime = ServiceRuntime(
        Service.INTAKE,
        settings,
        package="intake",
        handlers={UnitChanged: take_units},
        loops=lambda _: [Loop("sleepy", asleep, late_after=0.05)],
        **given,
    )
    return base_app(
        runtime, title="Ops", summary="Ops.", prefix="/ops", routers=[], rules={TAKE_UNITS: TAKE_UNITS_RULE}
    )


@pytest.fixture(autouse=True)
def _plain_logs() -> Iterator[None]:
    """Tracebacks without colours and values, which cost seconds."""
    configure_logs("ops")
    yield
    plain()


@pytest.fixture
async def intake(open_desk: Open) -> Desk:
    folder = open_desk.folder  # type: ignore[attr-defined]
    return await open_desk(
        "intake", create_intake, Settings, monthly=MONTHLY, lookup_key=folder / "keys" / "lookup.key"
    )


async def asked(runtime: ServiceRuntime, path: str) -> httpx.Response:
    """What the operators' listener says."""
    transport = httpx.ASGITransport(ops_app([runtime]))
    async with httpx.AsyncClient(transport=transport, base_url="http://ops") as client:
        return await client.get(path)


async def state(desk: Desk) -> tuple[int, Mapping[str, Any]]:
    answer = await asked(desk.runtime, "/readyz")
    return answer.status_code, answer.json()["services"][0]


async def test_a_service_that_can_serve_is_ready_and_alive(intake: Desk) -> None:
    status, told = await state(intake)

    assert (status, told) == (200, {"service": "intake", "ready": True, "reasons": [], "degraded": []})
    assert (await asked(intake.runtime, "/healthz")).text == "alive\n"


async def test_a_draining_service_is_not_ready_although_it_still_answers(intake: Desk) -> None:
    intake.runtime.draining = True

    status, told = await state(intake)

    assert (status, told["reasons"]) == (503, ["draining"])
    assert (await intake.send(CLERK, "GET", "/intake/v1/requests")).status_code == 200


async def test_a_service_without_a_directory_is_not_ready_until_it_has_come(open_desk: Open) -> None:
    desk = await open_desk("intake", create_sleepy, Settings, units=())

    assert (await state(desk))[1]["reasons"] == ["directory"]
    async with desk.engine.begin() as connection:
        await connection.execute(text("INSERT INTO runtime.unit VALUES ('X', 1, '{}')"))
    assert (await state(desk))[0] == 200


async def test_a_service_whose_database_is_away_is_not_ready_until_it_is_back(
    intake: Desk, postgres: EmbeddedPostgres
) -> None:
    name = intake.engine.url.database
    await intake.engine.dispose()

    await postgres._execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    await postgres._execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", str(name))
    away = await state(intake)
    await postgres._execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

    assert (away[0], away[1]["reasons"]) == (503, ["database"])
    assert await eventually(lambda: _ready(intake))


async def test_a_service_whose_schema_is_another_is_not_ready_and_does_not_start(open_desk: Open) -> None:
    desk = await open_desk("intake", create_sleepy, Settings)
    async with desk.engine.begin() as connection:
        await connection.execute(text("UPDATE schema_version SET version_num = '0000'"))

    status, told = await state(desk)

    assert (status, told["reasons"]) == (503, ["schema"])
    with pytest.raises(SchemaBehind, match="portdesk migrate"):
        async with desk.runtime.lifespan():
            pass


async def test_a_service_that_has_not_started_is_not_ready(intake: Desk) -> None:
    other = create_sleepy(intake.runtime.settings, clock=intake.clock, log=intake.log)  # type: ignore[arg-type]

    answer = await asked(other.state.runtime, "/readyz")

    assert answer.status_code == 503
    assert answer.json()["services"][0]["reasons"] == ["starting"]
    await other.state.runtime.read_engine.dispose()


async def test_a_late_loop_makes_a_service_degraded_and_not_unready(open_desk: Open) -> None:
    desk = await open_desk("intake", create_sleepy, Settings)

    await eventually(lambda: _degraded(desk))

    status, told = await state(desk)
    assert (status, told["ready"], told["degraded"]) == (200, True, ["sleepy"])


async def test_one_service_of_a_process_that_is_not_ready_makes_the_process_not_ready(intake: Desk) -> None:
    other = create_sleepy(intake.runtime.settings, clock=intake.clock, log=intake.log)  # type: ignore[arg-type]
    transport = httpx.ASGITransport(ops_app([intake.runtime, other.state.runtime]))

    async with httpx.AsyncClient(transport=transport, base_url="http://ops") as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert [service["ready"] for service in answer.json()["services"]] == [True, False]
    await other.state.runtime.read_engine.dispose()


async def test_requests_are_measured_by_operation_and_class_of_status_and_nothing_else(intake: Desk) -> None:
    await intake.send(CLERK, "GET", "/intake/v1/requests")
    await intake.send(CLERK, "GET", "/intake/v1/requests/019ab000-0000-7000-8000-000000000001")
    await intake.send(None, "GET", "/intake/v1/nothing/here")

    page = (await asked(intake.runtime, "/metrics")).text

    counted = set(re.findall(r'portdesk_http_requests_total{operation="(\w+)",service="intake",status="(\w+)"}', page))
    assert {("list_requests", "2xx"), ("read_request", "4xx"), ("none", "4xx")} <= counted
    assert "019ab000" not in page
    assert CLERK.person not in page


async def test_the_operators_pages_are_not_on_the_public_listener(intake: Desk) -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/intake/metrics"):
        assert (await intake.send(CLERK, "GET", path)).status_code == 404


async def test_the_reference_page_loads_nothing_from_elsewhere(intake: Desk) -> None:
    page = await intake.send(None, "GET", "/intake/docs")
    loaded = re.findall(r"""(?:src|href)=["']([^"']+)["']|url: ?["']([^"']+)["']""", page.text)
    addresses = {urljoin("http://desk/intake/docs", one or other) for one, other in loaded}

    assert page.status_code == 200
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("http://desk/intake/"), address
        assert (await intake.client.get(address)).status_code == 200, address
    assert "https://" not in page.text


async def test_the_published_document_names_every_operation_and_its_problems(intake: Desk) -> None:
    document = (await intake.send(None, "GET", "/intake/v1/openapi.json")).json()

    operations = {
        operation["operationId"]: operation for path in document["paths"].values() for operation in path.values()
    }
    assert document["openapi"] == "3.1.0"
    assert {"create_request", "close_request", "look_up_request"} <= operations.keys()
    for name, operation in operations.items():
        assert {"422", "503"} <= operation["responses"].keys()
        assert operation["responses"]["422"]["content"].keys() == {"application/problem+json"}
        assert (operation.get("security") == []) is (name == "look_up_request")


async def _ready(desk: Desk) -> bool:
    return (await state(desk))[0] == 200


async def _degraded(desk: Desk) -> bool:
    return bool((await state(desk))[1]["degraded"])
