"""The how-to pages are true: their blocks, applied to a copy of the tree, pass what the pages say to type."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.how_to import apply, blocks_of, copy_of_the_tree, environment_in

PAGES = ("add-an-event.md", "add-an-endpoint.md")


@pytest.mark.slow
def test_following_both_pages_leaves_a_tree_that_passes_what_they_say_to_type(tmp_path: Path) -> None:
    copy = copy_of_the_tree(tmp_path)
    typed = []

    for page in PAGES:
        for block in blocks_of(page):
            if block["file"]:
                apply(copy, block)
            else:
                for line in block["text"].splitlines():
                    type_in(copy, line)
                    typed.append(line)

    assert {"make contracts", "make check"} <= set(typed)


def type_in(tree: Path, line: str) -> None:
    """Types a line of a page in the copy, which has no .venv: this interpreter does, the copy first on its path.

    The console's own checks are left out: the pages change none of its files, and its page is tried by itself.
    """
    command, *words = shlex.split(line)
    assert command == "make", line
    if words == ["check"]:
        words.append("console=true")
    done = subprocess.run(
        ["make", "--assume-old=setup", f"python={shlex.quote(sys.executable)}", *words],
        cwd=tree,
        env={**environment_in(tree), "WORKERS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}"
