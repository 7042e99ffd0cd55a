"""Every page of the application in a real browser: axe with no rule disabled, and no scrolling sideways."""

# Run by name (pytest PATH): not in the suite until it has passed on both databases.

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from litestar import Litestar, MediaType
from playwright.sync_api import Browser, BrowserContext, Page

from api.app import create_app
from db.session import make_sessions
from tests.faults.crawl import Route, routes
from tests.harness.browser import AXE, WCAG, Watch
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill, fresh
from tests.harness.office import PASSWORD, small_office
from tests.harness.serving import Live, serve
from tests.pages.every_page import LATER, Finder, Visit, office_full_of_pages

AXE_CALL = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
WIDE, NARROW = 1280, 320
READERS = ("clerk", "intake", "admin", "hr", "leader", "supervisor", "conflict_officer", "records", "respondent")


@dataclass
class Office:
    """A served office, with one browser context per person."""

    live: Live
    browser: Browser
    watch: Watch
    _pages: dict[str, Page] = field(default_factory=dict)

    @property
    def application(self) -> Litestar:
        """The same application, to read its routes from."""
        return create_app(self.live.settings, clock=self.live.clock)

    def page(self, user: str) -> Page:
        """A person's page, signed in; nobody's for an empty name."""
        if user not in self._pages:
            context = self.browser.new_context(base_url=self.live.url, viewport={"width": WIDE, "height": 900})
            if user:
                sign_in(context, user)
            self._pages[user] = context.new_page()
            self.watch.over(self._pages[user])
        return self._pages[user]


def sign_in(context: BrowserContext, user: str) -> str:
    """Open a session in the context; its token for other requests."""
    answer = context.request.post("/api/session", data={"username": user, "password": PASSWORD})
    assert answer.status == 201, answer.text()
    return str(answer.json()["csrf_token"])


@contextmanager
def office_of(fill: Fill, browser: Browser, folder: pytest.TempPathFactory) -> Iterator[Office]:
    with fresh("sqlite", fill) as database, serve(database, folder.mktemp("files"), MovableClock(LATER)) as live:
        yield Office(live, browser, Watch(live.url.removeprefix("http://")))


@pytest.fixture(scope="module")
def filled(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_of(office_full_of_pages, browser, tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="module")
def empty(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_of(small_office, browser, tmp_path_factory) as made:
        yield made


def pages_of(office: Office) -> list[Route]:
    """Every address that answers with a page."""
    return [one for one in routes(office.application, "GET") if one.handler.media_type == MediaType.HTML]


def draft_of(office: Office) -> str:
    """A draft of the supervisor's."""
    context = office.browser.new_context(base_url=office.live.url)
    token = sign_in(context, "supervisor")
    answer = context.request.post("/reports/drafts", form={"_csrf_token": token}, max_redirects=0)
    context.close()
    return str(answer.headers["location"]).split("/")[3].split("?")[0]


def faults(office: Office, visit: Visit, widths: tuple[int, ...]) -> list[str]:
    """What is wrong with a page: its status, axe's findings, words that stick out at 320 pixels."""
    page, found = office.page(visit.user), []
    answer = page.goto(visit.path)
    if answer is None or answer.status != 200:
        return [f"{visit.path} as {visit.user}: {answer.status if answer else 'no answer'}"]
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for rule in page.evaluate(AXE_CALL, WCAG)["violations"]:
            where = " | ".join(" ".join(map(str, node["target"])) for node in rule["nodes"][:3])
            found.append(f"{visit.path} as {visit.user}, {width}: {rule['id']} ({where})")
    page.set_viewport_size({"width": NARROW, "height": 900})
    if page.evaluate("document.documentElement.scrollWidth") > NARROW:
        found.append(f"{visit.path} as {visit.user}: scrolls sideways at {NARROW}")
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found


def test_every_page_of_a_filled_office_is_accessible(filled: Office) -> None:
    sessions = make_sessions(filled.live.database.url)
    all_pages = pages_of(filled)
    visits = list(Finder(sessions, filled.live.clock, draft_of(filled)).visits(all_pages))
    sessions.close()
    assert {visit.route for visit in visits} == {route.path for route in all_pages}
    wrong: list[str] = []
    for visit in visits:
        wrong += faults(filled, visit, (WIDE,) if "/acts/" in visit.route else (WIDE, NARROW))
    assert wrong + filled.watch.found == []


def test_every_page_of_an_empty_office_is_accessible(empty: Office) -> None:
    wrong: list[str] = []
    for route in pages_of(empty):
        if not route.parameters:
            able = next(user for user in READERS if route.is_open_to(user))
            user = "" if route.handler.opt.get("public") else able
            wrong += faults(empty, Visit(route.path, route.path, user), (WIDE,))
    assert wrong + empty.watch.found == []
