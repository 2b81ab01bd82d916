"""How `make bench` runs scenarios: who goes first, and what a failure leaves of the others and of itself."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bench.__main__ import run
from bench.lab import Effort, Lab
from bench.load import LoadFailed
from bench.report import Measured
from bench.runner import measure
from bench.scenario import Figure, Pair, Scenario, Target, Trial
from bench.scenarios import SCENARIOS
from bench.scenarios.story import slowest_of

RATE = Figure("rate", "1/s", Target(5))
THREE_ROUNDS = Effort("short", rounds=3)


def scenario(*pairs: Pair, name: str = "made", ending: Exception | None = None) -> Scenario:
    @asynccontextmanager
    async def opened(_: Lab) -> AsyncIterator[Sequence[Pair]]:
        yield pairs
        if ending:
            raise ending

    return Scenario(name, "made for a test", opened, (RATE,))


@asynccontextmanager
async def no_start(_: Lab) -> AsyncIterator[Sequence[Pair]]:
    raise TimeoutError("the service does not become ready")
    yield []


WITHOUT_START = Scenario("unstarted", "never starts", no_start, (RATE,))


async def ten() -> Mapping[str, float]:
    return {RATE.name: 10.0}


async def refused() -> Mapping[str, float]:
    raise LoadFailed("503")


async def measured(of: Scenario, folder: Path, *, profile: bool = False) -> tuple[Measured, Sequence[str]]:
    async with Lab.open(THREE_ROUNDS, say=lambda _: None, kafka=False, results=folder) as lab:
        return await measure(of, lab, profile=profile), lab.left_out


@pytest.mark.parametrize(
    ("within", "order"),
    [(False, ["ours", "floor", "floor", "ours", "ours", "floor"]), (True, ["ours", "floor"] * 3)],
    ids=["apart", "within"],
)
async def test_ours_and_floor_go_first_by_turns(tmp_path: Path, within: bool, order: list[str]) -> None:
    called: list[str] = []

    def trial(name: str) -> Trial:
        async def called_now() -> Mapping[str, float]:
            called.append(name)
            return {RATE.name: float(len(called))}

        return called_now

    pair = Pair("pair", (RATE,), trial("ours"), trial("floor"), within=within)
    told, _ = await measured(scenario(pair), tmp_path)
    (line,) = told.lines

    warm_up = ["ours", "floor"]
    assert called == warm_up + order
    assert line.ours == [3.0 + nth for nth, name in enumerate(order) if name == "ours"]
    assert line.floor == [3.0 + nth for nth, name in enumerate(order) if name == "floor"]


async def test_a_pair_that_fails_leaves_those_before_it_and_tells_its_target_as_failed(tmp_path: Path) -> None:
    pairs = [Pair("good", (RATE,), ten), Pair("bad", (RATE,), refused), Pair("after", (RATE,), ten)]
    told, _ = await measured(scenario(*pairs), tmp_path)

    assert told.failure == "LoadFailed: 503"
    assert [(line.pair, line.verdict) for line in told.lines] == [
        ("good", "met (short)"),
        ("bad", "failed"),
        ("after", "failed"),
    ]


async def test_a_scenario_that_does_not_start_tells_every_target_as_failed(tmp_path: Path) -> None:
    told, _ = await measured(WITHOUT_START, tmp_path)

    assert told.failure == "TimeoutError: the service does not become ready"
    assert [(line.figure, line.verdict) for line in told.lines] == [(RATE, "failed")]


async def test_what_was_measured_stays_where_the_end_fails(tmp_path: Path) -> None:
    told, _ = await measured(scenario(Pair("good", (RATE,), ten), ending=TimeoutError("no end")), tmp_path)

    assert told.failure == "TimeoutError: no end"
    assert [line.verdict for line in told.lines] == ["met (short)"]


async def test_a_target_that_a_failed_start_would_hide_fails_the_scenario(tmp_path: Path) -> None:
    hidden = Pair("pair", (Figure("other", "s", Target(1, at_most=True)),), ten)
    told, _ = await measured(scenario(hidden), tmp_path)

    assert "the target of other is not among those of the scenario" in told.failure


async def test_a_process_that_cannot_be_looked_into_costs_only_the_picture(tmp_path: Path, ended: int) -> None:
    told, left_out = await measured(scenario(Pair("pair", (RATE,), ten, pid=lambda: ended)), tmp_path, profile=True)

    assert told.failure == ""
    assert [line.verdict for line in told.lines] == ["met (short)"]
    assert any("made · pair has no flame graph" in sentence for sentence in left_out)


@pytest.mark.parametrize(("first", "code"), [(WITHOUT_START, 1), (scenario(Pair("pair", (RATE,), ten)), 0)])
async def test_a_run_is_saved_whatever_fails_and_its_exit_code_says_so(
    tmp_path: Path, first: Scenario, code: int
) -> None:
    good = scenario(Pair("good", (RATE,), ten), name="good")

    assert await run([first, good], THREE_ROUNDS, kafka=False, results=tmp_path) == code
    (path,) = tmp_path.glob("*.json")  # noqa: ASYNC240
    told = json.loads(path.read_text())
    assert [line["verdict"] for line in told["lines"]] == ["failed" if code else "met (short)", "met (short)"]
    assert list(told["failures"]) == ([first.name] if code else [])
    assert told["effort"]["name"] == "short"
    assert told["asked"]["kafka"] is False
    assert told["left_out"] == ["Kafka was left out."]


def test_every_figure_that_a_scenario_is_judged_by_has_a_target() -> None:
    judged = [figure for scenario in SCENARIOS.values() for figure in scenario.judged]

    assert all(scenario.judged for scenario in SCENARIOS.values())
    assert all(figure.target for figure in judged)


@pytest.mark.parametrize(("requests", "name"), [(200, "p99 of 200"), (100, "p99 of 100"), (60, "longest of 60")])
def test_a_percentile_that_is_the_longest_is_called_so(requests: int, name: str) -> None:
    assert slowest_of(requests).name == name


def test_the_full_effort_asks_for_enough_single_requests_for_a_percentile() -> None:
    assert Effort().rounds * Effort().looks >= 100


@pytest.fixture
def ended() -> int:
    """A process id that nobody has any more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid
