"""The page of one request: what was said and done, who answers for it, whose time runs, and what may be done now."""

import itertools
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browser import Complaints, faults_of, in_both_themes, picture
from tests.support.seats import CLERK, HANDLER, act, asked, call, sit_down

pytestmark = pytest.mark.browser

STRANGER = "p-ha-410300-port-01"
BILLS = itertools.count(410120261124000000)
SAVED = re.compile(r"(已存|Saved) \d\d:\d\d")


def registered(page: Page, **facts: object) -> Any:
    """A request that the clerk at the page has registered, once every service knows it."""
    made = call(
        page,
        "POST",
        "/intake/v1/requests",
        {
            "kind": "data_anomaly",
            "channel": "hotline",
            "function_area": "government_services",
            "application": "tax-payment",
            "system": "hn-sw-tax",
            "territory": "410100",
            "title": "税单已缴款，仍显示支付处理中",
            "description": "银行回单已到，税单状态超过两小时未变。\n企业急等放行。",
            "references": [{"type": "tax_bill", "number": str(next(BILLS))}],
            "severity": "S2",
            "enterprise": "91410100MA44N8YX1D",
            "contact": {"name": "王某", "phone": "0371-12345678"},
            **facts,
        },
    )
    for path in (f"/routing/v1/handlings/{made['id']}", f"/notify/v1/requests/{made['id']}/presence"):
        deadline = time.monotonic() + 30
        while not asked(page, "DELETE" if "presence" in path else "GET", path).ok:
            assert time.monotonic() < deadline, path
            page.wait_for_timeout(100)
    deadline = time.monotonic() + 30
    while asked(page, "GET", f"/intake/v1/requests/{made['id']}").json()["lead"] is None:
        assert time.monotonic() < deadline, "intake knows no lead"
        page.wait_for_timeout(100)
    return made


def say(page: Page, made: Any, text: str, *, internal: bool = False) -> None:
    """Something that the person at the page has said before."""
    body = {"text": text, "visibility": "internal" if internal else "public"}
    call(page, "POST", f"/intake/v1/requests/{made['id']}/messages", body)


def opened(page: Page, made: Any) -> None:
    """Opens the request on the page."""
    page.goto(f"/requests/{made['id']}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("article").first).to_be_visible()


def test_the_page_and_its_sheets_can_be_read_by_everybody(page: Page, other: Page, language: str) -> None:
    sit_down(other, CLERK)
    made = registered(other)
    say(other, made, "已转税务部门核对，今天下午答复您。")
    say(other, made, "银行回单流水号疑似重复，先不要告诉企业。", internal=True)
    call(other, "POST", f"/intake/v1/requests/{made['id']}/questions", {"text": "请补充银行缴款回单。"})
    sit_down(page, HANDLER, at="/reference")
    opened(page, made)
    expect(page.locator(".unread")).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()
    in_both_themes(page, f"request-{language}")

    for more in page.locator("summary").all():
        more.click()
    page.get_by_role("textbox").last.fill("先核对国库回执。")
    page.get_by_role("checkbox").check()
    expect(page.get_by_text(SAVED)).to_be_visible()
    in_both_themes(page, f"request-open-{language}")
    page.locator("aside button").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    in_both_themes(page, f"request-deadline-{language}")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 720, "height": 450})
    assert faults_of(page) == []


def test_what_is_unread_is_marked_once(page: Page, other: Page) -> None:
    sit_down(other, CLERK)
    made = registered(other)
    say(other, made, "第一条")
    sit_down(page, HANDLER, at="/reference")
    with page.expect_response("**/read-mark"):
        opened(page, made)
        expect(page.get_by_text("以下未读")).to_be_visible()
    opened(page, made)
    expect(page.get_by_text("以下未读")).to_have_count(0)

    say(other, made, "第二条")
    expect(page.get_by_text("第二条")).to_be_visible()


def test_a_reply_outlives_a_reload_and_an_ended_session_and_is_sent_once(page: Page, complaints: Complaints) -> None:
    complaints.expected.append("401")
    sit_down(page, CLERK)
    made = registered(page)
    opened(page, made)
    act(page, "r")
    page.keyboard.type("写到一半")
    expect(page.get_by_text(SAVED)).to_be_visible()
    page.reload()
    field = page.get_by_role("textbox", name="答复")
    expect(field).to_have_value("写到一半")
    expect(page.get_by_text(SAVED)).to_be_visible()

    page.route("**/intake/v1/drafts/*", lambda route: route.fulfill(status=401, json={}), times=1)
    field.focus()
    page.keyboard.insert_text("，登录失效了")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(field).to_have_value("写到一半，登录失效了")
    field.press("Control+Enter")
    expect(page.get_by_role("article").filter(has_text="登录失效了")).to_have_count(1)
    expect(field).to_have_value("")
    page.reload()
    expect(page.get_by_role("article").filter(has_text="登录失效了")).to_have_count(1)
    expect(field).to_have_value("")


def test_an_answer_that_is_lost_says_nothing_twice(page: Page, complaints: Complaints) -> None:
    complaints.expected.append("ERR_FAILED")
    sit_down(page, CLERK)
    made = registered(page)
    opened(page, made)
    tries: list[str | None] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        tries.append(route.request.header_value("Idempotency-Key"))
        if len(tries) > 1:
            return route.continue_()
        route.fetch()
        return route.abort()

    page.route("**/messages", lose_the_first)
    act(page, "r")
    page.keyboard.type("只说一次")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("恢复后自动发送")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="只说一次")).to_have_count(1)
    expect(page.get_by_role("textbox", name="答复")).to_have_value("")

    assert len(tries) == 2
    assert tries[0] == tries[1]


