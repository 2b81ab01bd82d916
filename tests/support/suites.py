"""A whole suite as somebody starts it: `portdesk up` in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cli.ports import free_ports
from shared.runtime import faults

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 240.0
"""Seconds; generous, because other work on the machine must not fail a test."""


class UpProcess:
    """One `portdesk up`."""

    def __init__(self, data: Path, *arguments: str, environment: Mapping[str, str] = {}) -> None:
        self.data = data
        self.output: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up", "--data", str(data), "--port", "0", "--ops-port", "0", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "500", **environment},
        )
        self.until("curl ")

    @property
    def pid(self) -> int:
        """The suite's process."""
        return self._process.pid

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    @property
    def url(self) -> str:
        """Where the desk answers."""
        return self._found(r"(http://localhost:\d+)/ ")

    @property
    def ops_url(self) -> str:
        """Where the operators' listener answers."""
        return self._found(r"(http://localhost:\d+)/readyz")

    @property
    def token(self) -> str:
        """The token it printed."""
        return self._found(r"export TOKEN=(\S+)")

    def send(self, number: signal.Signals) -> int:
        """Sends a signal and waits for the end; the exit code."""
        self._process.send_signal(number)
        self.output.append(self._process.communicate(timeout=30)[0])
        return self._process.returncode

    def death(self) -> int:
        """Waits for it to end by itself; the exit code."""
        self.output.append(self._process.communicate(timeout=60)[0])
        return self._process.returncode

    def until(self, words: str) -> None:
        """Waits for a line that begins with `words`."""
        deadline = time.monotonic() + READY_WITHIN
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.output.append(line)
            if line.startswith(words):
                return
            assert time.monotonic() < deadline, "".join(self.output)
        raise AssertionError("".join(self.output))

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, "".join(self.output))
        assert found, "".join(self.output)
        return found.group(1)


@contextmanager
def suite(data: Path, *arguments: str) -> Iterator[UpProcess]:
    """A running suite that is gone afterwards, whatever the test did to it."""
    process = UpProcess(data, *arguments)
    try:
        yield process
    finally:
        if process.lives:
            process.send(signal.SIGINT)


class RevivedSuite:
    """A suite that dies at a fault point, or by kill -9, and is started again at the same address with its data."""

    def __init__(self, data: Path, point: str) -> None:
        self._data = data
        self._ports = free_ports(2)
        self._launch({faults.SETTING: point})

    @property
    def url(self) -> str:
        """Where the desk answers while it lives."""
        return self._desk.url

    def death(self) -> int:
        """Waits for it to die at its fault point; the exit code."""
        return self._desk.death()

    def kill(self) -> None:
        """Kill -9."""
        self._desk.send(signal.SIGKILL)

    def revive(self) -> None:
        """Starts it again; it will die at no fault point."""
        self._launch({})

    def stop(self) -> None:
        """Ctrl-C, if it lives."""
        if self._desk.lives:
            self._desk.send(signal.SIGINT)

    def _launch(self, environment: Mapping[str, str]) -> None:
        port, ops_port = map(str, self._ports)
        self._desk = UpProcess(self._data, "--port", port, "--ops-port", ops_port, environment=environment)


def processes_of(data: Path) -> list[str]:
    """The command lines of all processes that name the folder or work in it: those a suite may have left behind."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                place = str((entry / "cwd").readlink())
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            if (str(data) in command or place.startswith(str(data))) and state != "Z":
                found.append(command)
    return found
