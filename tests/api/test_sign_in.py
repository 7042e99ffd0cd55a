"""Signing in: rotating sessions, counted tries, no word that tells an account exists."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from api import proving
from api.security import SESSION_COOKIE
from db.account_sessions import token_sha256
from db.models import AccountSession
from db.office import OfficePlan, add_account, found_office, new_person
from db.session import Sessions
from tests.harness.clock import MovableClock

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct horse battery"
Client = TestClient[Litestar]


@pytest.fixture(autouse=True)
def intake_account(sessions: Sessions, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(proving, "hasher", lambda: CHEAP)
    proving._nobody.cache_clear()
    with sessions.writing() as session:
        plan = OfficePlan("Alder County Prosecutor's Office", "America/New_York", "US", "555-0142", True)
        found_office(session, plan, at=clock.now(), actor="system:test")
        person = new_person("Rosalind Ekwueme-Hart")
        session.add(person)
        add_account(session, person, "rosalind", ["intake"], at=clock.now(), password_hash=CHEAP.hash(PASSWORD))
    yield
    proving._nobody.cache_clear()


def sign_in(client: Client, password: str = PASSWORD, username: str = "rosalind") -> int:
    page = client.get("/sign-in")
    found = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', page.text)
    assert found is not None
    form = {"username": username, "password": password, "_csrf_token": found.group(1), "next": "/"}
    return client.post("/sign-in", data=form, follow_redirects=False).status_code


def test_the_right_password_opens_a_session(client: Client) -> None:
    assert sign_in(client) == 303
    assert client.get("/api/session").json()["name"] == "Rosalind Ekwueme-Hart"


def test_a_password_is_compared_whole(client: Client, sessions: Sessions, clock: MovableClock) -> None:
    longest = "correct horse battery " * 22 + "whole in the end"
    with sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=clock.now())
        person = new_person("Ines Okafor-Lindqvist")
        session.add(person)
        add_account(session, person, "ines", ["intake"], at=clock.now(), password_hash=CHEAP.hash(longest))
    assert len(longest) == 500
    assert sign_in(client, f"{longest}x", "ines") == 401
    assert sign_in(client, longest, "ines") == 303


def test_an_unknown_session_id_is_never_adopted(client: Client, sessions: Sessions) -> None:
    client.cookies.set(SESSION_COOKIE, "chosen-by-the-attacker")
    client.post("/api/session", json={"username": "rosalind", "password": PASSWORD})
    with sessions.reading() as session:
        kept = session.scalars(select(AccountSession.token_sha256)).all()
    assert len(kept) == 1
    assert token_sha256("chosen-by-the-attacker") not in kept


def test_signing_in_again_ends_the_session_before(client: Client, sessions: Sessions) -> None:
    client.post("/api/session", json={"username": "rosalind", "password": PASSWORD})
    first = client.cookies[SESSION_COOKIE]
    client.post("/api/session", json={"username": "rosalind", "password": PASSWORD})
    second = client.cookies[SESSION_COOKIE]
    assert first != second
    client.cookies.set(SESSION_COOKIE, first)
    assert client.get("/api/session").status_code == 401


def test_the_database_holds_only_the_hash_of_the_token(client: Client, sessions: Sessions) -> None:
    client.post("/api/session", json={"username": "rosalind", "password": PASSWORD})
    token = client.cookies[SESSION_COOKIE]
    with sessions.reading() as session:
        assert session.scalars(select(AccountSession.token_sha256)).one() == token_sha256(token)
    assert token != token_sha256(token)


def test_a_session_ends_after_thirty_idle_minutes(client: Client, clock: MovableClock) -> None:
    sign_in(client)
    clock.advance(minutes=29)
    assert client.get("/api/session").status_code == 200
    clock.advance(minutes=29)
    assert client.get("/api/session").status_code == 200
    clock.advance(minutes=31)
    assert client.get("/api/session").status_code == 401


def test_a_session_ends_after_twelve_hours_however_busy(client: Client, clock: MovableClock) -> None:
    sign_in(client)
    for _ in range(36):
        clock.advance(minutes=20)
        client.get("/api/session")
    clock.advance(minutes=1)
    assert client.get("/api/session").status_code == 401


def test_the_last_seen_time_is_written_at_most_once_a_minute(
    client: Client, clock: MovableClock, sessions: Sessions
) -> None:
    sign_in(client)
    started = clock.now()
    clock.advance(seconds=30)
    client.get("/")
    with sessions.reading() as session:
        assert session.scalars(select(AccountSession.seen_at)).one() == started
    clock.advance(seconds=31)
    client.get("/")
    with sessions.reading() as session:
        assert session.scalars(select(AccountSession.seen_at)).one() == started + timedelta(seconds=61)


def test_five_wrong_tries_lock_the_password_for_a_quarter_hour(client: Client, clock: MovableClock) -> None:
    assert [sign_in(client, "wrong") for _ in range(6)] == [401] * 5 + [429]
    assert sign_in(client) == 429
    clock.advance(minutes=16)
    assert sign_in(client) == 303


def test_a_wrong_name_and_a_wrong_password_read_alike(client: Client) -> None:
    known = client.post("/api/session", json={"username": "rosalind", "password": "wrong"})
    unknown = client.post("/api/session", json={"username": "nobody", "password": "wrong"})
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)


def test_a_form_without_the_sessions_token_changes_nothing(client: Client) -> None:
    sign_in(client)
    assert client.post("/sign-out", data={"_csrf_token": "0" * 64}, follow_redirects=False).status_code == 403
    assert client.get("/api/session").status_code == 200


def test_a_request_from_another_site_is_refused_even_with_the_token(client: Client) -> None:
    sign_in(client)
    token = client.get("/api/session").json()["csrf_token"]
    foreign = {"Origin": "https://evil.example", "X-CSRFToken": token}
    assert client.delete("/api/session", headers=foreign).status_code == 403
    assert client.delete("/api/session", headers={"X-CSRFToken": token}).status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/x",
        "/\\evil.example/x",
        "/\t/evil.example/x",  # browsers drop tabs and line ends from an address before they read it
        "/\n/evil.example/x",
        "/x\r\nSet-Cookie: a=b",
        "https://evil.example/x",
        "/\u20ac",
    ],
)
def test_the_next_page_is_never_another_sites(client: Client, wanted: str) -> None:
    page = client.get("/sign-in", params={"next": wanted})
    assert 'name="next" value="/"' in page.text


def test_the_next_page_may_be_any_of_ours(client: Client) -> None:
    page = client.get("/sign-in", params={"next": "/cases/SM-26-K7QF3M?part=votes&x=%C3%A9"})
    assert 'name="next" value="/cases/SM-26-K7QF3M?part=votes&amp;x=%C3%A9"' in page.text


@pytest.mark.parametrize("path", ["/cases/%E2%82%AC", "/cases/a%0Ab", "/cases/a%3Fb%26c"])
def test_whoever_must_sign_in_first_is_led_back_to_whatever_address(client: Client, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")


def test_every_answer_bears_the_security_headers(client: Client) -> None:
    for path in ("/health", "/sign-in", "/nothing", "/api/session", "/"):
        headers = client.get(path, follow_redirects=False).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["cache-control"] == "no-store", path
