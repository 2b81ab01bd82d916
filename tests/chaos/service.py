"""One real service as a process, with journals: `python -m tests.chaos.service intake`."""

import sys
from dataclasses import replace
from importlib import import_module

from fastapi import FastAPI

from cli.installation import PACKAGES
from shared.runtime.consumer import Consumer
from shared.runtime.serve import run
from shared.runtime.service import ServiceRuntime
from shared.runtime.settings import ServiceSettings
from tests.chaos.journals import journalled


def composed(service: str) -> tuple[FastAPI, ServiceSettings]:
    """The service's application on the settings of its environment; its consumer calls journalled handlers."""
    package = f"services.{PACKAGES[service]}"
    settings: ServiceSettings = import_module(f"{package}.settings").Settings()
    app: FastAPI = import_module(f"{package}.app").create_app(settings)
    runtime: ServiceRuntime = app.state.runtime
    consumer = Consumer(
        runtime.engine,
        runtime.log,
        service=service,
        handlers=journalled(runtime.consumer._handlers),
        open_tx=runtime.transactions.write,
    )
    runtime.supervisor.loops = [
        replace(loop, run=consumer.run, release=consumer.release) if loop.name == "consumer" else loop
        for loop in runtime.supervisor.loops
    ]
    return app, settings


if __name__ == "__main__":
    run(*composed(sys.argv[1]))
