"""A minute of chaos on each log: whatever dies, what the desk accepted is handled once, in order, and told."""

from collections.abc import Callable

import pytest

from tests.chaos.runner import run
from tests.support.kafka import require_kafka

SECONDS = 60.0
FEWEST_FAULTS = 10


@pytest.mark.slow
@pytest.mark.parametrize("log", ["postgres", pytest.param("kafka", marks=pytest.mark.kafka)])
async def test_every_rule_is_kept_through_a_minute_of_chaos(
    log: str, record_property: Callable[[str, object], None]
) -> None:
    if log == "kafka":
        require_kafka()
    record_property("engine", "PostgreSQL")
    record_property("engine", "PostgreSQL log" if log == "postgres" else "real Kafka")

    report = await run(log, seed=20261124, seconds=SECONDS)

    print(report.table())
    assert report.kept, report.table()
    assert report.faults.total() >= FEWEST_FAULTS
