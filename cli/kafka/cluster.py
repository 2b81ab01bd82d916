"""Kafka's processes on this machine: laid out, started, watched, stopped, and hurt on purpose by tests.

Not here: speaking to Kafka, which only `shared.runtime.eventlog.kafka` does; one request that tells readiness apart.
"""

import base64
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from cli.kafka.supplies import RECIPE, KafkaError, environment, find_jars, find_java
from cli.ports import free_ports
from cli.terminal import Say

_JVM = (
    "-Xms256m",
    "-Xmx256m",
    "-Xss512k",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-Dkafka.logs.dir=.",
)
_ALONE = {
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
}
_TOGETHER = {
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "unclean.leader.election.enable": "false",
    "broker.heartbeat.interval.ms": "500",
    "broker.session.timeout.ms": "3000",
    "controller.quorum.election.timeout.ms": "500",
    "controller.quorum.fetch.timeout.ms": "1000",
}


class KafkaCluster:
    """One or three brokers (each also a controller) in one folder, on loopback ports that stay theirs across restarts.

    Nodes are numbered from 1. The folder is made whole or not at all; everything in it is relative, so it may be moved.
    """

    def __init__(self, data: Path) -> None:
        """Looks at a folder that `create` made; the brokers may have been started by another process."""
        self.data = data.resolve()
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    @classmethod
    def create(cls, data: Path, *, nodes: int = 1, port: int | None = None, say: Say = lambda _: None) -> Self:
        """Lays out and formats the folder unless that was done before; nothing runs yet.

        Node n gets `port` + 100 (n - 1) and the port after it for the controller; without `port` free ones are found.
        """
        cluster = cls(data)
        if cluster.data.exists() and any(cluster.data.iterdir()):
            return cluster
        cluster.data.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f"{cluster.data.name}.", dir=cluster.data.parent))
        ports = free_ports(2 * nodes) if port is None else [port + 100 * n + k for n in range(nodes) for k in (0, 1)]
        try:
            cls(draft)._format(list(zip(ports[::2], ports[1::2], strict=True)), say)
            draft.replace(cluster.data)
        except BaseException:
            shutil.rmtree(draft)
            raise
        return cluster

    @property
    def nodes(self) -> list[int]:
        """The numbers of the nodes."""
        return sorted(int(path.name) for path in self.data.iterdir() if path.name.isdigit())

    @property
    def bootstrap(self) -> str:
        """`host:port,…` of every node; with `kafka://` before it, an event log URL."""
        return ",".join(f"127.0.0.1:{self.port(node)}" for node in self.nodes)

    def port(self, node: int) -> int:
        """Where clients reach this node."""
        found = re.search(r"^listeners=PLAINTEXT://127\.0\.0\.1:(\d+),", self._properties(node).read_text(), re.M)
        assert found, self._properties(node)
        return int(found[1])

    def start(self, *, within: float = 60.0, say: Say = lambda _: None) -> None:
        """Starts every node that is not running and blocks until all of them know all of them: 2–5 s.

        Raises KafkaError after `within` seconds or as soon as a broker ends, with the last lines of its log.
        """
        try:
            for node in self.nodes:
                self._launch(node, say)
            self._await(time.monotonic() + within)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends the nodes one by one; one that has not gone after 10 s (its own limit is 5 min) is killed."""
        for node in reversed(self.nodes):
            self.resume(node)
            self._signal(node, signal.SIGTERM)
            # The last of three has no quorum left to take its leave of, and would wait in vain.
            if not self._gone(node, within=2.0 if node < len(self.nodes) - 1 else 10.0):
                self.kill(node)

    def kill(self, node: int = 1) -> None:
        """Ends a node as a power cut of its process would; `start` brings it back."""
        self._signal(node, signal.SIGKILL)
        self._gone(node, within=10.0)

    def pause(self, node: int = 1) -> None:
        """Freezes a node: its connections stay open and nobody answers. When this returns, every thread stands still.

        One thread takes the signal and tells the others; on a busy machine they may answer until it has had its turn.
        Raises KafkaError where one still goes on after 10 s.
        """
        self._signal(node, signal.SIGSTOP)
        deadline = time.monotonic() + 10.0
        while (pid := self.pid(node)) is not None and not _stands_still(pid):
            if time.monotonic() > deadline:
                raise KafkaError(f"Kafka 没有停住 · Kafka did not stand still: {self._home(node)}")
            time.sleep(0.01)

    def resume(self, node: int = 1) -> None:
        """Lets a frozen node go on; a running one does not notice."""
        self._signal(node, signal.SIGCONT)

    def pid(self, node: int = 1) -> int | None:
        """The process of a node, whoever started it, or None when there is none."""
        if (own := self._processes.get(node)) is not None:
            if own.poll() is None:
                return own.pid
            del self._processes[node]
        try:
            pid = int((self._home(node) / "pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return None
        return pid if os.fsencode(self._mark(node)) in command else None

    def __enter__(self) -> Self:
        """Leaving the block stops all nodes."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stops all nodes, whatever happened."""
        self.stop()

    def _home(self, node: int) -> Path:
        return self.data / str(node)

    def _properties(self, node: int) -> Path:
        return self._home(node) / "server.properties"

    def _output(self, node: int) -> Path:
        return self._home(node) / "kafka.log"

    def _mark(self, node: int) -> str:
        return f"-Dportdesk.node={self._home(node)}"

    def _format(self, ports: list[tuple[int, int]], say: Say) -> None:
        controllers = {node: f"127.0.0.1:{controller}" for node, (_, controller) in enumerate(ports, 1)}
        voters = ",".join(f"{node}@{address}:{_identifier()}" for node, address in controllers.items())
        identity = _identifier()
        for node, (client, controller) in enumerate(ports, 1):
            listeners = f"PLAINTEXT://127.0.0.1:{client},CONTROLLER://127.0.0.1:{controller}"
            own = {
                "node.id": str(node),
                "controller.quorum.bootstrap.servers": ",".join(controllers.values()),
                "listeners": listeners,
                "advertised.listeners": listeners,
            } | (_ALONE if len(ports) == 1 else _TOGETHER)
            self._home(node).mkdir()
            common = (RECIPE / "server.properties").read_text()
            self._properties(node).write_text(common + "\n" + "".join(f"{k}={v}\n" for k, v in own.items()))
            shutil.copy(RECIPE / "log4j2.xml", self._home(node))
            words = ("kafka.tools.StorageTool", "format", "-t", identity, "-c", "server.properties")
            done = subprocess.run(  # noqa: S603  our own words only
                [*_java_command(say), *words, "--initial-controllers", voters],
                cwd=self._home(node), env=environment(), capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise KafkaError(
                    f"无法格式化 Kafka 数据目录 · cannot format Kafka's data folder:\n{done.stdout}{done.stderr}"
                )

    def _launch(self, node: int, say: Say) -> None:
        if self.pid(node) is not None:
            return
        with self._output(node).open("ab") as output:
            process = subprocess.Popen(  # noqa: S603  our own words only
                [*_java_command(say), self._mark(node), "kafka.Kafka", "server.properties"],
                cwd=self._home(node), env=environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True,  # Ctrl-C is for the one who started it, who then stops it in order
            )  # fmt: skip
        (self._home(node) / "pid").write_text(str(process.pid))
        self._processes[node] = process

    def _await(self, deadline: float) -> None:
        while any(self._seen_by(node) != set(self.nodes) for node in self.nodes):
            ended = [node for node in self.nodes if self.pid(node) is None]
            if ended or time.monotonic() > deadline:
                log = self._output(ended[0] if ended else self.nodes[0])
                last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
                raise KafkaError(f"Kafka 没有启动 · Kafka did not start ({log}):\n{last}")
            time.sleep(0.05)

    def _signal(self, node: int, what: signal.Signals) -> None:
        pid = self.pid(node)
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, what)

    def _gone(self, node: int, *, within: float) -> bool:
        deadline = time.monotonic() + within
        while self.pid(node) is not None and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.pid(node) is None

    def _seen_by(self, node: int) -> set[int]:
        return nodes_known_at(self.port(node)) if self.pid(node) is not None else set()


