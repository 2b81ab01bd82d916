"""What a run came to: a table for people, JSON for comparisons."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.scenario import FULL, Figure, Target
from bench.spread import Spread, ratios


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one pair, round by round."""

    scenario: str
    pair: str
    figure: Figure
    ours: Sequence[float]
    """Empty where the scenario failed before this was measured."""
    floor: Sequence[float]
    """Empty where the figure has no floor."""
    effort: str = FULL

    @property
    def ratio(self) -> Spread | None:
        """Ours as a share of the floor; None where that says nothing, as when a floor took less than a clock tick."""
        measured = bool(self.floor) and all(self.floor)
        return Spread.of(ratios(self.ours, self.floor)) if measured and self.figure.compared else None

    @property
    def verdict(self) -> str:
        """`met`, `missed` or `failed`; empty without a target. What was not measured in full says so."""
        target: Target | None = self.figure.target
        if target is None:
            return ""
        if not self.ours:
            return "failed"
        judged = self.ratio if target.of_ratio else Spread.of(self.ours)
        word = "met" if judged is not None and target.kept(judged) else "missed"
        return word if self.effort == FULL else f"{word} ({self.effort})"

    def told(self) -> dict[str, Any]:
        """For the JSON file: raw rounds, so that others can judge by a rule of their own."""
        target = self.figure.target
        return {
            "scenario": self.scenario,
            "pair": self.pair,
            "figure": self.figure.name,
            "unit": self.figure.unit,
            "ours": list(self.ours),
            "floor": list(self.floor),
            "ratio": self.ratio.median if self.ratio else None,
            "target": str(target) if target else None,
            "verdict": self.verdict or None,
        }


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of one scenario."""

    scenario: str
    lines: Sequence[Line]
    failure: str = ""
    """Why it did not come to its end; the lines that were measured before stay."""


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: how it was asked for, and what came of it."""

    effort: Mapping[str, Any]
    asked: Mapping[str, Any]
    """Scenarios and flags of the command."""
    measured: Sequence[Measured]
    left_out: Sequence[str]

    @property
    def lines(self) -> Sequence[Line]:
        """Of all scenarios, in their order."""
        return [line for one in self.measured for line in one.lines]

    @property
    def failures(self) -> Mapping[str, str]:
        """Reasons by scenario."""
        return {one.scenario: one.failure for one in self.measured if one.failure}

    def told(self) -> dict[str, Any]:
        """For the JSON file."""
        return {
            "effort": dict(self.effort),
            "asked": dict(self.asked),
            "left_out": list(self.left_out),
            "failures": dict(self.failures),
            "lines": [line.told() for line in self.lines],
        }


def table(run: Run) -> Table:
    """Medians with least and greatest; below them how they were measured, what was left out and what failed."""
    made = Table(caption=_caption(run), caption_justify="left")
    for name in ("scenario", "", "figure"):
        made.add_column(name, no_wrap=True)
    for name in ("ours", "floor", "ratio", "target"):
        made.add_column(name, justify="right", no_wrap=True)
    made.add_column("")
    before = None
    for line in run.lines:
        if before not in (None, line.scenario):
            made.add_section()
        made.add_row(
            line.scenario if line.scenario != before else "",
            line.pair,
            f"{line.figure.name}, {line.figure.unit}",
            shown(Spread.of(line.ours)) if line.ours else "",
            shown(Spread.of(line.floor)) if line.floor else "",
            shown(line.ratio) if line.ratio else "",
            str(line.figure.target or ""),
            Text(line.verdict, style="green" if line.verdict.startswith("met") else "bold red"),
        )
        before = line.scenario
    return made


def _caption(run: Run) -> Text:
    flags = " ".join(f"{name}={value}" for name, value in run.asked.items() if isinstance(value, bool))
    lengths = " ".join(f"{name}={value}" for name, value in run.effort.items() if name != "name")
    told = [Text(f"effort {run.effort['name']}: {lengths}; {flags}", style="not italic")]
    told += [Text(sentence, style="bold") for sentence in run.left_out]
    told += [Text(f"{scenario} FAILED: {reason}", style="bold red") for scenario, reason in run.failures.items()]
    return Text("\n").join(told)


def shown(spread: Spread) -> str:
    """A spread in one cell: the median, and around it what it varied between."""
    if spread.least == spread.greatest:
        return number(spread.median)
    return f"{number(spread.median)} ({number(spread.least)}..{number(spread.greatest)})"


def number(value: float) -> str:
    """With as many digits as mean something: none after the point from a hundred on."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def save(folder: Path, run: Run, facts: Mapping[str, Any]) -> Path:
    """Writes one file per run, named by its instant and commit."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{facts['at'].replace(':', '')}-{facts['commit'][:8]}.json"
    path.write_text(json.dumps({**facts, **run.told()}, indent=1, ensure_ascii=False))
    return path


def show(run: Run) -> None:
    """Prints the table; where nobody looks at a terminal it is as wide as it needs to be."""
    console = Console()
    Console(width=None if console.is_terminal else 180).print(table(run))
