"""The whole story on the oldest browser that member units have: Chromium 86."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cli.console.build import dist_of
from cli.console.node import NodeError
from tests.browser.test_story import go_its_way
from tests.support.browser import PATIENCE_MS, QUIET, missing
from tests.support.floor import PAGE, SIGHT, NoFloorError, old_chromium
from tests.support.needs import skip_without
from tests.support.tree import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium 86 in the place of the machine's own; what libraries it needs come with that."""
    if reason := missing():
        skip_without("in a browser", reason)
    try:
        program = old_chromium()
    except (NoFloorError, NodeError) as failure:
        skip_without("in a browser", str(failure))
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        playwright.selectors.register("sight", SIGHT, content_script=True)
        launched = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield launched
        launched.close()


UNKNOWN = """selectors => selectors.filter(one => {
  try { document.querySelector(one) } catch { return true }
})"""


def test_the_oldest_browser_knows_every_selector_of_the_styles(page: Page) -> None:
    styles = "".join(path.read_text(encoding="utf-8") for path in dist_of(ROOT).glob("assets/*.css"))
    selectors = [
        one for one in re.findall(r"([^{}]+)\{", styles) if one[0] != "@" and not re.match(r"[\d.]+%|from|to", one)
    ]

    assert len(selectors) > 100
    assert page.evaluate(UNKNOWN, selectors) == []


def test_a_request_goes_its_way_on_the_oldest_browser(page: Page, other: Page) -> None:
    for opened in (page, other):
        opened.add_init_script(PAGE)

    go_its_way(page, other)

    assert page.evaluate("navigator.userAgent.includes('Chrome/86.')")
    assert page.evaluate("Element.prototype.checkVisibility") is None, "the page has what this browser has not"
