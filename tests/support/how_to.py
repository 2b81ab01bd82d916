"""Blocks of the how-to pages: what they say, and how they are applied to a copy of the tree."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.support.tree import ROOT

BLOCK = re.compile(
    r"^```(?:(?P<language>\w+) file=(?P<file>\S+) (?P<how>new|before|after|replace)"
    r'(?:="(?P<line>[^\n]*)")?(?: lines=(?P<lines>\d))?|sh)\n(?P<text>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)
NOT_COPIED = (".venv", ".portdesk", ".git", ".pytest_cache", ".hypothesis", "node_modules")
OF_MAKE = {"ARGS", "MAKEFLAGS", "MAKEOVERRIDES", "MAKELEVEL"}


def environment_in(copy: Path) -> dict[str, str]:
    """Ours for what runs in a copy of the tree: the copy comes first, and nothing of what this run was told."""
    untold = {
        name: value for name, value in os.environ.items() if name not in OF_MAKE and not name.startswith("PYTEST_")
    }
    return {**untold, "PYTHONPATH": str(copy)}


def copy_of_the_tree(folder: Path) -> Path:
    """A copy to apply blocks to, with the console's packages where there are some.

    What tools have kept of unchanged files comes along: they compare times or contents before they rely on it.
    """
    copy = folder / "portdesk"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    if (modules := ROOT / "console" / "node_modules").is_dir():
        (copy / "console" / "node_modules").symlink_to(modules)
    return copy


def blocks_of(page: str) -> Iterator[re.Match[str]]:
    """The blocks of a how-to page, in order."""
    return BLOCK.finditer((ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8"))


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
