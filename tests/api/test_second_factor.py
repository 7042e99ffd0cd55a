"""Second factors: an app whose codes work once, passkeys bound to this site, recovery codes, and the offices' rule."""

from dataclasses import replace

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from api.security import SESSION_COOKIE
from api.settings import Settings
from db.models import AccountSession, LedgerEntry, PasskeyUse, Totp
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.office import PASSWORD, small_office
from tests.harness.people import SignedIn
from tests.harness.proofs import add_app, add_passkey, make_keys, send, soft_key

Client = TestClient[Litestar]


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    make_keys(settings)


@pytest.fixture
def intake(client: Client, clock: MovableClock) -> SignedIn:
    return SignedIn(client, clock, "intake")


def sign_in(client: Client, code: str = "", user: str = "intake") -> Response:
    client.cookies.clear()
    return client.post("/api/session", json={"username": user, "password": PASSWORD, "code": code})


def by_passkey(client: Client, answer: str, challenge: str) -> Response:
    client.cookies.clear()
    return client.post("/api/session/passkey", json={"id": challenge, "credential": answer})


def ask(client: Client) -> tuple[str, dict[str, str]]:
    client.cookies.clear()
    body = client.post("/api/session/passkey-options", json={}).json()
    return body["id"], body["options"]


def test_the_password_alone_no_longer_opens_an_account_with_an_app(client: Client, intake: SignedIn) -> None:
    app = add_app(intake)
    intake.clock.advance(seconds=30)
    assert sign_in(client).status_code == 401
    assert sign_in(client, "000000").status_code == 401
    assert sign_in(client, app.code()).status_code == 201


def test_a_code_is_accepted_once(client: Client, intake: SignedIn) -> None:
    app = add_app(intake)
    assert sign_in(client, app.code()).status_code == 401  # setting up has used it
    intake.clock.advance(seconds=30)
    code = app.code()
    assert sign_in(client, code).status_code == 201
    assert sign_in(client, code).status_code == 401


def test_a_code_half_a_minute_off_is_taken_and_one_a_minute_off_is_not(client: Client, intake: SignedIn) -> None:
    app = add_app(intake)
    intake.clock.advance(minutes=10)
    assert sign_in(client, app.code(steps=-2)).status_code == 401
    assert sign_in(client, app.code(steps=2)).status_code == 401
    assert sign_in(client, app.code(steps=-1)).status_code == 201
    assert sign_in(client, app.code(steps=1)).status_code == 201


def test_five_wrong_codes_lock_codes_but_no_passkey(client: Client, intake: SignedIn, settings: Settings) -> None:
    key = soft_key(settings)
    assert add_passkey(intake, key).status_code == 201
    app = add_app(intake)
    intake.clock.advance(minutes=1)
    tries = [sign_in(client, "000000").status_code for _ in range(5)]
    assert (tries, sign_in(client, app.code()).status_code) == ([401] * 5, 429)
    challenge, options = ask(client)
    assert by_passkey(client, key.answered(options), challenge).status_code == 201


def test_a_passkey_opens_a_session_while_the_password_is_locked(
    client: Client, intake: SignedIn, settings: Settings
) -> None:
    key = soft_key(settings)
    add_passkey(intake, key)
    for _ in range(6):
        client.post("/api/session", json={"username": "intake", "password": "wrong"})
    assert sign_in(client).status_code == 429
    challenge, options = ask(client)
    assert by_passkey(client, key.answered(options), challenge).status_code == 201
    assert client.get("/api/session").json()["name"]


def test_a_passkey_answer_works_once_and_for_minutes(client: Client, intake: SignedIn, settings: Settings) -> None:
    key = soft_key(settings)
    add_passkey(intake, key)
    challenge, options = ask(client)
    answer = key.answered(options)
    assert by_passkey(client, answer, challenge).status_code == 201
    assert by_passkey(client, answer, challenge).status_code == 401
    late, options = ask(client)
    intake.clock.advance(minutes=6)
    assert by_passkey(client, key.answered(options), late).status_code == 401


def test_a_sign_in_that_waits_is_open_to_its_own_passkeys_and_no_longer_when_begun_anew(
    client: Client, intake: SignedIn, settings: Settings
) -> None:
    key, other = soft_key(settings), soft_key(settings)
    add_passkey(intake, key)
    add_passkey(SignedIn(client, intake.clock, "clerk"), other)
    client.cookies.clear()
    token = client.get("/sign-in").text.split('name="_csrf_token" value="')[1].split('"')[0]
    form = {"username": "intake", "password": PASSWORD, "next": "/", "_csrf_token": token}
    client.post("/sign-in", data=form, follow_redirects=False)
    for answering, status in ((other, 401), (key, 201)):
        asked = client.post("/api/session/passkey-options", json={}).json()
        body = {"id": asked["id"], "credential": answering.answered(asked["options"])}
        assert client.post("/api/session/passkey", json=body).status_code == status
    client.cookies.clear()
    client.get("/sign-in")
    client.post("/sign-in", data={**form, "_csrf_token": _token(client)}, follow_redirects=False)
    assert "probity_pending" in client.cookies
    client.get("/sign-in")
    assert "probity_pending" not in client.cookies


def _token(client: Client) -> str:
    return client.get("/sign-in").text.split('name="_csrf_token" value="')[1].split('"')[0]


