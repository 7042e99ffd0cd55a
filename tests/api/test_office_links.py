"""Links to the office's identity provider take two people; what such a sign-in proves, and what is asked beside it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from api.doctor import examine
from api.security import SESSION_COOKIE
from api.settings import SettingError, Settings
from db.clock import SystemClock
from db.models import AccountSession, LedgerEntry, OpenIdLink
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider
from tests.harness.office import small_office
from tests.harness.office_sign_in import (
    SUBJECT,
    Client,
    account_id,
    approve_link,
    ask_link,
    come_back,
    is_in,
    leave,
    sign_in,
)
from tests.harness.people import SignedIn
from tests.harness.proofs import App, add_app, make_keys
from tests.harness.serving import settings_for

# The provider of the tests calls its own library in a way that the library will drop.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")


CLIENT = {"oidc_client_id": "p", "oidc_client_secret": "s"}


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(SystemClock().now())  # the provider's tokens bear the real time


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture
def settings(database: Database, tmp_path: Path, provider: IdentityProvider) -> Settings:
    return replace(
        settings_for(database, tmp_path), oidc_issuer=provider.url, oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
    )  # fmt: skip


@pytest.fixture
def linked(client: Client, clock: MovableClock) -> None:
    """The clerk's account is linked to SUBJECT."""
    assert ask_link(client, clock).status_code == 201
    assert approve_link(client, clock).status_code == 201


@pytest.fixture
def app(client: Client, clock: MovableClock, settings: Settings) -> App:
    """The clerk's authenticator app."""
    make_keys(settings)
    made = add_app(SignedIn(client, clock, "clerk"))
    clock.advance(seconds=30)
    return made


def test_a_link_that_nobody_approved_opens_nothing(
    client: Client, clock: MovableClock, provider: IdentityProvider
) -> None:
    assert ask_link(client, clock).status_code == 201
    assert sign_in(client, provider).status_code == 401
    alone = approve_link(client, clock, by="admin")
    assert alone.status_code == 409
    assert "Whoever asked for a link cannot approve it too." in alone.text
    assert approve_link(client, clock).status_code == 201
    assert sign_in(client, provider).status_code == 303


def test_an_account_and_a_subject_have_one_link_each_and_nobody_links_themselves(
    client: Client, clock: MovableClock, linked: None
) -> None:
    assert "This account has a link already." in ask_link(client, clock, subject="u-2").text
    assert "This identifier is linked to another account." in ask_link(client, clock, "intake").text
    assert "Nobody can change their own roles or account." in ask_link(client, clock, "admin", "u-3").text
    page = SignedIn(client, clock, "records").get("/accounts/clerk").text
    assert SUBJECT in page


def test_an_account_offers_what_its_link_allows_and_its_owner_sees_the_link_in_force(
    client: Client, clock: MovableClock
) -> None:
    def offered() -> list[str]:
        page = SignedIn(client, clock, "admin").get("/accounts/clerk").text
        return [slug for slug in ("ask-office-link", "end-office-link") if f"/acts/{slug}?" in page]

    def seen() -> tuple[str, bool]:
        clerk = SignedIn(client, clock, "clerk")
        return clerk.get("/api/account").json()["office_account"], SUBJECT in clerk.get("/account").text

    assert (offered(), seen()) == (["ask-office-link"], ("", False))
    assert ask_link(client, clock).status_code == 201
    assert (offered(), seen()) == (["end-office-link"], ("", False))
    assert approve_link(client, clock).status_code == 201
    assert (offered(), seen()) == (["end-office-link"], (SUBJECT, True))


def test_the_database_itself_refuses_a_second_link_and_a_single_person(
    client: Client, clock: MovableClock, linked: None, sessions: Sessions
) -> None:
    with sessions.reading() as session:
        row = session.scalars(select(OpenIdLink)).one()
        values = {name: getattr(row, name) for name in ("account_id", "issuer", "asked_by_id", "asked_at", "reason")}
    for wrong in ({"subject": "u-2"}, {"subject": "u-3", "approved_by_id": row.asked_by_id, "ended_at": clock.now()}):
        given: dict[str, Any] = {"approved_by_id": None, "approved_at": None, "ended_at": None, **values, **wrong}
        given["approved_at"] = clock.now() if given["approved_by_id"] else None
        with pytest.raises(DBAPIError), sessions.writing() as session:
            session.begin_act("openid:asked", actor="system:test", at=clock.now())
            session.add(OpenIdLink(**given))
    with pytest.raises(DBAPIError, match="needs a new ledger entry"), sessions.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE openid_link SET subject = 'u-9'")
    with pytest.raises(DBAPIError, match="never"), sessions.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM openid_link")


def test_each_step_of_a_link_is_in_the_ledger(
    client: Client, clock: MovableClock, linked: None, sessions: Sessions
) -> None:
    body = {"account_id": account_id(client, clock), "reason": "Another provider"}
    assert SignedIn(client, clock, "admin").post("/api/account-office-link-ends", json=body).status_code == 201
    again = SignedIn(client, clock, "admin").post("/api/account-office-link-ends", json=body)
    assert "This account has no link." in again.text
    with sessions.reading() as session:
        events = session.scalars(select(LedgerEntry.event)).all()
    assert [one for one in events if one.startswith("openid:")] == ["openid:asked", "openid:linked", "openid:ended"]


