"""The how-to pages are true: their blocks, applied to a copy of the tree, pass what the pages say to type."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tree import ROOT

PAGES = ("add-an-event.md", "add-an-endpoint.md")
BLOCK = re.compile(
    r"^```(?:(?P<language>\w+) file=(?P<file>\S+) (?P<how>new|before|after|replace)"
    r'(?:="(?P<line>[^\n]*)")?(?: lines=(?P<lines>\d))?|sh)\n(?P<text>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)
NOT_COPIED = (".venv", ".portdesk", ".git", ".pytest_cache", ".hypothesis", "node_modules", "__pycache__")


@pytest.mark.slow
def test_following_both_pages_leaves_a_tree_that_passes_what_they_say_to_type(tmp_path: Path) -> None:
    copy = tmp_path / "portdesk"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    if (modules := ROOT / "console" / "node_modules").is_dir():
        (copy / "console" / "node_modules").symlink_to(modules)
    typed = []

    for page in PAGES:
        for block in BLOCK.finditer((ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8")):
            if block["file"]:
                apply(copy, block)
            else:
                for line in block["text"].splitlines():
                    type_in(copy, line)
                    typed.append(line)

    assert {"make contracts", "make check"} <= set(typed)


def apply(tree: Path, block: re.Match[str]) -> None:
    """Applies one block; `<newest>` and `<next>` are numbers of the migrations beside the file it makes."""
    path, text = tree / block["file"], block["text"]
    if "<next>" in path.name:
        newest = max(file.name[:4] for file in path.parent.glob("[0-9]*.py"))
        numbers = {"<newest>": newest, "<next>": f"{int(newest) + 1:04}"}
        for word, number in numbers.items():
            path, text = path.with_name(path.name.replace(word, number)), text.replace(word, number)
    if block["how"] == "new":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next((n for n, line in enumerate(lines) if block["line"] in line), None)
    assert place is not None, f"{block['file']} has no line with {block['line']}"
    begin = place + (block["how"] == "after")
    end = begin + (int(block["lines"] or 1) if block["how"] == "replace" else 0)
    lines[begin:end] = [text]
    path.write_text("".join(lines), encoding="utf-8")


def type_in(tree: Path, line: str) -> None:
    """Types a line of a page in the copy, which has no .venv: this interpreter does, the copy first on its path."""
    command, *words = shlex.split(line)
    assert command == "make", line
    done = subprocess.run(
        ["make", "--assume-old=setup", f"python={sys.executable}", *words],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}"
