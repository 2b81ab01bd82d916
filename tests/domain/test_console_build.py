"""When the console has to be built again, and with which Node."""

import stat
from pathlib import Path

import pytest

from cli.console.build import STAMP, dist_of, is_current, stamp_of
from cli.console.node import version_of


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Sources, and a build of them."""
    write(tmp_path / "console/src/main.ts", "start()")
    write(tmp_path / "sdk/typescript/src/index.ts", "export {}")
    write(tmp_path / "docs/reference/openapi/intake.json", "{}")
    write(dist_of(tmp_path) / STAMP, stamp_of(tmp_path))
    return tmp_path


def write(path: Path, text: str) -> None:
    """A file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_build_is_current_until_a_source_changes(checkout: Path) -> None:
    assert is_current(checkout)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("console/src/main.ts", "start(2)"),
        ("console/src/new.ts", ""),
        ("sdk/typescript/src/index.ts", "export { x }"),
        ("docs/reference/openapi/intake.json", '{"openapi": "3.1.0"}'),
    ],
)
def test_every_source_counts(checkout: Path, path: str, text: str) -> None:
    write(checkout / path, text)

    assert not is_current(checkout)


@pytest.mark.parametrize("path", ["console/node_modules/vue/index.js", "console/dist/assets/x.js", "cli/main.py"])
def test_what_is_made_or_foreign_does_not(checkout: Path, path: str) -> None:
    write(checkout / path, "x")

    assert is_current(checkout)


def test_text_that_moves_between_files_is_a_change(checkout: Path) -> None:
    write(checkout / "console/src/a.ts", "12")
    write(checkout / "console/src/b.ts", "3")
    before = stamp_of(checkout)
    write(checkout / "console/src/a.ts", "1")
    write(checkout / "console/src/b.ts", "23")

    assert stamp_of(checkout) != before


@pytest.mark.parametrize(("says", "version"), [("v24.19.0", (24, 19)), ("v8.0.1-nightly", (8, 0)), ("what?", (0, 0))])
def test_a_node_is_asked_for_its_version(tmp_path: Path, says: str, version: tuple[int, int]) -> None:
    program = tmp_path / "node"
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)

    assert version_of(program) == version
