"""Builds the console from its sources into `console/dist`, which is never committed; nothing to do if it is current."""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.console.node import Node, get_node
from cli.terminal import Say

SOURCES = ("console", "sdk", "docs/reference/openapi")
MADE = frozenset({"node_modules", "dist", ".vitest"})
STAMP = ".stamp"


def dist_of(root: Path) -> Path:
    """Where the built console of a checkout lies."""
    return root / "console" / "dist"


def is_current(root: Path) -> bool:
    """Whether what lies in `dist` was built from today's sources."""
    return _read(dist_of(root) / STAMP) == stamp_of(root)


def stamp_of(root: Path) -> str:
    """SHA-256 over names and contents of everything the console is built from."""
    digest = hashlib.sha256()
    for path in sorted(_sources(root)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def build(root: Path, *, say: Say) -> None:
    """Brings `dist` up to date. Raises NodeError where Node, a package or the build itself is missing or fails."""
    with _alone(root):
        if is_current(root):
            return
        begun = time.monotonic()
        node = modules(root, say=say)
        say("构建控制台 · building the console")
        stamp = stamp_of(root)
        (dist_of(root) / STAMP).unlink(missing_ok=True)
        node.run("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", within=root / "console")
        (dist_of(root) / STAMP).write_text(stamp, encoding="utf-8")
        say(f"控制台已构建，用时{time.monotonic() - begun:.0f}秒 · console built")


def modules(root: Path, *, say: Say) -> Node:
    """A Node beside which `node_modules` holds what the lock says. Raises NodeError."""
    folder = root / "console"
    node = get_node()
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes() + (folder / ".npmrc").read_bytes()).hexdigest()
    installed = folder / "node_modules" / STAMP
    if _read(installed) != lock:
        say("安装控制台所用的软件包 · installing the console's packages")
        node.run_npm("ci", "--no-progress", "--fetch-retries", "1", within=folder)
        installed.write_text(lock, encoding="utf-8")
    return node


def _sources(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        for folder, below, names in os.walk(root / source):
            below[:] = [name for name in below if name not in MADE]
            yield from (Path(folder, name) for name in names)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Two commands started together build once."""
    lock = root / ".portdesk" / "console.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
