"""The console is nowhere committed: whoever builds it has to get the same."""

from hashlib import sha256
from pathlib import Path

import pytest

from cli.console.build import STAMP, build, dist_of, is_current
from tests.support.how_to import copy_of_the_tree
from tests.support.needs import skip_without
from tests.support.tree import ROOT


@pytest.mark.slow
@pytest.mark.browser
def test_built_in_another_folder_the_console_is_the_same_to_the_byte(tmp_path: Path) -> None:
    if not is_current(ROOT):
        skip_without("in the console", "the console has not been built: make console")
    copy = copy_of_the_tree(tmp_path)
    build(copy, say=lambda _: None)

    assert _digests(dist_of(copy)) == _digests(dist_of(ROOT))


def _digests(dist: Path) -> dict[str, str]:
    return {
        path.relative_to(dist).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in dist.rglob("*")
        if path.is_file() and path.name != STAMP
    }
