"""What `make bench` makes of its measurements: quantiles, ratios of rounds, verdicts, the table and the file."""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bench import machine, report
from bench.report import Line, Measured, Run
from bench.scenario import FULL, Figure, Target
from bench.spread import Spread, quantile, ratios

VALUES = st.lists(st.floats(min_value=0.001, max_value=1e6), min_size=1)


def line(ours: list[float], floor: list[float], target: Target | None = None, effort: str = FULL) -> Line:
    return Line("accept", "64 connections", Figure("creates", "1/s", target), ours, floor, effort)


def run(*lines: Line, failure: str = "", left_out: list[str] | None = None) -> Run:
    asked = {"scenarios": ["accept"], "long": False}
    return Run({"name": "quick", "rounds": 3}, asked, [Measured("accept", lines, failure)], left_out or [])


def shown(told: Run) -> str:
    out = StringIO()
    Console(file=out, width=180).print(report.table(told))
    return out.getvalue()


@given(VALUES, st.floats(min_value=0.01, max_value=1))
def test_a_quantile_occurred_and_has_its_share_at_or_below_it(values: list[float], share: float) -> None:
    found = quantile(values, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) < share * len(values)


def test_the_ninety_ninth_of_a_hundred_is_the_last_but_one() -> None:
    assert quantile([float(n) for n in range(1, 101)], 0.99) == 99
    assert quantile([7.0], 0.99) == 7


def test_nothing_measured_is_an_error_and_not_a_zero() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        quantile([], 0.5)
    with pytest.raises(ValueError, match="nothing was measured"):
        Spread.of([])


def test_the_peak_of_memory_shows_what_was_given_back_until_it_is_forgotten() -> None:
    def held_and_given_back() -> None:
        assert bytearray(b"x" * 100_000_000)

    machine.forget_peak(os.getpid())
    before = machine.peak_mb(os.getpid())
    held_and_given_back()
    after = machine.peak_mb(os.getpid())
    machine.forget_peak(os.getpid())

    assert after >= before + 90
    assert machine.peak_mb(os.getpid()) < after


@given(VALUES)
def test_a_spread_lies_between_its_ends(values: list[float]) -> None:
    spread = Spread.of(values)

    assert spread.least == min(values) <= spread.median <= max(values) == spread.greatest


def test_a_machine_that_slows_both_down_does_not_change_the_ratio() -> None:
    assert ratios([800.0, 400.0, 80.0], [1000.0, 500.0, 100.0]) == [0.8, 0.8, 0.8]
    with pytest.raises(ValueError, match="longer"):
        ratios([1.0], [1.0, 2.0])


@pytest.mark.parametrize(
    ("target", "ours", "floor", "verdict"),
    [
        (Target(0.8, of_ratio=True), [800.0], [1000.0], "met"),
        (Target(0.8, of_ratio=True), [799.0], [1000.0], "missed"),
        (Target(5000), [4000.0, 5000.0, 9000.0], [1e6, 1e6, 1e6], "met"),
        (Target(5000), [4000.0, 4999.0, 9000.0], [1.0, 1.0, 1.0], "missed"),
        (Target(250, at_most=True), [250.0], [], "met"),
        (Target(250, at_most=True), [251.0], [], "missed"),
        (None, [1.0], [], ""),
    ],
)
def test_the_median_is_judged_and_the_bound_itself_is_kept(
    target: Target | None, ours: list[float], floor: list[float], verdict: str
) -> None:
    assert line(ours, floor, target).verdict == verdict


def test_a_target_of_a_ratio_is_missed_where_the_floor_was_not_measured() -> None:
    assert line([1000.0], [], Target(0.8, of_ratio=True)).verdict == "missed"


def test_a_floor_too_short_to_measure_has_no_ratio() -> None:
    assert line([1.0, 2.0], [0.0, 1.0]).ratio is None


@pytest.mark.parametrize(("ours", "verdict"), [([9.0], "met (quick)"), ([1.0], "missed (quick)"), ([], "failed")])
def test_a_verdict_of_a_short_look_does_not_read_as_a_full_one(ours: list[float], verdict: str) -> None:
    assert line(ours, [], Target(5), effort="quick").verdict == verdict


def test_the_table_shows_median_and_spread_and_how_it_was_measured() -> None:
    measured = line([700.0, 850.0, 900.0], [1000.0, 1000.0, 1000.0], Target(0.8, of_ratio=True))
    text = shown(run(measured, left_out=["no Java here"]))

    assert "850 (700..900)" in text
    assert "0.85 (0.70..0.90)" in text
    assert "≥ 0.8 × floor" in text
    assert "met" in text
    assert "no Java here" in text
    assert "effort quick: rounds=3; long=False" in text


def test_the_table_shows_a_target_that_could_not_be_measured_and_why() -> None:
    (row,) = [row for row in shown(run(line([], [], Target(5)), failure="boom [/]")).splitlines() if "≥ 5" in row]

    assert "failed" in row
    assert "accept FAILED: boom [/]" in shown(run(line([], [], Target(5)), failure="boom [/]"))


@pytest.mark.parametrize(
    ("value", "text"), [(12345.6, "12,346"), (100.0, "100"), (12.34, "12.3"), (0.835, "0.83"), (0.0, "0.00")]
)
def test_a_number_has_as_many_digits_as_mean_something(value: float, text: str) -> None:
    assert report.number(value) == text


def test_the_file_holds_every_round_and_how_it_was_measured(tmp_path: Path) -> None:
    facts = {"at": "2026-11-27T02:00:00+00:00", "commit": "0123456789abcdef", "machine": {"cores": 2}}
    measured = line([1.0, 2.0, 3.0], [4.0, 4.0, 4.0], Target(0.1, of_ratio=True))
    path = report.save(tmp_path / "new", run(measured, failure="boom", left_out=["no Java here"]), facts)
    told = json.loads(path.read_text())

    assert path.name == "2026-11-27T020000+0000-01234567.json"
    assert told["machine"] == {"cores": 2}
    assert told["lines"][0]["ours"] == [1.0, 2.0, 3.0]
    assert (told["lines"][0]["ratio"], told["lines"][0]["verdict"]) == (0.5, "met")
    assert told["effort"] == {"name": "quick", "rounds": 3}
    assert told["asked"] == {"scenarios": ["accept"], "long": False}
    assert told["left_out"] == ["no Java here"]
    assert told["failures"] == {"accept": "boom"}
