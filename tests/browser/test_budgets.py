"""What the work list may weigh, and that it can be read when it is twice as large or its words are longer."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cli.console.build import dist_of
from tests.support.browser import Complaints, faults_of, picture
from tests.support.suites import UpProcess
from tests.support.tree import ROOT
from tests.support.worklist import bring_three, open_queue

pytestmark = pytest.mark.browser

MOST_KIB = 150
"""Script and style until the first line, as they come over the line."""
LOADED = """
() => performance.getEntriesByType('resource')
  .map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize])
  .filter(([path]) => /\\.(js|css)$/.test(path))
"""
LONGER = """
() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const words = text.data.trim()
    const isOurs = text.parentElement.closest('button, a, h1, h2, h3, label, th, [role=columnheader], .status, .live')
    if (isOurs && words !== '' && !text.parentElement.closest('kbd, .hidden-visually, .text')) {
      text.data = `${words}${'字'.repeat(Math.ceil(words.length * 0.4))}`
    }
  }
}
"""
CLIPPED = """
() => [...document.querySelectorAll('button, a, h1, h2, h3, label, [role=columnheader], .status, .live, .views ul')]
  .filter((element) => element.clientWidth > 0 && !element.closest('.hidden-visually'))
  .filter((element) => {
    const style = getComputedStyle(element)
    const isCut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible'
    return isCut && style.textOverflow !== 'ellipsis' && style.display !== 'inline'
  })
  .map((element) => element.outerHTML.slice(0, 160))
"""


def test_script_and_style_to_the_first_row_are_within_their_budget(page: Page, running: UpProcess) -> None:
    bring_three(running, "410900")
    open_queue(page, "410900")
    loaded = dict(page.evaluate(LOADED))
    worker = next((dist_of(ROOT) / "assets").glob("stream.worker-*.js.br")).stat().st_size
    on_disk = {path: _compressed(dist_of(ROOT) / path.removeprefix("/")) for path in loaded}

    assert loaded == on_disk
    assert (sum(loaded.values()) + worker) / 1024 <= MOST_KIB


def test_twice_as_large_it_can_be_read(browser: Browser, running: UpProcess, complaints: Complaints) -> None:
    bring_three(running, "410900")
    context = browser.new_context(
        base_url=running.url, locale="zh-CN", viewport={"width": 720, "height": 450}, device_scale_factor=2
    )
    complaints.listen(context)
    page = context.new_page()
    open_queue(page, "410900")
    page.keyboard.press("p")

    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "queue-200-percent")
    context.close()
    complaints.check()


def test_words_that_are_longer_by_two_fifths_are_cut_nowhere(page: Page, running: UpProcess) -> None:
    bring_three(running, "410900")
    open_queue(page, "410900")
    page.keyboard.press("j")
    expect(page.get_by_role("complementary").get_by_role("table")).to_be_visible()
    page.evaluate(LONGER)

    assert page.evaluate(CLIPPED) == []
    picture(page, "queue-longer-words")


def _compressed(path: Path) -> int:
    brotli = path.with_name(path.name + ".br")
    return (brotli if brotli.exists() else path).stat().st_size
