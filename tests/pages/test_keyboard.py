"""A report is filed by keyboard alone, from signing in to the receipt."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import Visits
from tests.harness.databases import Fill
from tests.harness.office import PARTS, PASSWORD, small_office
from tests.journeys.filing import DECLARED, picture
from tests.pages.keyboard import HERE, Keyboard

STOPS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(
  one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true})
    && !(one.type === 'radio' && one.name && !one.checked
         && document.querySelector(`input[type=radio][name="${CSS.escape(one.name)}"]:checked`))
    && !(one.type === 'radio' && !document.querySelector(`input[type=radio][name="${CSS.escape(one.name)}"]:checked`)
         && document.querySelector(`input[type=radio][name="${CSS.escape(one.name)}"]`) !== one)
).length"""


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def page(visits: Visits) -> Page:
    """A page on which nothing glides: what has the focus is in its place at once."""
    return visits(reduced_motion="reduce")


def sign_in(keys: Keyboard) -> None:
    keys.page.goto("/")
    keys.skip()
    keys.type(keys.page.get_by_label("User name"), "supervisor")
    keys.type(keys.page.get_by_label("Password", exact=True), PASSWORD)
    keys.leave()
    assert "/sign-in" not in keys.page.url


def begin(keys: Keyboard) -> None:
    keys.follow(keys.page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="My reports"))
    keys.skip()
    keys.follow(keys.page.get_by_role("link", name="Report a concern").first)
    keys.skip()
    keys.follow(keys.page.get_by_role("button", name="Start a report"), key="Space")


def say_what_happened(keys: Keyboard) -> None:
    page = keys.page
    keys.skip()
    keys.type(page.get_by_label("What happened?"), "An account called trialtalk posted about a trial under way.")
    found = page.get_by_role("group", name="When did you find out?")
    keys.type(found.get_by_label("Date"), "02282026")
    assert found.get_by_label("Date").input_value() == "2026-02-28"
    keys.follow(page.get_by_role("button", name="Next: Who"))


def name_somebody(keys: Keyboard) -> None:
    page, name = keys.page, PARTS["respondent"].name
    keys.skip()
    box = page.get_by_role("combobox", name="Name")
    keys.type(box, "lindq")
    expect(page.get_by_role("option", name=name)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value(name)
    keys.choose(page.get_by_role("group", name="How are they part of this?"), "The report is about them")
    keys.follow(page.get_by_role("button", name="Add this person"))
    expect(page.locator("article.post")).to_contain_text(name)
    keys.skip()
    keys.follow(page.get_by_role("button", name="Next: Posts"))


def add_a_post(keys: Keyboard, file: Path) -> None:
    page = keys.page
    keys.skip()
    keys.type(page.get_by_label("Link to the post"), "https://facebook.example/trialtalk/1")
    keys.choose(page.get_by_role("group", name="What is it?"), "Comment")
    keys.type(page.get_by_label("Account name or handle"), "trialtalk")
    keys.type(page.get_by_label("Where was it posted?"), "Facebook")
    keys.type(page.get_by_label("What does it say?"), "The jury will see it this week.")
    keys.choose(page.get_by_role("group", name="Can it still be seen online?"), "Yes")
    keys.go_to(page.get_by_label("Files"))
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Space")
    chosen.value.set_files(file)
    expect(page.locator("#post-files li")).to_contain_text("Saved")
    assert page.evaluate(HERE), "the focus was lost when the file was saved"
    keys.follow(page.get_by_role("button", name="Done with post 1"))
    expect(page.locator("article.post")).to_contain_text("The jury will see it this week.")
    keys.skip()
    keys.follow(page.get_by_role("button", name="Next: Rules"))


def submit(keys: Keyboard) -> None:
    page = keys.page
    keys.skip()
    keys.follow(page.get_by_role("button", name="Submit report"))  # refused: nothing is declared yet
    expect(page.get_by_text("Confirm that the report is true as far as you know.").first).to_be_visible()
    assert page.evaluate(HERE), "a refusal leaves the focus nowhere"
    keys.go_to(page.get_by_label(DECLARED))
    page.keyboard.press("Space")
    keys.follow(page.get_by_role("button", name="Submit report"))


def test_a_report_is_filed_by_keyboard_alone(page: Page, tmp_path: Path) -> None:
    keys = Keyboard(page)
    sign_in(keys)
    begin(keys)
    say_what_happened(keys)
    name_somebody(keys)
    add_a_post(keys, picture(tmp_path, "post.png", 200))
    keys.skip()
    keys.go_to(page.get_by_label("Not sure").first)
    page.keyboard.press("Space")
    keys.follow(page.get_by_role("button", name="Next: Review"))
    submit(keys)
    expect(page.get_by_text("Your report is with the board office.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^RP-26-\w{6}$"))
    expect(page.get_by_text("The jury will see it this week.")).to_be_visible()


def test_tab_stops_once_at_everything_and_goes_back_the_way_it_came(page: Page) -> None:
    keys = Keyboard(page)
    sign_in(keys)
    begin(keys)
    page.goto(page.url.replace("what-happened", "posts"))
    last = page.get_by_role("contentinfo").get_by_role("link").last
    keys.go_to(last)
    assert page.evaluate("window.keyboardStops.size") == page.evaluate(STOPS)
    keys.go_to(page.get_by_role("link", name="Skip to main content"), back=True)
    assert page.evaluate("window.keyboardStops.size") == page.evaluate(STOPS)


def test_a_page_that_hides_or_holds_the_focus_is_found_out(page: Page) -> None:
    keys = Keyboard(page)
    page.goto("/sign-in")
    name = page.get_by_label("User name")
    name.evaluate("one => { one.style.outline = 'none' }")
    with pytest.raises(AssertionError, match="cannot be seen"):
        keys.go_to(name)
    page.goto("/sign-in")
    name.evaluate("one => one.addEventListener('keydown', event => event.preventDefault())")
    with pytest.raises(AssertionError, match="trapped"):
        keys.go_to(page.get_by_role("button", name="Sign in"))
