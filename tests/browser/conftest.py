"""What all pages share: one suite, which ends with the last page and not with the run."""

from collections.abc import Iterator

import pytest

from tests.support.suites import UpProcess, suite


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UpProcess]:
    """One suite for all pages, as `portdesk up` starts it."""
    with suite(tmp_path_factory.mktemp("desk") / "data") as desk:
        yield desk
