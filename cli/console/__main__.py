"""`python -m cli.console build|check|client`: what `make` calls for the console."""

import sys

import typer

from cli.console.build import build, modules
from cli.console.node import NodeError
from cli.installation import ROOT
from cli.terminal import fail, say

CANNOT = """✗ 控制台未能构建，其余一切照常。请检查npm镜像设置后运行 make console
✗ The console could not be built; everything else works. Check the npm mirror that is configured, then: make console"""


def main(word: str) -> None:
    """Builds what `make up` serves, or runs a script of `console/package.json`; exit code 1 with what to do."""
    try:
        if word == "build":
            build(ROOT, say=say)
        else:
            node = modules(ROOT, say=say)
            sys.stdout.write(node.run_npm("run", "--silent", word, within=ROOT / "console"))
    except NodeError as failure:
        fail(f"{failure}\n{CANNOT}" if word == "build" else str(failure))


if __name__ == "__main__":
    typer.run(main)
