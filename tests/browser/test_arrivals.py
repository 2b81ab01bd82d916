"""What waits to be accepted: who sees it, and how it becomes somebody's."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.brought import Outside
from tests.support.browser import Complaints, in_both_themes, picture
from tests.support.seats import HANDLER, sit_down
from tests.support.suites import UpProcess
from tests.support.worklist import clerk_of, focused, rows_of, titles_of

pytestmark = pytest.mark.browser

NOTHING = "没有等待受理的请求"
ENTERPRISE = "91410100MA44N8YX1D"


@pytest.fixture(scope="module")
def waiting(running: UpProcess) -> str:
    """A city for which three requests wait, and whose clerk has registered one for another city."""
    territory = "411600"
    clerk = Outside(running.url, clerk_of(territory))
    clerk.mail("舱单回执丢失，无法放行", territory, kind="fault", severity="S1", application="manifest")
    clerk.mail("两步申报的担保备案怎么操作，附件里是海关的答复和我们上次提交的材料", territory, enterprise=ENTERPRISE)
    clerk.mail("税单补打的入口太难找", territory, kind="complaint", severity="S2")
    clerk.mail("返程班列的换装信息在哪里看", "411100", kind="guidance")
    return territory


def open_arrivals(page: Page, territory: str) -> None:
    """Sits the city's clerk down in front of what waits."""
    sit_down(page, clerk_of(territory), at="/arrivals")
    expect(rows_of(page).first).to_be_visible()


def test_the_list_and_its_states_can_be_read_by_everybody(
    page: Page, waiting: str, language: str, complaints: Complaints
) -> None:
    open_arrivals(page, waiting)
    page.keyboard.press("j")
    in_both_themes(page, f"arrivals-{language}")
    complaints.expected.append("ERR_FAILED")
    page.route("**/intake/v1/requests?*", lambda route: route.abort())
    page.goto("/arrivals")
    expect(page.get_by_role("heading", name=re.compile("连不上|cannot be reached"))).to_be_visible()
    in_both_themes(page, f"arrivals-away-{language}")
    page.unroute("**/intake/v1/requests?*")
    page.get_by_role("main").get_by_role("button", name=re.compile("重试|Try again")).click()
    expect(rows_of(page)).to_have_count(4)

    sit_down(page, clerk_of("410200"), at="/sign-in?next=/arrivals")
    expect(page.get_by_role("heading", level=2, name=re.compile(f"{NOTHING}|Nothing waits"))).to_be_visible()
    in_both_themes(page, f"arrivals-empty-{language}")


def test_a_line_says_what_came_whence_and_how_long_it_waits(page: Page, waiting: str) -> None:
    open_arrivals(page, waiting)
    row = rows_of(page).filter(has_text="两步申报的担保备案怎么操作")

    for words in ("邮件", "货物申报", "周口", ENTERPRISE, "已等", "分钟"):
        expect(row).to_contain_text(words)
    expect(row.locator("code")).to_have_text(re.compile(r"^HA-\d{8}-411600-\d{5}-\d$"))
    expect(row.get_by_title("咨询")).to_be_visible()
    expect(row.locator("time")).to_have_attribute("datetime", re.compile(r"^\d{4}-\d\d-\d\dT"))


def test_what_came_is_seen_where_it_belongs_and_by_who_registered_it_and_nowhere_else(page: Page, waiting: str) -> None:
    open_arrivals(page, waiting)
    elsewhere = rows_of(page).filter(has_text="返程班列")
    expect(rows_of(page)).to_have_count(4)
    expect(elsewhere).to_contain_text("等漯河市口岸管理部门受理")
    expect(elsewhere.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name="新到")).to_contain_text("3")
    page.keyboard.press("End")
    page.keyboard.press("a")
    expect(page.get_by_text("这里现在不能“受理”。")).to_be_visible()

    sit_down(page, clerk_of("411100"), at="/sign-in?next=/arrivals")
    expect(rows_of(page)).to_have_count(1)
    expect(rows_of(page).get_by_role("button", name=re.compile("受理"))).to_be_visible()
    sit_down(page, clerk_of("410200"), at="/sign-in?next=/arrivals")
    expect(page.get_by_role("heading", level=2, name=NOTHING)).to_be_visible()


