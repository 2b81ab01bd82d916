"""Workers share the run of all tests, a file at a time, so that what a file starts is started once."""

import pytest

from tests.support.tree import ROOT

LONG = [ROOT / "tests" / name for name in ("system", "browser")]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where workers share the run, what takes long comes first: no such file is left over for one worker."""
    if hasattr(config, "workerinput"):
        minutes = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: (item.path not in minutes, not any(map(item.path.is_relative_to, LONG))))
