"""`portdesk up`: the whole suite on this machine, until Ctrl-C."""

import asyncio
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import httpx
import typer
import uvloop
from pydantic import ValidationError

from cli.installation import Installation
from cli.sample.desk import NotMade
from cli.sample.populate import MOST, populate
from cli.seed import person_of_the_seed
from cli.suite import compose, default_folder
from cli.terminal import fail, say
from shared.kernel.clock import SystemClock
from shared.runtime.embedded import EmbeddedPostgresError
from shared.runtime.serve import bind, serve
from shared.runtime.telemetry import configure_logs

TRIAL = "p-ha-410100-port-01"
"""Whose token is printed to try with: the clerk on duty in Zhengzhou."""


def up(
    data: Annotated[
        Path | None, typer.Option(help="数据目录 · where everything is kept; default .portdesk/data")
    ] = None,
    port: Annotated[int, typer.Option(help="监听端口 · port of the desk")] = 8080,
    ops_port: Annotated[int, typer.Option(help="运维端口 · port of /healthz, /readyz, /metrics")] = 8081,
    log: Annotated[str | None, typer.Option(help="kafka://主机:端口 · use Kafka instead of the embedded log")] = None,
    demo: Annotated[
        int, typer.Option(min=0, max=MOST, help="演示请求件数 · make so many requests of demonstration data, once")
    ] = 0,
) -> None:
    """启动整套系统，Ctrl-C停止 · Start the whole suite; Ctrl-C stops it and leaves nothing running."""
    installation = Installation((data or default_folder()).resolve())
    try:
        uvloop.run(_run(installation, port, ops_port, log, demo))
    except EmbeddedPostgresError as error:
        fail(str(error))
    except OSError as error:
        fail(f"端口{port}或{ops_port}不可用 · port {port} or {ops_port} cannot be used: {error.strerror}")


async def _run(installation: Installation, port: int, ops_port: int, log_url: str | None, demo: int) -> None:
    begun = time.monotonic()
    listener, ops_listener = bind("127.0.0.1", port), bind("127.0.0.1", ops_port)
    installation.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (installation.folder / "suite.log").open("a", encoding="utf-8") as log_file:
        configure_logs("suite", to=log_file)
        async with compose(installation, log_url=log_url, say=say) as suite:
            telling: list[asyncio.Task[None]] = []

            async def tell_when_ready() -> None:
                while not all([(await runtime.readiness()).ready for runtime in suite.runtimes]):
                    await asyncio.sleep(0.05)
                desk_port = listener.getsockname()[1]
                _tell(installation, desk_port, ops_listener.getsockname()[1], begun)
                if demo:
                    await _demonstrate(f"http://127.0.0.1:{desk_port}", installation, demo)

            await serve(
                suite.app,
                suite.runtimes,
                listener=listener,
                ops_listener=ops_listener,
                ready=lambda: telling.append(asyncio.create_task(tell_when_ready())),
            )
            for task in telling:
                task.cancel()
            await asyncio.wait(telling)
            say("正在停止 · stopping")
        configure_logs("suite", to=sys.stderr)
    say("已停止，数据已保留 · stopped; your data is kept")


def _tell(installation: Installation, port: int, ops_port: int, begun: float) -> None:
    actor = person_of_the_seed(TRIAL, installation.province_data)
    token = installation.prepare().token(
        actor, installation=installation.name, now=SystemClock().now(), lifetime=timedelta(hours=12)
    )
    typer.secho(f"\nPortDesk 已就绪 · ready after {time.monotonic() - begun:.1f} s", fg="green", bold=True)
    typer.echo(
        f"  http://localhost:{port}/            控制台 · the console; API reference: /intake/docs /routing/docs …"
    )
    typer.echo(f"  http://localhost:{ops_port}/readyz      运行状态 · readiness, /metrics")
    typer.echo(f"  {installation.folder}/suite.log")
    typer.echo(f"\n试用令牌（{actor.unit} {actor.person}，12小时）· a token to try with:\n")
    typer.echo(f"export TOKEN={token}")
    typer.echo(f'curl -H "Authorization: Bearer $TOKEN" http://localhost:{port}/intake/v1/requests\n')


async def _demonstrate(url: str, installation: Installation, count: int) -> None:
    """Makes demonstration data and says what it is; the suite goes on whatever becomes of it."""
    try:
        made = await populate(url, installation, count, say=say)
    except (NotMade, httpx.HTTPError, OSError, ValidationError) as reason:
        typer.secho(
            f"演示数据未完成，再次运行即可继续 · demonstration data is not complete; the next run goes on: {reason!r}",
            fg="red",
        )
        return
    if not made.requests:
        typer.echo(f"演示数据已有{count}件，没有新增 · {count} demonstration requests are there; none were made\n")
        return
    lives = "，".join(f"{life} {number}" for life, number in sorted(made.lives.items()))
    typer.secho(f"已登记{made.requests}件演示请求（内容均为虚构）：{lives}", fg="green")
    typer.secho(f"Registered {made.requests} demonstration requests; everything in them is invented.\n", fg="green")
