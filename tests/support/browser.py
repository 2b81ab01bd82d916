"""A real Chromium on a real suite: pages that fail a test when the browser complains."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from cli.console.build import is_current
from tests.support.needs import skip_without
from tests.support.suites import UpProcess
from tests.support.tree import ROOT

AXE = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "build" / "screenshots"
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 30_000
"""How long an expectation may take on a machine that does much else."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def missing() -> str | None:
    """Why no page can be opened here; None where one can."""
    if chromium() is None:
        return "no Chromium: apt-get install chromium fonts-noto-cjk"
    if not is_current(ROOT):
        return "the console has not been built: make console"
    return None


def chromium() -> str | None:
    """The machine's Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass  # Playwright notes on the object which of its methods listen
class Complaints:
    """What a browser said that it must not say."""

    origin: str
    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Patterns of complaints that a test brings about on purpose."""

    def listen(self, context: BrowserContext) -> None:
        """Hears every page of a context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(f"script: {error.error}"))
        context.on("request", self._request)

    def check(self) -> None:
        """Fails when anything was heard that was not expected."""
        assert [one for one in self.heard if not any(re.search(known, one) for known in self.expected)] == []

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and f"{address.scheme}://{address.netloc}" != self.origin:
            self.heard.append(f"foreign request: {request.url}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium; skips loudly where there is none, and must not on a CI machine.

    Playwright occupies the thread's event loop while it runs: a module of pages holds no asynchronous test.
    """
    if reason := missing():
        skip_without("in a browser", reason)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield launched
        launched.close()


@pytest.fixture
def complaints(running: UpProcess) -> Complaints:
    """What the pages of this test complain of."""
    return Complaints(running.url)


@pytest.fixture
def page(browser: Browser, running: UpProcess, complaints: Complaints) -> Iterator[Page]:
    """A page of a browser that nobody has used; whatever it complains of fails the test."""
    with _opened(browser, running, complaints) as opened:
        yield opened
    complaints.check()


@pytest.fixture
def other(browser: Browser, running: UpProcess, complaints: Complaints) -> Iterator[Page]:
    """A page of another browser, for the second person of a test."""
    with _opened(browser, running, complaints) as opened:
        yield opened


@contextmanager
def _opened(browser: Browser, running: UpProcess, complaints: Complaints) -> Iterator[Page]:
    context = browser.new_context(
        base_url=running.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900}
    )
    complaints.listen(context)
    try:
        yield context.new_page()
    finally:
        context.close()


def faults_of(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule, and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES)
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


def picture(page: Page, name: str) -> Path:
    """Keeps a screenshot for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path)
    return path


def in_both_themes(page: Page, name: str) -> None:
    """The page as it stands for somebody whose system is light, then dark: axe finds nothing, a picture is kept."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        assert faults_of(page) == [], theme
        picture(page, f"{name}-{theme}")
