"""The types of the TypeScript client were generated from today's OpenAPI documents. Seen without Node."""

import hashlib

import pytest

from cli.contracts.command import DOCUMENTS
from tests.support.tree import ROOT

TYPES = ROOT / "sdk" / "typescript" / "src" / "schema"


def test_every_service_has_its_types() -> None:
    assert sorted(path.stem for path in TYPES.glob("*.ts")) == sorted(
        path.stem for path in (ROOT / DOCUMENTS).glob("*.json")
    )


@pytest.mark.parametrize("document", sorted((ROOT / DOCUMENTS).glob("*.json")), ids=lambda path: path.stem)
def test_the_types_are_of_todays_document(document: object) -> None:
    path = ROOT / str(document)
    first = (TYPES / f"{path.stem}.ts").read_text(encoding="utf-8").partition("\n")[0]

    assert hashlib.sha256(path.read_bytes()).hexdigest() in first, "run make client"
