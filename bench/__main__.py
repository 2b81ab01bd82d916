"""`make bench`: measures, prints a table, leaves JSON. Exit code 0 also where a target is missed: the table says so."""

import logging
from typing import Annotated

import typer
import uvloop

from bench import machine, report
from bench.lab import Effort, Lab
from bench.report import Line
from bench.runner import measure
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
    uvloop.run(_run(names or list(SCENARIOS), effort, long=long, kafka=kafka, profile=profile))


async def _run(names: list[str], effort: Effort, *, long: bool, kafka: bool, profile: bool) -> None:
    facts = machine.facts()
    lines: list[Line] = []
    async with Lab.open(effort, say=say, long=long, kafka=kafka) as lab:
        for name in names:
            lines += await measure(SCENARIOS[name], lab, profile=profile)
        report.show(lines, lab.missing)
        say(f"{report.save(lab.results, lines, facts)}")


if __name__ == "__main__":
    app()
