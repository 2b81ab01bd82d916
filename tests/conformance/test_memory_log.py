from collections.abc import AsyncIterator

import pytest

from shared.runtime.eventlog.memory import MemoryLog, Mischief
from tests.conformance.eventlog import EventLogConformance


class TestMemoryLog(EventLogConformance):
    @pytest.fixture
    async def log(self) -> AsyncIterator[MemoryLog]:
        async with MemoryLog() as log:
            yield log


class TestMemoryLogWithRepeatsAndShuffles(EventLogConformance):
    @pytest.fixture(params=range(5))
    async def log(self, request: pytest.FixtureRequest) -> AsyncIterator[MemoryLog]:
        async with MemoryLog(Mischief(seed=request.param, repeat=0.5, rewind=0.0)) as log:
            yield log
