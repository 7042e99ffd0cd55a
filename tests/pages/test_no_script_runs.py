"""No script runs: payloads in every free text of the record, every page opened in Chromium, nothing executed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest
from jinja2 import Environment
from litestar import Litestar, MediaType
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page
from sqlalchemy import String, Text, text

from api import rendering
from api.app import create_app
from db.models import Base
from db.session import make_sessions
from tests.faults.crawl import Route, routes
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill, fresh
from tests.harness.office import PASSWORD
from tests.harness.serving import Live, serve
from tests.harness.sql import unguarded
from tests.pages.every_page import LATER, PROVIDER, Finder, Visit, office_full_of_pages
from tests.pages.payloads import PAYLOADS

KEPT = frozenset({
    "username", "password_hash", "zone", "holidays", "actor", "header", "payload", "body", "sealed", "credential_id",
    "public_key", "media_type", "staff_number", "pseudonym", "state", "fields", "key", "row_id", "salt", "commitment",
})  # fmt: skip
"""Columns of text that nobody types: names to sign in by, keys, hashes, zones, and what the ledger froze."""
HELD = r"/\bran ?\(|ran\.call|ran\?\.|\(ran\)|new ran\b|\['ran'\]|\(ran,0/"
"""A payload in a page's text, whichever way it calls."""
TABLES_KEPT = frozenset(
    {"ledger_entry", "ledger_change", "reference_entry", "idempotent_answer", "job", "alembic_version"}
)


def typed_columns() -> Iterator[tuple[str, str, bool]]:
    """Every column that holds what somebody typed, by table; whether it is an address of the web."""
    for table in Base.metadata.sorted_tables:
        for column in table.c if table.name not in TABLES_KEPT else ():
            is_text = isinstance(column.type, Text) or (isinstance(column.type, String) and column.type.length == 500)
            if is_text and not column.name.endswith(("sha256", "_id")) and column.name not in KEPT:
                yield table.name, column.name, "url" in column.name


def poisoned(database: Database) -> None:
    """The office full of pages, with a payload in every text of the record."""
    office_full_of_pages(database)
    poison(database, PAYLOADS)


def poison(database: Database, payloads: Sequence[str]) -> None:
    """Put a payload at the end of every text of the record, and as every address."""
    place_of = "rowid" if database.kind == "sqlite" else "abs(hashtext(ctid::text))"
    with unguarded(database) as connection:
        for place, (table, column, is_address) in enumerate(typed_columns()):
            start = "" if is_address else f'substr("{column}", 1, 60) || '
            turned = [payloads[(place + turn) % len(payloads)] for turn in range(len(payloads))]
            given = {f"p{turn}": f"javascript:ran()//{one}" if is_address else one for turn, one in enumerate(turned)}
            chosen = " ".join(f"WHEN {turn} THEN CAST(:p{turn} AS text)" for turn in range(len(turned)))
            value = f"{start}CASE {place_of} % {len(turned)} {chosen} END"
            connection.execute(text(f'UPDATE "{table}" SET "{column}" = {value} WHERE "{column}" IS NOT NULL'), given)


@dataclass
class Office:
    """A served office full of payloads, and what its pages did."""

    live: Live
    browser: Browser
    ran: list[str] = field(default_factory=list)
    _pages: dict[str, Page] = field(default_factory=dict)

    def page(self, user: str) -> Page:
        """A person's page, signed in, on which a payload that runs is heard of."""
        if user not in self._pages:
            context = self.browser.new_context(base_url=self.live.url)
            context.expose_function("ran", lambda *_given: self.ran.append(f"ran as {user}"))
            page = context.new_page()
            page.on("dialog", self._dialog)
            page.on("console", self._console)
            if user:
                answer = context.request.post("/api/session", data={"username": user, "password": PASSWORD})
                assert answer.status == 201, answer.text()
            self._pages[user] = page
        return self._pages[user]

    def close(self) -> None:
        """Close everybody's pages."""
        for page in self._pages.values():
            page.context.close()

    def _dialog(self, dialog: Dialog) -> None:
        self.ran.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            self.ran.append(f"report: {message.text[:200]}")

    def routes(self) -> list[Route]:
        """Every address that answers with a page."""
        application: Litestar = create_app(self.live.settings, clock=self.live.clock)
        return [one for one in routes(application, "GET") if one.handler.media_type == MediaType.HTML]

    def visits(self) -> list[Visit]:
        """Every page, filled in, and who may open it."""
        supervisor = self.page("supervisor").context.request
        token = supervisor.get("/api/session").json()["csrf_token"]
        made = supervisor.post("/reports/drafts", form={"_csrf_token": token}, max_redirects=0)
        draft = str(made.headers["location"]).split("/")[3].split("?")[0]
        sessions = make_sessions(self.live.database.url).as_system("tests")
        found = list(Finder(sessions, self.live.clock, draft).visits(self.routes()))
        sessions.close()
        return found


@pytest.fixture
def fill() -> Fill:
    return poisoned


@pytest.fixture
def office(browser: Browser, fill: Fill, tmp_path: Path) -> Iterator[Office]:
    with fresh("sqlite", fill) as database, serve(database, tmp_path, MovableClock(LATER), **PROVIDER) as live:
        yield Office(live, browser)


def look_at_every_page(office: Office) -> tuple[int, int]:
    """Open every page and note what ran; how many pages were opened, and how many of them held a payload."""
    visits = office.visits()
    seen = 0
    for visit in visits:
        page = office.page(visit.user)
        answer = page.goto(visit.path)
        assert answer is not None
        assert answer.status == visit.status, f"{visit.path} as {visit.user}: {answer.status}"
        seen += page.evaluate(f"{HELD}.test(document.documentElement.outerHTML)")
        for link in page.locator('a[href^="javascript:"]').all():
            office.ran.append(f"a link that runs on {visit.path}: {link.get_attribute('href')}")
    return len(visits), seen


def look_without_escaping(office: Office) -> None:
    """Open two pages with escaping off. The policy still stops the scripts, and says so."""
    whole = rendering.environment()
    bare: Environment = whole.overlay(autoescape=False)
    bare.globals, bare.filters = whole.globals, whole.filters
    with patch.object(rendering, "environment", lambda: bare):
        page = office.page("clerk")
        page.goto("/cases")
        page.goto("/account")
        page.wait_for_timeout(300)


@pytest.mark.slice
def test_no_payload_runs_on_any_page(office: Office) -> None:
    visits, seen = look_at_every_page(office)
    assert office.ran == []
    assert visits > 100
    assert seen > 40, "payloads are on few pages: the test does not reach them"


def test_without_escaping_payloads_try_to_run_and_are_heard_of(office: Office) -> None:
    """The negative control."""
    look_without_escaping(office)
    assert office.ran
