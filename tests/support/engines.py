"""Counts how many tests ran on which real engine, and says loudly what could not run."""

from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest

from shared.runtime.eventlog.kafka import KafkaLog
from shared.runtime.eventlog.memory import MemoryLog
from shared.runtime.eventlog.postgres import PostgresLog
from tests.support.desk import Desk

LOGS = {MemoryLog: "memory log", PostgresLog: "PostgreSQL log", KafkaLog: "real Kafka"}
ENGINES = ("PostgreSQL", "memory log", "PostgreSQL log", "real Kafka")
PROPERTY = "engine"
ON_POSTGRES = frozenset({"postgres", "bus", "station"})
ON_KAFKA = frozenset({"kafka_broker", "cluster"})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Notes the engines a test was given; what a test starts by itself it records with `record_property`."""
    report = yield
    if report.when == "call":
        given: dict[str, Any] = getattr(item, "funcargs", {})
        names = set(getattr(item, "fixturenames", ()))
        found = {LOGS[type(value)] for value in given.values() if type(value) in LOGS}
        found |= {LOGS[type(value.log)] for value in given.values() if isinstance(value, Desk)}
        found |= {"PostgreSQL"} if names & ON_POSTGRES or "open_desk" in names else set()
        found |= {"real Kafka"} if names & ON_KAFKA else set()
        report.user_properties.extend((PROPERTY, engine) for engine in found)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line per engine, then one per reason for a skip."""
    passed = terminalreporter.stats.get("passed", [])
    count = Counter(value for report in passed for name, value in report.user_properties if name == PROPERTY)
    terminalreporter.section("engines")
    for engine in ENGINES:
        terminalreporter.write_line(f"{engine:<15} {count[engine]:>5} tests passed")
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"SKIPPED {report.nodeid}: {report.longrepr[-1]}", red=True, bold=True)
