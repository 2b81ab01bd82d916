"""The import contracts of pyproject.toml hold; each is a sentence, so a broken one says what it forbids."""

import tomllib

import pytest
from importlinter.cli import lint_imports

from tests.support.tree import ROOT


def test_the_import_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)

    kept = lint_imports(config_filename="pyproject.toml", no_cache=True) == 0

    assert kept, capsys.readouterr().out


def test_every_contract_is_named_by_a_sentence() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

    assert len(contracts) == len({contract["name"] for contract in contracts}) >= 9
    assert all(len(contract["name"].split()) > 3 for contract in contracts)
