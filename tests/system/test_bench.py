"""`make bench` in its shortest form, on the quickest scenarios: it measures ours and floor, judges, and tidies up."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.lab import Effort, Lab
from bench.runner import measure
from bench.scenarios import SCENARIOS
from tests.support.suites import processes_of

SHORTEST = Effort(rounds=2, seconds=0.2, events=400)


@pytest.fixture(autouse=True)
def _engines(record_property: Callable[[str, object], None]) -> None:
    record_property("engine", "PostgreSQL")
    record_property("engine", "PostgreSQL log")


@pytest.mark.parametrize("name", ["relay", "apply"])
async def test_the_spine_is_measured_beside_its_floor_and_nothing_is_left(name: str, tmp_path: Path) -> None:
    said: list[str] = []
    async with Lab.open(SHORTEST, say=said.append, kafka=False, results=tmp_path) as lab:
        rate, cost = await measure(SCENARIOS[name], lab)

    assert len(rate.ours) == len(rate.floor) == len(cost.ours) == SHORTEST.rounds
    assert rate.ratio is not None
    assert 0 < rate.ratio.least <= rate.ratio.greatest
    assert rate.verdict in {"met", "missed"}
    assert cost.verdict == ""
    assert [text.split()[3] for text in said if "against" in text and "·" in text] == ["PostgreSQL", "PostgreSQL"]
    assert processes_of(tmp_path) == []
    assert not any(tmp_path.iterdir())  # noqa: ASYNC240
