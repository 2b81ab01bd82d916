"""Two workers share the run of all tests: what starts whole suites, brokers or browsers stays with one of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.tree import ROOT

FOLDERS = [ROOT / "tests" / name for name in ("system", "browser")]


@pytest.hookimpl(tryfirst=True)  # before the workers give each group its name
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Puts these tests into one group, so that two suites never compete, and one broker serves all that need one."""
    for item in items:
        if item.get_closest_marker("kafka") or _lies_in(item.path, FOLDERS):
            item.add_marker(pytest.mark.xdist_group("suites"))


def _lies_in(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)
