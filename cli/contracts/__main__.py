"""`python -m cli.contracts`."""

import typer

from cli.contracts import contracts

typer.run(contracts)
