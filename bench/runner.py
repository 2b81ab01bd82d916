"""Runs scenarios: a warm-up, then ours and floor by turns, so that both see the same machine."""

import traceback
from collections.abc import Mapping, Sequence

from bench import flame
from bench.lab import Lab
from bench.report import Line, Measured, number
from bench.scenario import Figure, Pair, Scenario

Rounds = Sequence[Mapping[str, float]]


async def measure(scenario: Scenario, lab: Lab, *, profile: bool = False) -> Measured:
    """One scenario; with `profile` each pair runs once more while a flame graph is drawn.

    A failure is told, not raised, for it says nothing about the other scenarios. What it kept from being measured has
    lines without a value.
    """
    lab.say(f"{scenario.name}: {scenario.about}")
    lines: list[Line] = []
    pairs: Sequence[Pair] | None = None
    try:
        async with scenario.open(lab) as pairs:
            _check_targets(scenario, pairs)
            for pair in pairs:
                ours, floor = await _rounds(scenario, pair, lab)
                lines += [_line(scenario, pair, figure, ours, floor, lab) for figure in pair.figures]
                if profile and pair.pid is not None:
                    await _draw(scenario, pair, pair.pid(), lab)
    except Exception as failure:
        traceback.print_exception(failure)
        reason = f"{type(failure).__name__}: {failure}"
        lab.say(f"  {scenario.name} FAILED: {reason}")
        return Measured(scenario.name, [*lines, *_unmeasured(scenario, pairs, lines)], reason)
    return Measured(scenario.name, lines)


def _check_targets(scenario: Scenario, pairs: Sequence[Pair]) -> None:
    named = {figure.target for figure in scenario.judged}
    for pair in pairs:
        for figure in pair.figures:
            if figure.target is not None and figure.target not in named:
                raise AssertionError(f"{pair.name}: the target of {figure.name} is not among those of the scenario")


def _unmeasured(scenario: Scenario, pairs: Sequence[Pair] | None, lines: Sequence[Line]) -> list[Line]:
    if pairs is None:
        return [Line(scenario.name, "", figure, [], []) for figure in scenario.judged]
    measured = {line.pair for line in lines}
    return [
        Line(scenario.name, pair.name, figure, [], [])
        for pair in pairs
        if pair.name not in measured
        for figure in pair.figures
    ]


async def _draw(scenario: Scenario, pair: Pair, pid: int, lab: Lab) -> None:
    picture = lab.results / f"{scenario.name}-{pair.name.replace(' ', '-')}.svg"
    try:
        async with flame.of(pid, picture):
            await pair.ours()
    except flame.NoFlameGraph as absent:
        lab.left_out.append(f"{scenario.name} · {pair.name} has no flame graph: {absent}")
        lab.say(f"  {lab.left_out[-1]}")
    else:
        lab.say(f"  flame graph {picture}")


async def _rounds(scenario: Scenario, pair: Pair, lab: Lab) -> tuple[Rounds, Rounds]:
    """Every other round the floor goes first: whoever does finds another machine than the one who follows."""
    if not pair.once:
        await pair.ours()
        if pair.floor is not None:
            await pair.floor()
    ours: list[Mapping[str, float]] = []
    floor: list[Mapping[str, float]] = []
    rounds = 1 if pair.once else lab.effort.rounds
    for nth in range(rounds):
        turns = [(pair.ours, ours)]
        if pair.floor is not None:
            turns.insert(0 if nth % 2 and not pair.within else 1, (pair.floor, floor))
        for trial, values in turns:
            values.append(await trial())
        told = "  ".join(_progress(figure, ours[-1], floor[-1] if floor else {}) for figure in pair.figures)
        lab.say(f"  {scenario.name} · {pair.name}  {nth + 1}/{rounds}  {told}")
    return ours, floor


def _progress(figure: Figure, ours: Mapping[str, float], floor: Mapping[str, float]) -> str:
    against = f" against {number(floor[figure.name])}" if figure.name in floor else ""
    return f"{figure.name} {number(ours[figure.name])}{against} {figure.unit}"


def _line(
    scenario: Scenario,
    pair: Pair,
    figure: Figure,
    ours: Rounds,
    floor: Rounds,
    lab: Lab,
) -> Line:
    return Line(
        scenario.name,
        pair.name,
        figure,
        [round_[figure.name] for round_ in ours],
        [round_[figure.name] for round_ in floor if figure.name in round_],
        lab.effort.name,
    )
