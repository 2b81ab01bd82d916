"""The four services as processes of their own, each to be killed and started again."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from cli.demo.command import port_system
from cli.demo.stage import Stage
from cli.installation import BUS, PACKAGES, ROOT, Installation
from cli.ports import free_port
from cli.suite import Databases
from shared.runtime import faults
from shared.runtime.embedded import EmbeddedPostgres


class ServiceProcesses:
    """`python -m services.<name>` for each service, or what `words` says instead; ports stay over restarts."""

    def __init__(
        self,
        environments: dict[str, dict[str, str]],
        log: Path,
        *,
        words: Callable[[str], Sequence[str]] = lambda service: [f"services.{PACKAGES[service]}"],
    ) -> None:
        self._environments = environments
        self._log = log
        self._words = words
        self._running: dict[str, subprocess.Popen[str]] = {}

    def start(self, service: str) -> None:
        """Starts one service and waits until it says that it is ready."""
        process = self._launch(service, {})
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith(f"ready {service}"), f"{service} said {said!r}: {self._log.read_text()[-3000:]}"

    def restart_to_crash(self, service: str, point: str) -> None:
        """Ends one service in order and starts it again so that it dies at a fault point, perhaps while it starts."""
        with self._running[service] as process:
            process.terminate()
        self._launch(service, {faults.SETTING: point})

    def pid(self, service: str) -> int:
        """The process of a service."""
        return self._running[service].pid

    def ended(self, service: str) -> int | None:
        """The exit code of a service that has ended."""
        return self._running[service].poll()

    def send(self, service: str, number: signal.Signals) -> None:
        """Sends one service a signal."""
        self._running[service].send_signal(number)

    def death(self, service: str, *, within: float) -> int:
        """Waits for a service to end by itself; its exit code."""
        with self._running[service] as process:
            return process.wait(timeout=within)

    def kill(self, service: str) -> None:
        """Kill -9, and a new start of the same."""
        with self._running[service] as process:
            process.send_signal(signal.SIGKILL)
        self.start(service)

    def _launch(self, service: str, more: Mapping[str, str]) -> subprocess.Popen[str]:
        with self._log.open("a") as errors:
            self._running[service] = subprocess.Popen(
                [sys.executable, "-m", *self._words(service)],
                cwd=ROOT,
                env={**os.environ, **self._environments[service], **more},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        return self._running[service]

    def stop(self) -> None:
        """SIGTERM to all; whoever does not end within their bound fails the test."""
        for process in self._running.values():
            process.terminate()
        for service, process in self._running.items():
            with process:
                assert process.wait(timeout=40) == 0, f"{service} ended with {process.returncode}"


@asynccontextmanager
async def stage_of_processes(
    folder: Path, event_log_url: str | None, *, receiver_port: int
) -> AsyncIterator[tuple[Stage, ServiceProcesses, EmbeddedPostgres]]:
    """A stage for the demo's story whose services are separate processes; without a URL on the embedded log."""
    await asyncio.to_thread(folder.mkdir)
    installation = Installation(folder / "data", name="demo")
    tokens = installation.prepare()
    server = await asyncio.to_thread(EmbeddedPostgres.start, installation.postgres, durable=False)
    try:
        await Databases(server).prepare(lambda _: None)
        log_url = event_log_url or server.url(BUS)
        ports = {service: free_port() for service in PACKAGES}
        environments = {
            service: {
                **installation.environment(service, database_url=server.url(service), event_log_url=log_url),
                f"{service.upper()}_PORT": str(port),
            }
            for service, port in ports.items()
        }
        processes = ServiceProcesses(environments, folder / "services.log")
        for service in PACKAGES:
            await asyncio.to_thread(processes.start, service)
        await server.create_database("port_system")
        async with port_system(server.url("port_system"), folder, root=installation.root_key) as port:
            urls = {service: f"http://127.0.0.1:{at}" for service, at in ports.items()}
            stage = Stage(installation, tokens, urls, port, receiver_port, folder)
            try:
                yield stage, processes, server
            finally:
                await stage.close()
                await asyncio.to_thread(processes.stop)
    finally:
        await asyncio.to_thread(server.stop)
