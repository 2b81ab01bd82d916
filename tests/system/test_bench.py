"""`make bench` in its shortest form, on the quickest scenarios: it measures ours and floor, judges, and tidies up."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bench.lab import Effort, Lab
from bench.runner import measure
from bench.scenarios import SCENARIOS
from bench.scenarios.apply import check_effects
from bench.scenarios.queue import ASKED
from bench.scenarios.relay import check_sent
from bench.station import Station
from tests.support.suites import processes_of

SHORTEST = Effort("shortest", rounds=2, seconds=0.2, events=400)


@pytest.fixture(autouse=True)
def _engines(record_property: Callable[[str, object], None]) -> None:
    record_property("engine", "PostgreSQL")
    record_property("engine", "PostgreSQL log")


@pytest.mark.parametrize("name", ["relay", "apply"])
async def test_the_spine_is_measured_beside_its_floor_and_nothing_is_left(name: str, tmp_path: Path) -> None:
    said: list[str] = []
    async with Lab.open(SHORTEST, say=said.append, kafka=False, results=tmp_path) as lab:
        measured = await measure(SCENARIOS[name], lab)

    assert measured.failure == ""
    rate, cost = measured.lines
    assert len(rate.ours) == len(rate.floor) == len(cost.ours) == SHORTEST.rounds
    assert rate.ratio is not None
    assert 0 < rate.ratio.least <= rate.ratio.greatest
    assert rate.verdict in {"met (shortest)", "missed (shortest)"}
    assert cost.verdict == ""
    assert [text.split()[3] for text in said if "against" in text and "·" in text] == ["PostgreSQL", "PostgreSQL"]
    assert processes_of(tmp_path) == []
    assert not any(tmp_path.iterdir())  # noqa: ASYNC240


async def test_what_was_not_done_is_not_taken_for_quick_work(tmp_path: Path) -> None:
    async with (
        Lab.open(SHORTEST, say=lambda _: None, kafka=False, results=tmp_path) as lab,
        Station.open(lab, on_kafka=False) as station,
    ):
        assert station is not None
        await station.fill(4)
        with pytest.raises(AssertionError, match="of 4 events 0 were sent and 4 are left in the outbox"):
            await check_sent(station, 4)
        with pytest.raises(AssertionError, match="4 events had 0 effects"):
            await check_effects(station, 4)


async def test_a_desk_with_many_requests_is_looked_at_in_turn_with_a_small_one(tmp_path: Path) -> None:
    effort = replace(SHORTEST, rounds=1, crowd=2_000, looks=2)
    async with Lab.open(effort, say=lambda _: None, kafka=False, results=tmp_path) as lab:
        measured = await measure(SCENARIOS["queue"], lab)

    assert measured.failure == ""
    lines = measured.lines
    by_pair = {line.pair: [other.figure.name for other in lines if other.pair == line.pair] for line in lines}
    assert list(by_pair) == ["busy unit", "empty unit", "whole province"]
    assert all(len(names) == 2 * len(ASKED) + 1 for names in by_pair.values())
    assert all(line.ratio is not None for line in lines if line.figure.unit == "ms")
    assert processes_of(tmp_path) == []
    assert not any(tmp_path.iterdir())  # noqa: ASYNC240
