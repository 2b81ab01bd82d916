"""`portdesk contracts` on a tree of its own: it writes what is missing, and never over a broken promise."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.contracts.command import DIFFERS, DOCUMENTS, SCHEMAS, publish, read, wanted

EVENT = SCHEMAS / "portdesk.intake.request.closed.v1.json"
DOCUMENT = DOCUMENTS / "intake.json"


@pytest.fixture(scope="module")
def text() -> dict[Path, str]:
    return dict(wanted())


@pytest.fixture
def tree(tmp_path: Path, text: dict[Path, str]) -> Path:
    """A tree in which everything is up to date."""
    for path, content in text.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    return tmp_path


def test_an_empty_tree_gets_everything_and_a_second_run_changes_nothing(tmp_path: Path, text: dict[Path, str]) -> None:
    said: list[str] = []
    assert publish(tmp_path, check=False, say=said.append)
    again: list[str] = []
    assert publish(tmp_path, check=False, say=again.append)

    assert {path: read(tmp_path / path) for path in text} == text
    assert (len(said), again) == (len(text), [])


def test_a_check_names_what_differs_and_the_command_that_mends_it_and_writes_nothing(tree: Path) -> None:
    (tree / "docs/events.md").write_text("old", encoding="utf-8")
    (tree / DOCUMENT).unlink()
    said: list[str] = []

    passed = publish(tree, check=True, say=said.append)

    assert not passed
    assert said == [f"✗ {DOCUMENT}", "✗ docs/events.md", DIFFERS]
    assert read(tree / "docs/events.md") == "old"


@pytest.mark.parametrize(
    ("path", "change", "fault"),
    [
        (EVENT, lambda s: s["properties"].update(mood={"type": "string"}), f"{EVENT}: /mood: removed"),
        (EVENT, lambda s: s["required"].remove("outcome"), f"{EVENT}: /outcome: required now"),
        (
            DOCUMENT,
            lambda s: s["paths"].update({"/old": s["paths"]["/intake/v1/requests"]}),
            f"{DOCUMENT}: POST /old: removed",
        ),
    ],
)
def test_a_broken_promise_is_told_and_stops_everything(
    tree: Path, path: Path, change: Callable[[dict[str, Any]], object], fault: str
) -> None:
    promised = json.loads((tree / path).read_text(encoding="utf-8"))
    change(promised)
    (tree / path).write_text(json.dumps(promised), encoding="utf-8")
    (tree / "docs/events.md").unlink()
    said: list[str] = []

    passed = publish(tree, check=False, say=said.append)

    assert not passed
    assert f"✗ {fault}" in said
    assert read(tree / "docs/events.md") is None


def test_a_schema_without_a_class_is_a_broken_promise(tree: Path) -> None:
    forgotten = SCHEMAS / "portdesk.intake.request.forgotten.v1.json"
    (tree / forgotten).write_text("{}", encoding="utf-8")
    said: list[str] = []

    assert not publish(tree, check=False, say=said.append)
    assert said[0] == f"✗ {forgotten}: frozen, and there is no class of this type"
