"""Signing in by the office's identity provider in a real browser, with scripts and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from db.clock import SystemClock
from db.models import Account, OpenIdLink
from db.session import Sessions
from tests.harness.browser import axe_violations
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider
from tests.harness.office import small_office
from tests.harness.serving import Live, serve

# The provider of the tests calls its own library in a way that the library will drop.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")
BUTTON = "Sign in with your office account"


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture
def live(database: Database, tmp_path: Path, provider: IdentityProvider) -> Iterator[Live]:
    known = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
    with serve(database, tmp_path, MovableClock(SystemClock().now()), **known) as running:
        yield running


@pytest.fixture
def linked(sessions: Sessions, live: Live, provider: IdentityProvider) -> None:
    """The clerk's account is linked to the subject u-4711."""
    now = live.clock.now()
    with sessions.writing() as session:
        ids = {row.username: row.id for row in session.scalars(select(Account))}
        session.begin_act("openid:linked", actor="system:test", at=now)
        session.add(
            OpenIdLink(
                account_id=ids["clerk"], issuer=provider.url, subject="u-4711", asked_by_id=ids["admin"], asked_at=now,
                reason="Asked in person", approved_by_id=ids["records"], approved_at=now, ended_at=None,
            )
        )  # fmt: skip


def prove(page: Page, live: Live, subject: str) -> None:
    """What the person does at the provider's own page."""
    page.wait_for_url("**/oauth2/authorize?**")
    live.clock.move_to(SystemClock().now())  # the provider's tokens bear the real time, however long a browser took
    page.locator("input[name=sub]").fill(subject)
    page.locator("input[name=sub]").press("Enter")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_button_leads_to_the_provider_and_back_into_the_office(
    has_scripts: bool, browser: Browser, live: Live, linked: None
) -> None:
    context = browser.new_context(base_url=live.url, java_script_enabled=has_scripts)
    page = context.new_page()
    page.goto("/cases")
    page.get_by_role("button", name=BUTTON).click()
    prove(page, live, "u-4711")
    page.wait_for_url(f"{live.url}/cases")
    expect(page.get_by_text("Bernadette Quill").first).to_be_attached()
    context.close()


def test_the_page_in_between_and_a_refusal_are_accessible(browser: Browser, live: Live) -> None:
    context = browser.new_context(base_url=live.url)
    page = context.new_page()
    page.route("**/oauth2/authorize?**", lambda route: route.fulfill(status=204))  # the page in between stays
    page.goto("/sign-in")
    assert axe_violations(page) == []
    with page.expect_response("**/oauth2/authorize?**"):
        page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your office account")
    page.unroute("**/oauth2/authorize?**")
    assert axe_violations(page) == []
    page.get_by_role("link", name="Go on to your office's sign-in").click()
    prove(page, live, "somebody-else")
    expect(page.get_by_role("alert")).to_contain_text("This office account opens no account here.")
    assert axe_violations(page) == []
    context.close()
