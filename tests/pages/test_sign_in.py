"""Signing in on the page."""

import pytest
from playwright.sync_api import Page

from tests.harness.browser import axe_violations
from tests.harness.databases import Fill
from tests.harness.office import small_office
from tests.harness.people import sign_in_on_page


@pytest.fixture
def fill() -> Fill:
    return small_office


def test_the_sign_in_page_is_accessible_and_leads_home(page: Page) -> None:
    page.goto("/")
    assert "/sign-in" in page.url
    assert axe_violations(page) == []
    sign_in_on_page(page, "intake")
    assert page.get_by_role("heading", level=1).count() == 1
    assert axe_violations(page) == []


def test_a_wrong_password_keeps_the_name_and_says_so(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("User name").fill("intake")
    page.get_by_label("Password", exact=True).fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("User name").input_value() == "intake"
    assert axe_violations(page) == []
