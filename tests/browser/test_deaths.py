"""The desk dies between what somebody sends and its answer: nothing typed is lost, and nothing is done twice."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from shared.runtime import faults
from tests.browser.test_register import TITLE, fill_in, member
from tests.browser.test_register import registered as receipt_of
from tests.browser.test_request import opened, registered
from tests.support.browser import Complaints
from tests.support.seats import CLERK, HANDLER, act, call, sit_down
from tests.support.suites import RevivedSuite

pytestmark = pytest.mark.browser

WAITING = "恢复后自动发送"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RevivedSuite]:
    """A suite of this module's own, which dies when it has first registered something, before it says so."""
    desk = RevivedSuite(tmp_path_factory.mktemp("mortal") / "data", "accept.committed")
    yield desk
    desk.stop()


def test_a_request_whose_receipt_died_with_the_desk_is_registered_once(
    page: Page, running: RevivedSuite, complaints: Complaints
) -> None:
    complaints.expected.append("ERR_")
    sit_down(page, CLERK, at="/register")
    fill_in(page, "410120261123000881")
    page.keyboard.press("Control+Enter")
    assert running.death() == faults.CODE
    expect(page.get_by_text(WAITING)).to_be_visible()
    expect(page.locator(member(page, "/title"))).to_have_value(TITLE)

    running.revive()
    number = receipt_of(page)
    assert [one["number"] for one in call(page, "GET", "/intake/v1/requests")["items"]] == [number]
    assert call(page, "GET", "/intake/v1/drafts")["items"] == []


def test_acts_whose_answers_died_with_the_desk_are_done_once(
    page: Page, other: Page, running: RevivedSuite, complaints: Complaints
) -> None:
    complaints.expected += ["ERR_", "412"]
    sit_down(page, CLERK, at="/reference")
    made = registered(page, kind="fault", anomaly_type=None)
    opened(page, made)
    sit_down(other, HANDLER, at="/reference")
    opened(other, made)
    expect(other.get_by_role("button", name="受理")).to_be_enabled()
    handling = f"/routing/v1/handlings/{made['id']}"
    begun = call(other, "GET", handling)["version"]
    done: list[Route] = []

    def keep_the_answer(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        assert route.fetch().ok
        return done.append(route)

    page.route("**/messages", keep_the_answer, times=1)
    other.route("**/acceptance", keep_the_answer, times=1)
    act(page, "r")
    page.keyboard.type("只答复一次")
    page.keyboard.press("Control+Enter")
    act(other, "a")
    deadline = time.monotonic() + 30
    while len(done) < 2:
        assert time.monotonic() < deadline, done
        page.wait_for_timeout(50)
    running.kill()
    for route in done:
        route.abort()
    for waits in (page, other):
        expect(waits.get_by_text(WAITING)).to_be_visible()
    expect(page.get_by_role("textbox", name="答复")).to_have_value("只答复一次")

    running.revive()
    expect(page.get_by_role("textbox", name="答复")).to_have_value("")
    expect(page.get_by_role("article").filter(has_text="只答复一次")).to_have_count(1)
    for waited in (page, other):
        expect(waited.get_by_text(WAITING)).to_have_count(0)
        expect(waited.locator("nav").get_by_text("办理中")).to_be_visible()
    expect(other.get_by_text("可能已经办成")).to_be_visible()
    messages = call(page, "GET", f"/intake/v1/requests/{made['id']}/messages")["items"]
    assert [message["text"] for message in messages] == ["只答复一次"]
    assert call(other, "GET", handling)["version"] == begun + 1
