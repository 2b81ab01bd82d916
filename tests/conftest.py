"""Fixtures for every test: one PostgreSQL for the run, fresh databases from migrated templates."""

import gc

import pytest
from hypothesis import settings

from tests.support.logs import plain

# How long one example takes says how busy the machine is, not whether the code is right.
settings.register_profile("portdesk", deadline=None)
settings.load_profile("portdesk")

plain()

pytest_plugins = [
    "tests.support.spine",
    "tests.support.desk",
    "tests.support.served",
    "tests.support.engines",
    "tests.support.workers",
    "tests.support.kafka",
    "tests.support.port_system",
    "tests.support.browser",
    "tests.support.seats",
]

# What is loaded to run thousands of tests is kept to the end. Collections that look through all of it again and again
# take a fifth of the run.
gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was collected stays."""
    gc.collect()
    gc.freeze()
