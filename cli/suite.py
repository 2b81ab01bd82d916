"""The whole suite in one process: embedded PostgreSQL, five databases, four applications behind one address."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.types import ASGIApp

from cli.console.front import front
from cli.console.site import Site
from cli.console.trial import trial_routes
from cli.installation import BUS, PACKAGES, ROOT, Installation
from cli.terminal import Say
from shared.contracts.topics import TOPICS
from shared.kernel.clock import Clock, SystemClock
from shared.runtime.auth import TokenKeys
from shared.runtime.ddl import statements
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.eventlog import open_log
from shared.runtime.migrate import upgrade
from shared.runtime.service import ServiceRuntime
from shared.runtime.settings import ServiceSettings, SharedSettings


@dataclass(frozen=True, slots=True)
class Suite:
    """The applications of one installation, composed and not yet listening."""

    app: ASGIApp
    runtimes: list[ServiceRuntime]
    tokens: TokenKeys
    apps: Mapping[str, FastAPI]
    databases: "Databases"

    async def database(self, name: str) -> str:
        """The URL of a further database on the embedded server; made if missing."""
        if not await self.databases.server.has_database(name):
            await self.databases.server.create_database(name)
        return self.databases.server.url(name)


class Databases:
    """The embedded server and its databases, made and brought up to date."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self.server = server

    async def prepare(self, say: Say) -> None:
        """Creates what is missing and applies every migration."""
        for name, package in PACKAGES.items():
            if not await self.server.has_database(name):
                say(f"创建数据库 {name} · creating database {name}")
                await self.server.create_database(name)
            engine = create_async_engine(self.server.url(name))
            await upgrade(engine, package)
            await engine.dispose()
        if not await self.server.has_database(BUS):
            await self.server.create_database(BUS)
            await self.make_log(BUS)

    async def make_log(self, name: str) -> None:
        """Makes an empty database an event log."""
        engine = create_async_engine(self.server.url(name))
        async with engine.begin() as connection:
            for statement in statements("log"):
                await connection.execute(text(statement))
        await engine.dispose()


@asynccontextmanager
async def databases(installation: Installation, *, say: Say) -> AsyncIterator[Databases]:
    """The databases of an installation, up to date; the server is stopped at the end."""
    say("启动内置PostgreSQL · starting the embedded PostgreSQL")
    server = await asyncio.to_thread(EmbeddedPostgres.start, installation.postgres, say=say)
    try:
        prepared = Databases(server)
        await prepared.prepare(say)
        yield prepared
    finally:
        await asyncio.to_thread(server.stop)


@asynccontextmanager
async def compose(
    installation: Installation,
    *,
    log_url: str | None = None,
    clock: Clock | None = None,
    say: Say = lambda _: None,
) -> AsyncIterator[Suite]:
    """The four services on one log; `log_url` is `kafka://…`, else the embedded log of the `bus` database."""
    tokens = installation.prepare()
    async with AsyncExitStack() as stack:
        stored = await stack.enter_async_context(databases(installation, say=say))
        url = log_url or stored.server.url(BUS)
        say(f"事件日志 {url.split('@')[0].split('?')[0]} · event log")
        log = await stack.enter_async_context(open_log(url))
        await log.ensure_topics(TOPICS.values())
        apps: dict[str, FastAPI] = {}
        for service, package in PACKAGES.items():
            say(f"装配服务 {service} · composing {service}")
            environment = installation.environment(service, database_url=stored.server.url(service), event_log_url=url)
            module = import_module(f"services.{package}.app")
            settings = settings_of(service, package, environment)
            apps[service] = module.create_app(settings, clock=clock or SystemClock(), log=log)
        trial = trial_routes(installation, tokens, clock or SystemClock())
        whole = front(Site.of(ROOT), apps, routes=trial)
        yield Suite(whole, [app.state.runtime for app in apps.values()], tokens, apps, stored)


def settings_of(service: str, package: str, environment: Mapping[str, str]) -> ServiceSettings:
    """The settings a service's own process would read from `environment`."""
    own = f"{service.upper()}_"

    def part(prefix: str) -> dict[str, Any]:
        return {
            name.removeprefix(prefix).lower(): value for name, value in environment.items() if name.startswith(prefix)
        }

    kind: type[ServiceSettings] = import_module(f"services.{package}.settings").Settings
    return kind(shared=SharedSettings(**part("PORTDESK_")), **part(own))


def default_folder() -> Path:
    """Where the embedded default keeps its data, relative to the working folder."""
    return Path(".portdesk/data")
