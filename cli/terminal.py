"""What the commands say on a terminal: progress, and the one line with which a command gives up."""

from collections.abc import Callable
from typing import NoReturn

import typer

Say = Callable[[str], None]
"""How a step tells its progress: on a terminal by `say`, in tests by nothing at all."""


def say(line: str) -> None:
    """One line of progress, on standard error."""
    typer.secho(f"  {line}", fg="bright_black", err=True)


def fail(line: str) -> NoReturn:
    """Ends the command with a reason and exit code 1."""
    typer.secho(line, fg="red", err=True)
    raise typer.Exit(1)
