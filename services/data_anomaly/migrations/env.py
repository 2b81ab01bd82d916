"""Alembic's way in."""

from shared.runtime.migrate import run_in_environment

run_in_environment()
