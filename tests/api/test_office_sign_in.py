"""Sign-in by the office's identity provider: what it opens, what it never opens, and who links whom."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from api.openid import Provider, Secrets
from api.security import OFFICE_COOKIE, SESSION_COOKIE
from api.sessions import office
from api.sessions.office import FAILED, UNKNOWN
from api.settings import Settings
from db.clock import SystemClock
from db.domain.openid import CHECKS
from db.models import OpenIdTry
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    IdentityProvider,
    identity_provider,
    sealed_by_the_shared_secret,
    unsigned,
)
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
from tests.harness.serving import settings_for

# The provider of the tests calls its own library in a way that the library will drop.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")


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
def clerk(client: Client, clock: MovableClock) -> SignedIn:
    """The clerk, whose account is linked to SUBJECT."""
    assert ask_link(client, clock).status_code == 201
    assert approve_link(client, clock).status_code == 201
    return SignedIn(client, clock, "clerk")


def test_a_linked_office_account_opens_a_session_and_leads_on(
    client: Client, provider: IdentityProvider, clerk: SignedIn
) -> None:
    done = sign_in(client, provider)
    assert (done.status_code, done.headers["location"]) == (303, "/cases")
    assert client.get("/api/session").json()["name"] == "Bernadette Quill"
    assert OFFICE_COOKIE not in client.cookies


def test_the_request_names_its_exact_return_and_proves_by_a_challenge_of_its_own(
    client: Client, provider: IdentityProvider, clerk: SignedIn, settings: Settings, sessions: Sessions
) -> None:
    client.cookies.clear()
    href = leave(client)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}
    come_back(client, provider.approve(href, SUBJECT))
    form = {name: values[0] for name, values in provider.sent[0].items()}
    digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
    assert (asked["code_challenge"], asked["code_challenge_method"]) == (digest, "S256")
    assert asked["redirect_uri"] == form["redirect_uri"] == f"{settings.public_url}/sign-in/office/return"
    assert asked["scope"] == "openid"
    with sessions.reading() as session:
        kept = str(vars(session.scalars(select(OpenIdTry)).one()))
    assert not [name for name in ("state", "nonce", "code_challenge") if asked[name] in kept]
    assert form["code_verifier"] not in kept


def test_a_provider_that_asks_for_the_secret_in_the_form_gets_it_there(
    client: Client, provider: IdentityProvider, clerk: SignedIn
) -> None:
    provider.methods = ["client_secret_post"]
    assert sign_in(client, provider).status_code == 303
    assert provider.sent[0]["client_secret"] == [CLIENT_SECRET]


LIES: dict[str, dict[str, Any]] = {
    "iss": {"iss": "https://elsewhere.example"},
    "aud": {"aud": "another-client"},
    "azp": {"azp": "another-client"},
    "exp": {"exp": 1_700_000_000},
    "iat": {"iat": 1_700_000_000},
    "nonce": {"nonce": "of-another-sign-in"},
    "sub": {"sub": None},
}


@pytest.mark.parametrize("claim", sorted(LIES))
def test_a_token_that_lies_in_one_claim_opens_nothing(
    claim: str, client: Client, provider: IdentityProvider, clerk: SignedIn
) -> None:
    provider.lie(**LIES[claim])
    refused = sign_in(client, provider)
    assert (refused.status_code, FAILED in refused.text) == (401, True)
    assert not is_in(client)


@pytest.mark.parametrize("claim", sorted(set(LIES) - {"sub"}))
def test_without_its_check_the_same_lie_opens_the_account(
    claim: str, client: Client, provider: IdentityProvider, clerk: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above."""
    monkeypatch.delitem(CHECKS, claim)
    provider.lie(**LIES[claim])
    assert sign_in(client, provider).status_code == 303
    assert is_in(client)


@pytest.mark.parametrize("forge", [unsigned, sealed_by_the_shared_secret])
def test_a_token_without_the_providers_signature_opens_nothing(
    forge: Any, client: Client, provider: IdentityProvider, clerk: SignedIn
) -> None:
    provider.forge = forge
    assert sign_in(client, provider).status_code == 401
    provider.forge = None
    assert sign_in(client, provider).status_code == 303


