"""`portdesk kafka …`: Kafka for somebody at a terminal. What it does is in `cluster` and `supplies`."""

import signal
from pathlib import Path
from typing import Annotated

import typer

from cli.kafka.cluster import KafkaCluster, nodes_known_at
from cli.kafka.supplies import CACHE, KafkaError

app = typer.Typer(
    help="在本机运行真正的 Kafka · A real Kafka on this machine, without a container.", no_args_is_help=True
)

DEFAULT_DATA = CACHE / "data"
DEFAULT_PORT = 19092

Data = Annotated[Path, typer.Option("--data", help="数据目录 · where it keeps its records")]


@app.command()
def start(
    data: Data = DEFAULT_DATA,
    nodes: Annotated[int | None, typer.Option(help="1 或 3 · one or three")] = None,
    port: Annotated[int | None, typer.Option(help="首节点端口 · port of the first node")] = None,
    foreground: Annotated[bool, typer.Option("--foreground", help="留在前台，Ctrl-C 停止 · stay until Ctrl-C")] = False,
) -> None:
    """启动，直到可用 · Start, and return when it answers."""
    if nodes not in (None, 1, 3):
        raise typer.BadParameter("1 / 3", param_hint="--nodes")
    try:
        cluster = KafkaCluster.create(data, nodes=nodes or 1, port=port or DEFAULT_PORT, say=typer.echo)
        if nodes not in (None, len(cluster.nodes)) or port not in (None, cluster.port(1)):
            raise KafkaError(
                f"目录中已有另一集群 · the folder holds another cluster: {cluster.bootstrap} ({cluster.data})"
            )
        typer.echo("正在启动 Kafka · starting Kafka")
        cluster.start(say=typer.echo)
    except KafkaError as error:
        typer.secho(str(error), err=True, fg="red")
        raise typer.Exit(1) from None
    typer.echo(f"kafka://{cluster.bootstrap}")
    if foreground:
        with cluster:
            signal.pthread_sigmask(signal.SIG_BLOCK, stopping := {signal.SIGINT, signal.SIGTERM})
            signal.sigwait(stopping)


@app.command()
def stop(data: Data = DEFAULT_DATA) -> None:
    """停止 · Stop every node."""
    if data.exists():
        KafkaCluster(data).stop()
    typer.echo("已停止 · stopped")


@app.command()
def status(data: Data = DEFAULT_DATA) -> None:
    """状态 · Which nodes run, and whom each one knows; exit code 3 if one is down."""
    cluster = KafkaCluster(data)
    pids = {node: cluster.pid(node) for node in cluster.nodes} if data.exists() else {}
    for node, pid in pids.items():
        known = sorted(nodes_known_at(cluster.port(node))) if pid else []
        typer.echo(f"{node}  127.0.0.1:{cluster.port(node)}  pid {pid or '-'}  {known}")
    if not pids or None in pids.values():
        raise typer.Exit(3)
