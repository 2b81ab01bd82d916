"""The public look-up: where a request stands, for anybody with its number and code, and nothing else of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_request import registered
from tests.support.browser import Complaints, faults_of, in_both_themes
from tests.support.seats import CLERK, sit_down

pytestmark = pytest.mark.browser


def test_anybody_with_number_and_code_learns_where_it_stands(page: Page, other: Page, language: str) -> None:
    sit_down(other, CLERK)
    made = registered(other)
    page.goto(f"/look-up?number={made['number']}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("textbox").last.fill(made["lookup_code"].lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_be_focused()
    in_both_themes(page, f"look-up-{language}")

    text = page.get_by_role("main").inner_text()
    assert made["number"] in text
    assert [secret for secret in ("税单", "王某", "91410100", "受理员") if secret in text] == []


def test_a_wrong_code_and_an_unknown_number_look_alike(page: Page, other: Page, complaints: Complaints) -> None:
    complaints.expected.append("404")
    sit_down(other, CLERK)
    made = registered(other)
    page.goto("/look-up")
    for number in (made["number"], "HA-20261123-410100-00042-6"):
        page.get_by_role("textbox").first.fill(number)
        page.get_by_role("textbox").last.fill("00000000")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("没有这件请求，或者查询码不对。请核对这两项。")


def test_a_number_is_taken_as_it_is_pasted_and_checked_before_it_is_sent(page: Page, other: Page) -> None:
    sit_down(other, CLERK)
    made = registered(other)
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isalnum() else one for one in made["number"])
    page.goto("/look-up")
    page.get_by_role("textbox").first.fill(made["number"][:-1] + str((int(made["number"][-1]) + 1) % 10))
    page.get_by_role("textbox").last.fill(made["lookup_code"])
    expect(page.get_by_text("校验位不符")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("textbox").first.fill(f" {wide} ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_be_focused()


def test_what_is_missing_is_asked_for_where_it_belongs(page: Page) -> None:
    page.goto("/look-up")
    page.get_by_role("button", name="查询").click()
    for name in ("编号", "查询码"):
        expect(page.get_by_role("textbox", name=name, exact=True)).to_have_accessible_description(re.compile("请填写"))