def test_the_accounts_own_second_step_follows(
    client: Client, provider: IdentityProvider, linked: None, app: App
) -> None:
    provider.describe(SUBJECT, amr=["pwd", "mfa"])  # which nobody here trusts
    first = sign_in(client, provider)
    assert first.headers["location"] == "/sign-in/confirm?next=/cases"
    assert SESSION_COOKIE not in client.cookies
    token = client.get("/sign-in/confirm").text.split('name="_csrf_token" value="')[1].split('"')[0]
    client.post("/sign-in/confirm", data={"code": app.code(), "next": "/cases", "_csrf_token": token})
    assert is_in(client)


@pytest.mark.parametrize(("methods", "opens"), [(["pwd", "mfa"], True), (["hwk"], True), (["pwd"], False)])
def test_where_the_office_trusts_its_provider_a_factor_seen_there_counts(
    methods: list[str], opens: bool, application: Litestar, client: Client, provider: IdentityProvider, linked: None,
    app: App,
) -> None:  # fmt: skip
    services = application.state.services
    services.settings = replace(services.settings, oidc_trusts_factors="yes")
    provider.describe(SUBJECT, amr=methods)
    sign_in(client, provider)
    assert is_in(client) is opens


@pytest.mark.parametrize(("trusts", "status"), [("yes", 200), ("no", 403)])
def test_a_role_that_needs_a_factor_has_one_only_where_the_provider_is_trusted(
    trusts: str, status: int, application: Litestar, client: Client, provider: IdentityProvider, linked: None
) -> None:
    services = application.state.services
    services.settings = replace(services.settings, oidc_trusts_factors=trusts, second_factor_roles="clerk")
    provider.describe(SUBJECT, amr=["otp"])
    sign_in(client, provider)
    assert client.get("/api/cases").status_code == status


def test_a_sign_in_elsewhere_is_no_fresh_proof_here(
    client: Client, provider: IdentityProvider, linked: None, sessions: Sessions
) -> None:
    sign_in(client, provider)
    answer = client.get("/account/passkeys/new", follow_redirects=False)
    assert answer.headers["location"] == "/account/confirm?next=/account/passkeys/new"
    with sessions.reading() as session:
        assert session.scalars(select(AccountSession.verified_at).order_by(AccountSession.started_at)).all()[-1] is None


def test_a_new_sign_in_ends_the_session_that_the_browser_had(
    client: Client, clock: MovableClock, provider: IdentityProvider, linked: None
) -> None:
    sign_in(client, provider)
    before = client.cookies[SESSION_COOKIE]
    come_back(client, provider.approve(leave(client), SUBJECT))
    assert client.cookies[SESSION_COOKIE] != before
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, before)
    assert not is_in(client)


def test_a_form_with_nothing_to_choose_from_says_so(client: Client, clock: MovableClock) -> None:
    records = SignedIn(client, clock, "records")
    assert "Nothing to choose from now" in records.get("/accounts/acts/approve-office-link").text
    assert ask_link(client, clock).status_code == 201
    assert "Nothing to choose from now" not in records.get("/accounts/acts/approve-office-link").text


def test_an_office_without_a_provider_shows_no_button_and_links_nobody(
    application: Litestar, client: Client, clock: MovableClock, linked: None
) -> None:
    services = application.state.services
    assert "Sign in with your office account" in client.get("/sign-in").text
    services.openid, services.settings = (
        None,
        replace(services.settings, oidc_issuer="", oidc_client_id="", oidc_client_secret=""),
    )
    assert "Sign in with your office account" not in client.get("/sign-in").text
    assert client.get("/sign-in/office/return?code=1&state=2").status_code == 404
    assert "no identity provider" in ask_link(client, clock, "intake").text
    admin = SignedIn(client, clock, "admin")
    assert "approve-office-link" not in admin.get("/accounts").text
    assert "Office account" not in admin.get("/accounts/intake").text
    assert "end-office-link" in admin.get("/accounts/clerk").text  # one that was made before is ended even so


def test_a_provider_that_is_away_is_told_of_on_the_page_and_by_the_doctor(
    application: Litestar, client: Client, settings: Settings
) -> None:
    def seen(given: Settings) -> tuple[str, bool]:
        row = next(row for row in examine(given) if row.name == "identity provider")
        return row.value, row.is_good

    words, is_good = seen(settings)
    assert is_good
    assert f"{settings.oidc_issuer} answers" in words
    assert seen(replace(settings, oidc_issuer=f"{settings.oidc_issuer}/")) == (
        "the provider calls itself by another name than PROBITY_OIDC_ISSUER", False,
    )  # fmt: skip
    away = replace(settings, oidc_issuer="http://127.0.0.1:9")
    assert seen(away) == ("the provider cannot be asked (ConnectError)", False)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"oidc_issuer": "http://login.example", **CLIENT}, "https://"),
        ({"oidc_issuer": "login.example", **CLIENT}, "an address"),
        ({"oidc_issuer": "https://login.example?tenant=1", **CLIENT}, "an address"),
        ({"oidc_issuer": "https://login.example"}, "go together"),
        ({"oidc_client_secret": "s"}, "go together"),
        ({"oidc_trusts_factors": "maybe"}, "yes or no"),
    ],
)
def test_a_wrong_setting_stops_the_start(given: dict[str, str], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        Settings(**given)


def test_the_secret_is_never_listed() -> None:
    made = Settings(oidc_issuer="https://login.example", oidc_client_id="p", oidc_client_secret="hush-hush")
    assert "hush-hush" not in str(made.listed())
