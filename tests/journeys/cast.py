"""The people of a journey, each at a browser of their own. They click and type; nothing is done for them.

    cast.do("investigator", "Steps", "Plan a step", {"Kind of step": "Interview", "What is to be done": "Ask him"})
    assert cast.refused("investigator", "Overview", "Submit for cause review") == ["..."]

`do` and `refused` open the case from the list of cases, go to a section, press the link of an act, fill its form by the
labels on it (see form.py) and send it.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page

from tests.harness.browser import Visits
from tests.harness.clock import MovableClock
from tests.harness.office import PASSWORD
from tests.journeys.form import fill

SHOTS = "JOURNEY_SHOTS"  # a folder for pictures of the moments that count; none are taken without it
ZONE = ZoneInfo("America/New_York")
STAYS = timedelta(minutes=25)  # the product ends a session after 30 idle minutes
CASE_NUMBER = re.compile(r"^SM-\d\d-\w{6}$")
ANSWERS: Mapping[str, Any] = {}


@dataclass
class Cast:
    """Everybody in one journey; `case` is the number of the case they work on."""

    visits: Visits
    clock: MovableClock
    name: str = "journey"
    report: str = ""
    case: str = ""
    files: Path = Path()
    notes: dict[str, Any] = field(default_factory=dict)
    _pages: dict[str, Page] = field(default_factory=dict)
    _seen: dict[str, datetime] = field(default_factory=dict)
    _shots: int = 0

    # --- people ---

    def at(self, user: str) -> Page:
        """Somebody's page, signed in; anew where the clock has moved on so far that their session ran out."""
        page = self._pages.get(user)
        if page is None:
            page = self._pages[user] = self.visits()
            page.goto("/")
            self._sign_in(page, user)
        elif not timedelta() <= self.clock.now() - self._seen[user] < STAYS:
            follow(page, page.locator("a.brand"))
            self._sign_in(page, user)
        self._seen[user] = self.clock.now()
        return page

    def _sign_in(self, page: Page, user: str) -> None:
        assert "/sign-in" in page.url, f"{user} is on {page.url}, not asked to sign in"
        page.get_by_label("User name").fill(user)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        follow(page, page.get_by_role("button", name="Sign in"))
        assert "/sign-in" not in page.url, page.locator("main").inner_text()

    def leave(self, user: str) -> None:
        """Sign out and close the browser."""
        page = self._pages.pop(user)
        page.context.close()

    # --- the case ---

    def menu(self, user: str, entry: str) -> Page:
        """Press an entry of the main navigation."""
        page = self.at(user)
        menu = page.get_by_role("navigation", name="Main", exact=True)
        follow(page, menu.get_by_role("link", name=re.compile(rf"^{entry}\b")))
        return page

    def open(self, user: str, section: str = "Overview") -> Page:
        """A section of the case, from the list of cases or from where the person is in it."""
        page = self.at(user)
        if f"/cases/{self.case}" not in page.url:
            self.menu(user, "Cases")
            follow(page, page.get_by_role("link", name=self.case, exact=True).first)
        sections = page.get_by_role("navigation", name="Sections of this case", exact=True)
        follow(page, sections.get_by_role("link", name=re.compile(rf"^{section}\s*\d*$")))
        return page

    def go_to_act(self, user: str, section: str, act: str) -> Page:
        """The form of an act: from the inbox where it waits there, from the page at hand, or from its section."""
        page = self.at(user)
        if page.url.endswith("/"):
            waiting = page.locator("main").get_by_role("link", name=f"{act} {self.case}", exact=True)
            if waiting.count():
                follow(page, waiting.first)
                return page
        if not (f"/cases/{self.case}" in page.url and links_of(page, act).count()):
            self.open(user, section)
        follow(page, link_of(page, act))
        return page

    def do(self, user: str, section: str, act: str, answers: Mapping[str, Any] = ANSWERS) -> Page:
        """Do an act that must succeed; ends where the act leads."""
        page = self._send(user, section, act, answers)
        assert "/acts/" not in page.url, f"{act} by {user} was refused:\n{problems(page)}"
        return page

    def refused(self, user: str, section: str, act: str, answers: Mapping[str, Any] = ANSWERS) -> list[str]:
        """Try an act that the rules must refuse: everything that the page says is missing, in its order."""
        page = self._send(user, section, act, answers)
        assert "/acts/" in page.url, f"{act} by {user} was not refused"
        return missing(page)

    def _send(self, user: str, section: str, act: str, answers: Mapping[str, Any]) -> Page:
        return send(self.go_to_act(user, section, act), answers)

    # --- the report, before there is a case ---

    def open_report(self, user: str) -> Page:
        """The report, from the queue or from where the person is."""
        page = self.at(user)
        if not page.url.endswith(f"/reports/{self.report}"):
            self.menu(user, "Reports")
            if not page.get_by_role("link", name=self.report, exact=True).count():
                follow(page, page.get_by_role("link", name=re.compile(r"^Screened")))
            follow(page, page.get_by_role("link", name=self.report, exact=True))
        return page

    def screen(self, user: str, act: str, answers: Mapping[str, Any] = ANSWERS) -> Page:
        """Do an act on the report that must succeed."""
        page = self.open_report(user)
        follow(page, link_of(page, act))
        send(page, answers)
        assert "/acts/" not in page.url, f"{act} by {user} was refused:\n{problems(page)}"
        return page

    def refused_to_screen(self, user: str, act: str, answers: Mapping[str, Any] = ANSWERS) -> list[str]:
        """Try an act on the report that the rules must refuse: everything that the page says is missing."""
        page = self.open_report(user)
        follow(page, link_of(page, act))
        send(page, answers)
        assert "/acts/" in page.url, f"{act} by {user} was not refused"
        return missing(page)

    # --- time and pictures ---

    def today(self, days: int = 0) -> str:
        """Today, or so many days from now, in the office's zone as a date field takes it."""
        return (self.clock.now().astimezone(ZONE) + timedelta(days=days)).date().isoformat()

    def now(self, **later: float) -> str:
        """The present minute, or a later one, in the office's zone as a time field takes it."""
        moment = (self.clock.now() + timedelta(**later)).astimezone(ZONE)
        return moment.strftime("%Y-%m-%dT%H:%M")

    def shot(self, user: str, name: str) -> None:
        """A picture of what somebody sees, where a folder for pictures is named."""
        folder = os.environ.get(SHOTS)
        if folder:
            self._shots += 1
            path = Path(folder) / f"{self.name}-{self._shots:02d}-{name}.png"
            self._pages[user].screenshot(path=path, full_page=True)


