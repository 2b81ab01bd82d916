"""What a run came to: a table for people, JSON for comparisons."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.scenario import Figure, Target
from bench.spread import Spread, ratios


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one pair, round by round."""

    scenario: str
    pair: str
    figure: Figure
    ours: Sequence[float]
    floor: Sequence[float]
    """Empty where the figure has no floor."""

    @property
    def ratio(self) -> Spread | None:
        """Ours as a share of the floor; None where that says nothing, as when a floor took less than a clock tick."""
        measured = bool(self.floor) and all(self.floor)
        return Spread.of(ratios(self.ours, self.floor)) if measured and self.figure.compared else None

    @property
    def verdict(self) -> str:
        """`met` or `missed`; empty without a target."""
        target: Target | None = self.figure.target
        if target is None:
            return ""
        judged = self.ratio if target.of_ratio else Spread.of(self.ours)
        return "met" if judged is not None and target.kept(judged) else "missed"

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


def table(lines: Sequence[Line], *, missing: Sequence[str] = ()) -> Table:
    """Medians with least and greatest; `missing` says what could not be measured, and why."""
    made = Table(caption="\n".join(missing) or None, caption_style="bold red", caption_justify="left")
    for name in ("scenario", "", "figure"):
        made.add_column(name, no_wrap=True)
    for name in ("ours", "floor", "ratio", "target"):
        made.add_column(name, justify="right", no_wrap=True)
    made.add_column("")
    before = None
    for line in lines:
        if before not in (None, line.scenario):
            made.add_section()
        made.add_row(
            line.scenario if line.scenario != before else "",
            line.pair,
            f"{line.figure.name}, {line.figure.unit}",
            shown(Spread.of(line.ours)),
            shown(Spread.of(line.floor)) if line.floor else "",
            shown(line.ratio) if line.ratio else "",
            str(line.figure.target or ""),
            f"[{'green' if line.verdict == 'met' else 'bold red'}]{line.verdict}[/]" if line.verdict else "",
        )
        before = line.scenario
    return made


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


def save(folder: Path, lines: Sequence[Line], facts: Mapping[str, Any]) -> Path:
    """Writes one file per run, named by its instant and commit."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{facts['at'].replace(':', '')}-{facts['commit'][:8]}.json"
    path.write_text(json.dumps({**facts, "lines": [line.told() for line in lines]}, indent=1, ensure_ascii=False))
    return path


def show(lines: Sequence[Line], missing: Sequence[str] = ()) -> None:
    """Prints the table; where nobody looks at a terminal it is as wide as it needs to be."""
    console = Console()
    Console(width=None if console.is_terminal else 180).print(table(lines, missing=missing))
