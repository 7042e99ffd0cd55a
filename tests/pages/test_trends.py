"""The dashboard in a real browser: charts are drawn, tables open by keyboard, filters apply, axe finds nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from analytics.figures import BUILDERS
from tests.analytics import records
from tests.harness.browser import Visits, axe_violations
from tests.harness.databases import Fill
from tests.harness.people import sign_in_on_page


@pytest.fixture
def fill() -> Fill:
    return records.fill


def opened(page: Page, user: str, query: str = "") -> Page:
    sign_in_on_page(page, user)
    page.goto(f"/trends{query}")
    page.wait_for_selector("html[data-charts=drawn]")
    return page


def test_every_chart_of_the_clerk_is_drawn(page: Page) -> None:
    opened(page, "clerk", "?period=all")
    charts = page.locator(".chart")
    assert charts.count() >= 6
    assert page.locator(".chart .main-svg").count() >= charts.count()
    assert page.locator(".chart-failed").count() == 0
    for name in BUILDERS:
        expect(page.locator(f"#{name} .finding")).to_be_visible()


def test_a_chart_has_words_of_its_own_and_its_table_opens_by_keyboard(page: Page) -> None:
    opened(page, "clerk")
    figure = page.locator("#rate")
    label = figure.locator(".chart").get_attribute("aria-label") or ""
    assert "The same numbers are under View as table" in label
    summary = figure.locator("summary", has_text="View as table")
    summary.focus()
    page.keyboard.press("Enter")
    expect(figure.locator("table")).to_be_visible()
    expect(figure.locator("thead th").first).to_have_text("Period")


def test_filters_are_chosen_applied_echoed_and_cleared(page: Page) -> None:
    opened(page, "clerk")
    page.get_by_label("Count by").select_option("posted")
    page.get_by_label("Track").select_option("employer")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile(r"count_by=posted.*track=employer"))
    expect(page.locator(".echo")).to_contain_text("reports by date posted")
    expect(page.locator(".echo")).to_contain_text("track Employer")
    page.get_by_role("link", name="Clear all").click()
    expect(page).to_have_url(re.compile(r"/trends$"))


def test_a_figure_is_downloaded_as_csv(page: Page) -> None:
    opened(page, "clerk")
    with page.expect_download() as download:
        page.locator("#rate a", has_text="CSV").click()
    assert download.value.suggested_filename == "rate.csv"
    assert download.value.path().read_text(encoding="utf-8").startswith("period,reports,staff_years,rate")


def test_the_page_fits_320_pixels_and_every_chart_fits_the_page(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    opened(page, "leader", "?period=all")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    widths = page.eval_on_selector_all(".chart .main-svg", "all => all.map(one => one.getBoundingClientRect().right)")
    assert widths
    assert max(widths) <= 320


def test_charts_turn_dark_with_the_page(page: Page) -> None:
    opened(page, "clerk")
    line = page.locator("#rate .scatterlayer .js-line").first
    light = line.evaluate("one => getComputedStyle(one).stroke")
    page.emulate_media(color_scheme="dark")
    expect(line).not_to_have_css("stroke", light)


@pytest.mark.parametrize("user", ["leader", "clerk"])
def test_axe_finds_nothing_wide_and_narrow_light_and_dark(visits: Visits, user: str) -> None:
    for width, scheme in ((1280, "light"), (320, "dark")):
        page = opened(visits(viewport={"width": width, "height": 900}, color_scheme=scheme), user, "?period=all")
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        assert axe_violations(page) == [], f"{width} {scheme}"


def test_axe_finds_nothing_where_everything_is_refused(page: Page) -> None:
    sign_in_on_page(page, "leader")
    page.goto("/trends?unit=Appeals")
    assert axe_violations(page) == []


def test_without_script_every_figure_still_has_its_table(visits: Visits) -> None:
    page = visits(java_script_enabled=False)
    sign_in_on_page(page, "clerk")
    page.goto("/trends")
    assert page.locator(".figure").count() >= 5
    expect(page.locator("#rate summary", has_text="View as table")).to_be_visible()
    expect(page.locator("#rate .chart")).to_be_hidden()
