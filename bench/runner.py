"""Runs scenarios: a warm-up, then ours and floor by turns, so that both see the same machine."""

from collections.abc import Mapping, Sequence

from bench import flame
from bench.lab import Lab
from bench.report import Line, number
from bench.scenario import Figure, Pair, Scenario


async def measure(scenario: Scenario, lab: Lab, *, profile: bool = False) -> list[Line]:
    """The lines of one scenario; with `profile` each pair runs once more while a flame graph is drawn."""
    lab.say(f"{scenario.name}: {scenario.about}")
    lines: list[Line] = []
    async with scenario.open(lab) as pairs:
        for pair in pairs:
            ours, floor = await _rounds(scenario, pair, lab)
            lines += [_line(scenario, pair, figure, ours, floor) for figure in pair.figures]
            if profile and pair.pid is not None:
                picture = lab.results / f"{scenario.name}-{pair.name.replace(' ', '-')}.svg"
                async with flame.of(pair.pid(), picture):
                    await pair.ours()
                lab.say(f"  flame graph {picture}")
    return lines


async def _rounds(
    scenario: Scenario, pair: Pair, lab: Lab
) -> tuple[list[Mapping[str, float]], list[Mapping[str, float]]]:
    if not pair.once:
        await pair.ours()
        if pair.floor is not None:
            await pair.floor()
    ours: list[Mapping[str, float]] = []
    floor: list[Mapping[str, float]] = []
    rounds = 1 if pair.once else lab.effort.rounds
    for nth in range(rounds):
        ours.append(await pair.ours())
        if pair.floor is not None:
            floor.append(await pair.floor())
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
    ours: Sequence[Mapping[str, float]],
    floor: Sequence[Mapping[str, float]],
) -> Line:
    return Line(
        scenario.name,
        pair.name,
        figure,
        [round_[figure.name] for round_ in ours],
        [round_[figure.name] for round_ in floor if figure.name in round_],
    )
