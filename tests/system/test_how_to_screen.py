"""The page about screens is true: its blocks, applied to a copy of the tree, build and pass the checks and the test."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli.console.build import build, modules
from tests.support.how_to import apply, blocks_of, copy_of_the_tree, environment_in
from tests.support.needs import skip_without
from tests.support.tree import ROOT

PAGE = "add-a-screen.md"


@pytest.mark.slow
@pytest.mark.browser
def test_following_the_page_leaves_a_console_that_builds_and_passes_checks_and_test(
    tmp_path: Path,
) -> None:
    if not (ROOT / "console" / "node_modules").is_dir():
        skip_without("in the console", "the console's packages are not installed: make console")
    copy = copy_of_the_tree(tmp_path)
    for block in blocks_of(PAGE):
        if block["file"]:
            apply(copy, block)
        else:
            assert block["text"] == "make console\n"
    said: list[str] = []
    build(copy, say=said.append)
    modules(copy, say=said.append).run_npm("run", "--silent", "check", within=copy / "console")

    shown = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/browser/test_types.py"],
        cwd=copy,
        env=environment_in(copy),
        capture_output=True,
        text=True,
        check=False,
    )

    assert shown.returncode == 0, shown.stdout[-4000:]
    assert len(list((copy / "console" / "dist" / "assets").glob("TypesView-*.js"))) == 1
