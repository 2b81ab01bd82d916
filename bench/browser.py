"""The machine's Chromium on a running suite, and what a page measures of itself while somebody works at it."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import httpx
from playwright.async_api import Browser, Page, async_playwright

from bench.up import Up

QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PATIENCE_S = 120.0

_WATCHING = """
try { sessionStorage.setItem('portdesk.session', %s) } catch { /* the empty page before the first has no storage */ }
const painted = (tell) => requestAnimationFrame(() => {
  const after = new MessageChannel()
  after.port1.onmessage = () => tell(performance.now())
  after.port2.postMessage(0)
})
window.measured = { firstRow: undefined, focus: [], view: [], pressedAt: undefined, painted }
new MutationObserver((_, watching) => {
  if (!document.querySelector('[role=row][data-place]')) return
  watching.disconnect()
  painted((at) => { measured.firstRow = at })
}).observe(document, { childList: true, subtree: true })
addEventListener('keydown', (event) => { measured.pressedAt = event.timeStamp }, true)
addEventListener('focusin', (event) => {
  const pressed = measured.pressedAt
  if (event.target.getAttribute?.('role') === 'row') painted((at) => measured.focus.push(at - pressed))
}, true)
"""
_VIEW = """
() => {
  let began = false
  const list = document.querySelector('[aria-busy]')
  const from = location.search
  new MutationObserver((_, watching) => {
    if (location.search !== from && list.getAttribute('aria-busy') === 'true') began = true
    if (!began || list.getAttribute('aria-busy') !== 'false') return
    watching.disconnect()
    const pressed = measured.pressedAt
    measured.painted((at) => measured.view.push(at - pressed))
  }).observe(list, { attributes: true })
}
"""
_SCROLL = """
async ([step, count]) => {
  const scroller = document.querySelector('[role=grid] [role=presentation]')
  const frames = []
  let last
  await new Promise((done) => {
    const next = (at) => {
      if (last !== undefined) frames.push(at - last)
      last = at
      scroller.scrollTop += step
      if (frames.length < count) requestAnimationFrame(next)
      else done()
    }
    requestAnimationFrame(next)
  })
  return frames
}
"""
_UNTIL = """
() => new Promise((done) => {
  const look = () => (%s) ? done() : setTimeout(look, 5)
  look()
})
"""
_LOADED = """
() => performance.getEntriesByType('resource')
  .filter(({ name }) => /\\.(js|css)$/.test(name)).reduce((sum, entry) => sum + entry.encodedBodySize, 0)
"""


def missing() -> str | None:
    """Why no page can be opened here; None where one can."""
    return None if _chromium() else "NOT MEASURED in a browser: no Chromium: apt-get install chromium"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in front of the console, in a browser that nobody has used before."""

    page: Page

    async def first_row(self) -> float:
        """Milliseconds from when the page was asked for to the paint that has the first line."""
        await self._until("measured.firstRow !== undefined")
        return float(await self.page.evaluate("measured.firstRow"))

    async def loaded_kib(self) -> float:
        """Script and style as they came over the line."""
        return float(await self.page.evaluate(_LOADED)) / 1024

    async def focus_ms(self, key: str) -> float:
        """From the press of a key to the paint that shows the focus on another line."""
        told: int = await self.page.evaluate("measured.focus.length")
        await self.page.keyboard.press(key)
        await self._until(f"measured.focus.length > {told}")
        return float(await self.page.evaluate("measured.focus[measured.focus.length - 1]"))

    async def view_ms(self, key: str) -> float:
        """From the press of a key to the paint of another view's lines as the desk has just told them."""
        told: int = await self.page.evaluate("measured.view.length")
        await self.page.evaluate(_VIEW)
        await self.page.keyboard.press(key)
        await self._until(f"measured.view.length > {told}")
        return float(await self.page.evaluate("measured.view[measured.view.length - 1]"))

    async def scroll(self, step: int, frames: int) -> tuple[list[float], float]:
        """How long each frame took while the list was scrolled by `step` pixels in each, and milliseconds of script."""
        devtools = await self.page.context.new_cdp_session(self.page)
        await devtools.send("Performance.enable")
        before = await _script_seconds(devtools)
        taken: list[float] = await self.page.evaluate(_SCROLL, [step, frames])
        return taken, 1000 * (await _script_seconds(devtools) - before) / len(taken)

    async def _until(self, condition: str) -> None:
        # Playwright's own waiting evaluates text in the page, which its policy forbids.
        await asyncio.wait_for(self.page.evaluate(_UNTIL % condition), PATIENCE_S)


@dataclass(frozen=True, slots=True)
class Browsing:
    """A browser and a suite that it looks at."""

    browser: Browser
    url: str
    session: Mapping[str, Any]

    @classmethod
    @asynccontextmanager
    async def open(cls, suite: Up, person: str) -> AsyncIterator[Self]:
        """A browser whose pages are signed in as `person` of the seed."""
        url = f"http://localhost:{suite.port}"
        async with httpx.AsyncClient(trust_env=False) as client:
            session = (await client.post(f"{url}/trial/session", json={"person": person})).raise_for_status().json()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=_chromium(), args=QUIET)
            yield cls(browser, url, session)
            await browser.close()

    @asynccontextmanager
    async def seat(self) -> AsyncIterator[Seat]:
        """A page of a browser with nothing in its memory; nothing is open yet."""
        context = await self.browser.new_context(
            base_url=self.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900}
        )
        await context.add_init_script(_WATCHING % json.dumps(json.dumps(self.session)))
        yield Seat(await context.new_page())
        await context.close()


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


async def _script_seconds(devtools: Any) -> float:
    metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration"))
