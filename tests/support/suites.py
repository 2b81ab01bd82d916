"""A whole suite as somebody starts it: `portdesk up` in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 240.0
"""Seconds; generous, because other work on the machine must not fail a test."""


class UpProcess:
    """One `portdesk up`."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data = data
        self.output: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up", "--data", str(data), "--port", "0", "--ops-port", "0", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "500"},
        )
        self.until("curl ")

    @property
    def pid(self) -> int:
        """The suite's process."""
        return self._process.pid

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
        if process._process.poll() is None:
            process.send(signal.SIGINT)


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
