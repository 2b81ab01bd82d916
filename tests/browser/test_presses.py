"""How many keys an act takes; each is found on the screen, and words are not counted."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_request import registered
from tests.support.hands import Hands
from tests.support.seats import CLERK, HANDLER, call, sit_down
from tests.support.suites import UpProcess
from tests.support.worklist import bring_three, handler_of, rows_of

pytestmark = pytest.mark.browser

HEAD = "p-ha-eport-05"
NEXT, ACT = 4, 3
"""The most that the next line is accepted by, and that an act is away from its line."""
OUTSIDE = {"accept_request", "reject_request"}
"""What is open only on what came by the portal and nobody handles yet: no line of the work list shows it."""


class Seat:
    """Somebody at a page who works from the line of one request."""

    def __init__(self, page: Page, person: str) -> None:
        sit_down(page, person, at="/sign-in")
        self.page = page
        self.hands = Hands(page)
        self.offered: set[str] = set()

    def stand_on(self, made: Any) -> None:
        """Comes to the line, and sees what the desk offers on it."""
        self.page.goto(f"/queue?view=all&q={made['number']}")
        expect(rows_of(self.page)).to_have_count(1)
        if not self.offered:
            self.hands.find_keys("全部按键")
        self.hands.walk_to(rows_of(self.page).first)
        for path in (f"/intake/v1/requests/{made['id']}", f"/routing/v1/handlings/{made['id']}"):
            self.offered |= {act["operation"] for act in call(self.page, "GET", path)["allowed_actions"]}
        self.hands.strikes = 0

    def at_once(self, act: str) -> None:
        """An act that the line itself offers."""
        self.hands.press_shortcut_of(self._beside().get_by_role("button", name=act, exact=True))

    def in_words(self, act: str, words: str) -> None:
        """An act that is told on the request's own page."""
        self.hands.press_shortcut_of(self._beside().get_by_role("link", name="打开"))
        self.hands.press_shortcut_of(self.page.locator(".acts").get_by_role("button", name=act, exact=True))
        expect(self.page.get_by_role("textbox", name=act)).to_be_focused()
        self.page.keyboard.type(words)
        self.send(self.page.get_by_role("region", name="书写"))
        expect(self.page.get_by_text(f"已完成：{act}")).to_be_visible()

    def send(self, within: Locator) -> None:
        """Sends what is asked for there."""
        self.hands.press_shortcut_of(within.locator("[aria-keyshortcuts='Control+Enter']"))

    def _beside(self) -> Locator:
        return self.page.get_by_role("complementary")


def test_the_next_line_is_accepted_by_four_keys(page: Page, running: UpProcess) -> None:
    bring_three(running, "411400")
    sit_down(page, handler_of("411400"))
    hands = Hands(page)
    hands.find_keys("全部按键")
    hands.press_shortcut_of(page.get_by_role("button", name="待受理"))
    expect(rows_of(page)).to_have_count(3)
    hands.press("下一行")
    hands.press("受理")
    expect(page.get_by_text("已受理 1 件")).to_be_visible()

    assert hands.strikes <= NEXT


def test_every_act_that_is_offered_is_three_keys_from_its_line(page: Page, other: Page) -> None:
    clerk = Seat(page, CLERK)
    made = registered(page, kind="fault", anomaly_type=None)
    handler = Seat(other, HANDLER)
    handler.stand_on(made)
    handler.at_once("受理")
    expect(other.get_by_text("已受理 1 件")).to_be_visible()
    head = Seat(other, HEAD)
    head.stand_on(made)
    head.at_once("分派")
    expect(other.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    head.hands.press("在选项之间")
    head.send(other.get_by_role("dialog"))
    expect(other.get_by_role("dialog")).to_have_count(0)
    strikes = {"accept_handling": handler.hands.strikes, "assign_handling": head.hands.strikes}
    offered = handler.offered | head.offered

    handler = Seat(other, HANDLER)
    handler.stand_on(made)
    handler.at_once("开始办理")
    expect(other.get_by_text("已开始办理 1 件")).to_be_visible()
    strikes["start_handling"] = handler.hands.strikes
    for operation, act in (("add_message", "答复"), ("ask_requester", "请补充")):
        handler.stand_on(made)
        handler.in_words(act, f"{act}的内容")
        strikes[operation] = handler.hands.strikes
    clerk.stand_on(made)
    clerk.in_words("记录答复", "企业来电说明。")
    strikes["record_answer"] = clerk.hands.strikes
    handler.stand_on(made)
    handler.at_once("办结")
    handler.send(other.get_by_role("dialog"))
    expect(other.get_by_role("dialog")).to_have_count(0)
    strikes["finish_handling"] = handler.hands.strikes
    clerk.stand_on(made)
    clerk.in_words("最后答复并办结", "已恢复，予以办结。")
    strikes["close_request"] = clerk.hands.strikes
    clerk.stand_on(registered(page, kind="fault", anomaly_type=None))
    clerk.in_words("代为撤回", "企业来电撤回。")
    strikes["withdraw_request"] = clerk.hands.strikes

    assert offered | handler.offered | clerk.offered <= strikes.keys() | OUTSIDE
    assert {act: count for act, count in strikes.items() if count > ACT} == {}
