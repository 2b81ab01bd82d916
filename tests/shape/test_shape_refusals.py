"""Every reason to say no has two sentences that can be said, and an entry where people look it up."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from cli.contracts.pages.problems import ADVICE, page, refusals
from shared.kernel.refusals import Refusal
from shared.runtime.http.problems import STATUS
from tests.support.tree import at, dotted, parsed, sources

CHINESE = re.compile(r"[\u4e00-\u9fff]")
each_refusal = pytest.mark.parametrize("refusal", refusals(), ids=lambda refusal: refusal.__name__)


@each_refusal
def test_both_sentences_are_said_from_the_same_facts_each_in_its_language(refusal: type[Refusal]) -> None:
    assert fields(refusal.zh) == fields(refusal.en)
    assert CHINESE.search(refusal.zh)
    assert not CHINESE.search(refusal.en)


@each_refusal
def test_a_reason_is_of_one_kind_and_says_what_it_means(refusal: type[Refusal]) -> None:
    kinds = [kind for kind in STATUS if issubclass(refusal, kind)]

    assert kinds
    assert ADVICE[kinds[0]]
    assert (refusal.__doc__ or "").strip()


def test_every_problem_has_an_entry_of_its_own_in_the_page_of_http_errors() -> None:
    slugs = [refusal.slug() for refusal in refusals()]
    entries = re.findall(r'<a id="([a-z0-9-]+)"></a>', page())

    assert sorted(slug for slug in slugs if slugs.count(slug) > 1) == []
    assert sorted(set(slugs) - set(entries)) == []


def test_whoever_refuses_gives_the_facts_that_the_sentences_need() -> None:
    known = {refusal.__name__: refusal for refusal in refusals() if "__init__" not in vars(refusal)}
    lacking = [
        f"{at(path, call)}: {name} needs {', '.join(sorted(fields(known[name].en) - given))}"
        for path, call, name, given in raised(set(known))
        if fields(known[name].en) - given
    ]

    assert lacking == []


def fields(sentence: str) -> set[str]:
    """The facts a sentence is filled from."""
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def raised(names: set[str]) -> Iterator[tuple[Path, ast.expr, str, set[str]]]:
    """Where a refusal is made, and with which facts; not where they come as a mapping."""
    for path in sources("services", "shared", "cli"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name | ast.Attribute):
                name = dotted(node.exc).rsplit(".", 1)[-1]
                if name in names:
                    yield path, node.exc, name, set()
            elif isinstance(node, ast.Call):
                name = dotted(node.func).rsplit(".", 1)[-1]
                given = {keyword.arg for keyword in node.keywords}
                if name in names and None not in given:
                    yield path, node, name, {one for one in given if one}
