"""One request from the call to the last reply, by two people who use nothing but the keyboard."""

import inspect
import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import hands
from tests.support.browser import picture
from tests.support.hands import Hands
from tests.support.seats import CLERK, HANDLER, sit_down

pytestmark = pytest.mark.browser


def test_a_request_goes_its_way_by_keyboard(page: Page, other: Page) -> None:
    go_its_way(page, other)
    picture(page, "story-closed")


def go_its_way(page: Page, other: Page) -> None:
    """A clerk registers, accepts, passes on an answer and replies; a handler accepts, asks and resolves."""
    sit_down(page, CLERK)
    clerk = Hands(page)
    clerk.find_keys("全部按键")
    clerk.press("登记请求")
    expect(page.get_by_role("radio").first).to_be_focused()
    clerk.look_again()
    clerk.go_to(page.get_by_role("radio", name="咨询"))
    clerk.choose("故障")
    clerk.go_to(page.get_by_role("radio", name="热线"))
    clerk.choose("邮件")
    clerk.write("标题", "支付页面打不开")
    clerk.write("情况说明", "企业来信：税费支付页面一直空白。")
    clerk.pick("应用", "税费支付")
    clerk.pick("涉及系统", "河南税费支付系统")
    clerk.pick("业务发生地", "郑州")
    clerk.press("发送")
    expect(page.get_by_test_id("number")).to_be_visible()
    number = page.get_by_test_id("number").inner_text()
    clerk.follow(page.get_by_role("link", name="打开这件请求"))
    stands(page, "待受理")
    clerk.look_again()
    clerk.press("受理")
    stands(page, "已受理")

    sit_down(other, HANDLER)
    handler = Hands(other)
    handler.find_keys("全部按键")
    handler.press_shortcut_of(other.get_by_role("button", name="待受理"))
    handler.walk_to(other.get_by_role("row").filter(has_text=number[-16:]))
    handler.press("打开")
    expect(other.get_by_role("heading", level=1)).to_have_text("支付页面打不开")
    handler.look_again()
    handler.press("受理")
    stands(other, "办理中")
    expect(other.get_by_role("button", name="开始办理")).to_be_enabled()
    handler.look_again()
    handler.press("开始办理")
    expect(other.get_by_role("button", name="办结")).to_be_enabled()
    handler.press("请补充")
    handler.say("请问用的是哪个浏览器？")
    stands(other, "等请求人补充")

    stands(page, "等请求人补充")
    clerk.look_again()
    clerk.press("记录答复")
    clerk.say("企业来电：麒麟系统自带的浏览器，升级后恢复。")
    stands(other, "办理中")

    handler.look_again()
    handler.press("办结")
    expect(other.get_by_role("dialog")).to_be_visible()
    handler.press("发送")
    stands(page, "待最后答复")
    clerk.look_again()
    clerk.press("办结")
    clerk.say("您好，升级浏览器后支付页面已恢复，现予办结。")
    stands(page, "已办结")
    stands(other, "已办结")


def test_the_hands_know_no_key_by_heart() -> None:
    source = inspect.getsource(hands) + inspect.getsource(go_its_way)

    assert re.findall(r"\b(Tab|Enter|Space|Escape|Arrow\w+|Control\+\w+)\b", source) == []
    assert re.findall(r"\.press\(\"[ -~]{1,2}\"\)", source) == []


def stands(page: Page, status: str) -> None:
    """The request that is open on the page has this status by now."""
    expect(page.get_by_role("navigation", name="位置").get_by_text(status)).to_be_visible()