def test_a_token_under_a_key_that_is_not_published_opens_nothing_and_a_new_published_key_is_found(
    client: Client, provider: IdentityProvider, clerk: SignedIn
) -> None:
    assert sign_in(client, provider).status_code == 303  # the keys of before are kept from here on
    provider.change_key()
    assert sign_in(client, provider).status_code == 303
    stranger = IdentityProvider(None)
    stranger.change_key()
    provider.forge = lambda claims: _signed_by(stranger, claims)
    assert sign_in(client, provider).status_code == 401


def _signed_by(other: IdentityProvider, claims: dict[str, Any]) -> str:
    from joserfc import jwt

    assert other.key is not None
    return jwt.encode({"alg": "RS256", "kid": other.key.kid}, claims, other.key)


def again(client: Client, provider: IdentityProvider, settings: Settings, token: str, clock: MovableClock) -> int:
    """Bring a fresh and fitting code for a sign-in of before; only that it was used, or is over, stands in the way."""
    known = Provider.of(settings)
    assert known is not None
    href = provider.approve(known.leave_for(Secrets.of(token), clock.now()), SUBJECT)
    client.cookies.clear()
    client.cookies.set(OFFICE_COOKIE, token)
    return come_back(client, href).status_code


def test_a_sign_in_that_was_begun_ends_once_and_within_ten_minutes(
    client: Client, provider: IdentityProvider, clerk: SignedIn, clock: MovableClock, settings: Settings
) -> None:
    client.cookies.clear()
    leave(client)
    token = client.cookies[OFFICE_COOKIE]
    clock.advance(minutes=9)
    assert again(client, provider, settings, token, clock) == 303
    assert again(client, provider, settings, token, clock) == 401
    client.cookies.clear()
    leave(client)
    token = client.cookies[OFFICE_COOKIE]
    clock.advance(minutes=10, seconds=1)
    assert again(client, provider, settings, token, clock) == 401


def test_were_it_not_used_up_it_would_work_twice(
    client: Client, provider: IdentityProvider, clerk: SignedIn, clock: MovableClock, settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The negative control of the test above."""
    monkeypatch.setattr(office, "take_try", lambda _session, _token, _now: "/")
    statuses = [again(client, provider, settings, "any token", clock) for _ in range(2)]
    assert statuses == [303, 303]


def test_what_another_browser_began_opens_nothing_here_and_its_code_is_not_even_sent(
    client: Client, provider: IdentityProvider, clerk: SignedIn
) -> None:
    client.cookies.clear()
    of_attacker = provider.approve(leave(client), SUBJECT)
    client.cookies.clear()
    assert come_back(client, of_attacker).status_code == 401  # a browser that began nothing
    leave(client)
    assert come_back(client, of_attacker).status_code == 401  # one that began a sign-in of its own
    assert not is_in(client)
    assert provider.sent == []


def test_were_the_state_not_compared_the_code_would_be_sent(
    client: Client, provider: IdentityProvider, clerk: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above."""
    client.cookies.clear()
    of_attacker = provider.approve(leave(client), SUBJECT)
    client.cookies.clear()
    leave(client)
    monkeypatch.setattr("api.sessions.office.compare_digest", lambda _one, _other: True)
    come_back(client, of_attacker)
    assert len(provider.sent) == 1


def test_an_unknown_subject_is_refused_in_a_sentence_whatever_its_e_mail(
    client: Client, provider: IdentityProvider, clerk: SignedIn
) -> None:
    provider.describe("stranger", email="bernadette@alder.example", email_verified=True)
    refused = sign_in(client, provider, "stranger")
    assert (refused.status_code, UNKNOWN in refused.text) == (401, True)
    assert not is_in(client)


def test_a_disabled_account_stays_shut(
    client: Client, provider: IdentityProvider, clerk: SignedIn, clock: MovableClock
) -> None:
    body = {"account_id": account_id(client, clock), "reason": "Left the office"}
    assert SignedIn(client, clock, "admin").post("/api/account-disablings", json=body).status_code == 201
    assert UNKNOWN in sign_in(client, provider).text


def test_ending_a_link_ends_its_sessions_and_opens_nothing_more(
    client: Client, provider: IdentityProvider, clerk: SignedIn, clock: MovableClock
) -> None:
    sign_in(client, provider)
    token = client.cookies[SESSION_COOKIE]
    body = {"account_id": account_id(client, clock), "reason": "Another provider"}
    assert SignedIn(client, clock, "admin").post("/api/account-office-link-ends", json=body).status_code == 201
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, token)
    assert not is_in(client)
    assert UNKNOWN in sign_in(client, provider).text
    assert ask_link(client, clock).status_code == 201  # and may be linked anew
