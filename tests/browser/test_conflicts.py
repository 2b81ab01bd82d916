"""Two editors on one field: before, mine and theirs side by side, and nothing that was typed is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_request import opened, registered
from tests.support.browser import Complaints, faults_of, in_both_themes, picture
from tests.support.seats import CLERK, HANDLER, act, sit_down

pytestmark = pytest.mark.browser

SAVED = re.compile(r"(已存|Saved) \d\d:\d\d")


def test_one_draft_written_in_two_places_is_merged_by_its_writer(
    page: Page, other: Page, language: str, complaints: Complaints
) -> None:
    complaints.expected += ["409", "412"]
    sit_down(page, CLERK, at="/register?draft=two-places-" + language)
    title, place = page.locator("[data-pointer='/title'] input"), page.locator("form > footer")
    title.fill("原来的标题")
    expect(place.get_by_text(SAVED)).to_be_visible()
    sit_down(other, CLERK, at="/register?draft=two-places-" + language)
    expect(other.locator("[data-pointer='/title'] input")).to_have_value("原来的标题")
    other.locator("[data-pointer='/description'] textarea").fill("在另一台电脑上写的说明")
    with other.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        other.locator("[data-pointer='/title'] input").fill("另一台电脑上的标题")
    title.fill("这里的标题")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    in_both_themes(page, f"conflict-{language}")
    settle = sheet.get_by_role("button").last
    expect(settle).to_be_disabled()
    sheet.get_by_role("radio").first.check()
    page.keyboard.press("Control+Enter")

    expect(sheet).to_have_count(0)
    expect(title).to_have_value("这里的标题")
    expect(page.locator("[data-pointer='/description'] textarea")).to_have_value("在另一台电脑上写的说明")
    expect(place.get_by_text(SAVED)).to_be_visible()


def test_what_changed_while_somebody_wrote_is_shown_beside_their_words(
    page: Page, other: Page, complaints: Complaints
) -> None:
    complaints.expected.append("412")
    sit_down(page, CLERK)
    made = registered(page, kind="fault", anomaly_type=None)
    opened(page, made)
    act(page, "w")
    page.keyboard.type("请补充缴款回单。")
    sit_down(other, HANDLER, at="/reference")
    opened(other, made)
    act(other, "a")
    expect(page.locator("nav").get_by_text("办理中")).to_be_visible()
    page.keyboard.press("Control+Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("row", name=re.compile("状态"))).to_contain_text("已受理")
    expect(sheet.get_by_role("row", name=re.compile("状态"))).to_contain_text("办理中")
    expect(sheet.get_by_role("row", name=re.compile("请补充"))).to_contain_text("请补充缴款回单。")
    assert faults_of(page) == []
    picture(page, "conflict-act")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("article").filter(has_text="请补充缴款回单。")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_words_stay_where_their_act_is_not_open_any_more(page: Page, other: Page, complaints: Complaints) -> None:
    complaints.expected += ["409", "412"]
    sit_down(page, CLERK)
    made = registered(page, kind="fault", anomaly_type=None)
    opened(page, made)
    act(page, "w")
    page.keyboard.type("我也要问")
    sit_down(other, HANDLER, at="/reference")
    opened(other, made)
    act(other, "w")
    other.keyboard.type("先问一步")
    other.keyboard.press("Control+Enter")
    expect(page.get_by_text("先问一步")).to_be_visible()

    expect(page.get_by_role("textbox", name="请补充")).to_have_value("我也要问")
