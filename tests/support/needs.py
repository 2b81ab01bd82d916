"""What a test needs of the machine: where it is missing the test is skipped loudly, and fails on a CI machine."""

import os
from typing import NoReturn

import pytest


def skip_without(what: str, reason: str) -> NoReturn:
    """Skips the caller with one loud line: `NOT RUN {what}: {reason}`; with `CI=true` nothing may be missing."""
    said = f"NOT RUN {what}: {reason}"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"CI=true, and {said}", pytrace=False)
    pytest.skip(said)
