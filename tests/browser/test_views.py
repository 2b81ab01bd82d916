"""Views of the work list that people keep, and what the list tells when a part of it does not come."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.brought import Outside
from tests.support.browser import Complaints
from tests.support.suites import UpProcess
from tests.support.worklist import clerk_of, open_queue, rows_of, titles_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def three(running: UpProcess) -> str:
    """A city with a question and two lines of guidance."""
    territory = "419001"
    clerk = Outside(running.url, clerk_of(territory))
    clerk.bring("舱单回执丢失，无法放行", territory, severity="S1")
    clerk.bring("两步申报的担保备案怎么操作", territory, kind="guidance", severity="S2")
    clerk.bring("返程班列的换装信息在哪里看", territory, kind="guidance")
    return territory


def test_a_saved_view_is_shown_as_it_was_kept_and_can_be_kept_again_narrower(page: Page, three: str) -> None:
    open_queue(page, three, "?view=all&kind=guidance&sort=newest")
    page.get_by_role("button", name="存为视图").click()
    page.keyboard.type("指导新")
    page.keyboard.press("Control+Enter")
    views = page.get_by_role("group", name="视图")
    expect(views.get_by_role("button", name=re.compile("^指导新"))).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("button", name="指导", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("排序")).to_have_value("newest")
    expect(rows_of(page)).to_have_count(2)
    assert titles_of(page)[0] == "返程班列的换装信息在哪里看"

    page.get_by_role("button", name="S2 加急").click()
    expect(rows_of(page)).to_have_count(1)
    page.get_by_role("button", name="存为视图").click()
    page.keyboard.type("指导急")
    page.keyboard.press("Control+Enter")
    expect(views.get_by_role("button", name=re.compile("^指导急"))).to_contain_text("1")
    page.get_by_role("button", name="S2 加急").click()

    expect(page).to_have_url(re.compile("view=all"))
    expect(rows_of(page)).to_have_count(2)
    for name in ("指导新", "指导急"):
        views.get_by_role("button", name=re.compile(f"^{name}")).click()
        page.get_by_role("button", name="存为视图").click()
        page.get_by_role("button", name=f"删除视图“{name}”").click()
        expect(views.get_by_role("button", name=re.compile(f"^{name}"))).to_have_count(0)


def test_lines_that_do_not_come_are_told_at_the_foot_and_asked_for_again(
    page: Page, three: str, complaints: Complaints
) -> None:
    complaints.expected.append("500")
    statuses = [500, 200]

    def answer(route: Route) -> None:
        if "cursor=" in route.request.url:
            route.fulfill(status=statuses.pop(0), json={"items": [], "next": None})
        else:
            response = route.fetch()
            route.fulfill(response=response, json={**response.json(), "next": "more"})

    page.route("**/routing/v1/queue?*", answer)
    open_queue(page, three, "?view=all")
    foot = page.get_by_role("main").locator("footer")
    expect(foot).to_contain_text("已载入 3 条，这次没能读到")
    foot.get_by_role("button", name="重试").click()

    expect(foot).to_contain_text("共 3 条，已全部载入")
    assert statuses == []
