"""The frame around every screen: who is signed in, where they may go, keys, and what happens when something fails."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browser import Complaints, faults_of, in_both_themes, picture
from tests.support.seats import CLERK, sit_down

pytestmark = pytest.mark.browser


def test_signing_in_shows_the_people_of_the_seed(page: Page, language: str) -> None:
    page.goto("/sign-in")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()

    in_both_themes(page, f"sign-in-{language}")


def test_every_sheet_and_state_of_the_frame_can_be_read_by_everybody(page: Page, language: str) -> None:
    sit_down(page, CLERK, at="/reference")
    in_both_themes(page, f"reference-{language}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    in_both_themes(page, f"keys-{language}")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    in_both_themes(page, f"palette-{language}")
    page.keyboard.press("Escape")
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    in_both_themes(page, f"nowhere-{language}")


def test_a_theme_and_a_language_that_somebody_chose_are_kept_whatever_the_system_says(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    sit_down(page, CLERK, at="/reference")
    page.get_by_role("button", name="账户与设置").click()
    page.get_by_role("button", name="深色界面").click()
    page.get_by_role("button", name="English").click()
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="API reference")).to_be_visible()
    assert faults_of(page) == []


@pytest.mark.parametrize("service", ["intake", "routing", "anomaly", "notify"])
def test_a_services_reference_runs_under_its_policy(page: Page, service: str) -> None:
    page.goto(f"/{service}/docs")

    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_first_key_leads_past_the_rail_and_the_palette_anywhere(page: Page) -> None:
    sit_down(page, CLERK)
    page.reload()
    expect(page.get_by_role("navigation").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()

    page.keyboard.press("Control+k")
    page.keyboard.type("API ref")
    page.keyboard.press("Enter")

    expect(page).to_have_url("/reference", timeout=15_000)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_sheet_gives_the_focus_back_and_the_search_is_left_alone(page: Page) -> None:
    sit_down(page, CLERK, at="/queue")
    page.goto("/reference")
    place = page.get_by_role("link", name="接口文档")
    place.focus()
    for press in ("?", "Control+k"):
        page.keyboard.press(press)
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(place).to_be_focused()

    page.keyboard.press("/")
    page.keyboard.type("shuidan")
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    expect(page).to_have_url("/reference")


def test_the_rail_shows_who_one_is_and_another_person_starts_anew(page: Page) -> None:
    sit_down(page, CLERK)
    page.get_by_role("button", name="账户与设置").click()
    page.get_by_role("button", name="退出").click()

    expect(page).to_have_url("/sign-in")
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('portdesk'))") == []
    page.go_back()
    expect(page.get_by_role("searchbox")).to_be_visible()


def test_a_page_that_was_asked_for_comes_after_signing_in_and_no_other_site_ever_does(page: Page) -> None:
    sit_down(page, CLERK, at="/reference?from=mail")
    expect(page).to_have_url("/reference?from=mail")

    sit_down(page, CLERK, at="/sign-in?next=//elsewhere.example/")
    expect(page).not_to_have_url("/sign-in?next=//elsewhere.example/")
    assert page.evaluate("location.host").startswith("localhost")


def test_where_nobody_signs_in_for_trial_the_page_says_so(page: Page, complaints: Complaints) -> None:
    complaints.expected.append("404")
    page.route("**/trial/people", lambda route: route.fulfill(status=404, json={}))
    page.goto("/")

    expect(page.get_by_role("heading", name="这里不能登录")).to_be_visible()


def test_a_desk_that_is_away_or_busy_says_so_and_is_asked_again(page: Page, complaints: Complaints) -> None:
    complaints.expected += ["ERR_FAILED", "503"]
    answers = ["abort", "busy", "real"]

    def answer(route: Route) -> None:
        match answers.pop(0):
            case "abort":
                route.abort()
            case "busy":
                route.fulfill(status=503, headers={"Retry-After": "1"}, json={})
            case _:
                route.continue_()

    page.route("**/trial/people", answer)
    page.goto("/")
    expect(page.get_by_role("heading", name="连不上服务台")).to_be_visible()
    page.get_by_role("button", name="重试").click()
    expect(page.get_by_role("listitem").first).to_be_visible()

    assert answers == []


def test_a_browser_below_the_floor_is_told_so_without_any_script(page: Page, complaints: Complaints) -> None:
    complaints.expected.append("ERR_FAILED")
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/")

    expect(page.locator(".floor")).to_have_css("opacity", "1")
    assert faults_of(page) == []
    picture(page, "below-the-floor")


def test_what_the_policy_forbids_does_not_happen_and_is_reported(page: Page, complaints: Complaints) -> None:
    complaints.expected += ["Content Security Policy", "TrustedHTML", "Trusted Type"]
    page.goto("/sign-in")
    with page.expect_request("**/policy-reports") as reported:
        refused = page.evaluate(
            """() => { try { document.body.insertAdjacentHTML('beforeend', '<b>html</b>'); return 'done' }
            catch (failure) { return failure.name } }"""
        )

    assert refused == "TypeError"
    assert reported.value.response() is not None
    assert page.locator("b").count() == 0
