"""Tokens for programs: within the maker's roles, never for votes or accounts, shown once, ended at once."""

from uuid import uuid4

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.account_sessions import token_sha256
from db.domain.permission_name import Permission
from db.domain.role import Role
from db.domain.token_scope import CLOSED, open_scopes, usable
from db.models import Account, AccountRole, ApiToken, ApiTokenUse
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.office import small_office
from tests.harness.people import SignedIn
from tests.harness.proofs import send

Client = TestClient[Litestar]


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def intake(client: Client, clock: MovableClock) -> SignedIn:
    return SignedIn(client, clock, "intake")


def make(person: SignedIn, *scopes: str, days: int = 30) -> Response:
    return send(person, "/api/account/tokens", label="Nightly copy", scopes=list(scopes), days=days)


def ask(client: Client, token: str, method: str, path: str, **options: object) -> Response:
    """A program's request: its token, and neither cookie nor form token."""
    client.cookies.clear()
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    answer: Response = client.request(method, path, headers=headers, follow_redirects=False, **options)  # type: ignore[arg-type]
    return answer


def test_a_program_reads_what_it_was_given_and_nothing_else(client: Client, intake: SignedIn) -> None:
    token = make(intake, "report:read").json()["token"]
    assert ask(client, token, "GET", "/api/reports").status_code == 200
    assert ask(client, token, "GET", "/api/cases").status_code == 403
    assert ask(client, token, "GET", "/api/search?q=x").status_code == 403


def test_a_program_acts_without_a_form_token(client: Client, clock: MovableClock) -> None:
    supervisor = SignedIn(client, clock, "supervisor")
    token = make(supervisor, "report:file").json()["token"]
    assert ask(client, token, "POST", "/api/drafts", json={}).status_code in {200, 201}
    assert client.post("/api/drafts", json={}).status_code == 403


def test_no_program_opens_pages_or_its_makers_account(client: Client, intake: SignedIn) -> None:
    token = make(intake, "report:read", "inbox:read").json()["token"]
    for path in ("/reports", "/", "/account"):
        assert ask(client, token, "GET", path).status_code == 403, path
    for method, path in (("GET", "/api/account"), ("POST", "/api/account/tokens"), ("DELETE", "/api/session")):
        assert ask(client, token, method, path, json={}).status_code in {400, 403}, path


def test_a_session_cookie_beside_a_dead_token_opens_nothing(client: Client, intake: SignedIn) -> None:
    headers = {"Authorization": "Bearer probity_nothing"}
    assert intake.get("/api/reports", headers=headers).status_code == 401


def test_nobody_gives_a_program_more_than_their_own_roles(client: Client, intake: SignedIn) -> None:
    for scope in ("account:manage", "vote:cast", "decision:issue", "roster:manage", "nothing:known"):
        assert make(intake, scope).status_code == 409, scope
    assert make(intake, "report:read", days=367).status_code == 400


def test_a_scope_ends_with_the_role_that_gave_it(client: Client, intake: SignedIn, sessions: Sessions) -> None:
    token = make(intake, "report:screen", "report:read").json()["token"]
    assert ask(client, token, "GET", "/api/reports").status_code == 200
    with sessions.writing() as session:
        session.begin_act("account:changed", actor="system:test", at=intake.clock.now())
        account = session.scalars(select(Account).where(Account.username == "intake")).one()
        session.scalars(
            select(AccountRole).where(AccountRole.account_id == account.id)
        ).one().ended_at = intake.clock.now()
    assert ask(client, token, "GET", "/api/reports").status_code == 403


def test_a_forbidden_scope_written_into_the_database_opens_nothing(
    client: Client, clock: MovableClock, sessions: Sessions
) -> None:
    admin = SignedIn(client, clock, "admin")
    token = make(admin, "roster:search").json()["token"]
    with sessions.writing() as session:
        session.begin_act("token:made", actor="system:test", at=clock.now())
        session.scalars(select(ApiToken)).one().scopes = ["account:approve", "account:manage"]
    assert ask(client, token, "GET", "/api/accounts").status_code == 403
    assert admin.get("/api/accounts").status_code == 200


def test_a_token_ends_on_its_day_when_it_is_revoked_and_with_its_account(
    client: Client, intake: SignedIn, sessions: Sessions
) -> None:
    made = make(intake, "report:read", days=1).json()
    other = make(intake, "report:read").json()
    send(intake, f"/api/account/tokens/{other['id']}/revocation")
    assert ask(client, other["token"], "GET", "/api/reports").status_code == 401
    intake.clock.advance(days=1, seconds=1)
    assert ask(client, made["token"], "GET", "/api/reports").status_code == 401
    third = make(intake, "report:read").json()
    with sessions.writing() as session:
        session.begin_act("account:changed", actor="system:test", at=intake.clock.now())
        account = session.scalars(select(Account).where(Account.username == "intake")).one()
        account.disabled_at = intake.clock.now()
    assert ask(client, third["token"], "GET", "/api/reports").status_code == 401


def test_only_the_hash_is_kept_and_the_day_of_use_is_shown(
    client: Client, intake: SignedIn, sessions: Sessions
) -> None:
    token = make(intake, "report:read").json()["token"]
    assert "not used yet" in intake.get("/account").text
    for _ in range(3):
        ask(client, token, "GET", "/api/reports")
    with sessions.reading() as session:
        assert session.scalars(select(ApiToken.token_sha256)).one() == token_sha256(token)
        assert session.scalars(select(ApiTokenUse.used_on)).all() == [intake.clock.now().date()]
    page = intake.get("/account").text
    assert "last used" in page
    assert token not in page


def test_nobody_else_revokes_a_token(client: Client, clock: MovableClock, intake: SignedIn) -> None:
    made = make(intake, "report:read").json()
    clerk = SignedIn(client, clock, "clerk")
    assert send(clerk, f"/api/account/tokens/{made['id']}/revocation").status_code == 404
    assert ask(client, made["token"], "GET", "/api/reports").status_code == 200


def test_the_form_makes_a_token_and_shows_it_once(intake: SignedIn) -> None:
    page = intake.get("/account/tokens/new").text
    assert 'value="report:read"' in page
    assert 'value="vote:cast"' not in page
    refused = intake.post("/account/tokens", data={"label": "x", "days": "30"})
    assert refused.status_code == 422
    made = intake.post("/account/tokens", data={"label": "Copy", "days": "30", "scopes": ["report:read"]})
    assert "probity_" in made.text


@pytest.mark.parametrize("role", list(Role))
def test_no_role_can_give_what_is_closed(role: Role) -> None:
    given = set(open_scopes([role]))
    assert not given & CLOSED
    assert usable([one.value for one in Permission], [role]) == {one.value for one in given}
