"""The source tree as tests of its shape see it: files, syntax trees, names. What may stand where, the tests say."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATED = (".portdesk", "build", "dist", "node_modules")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or would be, committed; in a copy without a repository, every file but hidden folders'."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
        return tuple(path for path in found if path.is_file())
    return tuple(path for path in sorted(ROOT.rglob("*")) if path.is_file() and not _made(path.relative_to(ROOT)))


def _made(path: Path) -> bool:
    return any(
        part in (*GENERATED, "__pycache__") or part.endswith((".egg-info", "_cache")) or part in (".git", ".venv")
        for part in path.parts
    )


def sources(*folders: str) -> Iterator[Path]:
    """The tracked Python modules below some folders, or of the whole tree."""
    for path in tracked():
        if path.suffix == ".py" and any(path.is_relative_to(ROOT / folder) for folder in folders or (".",)):
            yield path


@cache
def parsed(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def room(path: Path) -> str:
    """Which room of its service a module is in: `usecases` for services/intake/usecases/told.py, else nothing."""
    return "".join(path.relative_to(ROOT / "services").parts[1:2]).removesuffix(".py")


def dotted(node: ast.expr) -> str:
    """`datetime.now` for the expression; empty where it is not a chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def at(path: Path, node: ast.expr | ast.stmt | None = None) -> str:
    """Where something stands, for a failing test's message."""
    return f"{path.relative_to(ROOT)}" + (f":{node.lineno}" if node else "")
