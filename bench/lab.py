"""What scenarios are measured on: a durable PostgreSQL, a real Kafka, servers; on loopback, and gone afterwards."""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bench import machine
from bench.scenario import FULL
from cli.installation import ROOT
from cli.kafka import KafkaCluster, missing
from shared.runtime.embedded import EmbeddedPostgres

Say = Callable[[str], None]
RESULTS = ROOT / ".portdesk" / "bench"
READY_WITHIN = 60.0
STOPPED_WITHIN = 40.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How long is measured."""

    name: str = FULL
    rounds: int = 5
    seconds: float = 5.0
    events: int = 20_000
    idle_seconds: float = 600.0
    crowd: int = 1_000_000
    """Requests on a desk that has many."""
    looks: int = 40
    """How often the same thing is looked at in a round."""

    @classmethod
    def quick(cls) -> Self:
        """For a look: two minutes for everything, with a wide spread."""
        return cls(name="quick", rounds=3, seconds=2.0, events=6_000, idle_seconds=20.0, crowd=100_000, looks=20)


@dataclass(frozen=True, slots=True)
class Served:
    """A server in a process of its own."""

    pid: int
    port: int
    ops_port: int


@dataclass
class Lab:
    """One run's machines. Data lie beside the results, on the disk where an installation would have them."""

    effort: Effort
    long: bool
    say: Say
    results: Path
    folder: Path
    left_out: list[str]
    """What is not measured, and why: a sentence each, by whoever leaves it out."""
    _without_kafka: bool
    _stack: AsyncExitStack
    _postgres: EmbeddedPostgres | None = None
    _kafka: KafkaCluster | None = None

    @classmethod
    @asynccontextmanager
    async def open(
        cls, effort: Effort, *, say: Say, long: bool = False, kafka: bool = True, results: Path = RESULTS
    ) -> AsyncIterator[Self]:
        """Starts nothing yet; at the end everything that was started is stopped and its data are removed."""
        async with AsyncExitStack() as stack:
            folder = stack.enter_context(_temporary_folder(results))
            reason = missing() if kafka else "Kafka was left out."
            yield cls(effort, long, say, results, Path(folder), [reason] if reason else [], bool(reason), stack)

    async def postgres(self) -> EmbeddedPostgres:
        """The server that ours and floor share, with the settings of `portdesk up`: commits wait for the disk."""
        if self._postgres is None:
            self._postgres = await asyncio.to_thread(EmbeddedPostgres.start, self.folder / "postgres")
            self._stack.push_async_callback(asyncio.to_thread, self._postgres.stop)
        return self._postgres

    async def kafka(self) -> KafkaCluster | None:
        """One real broker; None where this machine cannot run it, or nobody wants it."""
        if self._without_kafka:
            return None
        if self._kafka is None:
            self._kafka = KafkaCluster.create(self.folder / "kafka", say=self.say)
            self._stack.push_async_callback(asyncio.to_thread, self._kafka.stop)
            await asyncio.to_thread(self._kafka.start, say=self.say)
        return self._kafka

    async def cpu_seconds(self, *pids: int) -> float:
        """Processor time used so far by these processes and by PostgreSQL with all its own."""
        server = await self.postgres()
        postmaster = int((server.data / "cluster" / "postmaster.pid").read_text().split("\n", 1)[0])
        return machine.cpu_seconds([*pids, *machine.descendants(postmaster)])

    @asynccontextmanager
    async def serving(self, *words: str, environment: Mapping[str, str]) -> AsyncIterator[Served]:
        """`python -m words…` until the end of the block; it says `ready NAME port=… ops=…` as every service does."""
        with (self.folder / "servers.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *words),
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert process.stdout is not None
        try:
            said = (await asyncio.wait_for(process.stdout.readline(), READY_WITHIN)).decode()
            ports = re.search(r"port=(\d+) ops=(\d+)", said)
            if ports is None:
                last = (self.folder / "servers.log").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{' '.join(words)} did not start, it said {said!r}\n{last}")
            yield Served(process.pid, int(ports[1]), int(ports[2]))
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.wait(), STOPPED_WITHIN)


def _temporary_folder(results: Path) -> tempfile.TemporaryDirectory[str]:
    results.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix="run-", dir=results)
