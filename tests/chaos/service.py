"""One real service as a process, with journals: `python -m tests.chaos.service intake`."""

import sys
from importlib import import_module

from fastapi import FastAPI

from cli.installation import PACKAGES
from shared.runtime.serve import run
from shared.runtime.service import ServiceRuntime
from shared.runtime.settings import ServiceSettings
from tests.chaos.consuming import Noting, consume_with
from tests.chaos.journals import journalled


def composed(service: str) -> tuple[FastAPI, ServiceSettings]:
    """The service's application on the settings of its environment; its consumer calls journalled handlers."""
    package = f"services.{PACKAGES[service]}"
    settings: ServiceSettings = import_module(f"{package}.settings").Settings()
    app: FastAPI = import_module(f"{package}.app").create_app(settings)
    runtime: ServiceRuntime = app.state.runtime
    consume_with(runtime, Noting, journalled(runtime.consumer._handlers))
    return app, settings


if __name__ == "__main__":
    run(*composed(sys.argv[1]))