def follow(page: Page, target: Locator) -> None:
    """Click something that leads to another page, and wait for that page."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        target.click()


def links_of(page: Page, act: str) -> Locator:
    """The links that lead to an act: its title, or its title with what it is about."""
    main = page.locator("main")
    found = main.get_by_role("link", name=act, exact=True)
    if not found.count():
        # What only a screen reader reads stands apart from the words before it.
        found = main.get_by_role("link", name=re.compile("^" + re.sub(r"([:,])", r"\\s*\1", re.escape(act))))
    return found


def link_of(page: Page, act: str) -> Locator:
    """The first such link; says what there is instead where there is none."""
    found = links_of(page, act)
    if not found.count():
        texts = [text.strip() for text in page.locator("main").get_by_role("link").all_inner_texts()]
        raise AssertionError(f"no link {act!r} on {page.url}; there is {texts}")
    return found.first


def send(page: Page, answers: Mapping[str, Any]) -> Page:
    """Fill the form of the page and send it."""
    form = page.locator("main form.form")
    fill(form, answers)
    follow(page, form.locator(".form__acts button[type=submit]"))
    return page


def missing(page: Page) -> list[str]:
    """Everything that a refused page says is missing, line by line."""
    return [" ".join(text.split()) for text in page.locator(".blocked__text, .error-summary li").all_inner_texts()]


def problems(page: Page) -> str:
    """Everything that a form which came back says, for the message of a failed test."""
    found = page.locator(".blocked, .usa-alert, .notice, .field-error, .error-summary, .blocked__text")
    return "\n".join(found.all_inner_texts()) or page.locator("main").inner_text()
