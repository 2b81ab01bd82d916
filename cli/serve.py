"""`portdesk serve console`: the console's files behind the proxy of a production installation."""

import asyncio
from typing import Annotated

import typer
import uvloop

from cli.console.build import is_current
from cli.console.front import front
from cli.console.site import Site
from cli.installation import ROOT
from cli.terminal import fail
from shared.runtime.serve import bind, serve
from shared.runtime.telemetry import configure_logs

app = typer.Typer(no_args_is_help=True, help="单独运行的部件 · Parts that run by themselves.")


@app.callback()
def serving() -> None:
    """Makes `console` a word of its own, as further parts will be."""


@app.command()
def console(
    host: Annotated[str, typer.Option(help="监听地址 · address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听端口 · port")] = 8070,
    ops_port: Annotated[int, typer.Option(help="运维端口 · port of /healthz, /readyz, /metrics")] = 8071,
) -> None:
    """提供控制台的文件与安全策略，不含任何登录 · Serve the console's files with their policy; nobody signs in here."""
    if not is_current(ROOT):
        fail("控制台尚未构建，请运行 make console · the console has not been built: make console")
    configure_logs("console")
    uvloop.run(_run(host, port, ops_port))


async def _run(host: str, port: int, ops_port: int) -> None:
    site = await asyncio.to_thread(Site.of, ROOT)
    await serve(front(site, {}), [], listener=bind(host, port), ops_listener=bind(host, ops_port))
