"""What a process does when the world is away, and when a part of its own is stuck: the first it outlives."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka import TopicPartition
from sqlalchemy import text
from structlog.testing import capture_logs

from cli.kafka import KafkaCluster
from shared.contracts.intake import RequestStarted
from shared.runtime.ddl import statements
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.eventlog import Partition
from shared.runtime.eventlog.kafka import KafkaLog, KafkaReader
from shared.runtime.eventlog.memory import MemoryLog
from shared.runtime.partitions import AUDIT, ensure_months
from shared.runtime.supervise import ENOUGH
from shared.runtime.telemetry import LOOP_RESTARTS
from tests.support.engines import PROPERTY
from tests.support.kafka import require_kafka
from tests.support.spine import JOURNAL, Station, journal, running, started
from tests.support.waiting import eventually


async def spine_on(server: EmbeddedPostgres) -> Station:
    """A service database on a server of its own."""
    await server.create_database("spine")
    station = Station(server.url("spine"))
    async with station.engine.begin() as connection:
        for statement in (*statements("spine"), JOURNAL):
            await connection.execute(text(statement))
        await ensure_months(connection, [AUDIT], at=datetime.now(UTC))
    return station


def failed(loop: int) -> float:
    """How often a loop of `running` has failed in this process so far."""
    return float(LOOP_RESTARTS.labels(service="intake", loop=f"loop-{loop}")._value.get())


async def test_a_database_that_is_away_for_longer_than_the_patience_ends_no_process(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    record_property(PROPERTY, "PostgreSQL")
    key = uuid4()
    server = EmbeddedPostgres.start(tmp_path, durable=False)
    station = await spine_on(server)
    async with MemoryLog() as log:
        loops = station.relay(log), station.consumer(log, {RequestStarted: journal})
        async with running(*loops, patience=0.5) as supervisor:
            await station.emit(started(key, 1))
            await eventually(lambda: station.caught_up(log))

            before = failed(0), failed(1)
            await asyncio.to_thread(server.stop)
            with capture_logs():  # to render every traceback would take longer than the outage
                await eventually(lambda: _each(failed(n) > before[n] + ENOUGH for n in (0, 1)), within=60)
            server = await asyncio.to_thread(EmbeddedPostgres.start, tmp_path, durable=False)

            await station.emit(started(key, 2))
            await eventually(lambda: station.caught_up(log), within=30)
            assert await station.applied() == {str(key): [1, 2]}
            assert not supervisor.gave_up.is_set()
    await station.engine.dispose()
    server.stop()


@pytest.mark.kafka
async def test_a_broker_that_is_away_for_longer_than_the_patience_ends_no_process(
    station: Station, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    require_kafka()
    record_property(PROPERTY, "real Kafka")
    key = uuid4()
    with KafkaCluster.create(tmp_path) as cluster:
        cluster.start()
        async with KafkaLog(cluster.bootstrap, published_within=0.5, stuck_after=0.5) as log:
            loops = station.relay(log), station.consumer(log, {RequestStarted: journal})
            async with running(*loops, patience=0.5) as supervisor:
                await station.emit(started(key, 1))
                await eventually(lambda: station.caught_up(log), within=30)

                cluster.kill()
                await station.emit(started(key, 2))
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(supervisor.gave_up.wait(), 5)
                await asyncio.to_thread(cluster.start)

                await eventually(lambda: station.caught_up(log), within=60)
                assert await station.applied() == {str(key): [1, 2]}
                assert not supervisor.gave_up.is_set()


class NumbReader(KafkaReader):
    """Its client is told to hand out nothing, as one is that has lost its way inside itself."""

    async def assign(self, positions: Mapping[Partition, int]) -> None:
        """Reads these, in theory."""
        await super().assign(positions)
        if positions:
            self._consumer.pause(*[TopicPartition(*partition) for partition in positions])


class NumbLog(KafkaLog):
    """A real Kafka, each of whose readers is numb."""

    def reader(self, group: str | None) -> KafkaReader:
        """A new client does not help."""
        return NumbReader(self._servers, group, stuck_after=0.3)


@pytest.mark.kafka
async def test_a_client_that_stays_stuck_while_broker_and_database_answer_ends_the_process(
    station: Station, kafka_broker: KafkaCluster
) -> None:
    async with NumbLog(kafka_broker.bootstrap) as log:
        loops = station.relay(log), station.consumer(log, {RequestStarted: journal})
        async with running(*loops, patience=2.0) as supervisor:
            await station.emit(started(uuid4(), 1))
            await asyncio.wait_for(supervisor.gave_up.wait(), 60)

    assert supervisor.reason.startswith("intake: the loop loop-1 does nothing but fail: ReaderStuck: ")
    assert await station.applied() == {}


async def _each(facts: Iterable[bool]) -> bool:
    return all(facts)