def _stands_still(pid: int) -> bool:
    """Whether every thread is stopped (proc(5): state T, the first field after the name in parentheses)."""
    states = set()
    for thread in Path(f"/proc/{pid}/task").glob("*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            states.add(thread.read_text(errors="replace").rpartition(") ")[2][0])
    return states <= {"T"}


def nodes_known_at(port: int) -> set[int]:
    """Asks one broker for the cluster's metadata (Kafka protocol, Metadata v4); empty while it does not answer."""
    request = struct.pack(">hhih8si?", 3, 4, 1, 8, b"portdesk", 0, False)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            answers = connection.makefile("rb")

            def number() -> int:
                return int(struct.unpack(">i", answers.read(4))[0])

            def text() -> bytes:
                length = int(struct.unpack(">h", answers.read(2))[0])
                return answers.read(max(length, 0))

            for _ in ("size", "correlation", "throttle"):
                number()
            return {node for node, _, _, _ in ((number(), text(), number(), text()) for _ in range(number()))}
    except (OSError, struct.error):
        return set()


def _identifier() -> str:
    """A Kafka UUID: 22 characters, not starting with a dash, which would read as an option."""
    while (made := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return made


def _java_command(say: Say) -> list[str]:
    logging = "-Dlog4j2.configurationFile=file:log4j2.xml"
    return [str(find_java()), *_JVM, logging, "-cp", f"{find_jars(say)}/*"]
