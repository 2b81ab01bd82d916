"""`make bench`: measures, prints a table, leaves JSON.

Exit code 0 also where a target is missed: the table says so. It is 1 where a scenario failed; the others are told all
the same.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from bench import machine, report
from bench.lab import RESULTS, Effort, Lab
from bench.report import Measured, Run
from bench.runner import measure
from bench.scenario import Scenario
from bench.scenarios import SCENARIOS
from cli.terminal import fail, say
from shared.runtime.telemetry import configure_logs

app = typer.Typer(pretty_exceptions_enable=False)


@app.command()
def main(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SCENARIO]...", help=", ".join(SCENARIOS))] = None,
    quick: Annotated[bool, typer.Option("--quick", help="for a look: short rounds, a wide spread")] = False,
    long: Annotated[bool, typer.Option("--long", help="also what takes many minutes")] = False,
    kafka: Annotated[bool, typer.Option(help="also on a real broker")] = True,
    profile: Annotated[bool, typer.Option("--profile", help="one more round of each with a flame graph")] = False,
) -> None:
    """Measure scenarios beside their floor, all by default."""
    if unknown := sorted(set(names or ()) - SCENARIOS.keys()):
        fail(f"{', '.join(unknown)}: no such scenario; there are {', '.join(SCENARIOS)}")
    configure_logs("bench", level="WARNING")
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    effort = Effort.quick() if quick else Effort()
    scenarios = [SCENARIOS[name] for name in names or SCENARIOS]
    raise typer.Exit(uvloop.run(run(scenarios, effort, long=long, kafka=kafka, profile=profile)))


async def run(
    scenarios: Sequence[Scenario],
    effort: Effort,
    *,
    long: bool = False,
    kafka: bool = True,
    profile: bool = False,
    results: Path = RESULTS,
) -> int:
    """The exit code. Table and file are left whatever happens, also by a run that is interrupted."""
    facts = machine.facts()
    names = [scenario.name for scenario in scenarios]
    asked = {"scenarios": names, "long": long, "kafka": kafka, "profile": profile}
    measured: list[Measured] = []
    async with Lab.open(effort, say=say, long=long, kafka=kafka, results=results) as lab:
        try:
            for scenario in scenarios:
                measured.append(await measure(scenario, lab, profile=profile))
        finally:
            lab.left_out += [f"{name} was interrupted or not begun." for name in names[len(measured) :]]
            done = Run(asdict(effort), asked, measured, lab.left_out)
            report.show(done)
            say(f"{report.save(lab.results, done, facts)}")
    return 1 if done.failures else 0


if __name__ == "__main__":
    app()