def test_what_the_lead_does_is_seen_where_the_request_is_open(page: Page, other: Page) -> None:
    sit_down(other, CLERK)
    made = registered(other, kind="fault", anomaly_type=None)
    opened(other, made)
    sit_down(page, HANDLER, at="/reference")
    opened(page, made)
    page.get_by_text("不能办理的").click()
    expect(page.get_by_role("button", name="开始办理")).to_be_disabled()
    expect(page.get_by_text("现在是“待受理”").first).to_be_visible()
    act(page, "a")
    expect(page.get_by_role("button", name="开始办理")).to_be_enabled()
    act(page, "s")
    expect(page.get_by_role("button", name="办结")).to_be_enabled()
    act(page, "e")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")

    expect(other.locator("nav").get_by_text("待最后答复")).to_be_visible()
    act(other, "e")
    other.keyboard.type("税单状态已更正。")
    other.keyboard.press("Control+Enter")
    expect(other.locator("nav").get_by_text("已办结")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="税单状态已更正")).to_contain_text("最后答复")
    expect(page.get_by_role("textbox", name="答复")).to_have_count(0)


def test_what_was_done_elsewhere_is_seen_when_the_page_is_opened_again_at_once(page: Page, other: Page) -> None:
    sit_down(page, CLERK)
    sit_down(other, HANDLER)
    made = registered(page)
    opened(other, made)
    other.keyboard.press("Escape")
    expect(other.get_by_role("table")).to_be_visible()
    say(page, made, "请先核对国库回执。")
    other.wait_for_timeout(1_000)
    other.go_back()
    expect(other.get_by_role("article").filter(has_text="请先核对国库回执。")).to_be_visible(timeout=8_000)


def test_a_request_that_cannot_be_read_again_says_of_when_it_is(page: Page, complaints: Complaints) -> None:
    complaints.expected += ["503", "404"]
    sit_down(page, CLERK)
    made = registered(page)
    opened(page, made)
    status = 503
    mine = f"**/intake/v1/requests/{made['id']}"
    page.route(mine, lambda route: route.fulfill(status=status, json={"type": "/problems/x", "title": "不在"}))
    say(page, made, "还在核对。")
    again = page.get_by_role("status").filter(has_text="没能读到最新内容")
    expect(again).to_be_visible()
    assert faults_of(page) == []
    status = 404
    again.get_by_role("button").click()
    expect(page.get_by_text("这件事项不存在，或者不在您的岗位可见范围内。")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)


def test_what_could_not_be_read_is_told_and_asked_for_again(page: Page, complaints: Complaints) -> None:
    complaints.expected.append("500")
    sit_down(page, CLERK)
    made = registered(page)
    say(page, made, "已经问过税务部门。")
    lost = ("**/intake/**/timeline", "**/routing/**/clocks")
    for path in lost:
        page.route(path, lambda route: route.fulfill(status=500, json={}))
    page.goto(f"/requests/{made['id']}")
    expect(page.get_by_role("heading", name="出错了")).to_have_count(2)
    assert faults_of(page) == []
    for path in lost:
        page.unroute(path)
    page.get_by_role("button", name="重试").first.click()

    expect(page.get_by_role("article").filter(has_text="已经问过税务部门")).to_be_visible()
    expect(page.get_by_role("button", name="这个期限怎么算的？")).to_be_visible()
    expect(page.get_by_role("heading", name="出错了")).to_have_count(0)


def test_how_to_reach_somebody_is_asked_for_again_after_a_cut_line(page: Page, complaints: Complaints) -> None:
    complaints.expected.append("ERR_FAILED")
    sit_down(page, CLERK)
    made = registered(page)
    opened(page, made)
    page.route("**/contact", lambda route: route.abort(), times=1)
    ask = page.get_by_role("button", name="查看联系方式")
    ask.click()
    expect(page.get_by_text("连不上服务台")).to_be_visible()
    ask.press("Enter")

    expect(page.get_by_text("0371-12345678")).to_be_visible()


def test_who_else_is_there_is_shown(page: Page, other: Page) -> None:
    sit_down(other, CLERK)
    made = registered(other)
    opened(other, made)
    sit_down(page, HANDLER, at="/reference")
    opened(page, made)
    expect(other.get_by_text("河南电子口岸有限公司正在查看")).to_be_visible()
    act(page, "r")
    page.keyboard.type("正在写")

    expect(other.get_by_text("河南电子口岸有限公司正在答复")).to_be_visible()
    page.goto("/reference")
    expect(other.get_by_text("河南电子口岸有限公司正在")).to_have_count(0)


def test_what_one_may_not_see_and_what_is_not_there_look_alike(page: Page, other: Page, complaints: Complaints) -> None:
    complaints.expected.append("404")
    sit_down(other, CLERK)
    made = registered(other)
    sit_down(page, STRANGER, at="/reference")
    for request_id in (made["id"], made["id"][:-4] + "0000", "none"):
        page.goto(f"/requests/{request_id}")
        expect(page.get_by_role("heading", level=1, name="没有，或您不能看")).to_be_visible()
        expect(page.get_by_role("main").get_by_role("link", name="工作队列")).to_be_visible()

    assert faults_of(page) == []
    picture(page, "request-absent")
