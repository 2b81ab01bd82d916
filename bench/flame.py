"""Flame graphs by py-spy: drawn from outside, so that the process measured is the one that ships."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

SAMPLES_A_SECOND = 250


class NoFlameGraph(Exception):
    """The sampler may not look into the process; the sentence is its own."""


@asynccontextmanager
async def of(pid: int, picture: Path) -> AsyncIterator[None]:
    """Samples a process for the length of the block and leaves an SVG.

    Linux lets only root, or a parent, look into a process where `kernel.yama.ptrace_scope` is 1 or more.
    """
    try:
        sampler = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("py-spy")),
            *("record", "--pid", str(pid), "--output", str(picture), "--rate", str(SAMPLES_A_SECOND), "--nonblocking"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    except FileNotFoundError as absent:
        raise NoFlameGraph(str(absent)) from absent
    try:
        yield
    finally:
        if sampler.returncode is None:
            sampler.send_signal(signal.SIGINT)
        _, said = await sampler.communicate()
    if sampler.returncode != 0:
        raise NoFlameGraph(said.decode(errors="replace").strip())
