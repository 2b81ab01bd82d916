"""Two workers share the run of all tests; a file that starts suites, brokers or browsers stays with one of them."""

from collections.abc import Sequence

import pytest

from tests.support.tree import ROOT

FOLDERS = [ROOT / "tests" / name for name in ("system", "browser")]


@pytest.hookimpl(tryfirst=True)  # before the workers give each group its name
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Groups the tests of such a file: what it starts is started once, and what it ends meets nobody else's."""
    for item in items:
        if item.get_closest_marker("kafka") or any(item.path.is_relative_to(folder) for folder in FOLDERS):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
