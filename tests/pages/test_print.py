"""What comes out of the printer: the record, and none of the screen's controls."""

import pytest
from playwright.sync_api import Page, expect

from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.people import sign_in_on_page
from tests.pages.every_page import LATER, office_full_of_pages

CONTROLS = "nav, button, .btn, input:not([type=hidden]), select, textarea"
SHOWN = "all => all.filter(one => one.checkVisibility({visibilityProperty: true})).map(one => one.outerHTML)"


@pytest.fixture
def fill() -> Fill:
    return office_full_of_pages


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(LATER)


def controls(page: Page) -> list[str]:
    """Everything to press or to type in that can be seen."""
    found: list[str] = page.locator(CONTROLS).evaluate_all(SHOWN)
    return found


def open_case(page: Page) -> str:
    """A case with papers, opened by the clerk; its number."""
    sign_in_on_page(page, "clerk")
    page.goto("/cases?stage=hearing")
    page.locator("main tbody a").first.click()
    return page.get_by_role("heading", level=1).inner_text()


def test_a_printed_case_is_its_content_alone(page: Page) -> None:
    number = open_case(page)
    assert controls(page)
    page.emulate_media(media="print")
    assert controls(page) == []
    expect(page.get_by_role("heading", level=1, name=number)).to_be_visible()
    for part in ("Clocks", "Facts", "Due process", "Timeline"):
        expect(page.get_by_role("heading", name=part, exact=True)).to_be_visible()
    expect(page.locator(".strip__facts")).to_be_visible()


def test_a_printed_letter_is_the_paper_alone(page: Page) -> None:
    number = open_case(page)
    page.goto(f"/cases/{number}/letters")
    page.locator("main a[href*='/letters/']").first.click()
    page.emulate_media(media="print")
    assert controls(page) == []
    expect(page.locator(".paper__title")).to_be_visible()
    expect(page.locator(".paper__words")).to_be_visible()
    expect(page.locator(".strip")).to_be_hidden()
    expect(page.locator(".beside-paper")).to_be_hidden()


def test_paper_is_white_however_dark_the_screen_is(page: Page) -> None:
    open_case(page)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(21, 38, 43)"
