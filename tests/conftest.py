"""Fixtures for every test: one PostgreSQL for the run, fresh databases from migrated templates."""

pytest_plugins = [
    "tests.support.spine",
    "tests.support.desk",
    "tests.support.served",
    "tests.support.engines",
    "tests.support.kafka",
    "tests.support.port_system",
    "tests.support.browser",
]
