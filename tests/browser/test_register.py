"""Registering a request: what the clerk types is checked, kept, and sent once."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.browser import Complaints, in_both_themes
from tests.support.seats import CLERK, sit_down
from tests.support.suites import UpProcess
from tests.support.worklist import clerk_of

pytestmark = pytest.mark.browser

TITLE = "税单已缴款，仍显示支付处理中"
SAVED = re.compile(r"(已存|Saved) \d\d:\d\d")


def member(page: Page, pointer: str) -> str:
    """The control that fills a member of what is sent."""
    return f"[data-pointer='{pointer}'] :is(input, select, textarea)"


def fill_in(page: Page, bill: str, title: str = TITLE) -> None:
    """Fills in everything that has to be said."""
    page.locator("[data-pointer='/kind']").get_by_role("radio").nth(3).check(force=True)
    page.locator(member(page, "/title")).fill(title)
    page.locator(member(page, "/description")).fill("银行回单已到，税单状态超过两小时未变。")
    page.locator("[data-pointer='/references/0/number']").locator("xpath=..").locator("select").select_option(
        "tax_bill"
    )
    page.locator(member(page, "/references/0/number")).fill(bill)
    page.locator(member(page, "/application")).select_option("tax-payment")
    page.locator(member(page, "/territory")).select_option("410100")


def registered(page: Page) -> str:
    """The number on the receipt."""
    number = page.get_by_test_id("number")
    expect(number).to_be_visible()
    return number.inner_text()


def begin_another(page: Page) -> None:
    """Passes the receipt on, and goes to the next form."""
    page.get_by_role("link", name=re.compile("再登记一件|register another")).click()
    expect(page.get_by_role("radio").first).to_be_focused()


def test_the_form_its_notes_and_the_receipt_can_be_read_by_everybody(
    page: Page, language: str, complaints: Complaints
) -> None:
    complaints.expected.append("422")
    sit_down(page, CLERK, at="/register")
    expect(page.get_by_role("radio").first).to_be_focused()
    in_both_themes(page, f"register-empty-{language}")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    page.locator(member(page, "/enterprise")).fill("91410100MA44N8YX2R")
    page.locator(member(page, "/title")).fill(TITLE)
    in_both_themes(page, f"register-refused-{language}")
    fill_in(page, "410120261123000999")
    page.locator(member(page, "/enterprise")).fill("")
    page.keyboard.press("Control+Enter")
    registered(page)
    in_both_themes(page, f"register-receipt-{language}")
    begin_another(page)
    fill_in(page, "410120261123000999")
    expect(page.get_by_role("status").get_by_role("listitem").first).to_be_visible()
    expect(page.locator("form > footer").get_by_text(SAVED)).to_be_visible()
    in_both_themes(page, f"register-duplicate-{language}")
    page.goto("/register")
    page.locator("summary").click()
    in_both_themes(page, f"register-unsent-{language}")


def test_numbers_are_taken_as_they_are_pasted_and_wrong_ones_told_at_once(page: Page) -> None:
    sit_down(page, CLERK, at="/register")
    fill_in(page, "４１０１ 2026 １１２３　000872")
    page.locator(member(page, "/enterprise")).fill("91410100ma44n8yx1d")
    page.locator(member(page, "/title")).focus()
    expect(page.locator(member(page, "/references/0/number"))).to_have_value("410120261123000872")
    expect(page.locator(member(page, "/enterprise"))).to_have_value("91410100MA44N8YX1D")

    page.locator(member(page, "/enterprise")).fill("91410100MA44N8YX2R")
    page.locator(member(page, "/title")).focus()
    expect(page.get_by_text("校验码不符")).to_be_visible()
    page.locator(member(page, "/enterprise")).fill("91410100MA44N8YX1D")
    page.keyboard.press("Control+Enter")
    number = registered(page)

    begin_another(page)
    fill_in(page, "410120261123000872")
    expect(page.get_by_role("status").get_by_role("listitem")).to_contain_text(number)
    with page.expect_popup() as opened:
        page.get_by_role("status").get_by_role("link", name=number).click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_the_code_stays_until_it_has_been_passed_on(page: Page) -> None:
    sit_down(page, CLERK, at="/register")
    fill_in(page, "410120261123000876")
    page.keyboard.press("Control+Enter")
    number = registered(page)
    code = page.get_by_test_id("code").inner_text()

    page.keyboard.press("n")
    page.reload()
    page.get_by_role("link", name="工作队列").click()
    page.keyboard.press("n")
    expect(page.get_by_test_id("number")).to_have_text(number)
    expect(page.get_by_test_id("code")).to_have_text(code)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_text("已复制编号、查询码和网址。")).to_be_visible()
    assert code in page.evaluate("navigator.clipboard.readText()")

    begin_another(page)
    page.reload()
    expect(page.locator(member(page, "/title"))).to_have_value("")


def test_a_receipt_that_comes_late_is_not_for_who_sits_down_next(page: Page) -> None:
    sit_down(page, CLERK, at="/register")
    fill_in(page, "410120261123000877")
    held: list[Route] = []
    page.route("**/intake/v1/requests", lambda route: held.append(route))
    with page.expect_request(lambda request: request.method == "POST"):
        page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="账户与设置").click()
    page.get_by_role("button", name="退出").click()
    page.get_by_role("searchbox").fill(clerk_of("410300"))
    page.get_by_role("listitem").get_by_role("button").first.click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/intake/v1/requests") and answer.status == 201):
        held[0].continue_()
    page.unroute("**/intake/v1/requests")

    page.keyboard.press("n")
    expect(page.get_by_role("radio").first).to_be_focused()
    expect(page.get_by_test_id("code")).to_have_count(0)


def test_what_is_missing_is_asked_for_until_the_first_word_of_it(page: Page, complaints: Complaints) -> None:
    complaints.expected.append("422")
    sit_down(page, CLERK, at="/register")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("标题 请填写。")
    title, kind = (page.locator(f"[data-pointer='/{name}']") for name in ("title", "kind"))
    expect(title).to_contain_text("请填写。")
    page.locator(member(page, "/title")).fill("税")
    expect(title).not_to_contain_text("请填写。")

    expect(kind).to_contain_text("请填写。")
    kind.get_by_role("radio").first.check(force=True)
    expect(kind).not_to_contain_text("请填写。")


def test_what_is_refused_leads_to_its_field_and_keeps_every_word(page: Page, complaints: Complaints) -> None:
    complaints.expected.append("422")
    sit_down(page, CLERK, at="/register")
    fill_in(page, "410120261123000873")
    page.locator(member(page, "/title")).fill("短")
    page.keyboard.press("Control+Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(member(page, "/title"))).to_be_focused()
    expect(page.locator(member(page, "/references/0/number"))).to_have_value("410120261123000873")


def test_a_draft_outlives_the_page_and_the_computer_and_goes_with_the_request(
    page: Page, browser: Browser, running: UpProcess
) -> None:
    sit_down(page, CLERK, at="/register")
    title = "换一台电脑也还在"
    fill_in(page, "410120261123000874", title)
    expect(page.locator("form > footer").get_by_text(SAVED)).to_be_visible()
    page.reload()
    expect(page.locator(member(page, "/title"))).to_have_value(title)

    elsewhere = browser.new_page(base_url=running.url)
    sit_down(elsewhere, CLERK, at="/register")
    elsewhere.locator("summary").click()
    elsewhere.get_by_role("link", name=title).click()
    expect(elsewhere.locator(member(elsewhere, "/title"))).to_have_value(title)
    elsewhere.keyboard.press("Control+Enter")
    registered(elsewhere)
    elsewhere.close()

    page.reload()
    expect(page.locator(member(page, "/title"))).to_have_value("")


def test_nothing_moves_under_the_hand_when_earlier_forms_become_known_or_the_line_gets_slow(page: Page) -> None:
    sit_down(page, CLERK, at="/register?draft=begun")
    page.locator(member(page, "/title")).fill("先放一放")
    expect(page.locator("form > footer").get_by_text(SAVED)).to_be_visible()
    held: list[Route] = []
    page.route("**/intake/v1/drafts", lambda route: held.append(route))
    page.goto("/register?draft=next")
    expect(page.get_by_role("radio").first).to_be_focused()
    choice = page.locator("[data-pointer='/kind']").get_by_role("radio").nth(3)
    place = choice.bounding_box()

    expect(page.get_by_text("网络较慢")).to_be_visible()
    assert choice.bounding_box() == place
    for route in held:
        route.continue_()
    page.unroute("**/intake/v1/drafts")
    page.locator("summary").click()
    expect(page.get_by_role("link", name="先放一放")).to_be_visible()
    assert choice.bounding_box() == place

    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="先放一放")).to_be_hidden()
    expect(page.locator("summary")).to_be_focused()
    expect(page.locator(member(page, "/title"))).to_be_visible()


def test_an_answer_that_is_lost_makes_no_second_request(page: Page, complaints: Complaints) -> None:
    complaints.expected += ["ERR_FAILED", "502"]
    sit_down(page, CLERK, at="/register")
    keys: list[str | None] = []

    def lose_the_first(route: Route) -> None:
        keys.append(route.request.header_value("Idempotency-Key"))
        match len(keys):
            case 1:
                route.fetch()
                route.abort()
            case 2:  # what a proxy says while the desk starts
                route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")
            case _:
                route.continue_()

    page.route("**/intake/v1/requests", lose_the_first)
    fill_in(page, "410120261123000875")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("恢复后自动发送")).to_be_visible()
    number = registered(page)

    assert len(keys) == 3
    assert len(set(keys)) == 1
    begin_another(page)
    fill_in(page, "410120261123000875")
    expect(page.get_by_role("status").get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_role("status").get_by_role("listitem")).to_contain_text(number)


def test_every_form_that_was_begun_is_found_and_goes_by_a_second_press_alone(page: Page) -> None:
    titles = [f"第{nth}份没有发出" for nth in range(1, 5)]
    sit_down(page, CLERK, at="/register?draft=unsent-0")
    for nth, title in enumerate(titles):
        page.goto(f"/register?draft=unsent-{nth}")
        page.locator(member(page, "/title")).fill(title)
        expect(page.locator("form > footer").get_by_text(SAVED)).to_be_visible()
    page.goto("/register")
    page.locator("summary").click()
    for title in titles:
        expect(page.get_by_role("link", name=title)).to_be_attached()
    line = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=titles[0]))

    line.get_by_role("button", name="删除草稿").click()
    page.get_by_role("link", name=titles[1]).focus()
    expect(line.get_by_role("button", name="删除草稿")).to_be_visible()
    line.get_by_role("button", name="删除草稿").click()
    line.get_by_role("button", name="确认删除").click()
    expect(page.get_by_role("link", name=titles[0])).to_have_count(0)
    expect(page.get_by_role("link", name=titles[1])).to_be_attached()
