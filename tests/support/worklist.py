"""The work list on a page: its lines, and whose they are."""

from playwright.sync_api import Locator, Page, expect

from tests.support.brought import Outside
from tests.support.seats import sit_down
from tests.support.suites import UpProcess


def clerk_of(territory: str) -> str:
    """Who registers in a city; every test has a city of its own, so that none sees the lines of another."""
    return f"p-ha-{territory}-port-01"


def handler_of(territory: str) -> str:
    """Who handles what the city is asked."""
    return f"p-ha-{territory}-port-02"


def rows_of(page: Page) -> Locator:
    """The lines on the screen, in their order."""
    return page.get_by_role("row").filter(has=page.get_by_role("gridcell"))


def titles_of(page: Page) -> list[str]:
    """What the lines are about, from the top."""
    return [
        row.locator(".text").inner_text()
        for row in sorted(rows_of(page).all(), key=lambda row: int(row.get_attribute("aria-rowindex") or 0))
    ]


def focused(page: Page) -> str:
    """What the line with the focus is about."""
    return str(page.evaluate("document.activeElement.querySelector('.text')?.textContent"))


def bring_three(running: UpProcess, territory: str) -> list[str]:
    """Three questions that come due one after the other."""
    clerk = Outside(running.url, clerk_of(territory))
    return [clerk.bring(f"{nth}号问题，税单怎么补打", territory, severity=f"S{nth}") for nth in (1, 2, 3)]


def open_queue(page: Page, territory: str, query: str = "?view=to_accept") -> None:
    """Sits the city's handler down in front of their lines."""
    sit_down(page, handler_of(territory), at=f"/queue{query}")
    expect(rows_of(page).first).to_be_visible()
