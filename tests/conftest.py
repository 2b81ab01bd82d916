"""Fixtures for every test: one PostgreSQL for the run, fresh databases from migrated templates."""

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
