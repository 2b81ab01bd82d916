"""The how-to pages are true: their blocks, applied to a copy of the tree, pass the checks they promise."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(
    r"^```(?P<language>\w+) file=(?P<file>\S+) (?P<how>[^\n]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
TESTS = (
    "tests/contracts",
    "tests/shape",
    "tests/services/test_intake_rating.py",
    "tests/services/test_intake_refusals.py",
)
CHECKS = {
    "format": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "imports": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "contracts": ["-m", "cli", "contracts", "--check"],
    "tests": ["-m", "pytest", "-q", *TESTS],
}


def test_following_both_pages_leaves_a_tree_that_passes_its_checks(tmp_path: Path) -> None:
    copy = tmp_path / "portdesk"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".portdesk", ".git", "*_cache", "__pycache__"))

    for page in ("add-an-event.md", "add-an-endpoint.md"):
        apply(copy, (ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8"))
    run(copy, "-m", "cli", "contracts")

    for check in CHECKS.values():
        run(copy, *check)


def apply(tree: Path, page: str) -> None:
    """Applies every block of a page, in order."""
    for block in BLOCK.finditer(page):
        path = tree / block["file"]
        where, _, text = block["how"].strip().partition("=")
        if where == "new":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], encoding="utf-8")
            continue
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        place = next((n for n, line in enumerate(lines) if text[1:-1] in line), None)
        assert place is not None, f"{block['file']} has no line with {text}"
        begin, end = {"before": (place, place), "after": (place + 1, place + 1), "replace": (place, place + 1)}[where]
        lines[begin:end] = [block["text"]]
        path.write_text("".join(lines), encoding="utf-8")


def run(tree: Path, *arguments: str) -> None:
    """Runs a module of the copy with this interpreter; the copy comes first on its path."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}"
