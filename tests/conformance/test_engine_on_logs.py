"""Outbox, relay, log and consumer together, on each log: what leaves one database is applied once and in order."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from cli.kafka import KafkaCluster
from shared.contracts.intake import RequestClosed, RequestStarted
from shared.runtime.eventlog import EventLog, open_log
from shared.runtime.eventlog.memory import MemoryLog, Mischief
from shared.runtime.handling import Handlers
from tests.support.spine import Station, closed, journal, running, started
from tests.support.waiting import eventually


class EngineConformance:
    """Inherit, and give a fixture `log` that is an entered log on which nobody else is."""

    async def test_every_event_is_applied_once_and_in_order(self, station: Station, log: EventLog) -> None:
        keys = [uuid4() for _ in range(40)]
        handlers: Handlers = {RequestStarted: journal, RequestClosed: journal}

        async with running(station.relay(log), station.relay(log), station.consumer(log, handlers)):
            for version in range(1, 21):
                await station.emit(*[(started if version % 4 else closed)(key, version) for key in keys])
                if version == 10:
                    async with running(station.consumer(log, handlers)):
                        await eventually(lambda: station.caught_up(log), within=30)
            await eventually(lambda: station.caught_up(log), within=30)

        assert await station.applied() == {str(key): list(range(1, 21)) for key in keys}
        assert await station.rows("SELECT 1 FROM runtime.parked") == []


class TestEngineOnMemory(EngineConformance):
    @pytest.fixture(params=range(3))
    async def log(self, request: pytest.FixtureRequest) -> AsyncIterator[EventLog]:
        async with MemoryLog(Mischief(request.param, skip=0.1)) as log:
            yield log


class TestEngineOnPostgres(EngineConformance):
    @pytest.fixture
    async def log(self, bus: str) -> AsyncIterator[EventLog]:
        async with open_log(bus) as log:
            yield log


@pytest.mark.kafka
class TestEngineOnKafka(EngineConformance):
    @pytest.fixture
    async def log(self, kafka_broker: KafkaCluster) -> AsyncIterator[EventLog]:
        async with open_log(f"kafka://{kafka_broker.bootstrap}") as log:
            yield log
