"""The four services have the same rooms, in which nothing stands that belongs elsewhere; modules stay small."""

import ast
from collections.abc import Mapping

import pytest

from cli.installation import PACKAGES
from tests.support.tree import ROOT, at, dotted, imported, parsed, room, sources

ROOMS = {
    "__main__",
    "app",
    "domain",
    "handlers",
    "migrations",
    "routes",
    "settings",
    "store",
    "tables",
    "usecases",
    "wire",
}
MORE_ROOMS: Mapping[str, set[str]] = {"data_anomaly": {"connectors"}, "notify": {"senders"}}
"""Rooms that talk to the world outside transactions."""
LONGEST = 400
LONGER: Mapping[str, str] = {}
"""Modules that are longer, each with the reason why cutting it would make it harder to read."""
NOT_OURS = {
    "gmssl": "signatures come from cryptography; this package has open faults in its SM2",
    "pymerkle": "the log follows C2SP and RFC 6962; this package hashes differently and keeps its own storage",
}
REACHES_FOR_TIME_OR_CHANCE = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "date.today",
    "time.time",
    "time.time_ns",
    "uuid.uuid4",
    "uuid4",
    "uuid.uuid1",
    "uuid1",
    "SystemClock",
}


@pytest.mark.parametrize("package", PACKAGES.values())
def test_a_service_has_the_rooms_that_all_have(package: str) -> None:
    found = {room(path) for path in sources(f"services/{package}")} - {"__init__"}

    assert found == ROOMS | MORE_ROOMS.get(package, set())


def test_a_module_is_no_longer_than_it_should_be(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in sources()}

    with capsys.disabled():
        print("\n" + "\n".join(f"{sizes[name]:5} {name}" for name in sorted(sizes, key=lambda name: -sizes[name])[:10]))
    assert {name for name, size in sizes.items() if size > LONGEST} == set(LONGER)
    assert all(LONGER.values())


def test_nobody_imports_what_must_not_be_relied_on() -> None:
    found = [
        f"{at(path)}: {module} ({reason})"
        for path in sources()
        for module in imported(parsed(path))
        for name, reason in NOT_OURS.items()
        if module.split(".")[0] == name
    ]

    assert found == []


def test_time_and_chance_come_into_domain_and_use_cases_from_outside() -> None:
    found = [
        f"{at(path, node)} {dotted(node)}"
        for path in sources("services")
        if room(path) in ("domain", "usecases")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute | ast.Name) and dotted(node) in REACHES_FOR_TIME_OR_CHANCE
    ]

    assert found == []


def test_only_a_store_uses_the_session_of_a_transaction() -> None:
    found = [
        at(path, node)
        for path in sources("services")
        if room(path) != "store"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr == "session" and dotted(node.value).endswith("tx")
    ]

    assert found == []


def test_the_checks_of_this_file_see_what_they_look_for() -> None:
    tree = ast.parse("from datetime import datetime\nimport gmssl.sm2\nx = datetime.now()\ny = tx.session.add")
    names = {dotted(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)}

    assert "gmssl.sm2" in imported(tree)
    assert names >= {"datetime.now", "tx.session"}
    assert room(ROOT / "services/intake/usecases/told.py") == "usecases"
