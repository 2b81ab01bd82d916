"""`portdesk demo`: builds the stage on this machine, runs the story on it, says how it ended."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer
import uvloop

from cli.demo.stage import Stage, listens
from cli.demo.story import Story
from cli.demo.telling import NotAsTold, Teller
from cli.installation import ROOT, Installation
from cli.ports import free_port
from cli.suite import Suite, compose
from shared.runtime.serve import bind, serve
from shared.runtime.telemetry import configure_logs


def demo(
    folder: Annotated[
        Path | None, typer.Option(help="结果目录 · where the evidence bundle is left; default .portdesk/demo/…")
    ] = None,
    log: Annotated[str | None, typer.Option(help="kafka://主机:端口 · on Kafka instead of the embedded log")] = None,
) -> None:
    """讲述一个案件的全过程 · Tell one case from the first report to the offline proof, on a suite of its own.

    退出码 · exit code: 0 as told; 1 a step was not.
    """
    chosen = (folder or Path(".portdesk/demo") / datetime.now().strftime("%Y%m%d-%H%M%S")).resolve()  # noqa: DTZ005
    tell = Teller()
    chosen.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        uvloop.run(_tell_it(chosen, tell, log))
    except (NotAsTold, httpx.HTTPError, KeyError) as not_so:
        tell.failed(str(not_so) or type(not_so).__name__)
        raise typer.Exit(1) from None
    bundle = next(chosen.glob("*.evidence.zip"))
    tell.done(
        f"如所述 · as told. {bundle}",
        f"再次核验 · verify it again: .venv/bin/python -m cli verify '{bundle}' --trust '{chosen / 'trust.json'}'",
    )


async def _tell_it(folder: Path, tell: Teller, log_url: str | None) -> None:
    installation = Installation(folder / "data", name="demo")
    tell.note("正在启动独立的一套系统", "starting a suite of its own")
    with (folder / "suite.log").open("w", encoding="utf-8") as log_file:
        configure_logs("suite", to=log_file)
        try:
            async with (
                compose(installation, log_url=log_url) as suite,
                listening(suite) as desk,
                port_system(await suite.database("port_system"), folder, root=installation.root_key) as port,
            ):
                urls = dict.fromkeys(("intake", "routing", "anomaly", "notify"), desk)
                stage = Stage(installation, suite.tokens, urls, port, free_port(), folder)
                try:
                    await Story(stage, tell).run()
                finally:
                    await stage.close()
        finally:
            configure_logs("suite", to=sys.stderr)
    shutil.rmtree(installation.folder, ignore_errors=True)


@asynccontextmanager
async def listening(suite: Suite) -> AsyncIterator[str]:
    """The suite on free ports of this machine; its address."""
    listener, ops_listener = bind("127.0.0.1", 0), bind("127.0.0.1", 0)
    ready, stop = asyncio.Event(), asyncio.Event()
    serving = asyncio.create_task(
        serve(suite.app, suite.runtimes, listener=listener, ops_listener=ops_listener, ready=ready.set, stop=stop)
    )
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait([serving, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    try:
        if serving.done():
            serving.result()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop.set()
        await serving


@asynccontextmanager
async def port_system(database_url: str, folder: Path, *, root: str) -> AsyncIterator[str]:
    """The example port system as a process of its own; `root` must have signed its trust file. Its address."""
    port = free_port()
    log_file = (folder / "port_system.log").open("ab")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "examples.port_system",
        "--database-url",
        database_url,
        "--trust",
        str(folder / "trust.json"),
        f"--root={root}",  # a key may begin with a hyphen
        "--guard-key",
        str(folder / "guard.pem"),
        "--port",
        str(port),
        cwd=ROOT,
        stderr=log_file,
    )
    try:
        await listens(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        log_file.close()
