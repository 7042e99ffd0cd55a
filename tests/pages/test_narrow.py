"""What a narrow screen leaves out of the way, and a wide one, or one without scripts, shows."""

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import Visits
from tests.harness.databases import Fill
from tests.harness.office import small_office
from tests.harness.people import sign_in_on_page


@pytest.fixture
def fill() -> Fill:
    return small_office


def filters_of(page: Page) -> Page:
    sign_in_on_page(page, "intake")
    page.goto("/cases")
    return page


def test_filters_fold_on_a_narrow_screen_and_stand_open_on_a_wide_one(page: Page) -> None:
    filters = filters_of(page).get_by_role("search", name="Filters")
    expect(filters).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 800})
    expect(filters).to_be_hidden()
    page.get_by_text("Filters", exact=True).click()
    expect(filters).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(filters).to_be_visible()


def test_filters_stay_open_on_a_narrow_screen_without_scripts(visits: Visits) -> None:
    page = filters_of(visits(java_script_enabled=False, viewport={"width": 360, "height": 800}))
    expect(page.get_by_role("search", name="Filters")).to_be_visible()
