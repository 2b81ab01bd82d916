"""`python -m tests.chaos`: minutes of chaos on one log, and one table at the end. Exit code 1 if a rule is broken."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from tests.chaos.runner import a_seed, run


def main() -> int:
    """Reads the words, runs, tells."""
    words = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--nodes", type=int, default=1, choices=(1, 3), help="brokers, on the kafka log")
    words.add_argument("--seed", type=int, default=None, help="draws the schedule; printed")
    words.add_argument("--log", choices=("postgres", "kafka"), default="postgres")
    words.add_argument(
        "--history",
        type=Path,
        default=None,
        help="leaves the history here, as JSON lines; what the services said beside it, as .log",
    )
    asked = words.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it is meant to fail
    seed = a_seed() if asked.seed is None else asked.seed
    report = asyncio.run(
        run(asked.log, seed=seed, seconds=60 * asked.minutes, nodes=asked.nodes, keep=asked.history, say=_say)
    )
    _say(report.table())
    return 0 if report.kept else 1


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
