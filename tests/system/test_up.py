"""`portdesk up`: starts, keeps its data, stops cleanly, and gets over being killed."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from cli.kafka import KafkaCluster
from tests.support.suites import UpProcess, processes_of, suite

QUESTION = {
    "kind": "consultation",
    "channel": "hotline",
    "function_area": "government_services",
    "application": "tax-payment",
    "territory": "410100",
    "title": "怎样查询缴款状态",
    "description": "请问在哪里可以看到。",
}


@pytest.fixture(autouse=True)
def _engines(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
    record_property("engine", "PostgreSQL")
    if "kafka_broker" not in request.fixturenames:
        record_property("engine", "PostgreSQL log")


def register(desk: UpProcess) -> str:
    """Registers a request with the printed token; its path."""
    answer = httpx.post(
        f"{desk.url}/intake/v1/requests", json=QUESTION, headers={"Authorization": f"Bearer {desk.token}"}
    )
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def read(desk: UpProcess, path: str) -> httpx.Response:
    """Reads with the printed token."""
    return httpx.get(f"{desk.url}{path}", headers={"Authorization": f"Bearer {desk.token}"})


def test_what_was_registered_survives_a_restart_and_ctrl_c_leaves_no_process(tmp_path: Path) -> None:
    data = tmp_path / "数 据"
    with suite(data) as desk:
        path = register(desk)
        code = desk.send(signal.SIGINT)

    assert code == 0
    assert processes_of(data) == []
    with suite(data) as again:
        assert read(again, path).json()["title"] == QUESTION["title"]


def test_after_a_kill_the_next_start_just_works(tmp_path: Path) -> None:
    with suite(tmp_path) as desk:
        path = register(desk)
        desk.send(signal.SIGKILL)
        assert processes_of(tmp_path), "the killed suite leaves its server behind; that is what must be got over"

    with suite(tmp_path) as again:
        assert read(again, path).json()["title"] == QUESTION["title"]
    assert processes_of(tmp_path) == []


def test_the_operators_listener_says_ready_and_the_desk_does_not_show_it(tmp_path: Path) -> None:
    with suite(tmp_path) as desk:
        ready = httpx.get(f"{desk.ops_url}/readyz")
        outside = httpx.get(f"{desk.url}/readyz")
        reason = httpx.get(f"{desk.url}{outside.json()['type']}")

    assert ready.status_code == 200
    assert {service["service"] for service in ready.json()["services"]} == {"intake", "routing", "anomaly", "notify"}
    assert outside.status_code == 404
    assert (reason.status_code, reason.text.split()[0]) == (200, "not-found")


@pytest.mark.kafka
def test_the_same_suite_runs_on_kafka(tmp_path: Path, kafka_broker: KafkaCluster) -> None:
    with suite(tmp_path, "--log", f"kafka://{kafka_broker.bootstrap}") as desk:
        path = register(desk)
        deadline = time.monotonic() + 20
        while read(desk, path).json()["lead"] is None:
            assert time.monotonic() < deadline, "dispatched over Kafka"
            time.sleep(0.1)

    assert processes_of(tmp_path) == []
