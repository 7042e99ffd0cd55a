"""Second factors as people meet them: an app without scripts, a passkey with them, recovery codes, a token."""

import pyotp
import pytest
from playwright.sync_api import Page

from tests.harness.browser import Visits, axe_violations
from tests.harness.databases import Fill
from tests.harness.office import small_office
from tests.harness.people import sign_in_on_page
from tests.harness.proofs import make_keys
from tests.harness.serving import Live
from tests.harness.virtual_key import put_in


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture(autouse=True)
def keys(live: Live) -> None:
    make_keys(live.settings)


def type_password(page: Page, user: str) -> None:
    from tests.harness.office import PASSWORD

    page.goto("/sign-in")
    page.get_by_label("User name").fill(user)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_app_is_set_up_and_asked_for_without_scripts(visits: Visits, live: Live) -> None:
    page = visits(java_script_enabled=False)
    type_password(page, "clerk")
    page.goto("/account")
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_role("button", name="Begin").click()
    secret = page.locator(".key-text").inner_text().replace(" ", "")
    assert page.locator(".qr svg").bounding_box()
    app = pyotp.TOTP(secret)
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Use this app").click()
    assert "six digits" in page.locator(".field-error").inner_text()
    page.get_by_label("Code from the app").fill(app.at(live.clock.now()))
    page.get_by_role("button", name="Use this app").click()
    page.get_by_role("button", name="Make recovery codes").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.goto("/account")
    page.context.clear_cookies()
    type_password(page, "clerk")
    assert page.get_by_role("heading", level=1).inner_text() == "One more step"
    live.clock.advance(seconds=30)
    page.get_by_label("Code").fill(app.at(live.clock.now()))
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("heading", level=1).inner_text() != "One more step"
    page.context.clear_cookies()
    type_password(page, "clerk")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    assert "/sign-in" not in page.url


def test_a_passkey_is_added_and_signs_in_without_a_password(page: Page) -> None:
    put_in(page)
    sign_in_on_page(page, "clerk")
    page.goto("/account/passkeys/new")
    assert axe_violations(page) == []
    page.get_by_label("What you call it").fill("Office laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/account")
    assert page.get_by_text("Office laptop").count() == 1
    assert axe_violations(page) == []
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.context.clear_cookies()
    type_password(page, "clerk")
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_a_proof_is_asked_before_a_change_and_given_by_passkey(page: Page, live: Live) -> None:
    put_in(page)
    sign_in_on_page(page, "clerk")
    page.goto("/account/passkeys/new")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/account")
    live.clock.advance(minutes=6)
    page.goto("/account/tokens/new")
    assert page.get_by_role("heading", level=1).inner_text() == "Confirm that it is you"
    assert axe_violations(page) == []
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/account/tokens/new")
    page.get_by_label("What the program is").fill("Nightly copy")
    page.get_by_text("Report: read", exact=True).click()
    page.get_by_role("button", name="Make the token").click()
    assert page.locator(".key-text").inner_text().startswith("probity_")
    assert axe_violations(page) == []
