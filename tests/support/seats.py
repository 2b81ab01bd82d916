"""People of the seed at the console: they sign in as anybody does, by the screen."""

import json
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, expect

CLERK = "p-ha-410100-port-01"
HANDLER = "p-ha-eport-02"


def sit_down(page: Page, person: str, *, at: str = "/") -> None:
    """Signs somebody in for trial and waits for the place they asked for."""
    page.goto(at)
    page.get_by_role("searchbox").fill(person)
    page.get_by_role("listitem").get_by_role("button").first.click()
    expect(page.get_by_role("navigation").first).to_be_visible()


def act(page: Page, key: str) -> None:
    """Presses the key of an act on a request's page, once the act is offered: the services answer one by one."""
    expect(page.locator(f".acts [aria-keyshortcuts='{key}']")).to_be_enabled()
    page.keyboard.press(key)


def call(page: Page, method: str, path: str, body: object = None) -> Any:
    """Calls an operation as whoever is signed in on the page, past the screen; what it answered, None if nothing."""
    answer = asked(page, method, path, body)
    assert answer.ok, answer.text()
    return json.loads(answer.text()) if answer.text() else None


def asked(page: Page, method: str, path: str, body: object = None) -> APIResponse:
    """The same, whatever the answer is."""
    token = page.evaluate("JSON.parse(sessionStorage.getItem('portdesk.session')).token")
    return page.request.fetch(path, method=method, data=body, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest, page: Page) -> str:
    """Both languages, as somebody has left them in their browser."""
    language: str = request.param
    page.add_init_script(f"localStorage.setItem('portdesk.language', '{language}')")
    return language
