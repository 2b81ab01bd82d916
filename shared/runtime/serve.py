"""One process: a public listener and the operators', started together, drained together."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn
import uvloop
from fastapi import FastAPI
from starlette.types import ASGIApp

from shared.runtime.http.ops import ops_app
from shared.runtime.http.protocol import JdkTolerantProtocol
from shared.runtime.service import ServiceRuntime
from shared.runtime.settings import ServiceSettings
from shared.runtime.telemetry import configure_logs

IN_HAND_SECONDS = 10


class _Quiet(uvicorn.Server):
    """A uvicorn server that leaves signals to us: two servers in one process would quarrel over them."""

    @contextmanager
    def capture_signals(self) -> Any:
        yield


async def serve(
    public: ASGIApp,
    runtimes: Sequence[ServiceRuntime],
    *,
    listener: socket.socket,
    ops_listener: socket.socket,
    drain: float = 0.0,
    ready: Callable[[], None] = lambda: None,
    stop: asyncio.Event | None = None,
) -> None:
    """Serves until SIGTERM, SIGINT or `stop`, or until a supervisor gives up; then it raises SystemExit, with why.

    At the end readiness goes red for `drain` seconds while requests are still answered, what is in hand is finished
    (at most ten seconds), and the public listener closes before the operators'.
    """
    stop = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    servers = [_Quiet(_config(public)), _Quiet(_config(ops_app(runtimes), lifespan="off"))]
    tasks = [
        asyncio.create_task(server.serve(sockets=[bound]), name=f"listener.{place}")
        for place, (server, bound) in enumerate(zip(servers, (listener, ops_listener), strict=True))
    ]
    try:
        while not all(server.started for server in servers):
            _refuse_to_go_on_without(tasks)
            await asyncio.sleep(0.01)
        _keep_for_good()
        ready()
        ends = [stop, *(runtime.supervisor.gave_up for runtime in runtimes)]
        waiting = [asyncio.create_task(end.wait()) for end in ends]
        await asyncio.wait([*waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for each in waiting:
            each.cancel()
        for runtime in runtimes:
            runtime.drain()
        _refuse_to_go_on_without(tasks)
        await asyncio.sleep(drain)
    finally:
        for server, task in zip(servers, tasks, strict=True):
            server.should_exit = True
            await asyncio.gather(task, return_exceptions=True)
        gc.unfreeze()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    if reasons := [runtime.supervisor.reason for runtime in runtimes if runtime.supervisor.gave_up.is_set()]:
        raise SystemExit("\n".join(reasons))


def _keep_for_good() -> None:
    # What a process has built by now it keeps. Collections that look through all of it take a tenth of a second, again
    # and again, in the middle of somebody's request.
    gc.collect()
    gc.freeze()


def _refuse_to_go_on_without(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        if task.done():
            task.result()
            raise SystemExit(1)


def bind(host: str, port: int) -> socket.socket:
    """A listening address; port 0 takes a free one. Raises OSError where it is taken."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    return bound


def _config(app: ASGIApp, *, lifespan: Any = "on") -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=JdkTolerantProtocol,
        loop="none",
        lifespan=lifespan,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=IN_HAND_SECONDS,
        backlog=2048,
    )


def run(app: FastAPI, settings: ServiceSettings) -> None:
    """One service as a process: serves until told to stop, says where it listens on standard output."""
    configure_logs(app.state.runtime.service)
    listener, ops_listener = bind(settings.host, settings.port), bind(settings.host, settings.ops_port)

    def tell() -> None:
        port, ops_port = listener.getsockname()[1], ops_listener.getsockname()[1]
        print(f"ready {app.state.runtime.service} port={port} ops={ops_port}", flush=True)

    serving = serve(
        app,
        [app.state.runtime],
        listener=listener,
        ops_listener=ops_listener,
        drain=settings.drain_seconds,
        ready=tell,
    )
    uvloop.run(serving)
