"""Without scripts a report is filed as well, and the dashboard shows its tables instead of its charts."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import Visits
from tests.harness.databases import Fill
from tests.harness.office import small_office
from tests.harness.people import sign_in_on_page
from tests.journeys.filing import DECLARED, picture


@pytest.fixture
def fill() -> Fill:
    return small_office


def reports_received(page: Page) -> str:
    page.goto("/trends")
    label = page.get_by_text("Reports received", exact=True)
    return page.locator(".tile").filter(has=label).locator(".tile__value").inner_text()


def file_report(page: Page, file: Path) -> None:
    page.goto("/my-reports")
    page.get_by_role("link", name="Report a concern").first.click()
    page.get_by_role("button", name="Start a report").click()
    page.get_by_label("What happened?").fill("An account called trialtalk posted about a trial under way.")
    page.get_by_role("button", name="Next: Who").click()
    page.get_by_label("Name", exact=False).first.fill("T. Lindqvist from Trials")
    page.get_by_label("The report is about them").check()
    page.get_by_role("button", name="Add this person").click()
    page.get_by_role("button", name="Next: Posts").click()
    page.get_by_label("Link to the post").fill("https://facebook.example/trialtalk/1")
    page.get_by_label("What does it say?").fill("The jury will see it this week.")
    page.get_by_label("Files").set_input_files(file)
    page.get_by_role("button", name="Done with post 1").click()
    page.get_by_role("button", name="Next: Rules").click()
    page.get_by_label("Not sure").first.check()
    page.get_by_role("button", name="Next: Review").click()
    page.get_by_label(DECLARED).check()
    page.get_by_role("button", name="Submit report").click()


def test_a_report_is_filed_and_counted_without_scripts(visits: Visits, tmp_path: Path) -> None:
    leader = visits(java_script_enabled=False)
    sign_in_on_page(leader, "leader")
    assert reports_received(leader) == "0"
    page = visits(java_script_enabled=False)
    sign_in_on_page(page, "supervisor")
    file_report(page, picture(tmp_path, "post.png", 200))
    expect(page.get_by_text("Your report is with the board office.")).to_be_visible()
    expect(page.get_by_text("The jury will see it this week.")).to_be_visible()
    expect(page.get_by_text("post.png")).to_be_visible()
    assert reports_received(leader) == "1"


def test_without_scripts_every_figure_shows_its_table_and_no_chart(visits: Visits) -> None:
    leader = visits(java_script_enabled=False)
    sign_in_on_page(leader, "leader")
    leader.goto("/trends")
    charts = leader.locator(".figure").filter(has=leader.locator(".chart"))
    assert charts.count() > 0
    for chart in charts.all():
        expect(chart.locator(".chart").first).to_be_hidden()
        expect(chart.get_by_role("table").first).to_be_visible()
