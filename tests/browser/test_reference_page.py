"""The page with the services' references, and the references themselves."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import faults_of, picture

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_reads_in_both_languages_and_themes(page: Page, language: str, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto("/")
    if language == "en":
        page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("API reference" if language == "en" else "接口文档")

    assert faults_of(page) == []
    picture(page, f"reference-{language}-{theme}")


@pytest.mark.parametrize("service", ["intake", "routing", "anomaly", "notify"])
def test_a_services_reference_runs_under_its_policy(page: Page, service: str) -> None:
    page.goto(f"/{service}/docs")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
