"""The services as the generated documents see them: made with throw-away settings, connected to nothing."""

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from fastapi import FastAPI

from cli.installation import PACKAGES, Installation
from cli.suite import settings_of
from shared.contracts.event import Event
from shared.contracts.topics import Service
from shared.kernel.access import Rules
from shared.runtime.handling import Handler
from shared.runtime.settings import ServiceSettings

NOWHERE = "postgresql+asyncpg://nobody@localhost/nothing"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Composed:
    """One service, put together and never started."""

    name: Service
    package: str
    """Its folder under services."""
    settings: type[ServiceSettings]
    app: FastAPI
    rules: Rules
    handlers: Mapping[type[Event], Handler]

    @property
    def document(self) -> dict[str, Any]:
        """Its published OpenAPI document."""
        return self.app.openapi()


@cache
def composed() -> tuple[Composed, ...]:
    """Every service, in the order they are started."""
    with TemporaryDirectory() as folder:
        installation = Installation(Path(folder) / "data")
        installation.prepare()
        return tuple(_compose(Service(name), package, installation) for name, package in PACKAGES.items())


def import_everything(*packages: str) -> None:
    """Imports every module below `packages`, so that walks over subclasses see all; nothing that runs on import."""
    for package in packages:
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if ".migrations" not in module.name and not module.name.endswith(".__main__"):
                import_module(module.name)


def subclasses(root: type[T]) -> list[type[T]]:
    """Every subclass of `root` that the suite's own code defines, `root` first, each once."""
    import_everything("shared", "services")
    found = {root: None}
    for known in found.copy():
        found |= dict.fromkeys(_below(known))
    return [known for known in found if known.__module__.split(".")[0] in {"shared", "services"}]


def _below(root: type[T]) -> list[type[T]]:
    return [found for child in root.__subclasses__() for found in (child, *_below(child))]


def _compose(service: Service, package: str, installation: Installation) -> Composed:
    environment = installation.environment(service, database_url=NOWHERE, event_log_url="memory")
    settings = settings_of(service, package, environment)
    app: FastAPI = import_module(f"services.{package}.app").create_app(settings)
    return Composed(
        name=service,
        package=package,
        settings=type(settings),
        app=app,
        rules=import_module(f"services.{package}.domain.policy").RULES,
        handlers=app.state.runtime.consumer._handlers,
    )