def test_a_passkey_of_another_site_proves_nothing(client: Client, intake: SignedIn, settings: Settings) -> None:
    key = soft_key(settings)
    add_passkey(intake, key)
    for lie in ({"origin": "https://evil.example"}, {"host": "evil.example"}, {"flags": 0x01}):
        challenge, options = ask(client)
        honest = {name: getattr(key, name) for name in lie}
        for name, value in lie.items():
            setattr(key, name, value)
        assert by_passkey(client, key.answered(options), challenge).status_code == 401, lie
        for name, value in honest.items():
            setattr(key, name, value)
    challenge, options = ask(client)
    assert by_passkey(client, key.answered(options), challenge).status_code == 201


def test_a_counter_that_does_not_rise_tells_of_a_copy(
    client: Client, intake: SignedIn, settings: Settings, sessions: Sessions
) -> None:
    key = soft_key(settings)
    add_passkey(intake, key)
    challenge, options = ask(client)
    assert by_passkey(client, key.answered(options), challenge).status_code == 201
    challenge, options = ask(client)
    assert by_passkey(client, key.answered(options, rises=False), challenge).status_code == 401
    with sessions.reading() as session:
        assert session.scalars(select(PasskeyUse.sign_count)).one() == 1


def test_a_recovery_code_works_once(client: Client, intake: SignedIn) -> None:
    add_app(intake)
    codes = send(intake, "/api/account/recovery-codes").json()["codes"]
    assert len(set(codes)) == 10
    assert sign_in(client, codes[3].upper()).status_code == 201
    assert sign_in(client, codes[3]).status_code == 401
    assert sign_in(client, codes[4]).status_code == 201


def test_the_secret_is_sealed_in_the_database(intake: SignedIn, sessions: Sessions) -> None:
    app = add_app(intake)
    with sessions.reading() as session:
        row = session.scalars(select(Totp).where(Totp.ended_at.is_(None))).one()
        entries = session.scalars(select(LedgerEntry.event)).all()
    assert app.secret not in row.sealed
    assert "factor:added" in entries


def test_adding_a_factor_ends_the_other_sessions(client: Client, intake: SignedIn, sessions: Sessions) -> None:
    sign_in(client)
    other = client.cookies[SESSION_COOKIE]
    add_app(intake)
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, other)
    assert client.get("/api/session").status_code == 401
    assert intake.get("/api/session").status_code == 200


def test_a_change_of_ones_factors_asks_for_a_fresh_proof(intake: SignedIn) -> None:
    intake.get("/api/session")
    intake.clock.advance(minutes=6)
    assert send(intake, "/api/account/authenticator").status_code == 403
    assert intake.get("/account/passkeys/new").headers["location"] == "/account/confirm?next=/account/passkeys/new"
    assert send(intake, "/api/session/step-up", password="wrong").status_code == 401
    assert send(intake, "/api/session/step-up", password=PASSWORD).status_code == 200
    assert send(intake, "/api/account/authenticator").status_code == 201


def test_a_proof_rotates_the_session_and_keeps_its_twelve_hours(intake: SignedIn, sessions: Sessions) -> None:
    intake.get("/api/session")
    before, started = intake.token, intake.clock.now()
    intake.clock.advance(minutes=6)
    assert send(intake, "/api/session/step-up", password=PASSWORD).status_code == 200
    assert intake.token != before
    intake.client.cookies.clear()
    intake.client.cookies.set(SESSION_COOKIE, before)
    assert intake.client.get("/api/session").status_code == 401
    with sessions.reading() as session:
        assert set(session.scalars(select(AccountSession.started_at))) == {started}


def test_where_the_office_asks_a_factor_of_a_role_nothing_else_opens_before(
    application: Litestar, intake: SignedIn
) -> None:
    services = application.state.services
    services.settings = replace(services.settings, second_factor_roles="intake")
    assert intake.get("/reports").headers["location"] == "/account"
    assert intake.get("/api/reports").status_code == 403
    assert "Add a second factor first" in intake.get("/account").text
    add_app(intake)
    assert intake.get("/api/reports").status_code == 200
    assert send(intake, "/api/account/authenticator/removal").status_code == 409


def test_the_last_two_pages_of_a_sign_in_work_without_scripts(client: Client, intake: SignedIn) -> None:
    app = add_app(intake)
    intake.clock.advance(seconds=30)
    client.cookies.clear()
    token = client.get("/sign-in").text.split('name="_csrf_token" value="')[1].split('"')[0]
    form = {"username": "intake", "password": PASSWORD, "next": "/my-reports", "_csrf_token": token}
    first = client.post("/sign-in", data=form, follow_redirects=False)
    assert first.headers["location"] == "/sign-in/confirm?next=/my-reports"
    assert SESSION_COOKIE not in client.cookies
    assert "Six digits" in client.get("/sign-in/confirm?next=/my-reports").text
    wrong = client.post("/sign-in/confirm", data={"code": "000000", "next": "/my-reports", "_csrf_token": token})
    assert wrong.status_code == 401
    right = {"code": app.code(), "next": "/my-reports", "_csrf_token": token}
    done = client.post("/sign-in/confirm", data=right, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/my-reports")
    assert client.get("/api/session").status_code == 200