def test_a_line_is_accepted_by_its_key_or_on_its_own_page_and_is_gone(page: Page, running: UpProcess) -> None:
    clerk = Outside(running.url, clerk_of("411700"))
    titles = [f"{nth}号邮件，税单怎么补打" for nth in (1, 2, 3)]
    first, second, _ = [clerk.mail(title, "411700") for title in titles]
    open_arrivals(page, "411700")
    assert titles_of(page) == titles
    page.keyboard.press("j")
    assert focused(page) == titles[0]
    page.keyboard.press("a")
    expect(page.get_by_text("由您首问。")).to_be_visible()
    expect(rows_of(page)).to_have_count(2)
    expect(rows_of(page).first).to_be_focused()
    expect(page.get_by_role("link", name="新到")).to_contain_text("2")
    assert clerk.handling(first)["first_contact"]["person"] == clerk_of("411700")

    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(titles[1])
    expect(page).to_have_url(re.compile(f"/requests/{second}$"))
    expect(page.locator(".acts").get_by_role("button", name="受理", exact=True)).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("navigation", name="位置").get_by_text("已受理")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/arrivals$"))
    expect(page.get_by_text(titles[2])).to_be_visible()
    expect(page.get_by_text(titles[1])).to_have_count(0)

    rows_of(page).get_by_role("button", name=re.compile("受理")).click()
    expect(page.get_by_role("heading", level=2, name=NOTHING)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_what_comes_stands_behind_and_what_somebody_else_took_stays_until_it_is_asked_for(
    page: Page, running: UpProcess
) -> None:
    clerk = Outside(running.url, clerk_of("411300"))
    taken = clerk.mail("先到的邮件", "411300")
    clerk.mail("后到的邮件", "411300")
    open_arrivals(page, "411300")
    expect(page.get_by_text("实时更新")).to_be_visible()
    page.keyboard.press("End")
    assert focused(page) == "后到的邮件"

    clerk.mail("刚到的邮件", "411300")
    expect(rows_of(page)).to_have_count(3)
    page.keyboard.press("Home")
    clerk.accept(taken)
    expect(rows_of(page).first).to_contain_text("已变动")
    assert titles_of(page) == ["先到的邮件", "后到的邮件", "刚到的邮件"]
    picture(page, "arrivals-changed")
    page.keyboard.press(".")

    expect(rows_of(page)).to_have_count(2)
    expect(rows_of(page).first).to_be_focused()


def test_an_acceptance_whose_answer_is_lost_is_sent_again_and_says_that_it_may_be_done(
    page: Page, running: UpProcess, complaints: Complaints
) -> None:
    complaints.expected += ["ERR_FAILED", "412"]
    Outside(running.url, clerk_of("411200")).mail("只受理一次", "411200")
    open_arrivals(page, "411200")

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/intake/v1/requests/*/acceptance", lose_the_answer, times=1)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(rows_of(page).locator(".note")).to_contain_text("恢复后自动发送")
    expect(rows_of(page).locator(".note")).to_contain_text("可能已经办成")
    expect(rows_of(page)).to_contain_text("已变动")
    page.keyboard.press(".")

    expect(page.get_by_role("heading", level=2, name=NOTHING)).to_be_visible()


def test_more_is_loaded_by_its_button_and_by_who_walks_to_the_end(page: Page, waiting: str) -> None:
    page.route(
        "**/intake/v1/requests?*",
        lambda route: route.continue_(url=re.sub(r"limit=\d+", "limit=2", route.request.url)),
    )
    open_arrivals(page, waiting)
    expect(page.get_by_text("已载入 2 条")).to_be_visible()
    expect(page.get_by_role("link", name="新到")).to_contain_text("2+")
    page.get_by_role("button", name="载入更多").click()
    expect(rows_of(page)).to_have_count(4)

    page.reload()
    expect(rows_of(page)).to_have_count(2)
    expect(page.get_by_role("button", name="载入更多")).to_be_enabled()
    page.keyboard.press("j")
    expect(rows_of(page)).to_have_count(4)


def test_the_place_is_found_by_the_palette_and_its_keys_on_their_page(page: Page, waiting: str) -> None:
    sit_down(page, clerk_of(waiting))
    page.keyboard.press("Control+k")
    page.keyboard.type("arrivals")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/arrivals$"))
    expect(rows_of(page).first).to_be_visible()
    page.keyboard.press("?")

    keys = page.get_by_role("dialog").locator("[data-key]")
    expect(keys.filter(has_text="下一行")).to_be_visible()
    shown = {row.get_attribute("data-key") for row in keys.all()}
    assert {"next", "previous", "first", "last", "open", "load-changes", "act-accept"} <= shown
    assert not shown & {"preview", "select", "view", "act-start"}


def test_who_accepts_nothing_is_told_who_does(page: Page) -> None:
    sit_down(page, HANDLER, at="/arrivals")

    expect(page.get_by_role("heading", name="您的岗位不能打开这一页")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("受理员")
    expect(page.get_by_role("link", name="新到")).to_have_count(0)
