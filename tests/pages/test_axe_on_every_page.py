"""Every page of the application in a real browser: axe with no rule disabled, and no scrolling sideways.

Each address is opened on the fullest matter that has it, and again on the barest. A page is looked at wide and light,
narrow and dark, and on the barest matter the other way round; a form, which one template draws for every act, is opened
once, narrow, and every other one dark. The visits are dealt out over several tests, so that two workers share them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from litestar import Litestar, MediaType
from playwright.sync_api import Browser, BrowserContext, Page

from api.app import create_app
from api.security import SESSION_COOKIE
from db.session import make_sessions
from tests.faults.crawl import Route, routes
from tests.harness.browser import AXE, Watch, axe_violations
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill, fresh
from tests.harness.office import PASSWORD, small_office
from tests.harness.serving import Live, serve
from tests.pages.every_page import LATER, PROVIDER, REFUSALS, Drafts, Finder, Visit, office_full_of_pages

WIDE, NARROW, TALL = 1280, 320, 900
READERS = ("clerk", "intake", "admin", "hr", "leader", "supervisor", "conflict_officer", "records", "respondent")
HANDS = 4  # how many tests share the visits


@dataclass
class Office:
    """A served office, and one page in which one person after another signs in: what it has loaded stays loaded."""

    live: Live
    context: BrowserContext
    watch: Watch
    page: Page
    _user: str = ""
    _look: tuple[int, bool] = (0, False)
    _sessions: dict[str, str] = field(default_factory=dict)
    _visits: dict[bool, list[Visit]] = field(default_factory=dict)

    def look_as(self, width: int, is_dark: bool) -> None:
        """Set the window's width and the scheme of colors."""
        if (width, is_dark) != self._look:
            self.page.set_viewport_size({"width": width, "height": TALL})
            self.page.emulate_media(color_scheme="dark" if is_dark else "light")
            self._look = width, is_dark

    def sign_in(self, user: str) -> None:
        """Become this person; nobody for an empty name."""
        if user == self._user:
            return
        self._user = user
        self.context.clear_cookies(name=SESSION_COOKIE)
        if user and user not in self._sessions:
            answer = httpx.post(f"{self.live.url}/api/session", json={"username": user, "password": PASSWORD})
            assert answer.status_code == 201, answer.text
            self._sessions[user] = answer.cookies[SESSION_COOKIE]
        if user:
            self.context.add_cookies([{"name": SESSION_COOKIE, "value": self._sessions[user], "url": self.live.url}])

    def visits(self, *, bare: bool) -> list[Visit]:
        """A visit to every page: on the fullest matters, or on the barest."""
        if bare not in self._visits:
            drafts, sessions = Drafts(self.live.url), make_sessions(self.live.database.url).as_system("tests")
            draft_id = drafts.bare() if bare else drafts.filled()
            finder = Finder(sessions, self.live.clock, draft_id, bare=bare)
            self._visits[bare] = list(finder.visits(pages_of(self.live)))
            sessions.close()
        return self._visits[bare]


@contextmanager
def office_of(fill: Fill, browser: Browser, files: Path, **known: str) -> Iterator[Office]:
    with fresh("sqlite", fill) as database, serve(database, files, MovableClock(LATER), **known) as live:
        context = browser.new_context(base_url=live.url, viewport={"width": WIDE, "height": TALL})
        context.add_init_script(path=AXE)
        office = Office(live, context, Watch(live.url.removeprefix("http://")), context.new_page())
        office.watch.over(office.page)
        yield office
        context.close()


@pytest.fixture(scope="module")
def filled(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_of(office_full_of_pages, browser, tmp_path_factory.mktemp("files"), **PROVIDER) as made:
        yield made


@pytest.fixture(scope="module")
def empty(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_of(small_office, browser, tmp_path_factory.mktemp("files")) as made:
        yield made


def pages_of(live: Live) -> list[Route]:
    """Every address that answers with a page."""
    application: Litestar = create_app(live.settings, clock=live.clock)
    return [one for one in routes(application, "GET") if one.handler.media_type == MediaType.HTML]


def faults(office: Office, visit: Visit, *, dark: bool = False) -> list[str]:
    """What is wrong with a page: its status, axe's findings, words that stick out at 320 pixels."""
    office.sign_in(visit.user)
    looks = ((NARROW, dark),) if visit.is_form else ((WIDE, dark), (NARROW, not dark))
    office.look_as(*looks[0])
    answer = office.page.goto(visit.path)
    if answer is None or answer.status != visit.status:
        return [f"{visit.path} as {visit.user}: {answer.status if answer else 'no answer'}"]
    found = []
    for width, is_dark in looks:
        office.look_as(width, is_dark)
        where = f"{visit.path} as {visit.user or 'nobody'}, {width} {'dark' if is_dark else 'light'}"
        found += [f"{where}: {line}" for line in axe_violations(office.page)]
    if office.page.evaluate("document.documentElement.scrollWidth") > NARROW:
        found.append(f"{visit.path} as {visit.user}: scrolls sideways at {NARROW}")
    return found


def look_over(office: Office, visits: list[Visit], *, dark: bool = False) -> list[str]:
    """What is wrong with any of these pages; by person and kind, so that little changes from one to the next."""
    in_turn = sorted(visits, key=lambda one: (one.user, one.is_form))
    found = []
    for place, visit in enumerate(in_turn):
        found += faults(office, visit, dark=bool(place % 2) if visit.is_form else dark)
    return found + office.watch.found


@pytest.mark.parametrize("bare", [False, True])
def test_the_pages_visited_are_the_pages_of_the_application(filled: Office, bare: bool) -> None:
    visited = {visit.route for hand in range(HANDS) for visit in filled.visits(bare=bare)[hand::HANDS]}
    assert visited == {route.path for route in pages_of(filled.live)}


@pytest.mark.parametrize("hand", range(HANDS))
def test_every_page_of_a_filled_office_is_accessible(filled: Office, hand: int) -> None:
    assert look_over(filled, filled.visits(bare=False)[hand::HANDS]) == []


@pytest.mark.parametrize("hand", range(HANDS))
def test_every_page_of_a_matter_with_little_in_it_is_accessible(filled: Office, hand: int) -> None:
    visits = filled.visits(bare=True)[hand::HANDS]
    assert look_over(filled, [visit for visit in visits if visit.has_matter and not visit.is_form], dark=True) == []


def test_every_page_of_an_empty_office_is_accessible(empty: Office) -> None:
    visits = []
    for route in pages_of(empty.live):
        if not route.parameters:
            able = next(user for user in READERS if route.is_open_to(user))
            _, status = REFUSALS.get(route.path, (200, 200))
            visits.append(Visit(route.path, route.path, "" if route.handler.opt.get("public") else able, status))
    assert look_over(empty, visits) == []


def test_a_page_with_a_fault_is_found_out(empty: Office) -> None:
    spoilt = "<img src='/static/none.png'><p style='color: #ccc'>faint</p><p style='width: 400px'>wide</p>"
    empty.page.route("**/accessibility", lambda route: route.fulfill(body=_with(route.fetch().text(), spoilt)))
    found = " ".join(faults(empty, Visit("/accessibility", "/accessibility", "")))
    empty.page.unroute("**/accessibility")
    empty.watch.found.clear()
    for said in (
        "1280 light: image-alt",
        "1280 light: color-contrast",
        "320 dark: image-alt",
        "scrolls sideways",
    ):
        assert said in found


def _with(page: str, spoilt: str) -> str:
    return page.replace("</main>", f"{spoilt}</main>")
