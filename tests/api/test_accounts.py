"""Accounts and roles: nobody helps themselves, a role that reads cases takes two people, and changes count at once."""

from collections.abc import Callable

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from api.sessions.service import set_password
from api.settings import Settings
from db.account_sessions import token_sha256
from db.models import Account, PendingSignIn
from db.office import add_account, add_link, new_person
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.office import HASHER, PASSWORD, small_office
from tests.harness.people import SignedIn
from tests.harness.proofs import add_app, make_keys, send

Who = Callable[[str], SignedIn]


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def who(client: TestClient[Litestar], clock: MovableClock) -> Who:
    return lambda user: SignedIn(client, clock, user)


def account(who: Who, username: str) -> dict[str, object]:
    rows = who("admin").get("/api/accounts").json()
    found: dict[str, object] = next(row for row in rows if row["username"] == username)
    return found


def role_id(who: Who, username: str, code: str) -> str:
    roles = account(who, username)["roles"]
    assert isinstance(roles, list)
    return str(next(role["id"] for role in roles if role["code"] == code))


def grant(who: Who, username: str, role: str) -> int:
    body = {"account_id": account(who, username)["id"], "role": role}
    return who("admin").post("/api/account-roles", json=body).status_code


def test_a_role_that_reads_cases_waits_for_a_second_person(who: Who) -> None:
    assert grant(who, "supervisor", "clerk") == 201
    assert who("supervisor").get("/api/trends/figures").status_code == 403
    body = {"role_id": role_id(who, "supervisor", "clerk")}
    assert who("records").post("/api/account-role-approvals", json=body).status_code == 201
    assert who("supervisor").get("/api/trends/figures").status_code == 200


def test_whoever_granted_a_role_cannot_approve_it_too(who: Who) -> None:
    grant(who, "supervisor", "clerk")
    answer = who("admin").post("/api/account-role-approvals", json={"role_id": role_id(who, "supervisor", "clerk")})
    assert answer.status_code == 409
    assert [item["text"] for item in answer.json()["missing"]] == ["Whoever granted a role cannot approve it too."]


def test_nobody_grants_themselves_a_role(who: Who) -> None:
    body = {"account_id": account(who, "admin")["id"], "role": "leadership"}
    answer = who("admin").post("/api/account-roles", json=body)
    assert answer.status_code == 409
    assert "Nobody can change their own roles or account." in answer.text


def test_an_administrator_cannot_also_have_a_part_in_cases(who: Who, sessions: Sessions, clock: MovableClock) -> None:
    with sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=clock.now())
        person = new_person("Second Administrator")
        session.add(person)
        add_account(session, person, "admin_two", ["admin"], at=clock.now(), password_hash=HASHER.hash(PASSWORD))
    answer = who("admin").post(
        "/api/account-roles", json={"account_id": account(who, "admin_two")["id"], "role": "clerk"}
    )
    assert answer.status_code == 409
    assert "An administrator cannot also be: Clerk." in answer.text


def test_ending_a_role_counts_on_the_next_request(who: Who) -> None:
    clerk = who("clerk")
    assert clerk.get("/api/trends/figures").status_code == 200
    role = role_id(who, "clerk", "clerk")
    assert who("admin").post("/api/account-role-ends", json={"role_id": role}).status_code == 201
    assert clerk.client.get("/api/cases", headers={"Cookie": f"probity_session={clerk.token}"}).status_code == 401
    assert who("clerk").get("/api/trends/figures").status_code == 403


def test_a_disabled_account_is_signed_out_and_stays_out(who: Who, client: TestClient[Litestar]) -> None:
    clerk = who("clerk")
    assert clerk.get("/api/cases").status_code == 200
    body = {"account_id": account(who, "clerk")["id"], "reason": "Left the office"}
    assert who("admin").post("/api/account-disablings", json=body).status_code == 201
    client.cookies.clear()
    assert client.get("/api/cases", headers={"Cookie": f"probity_session={clerk.token}"}).status_code == 401
    again = client.post("/api/session", json={"username": "clerk", "password": PASSWORD})
    assert again.status_code == 401


def test_a_new_password_takes_one_person_to_ask_and_another_to_hand_over(
    who: Who, client: TestClient[Litestar]
) -> None:
    body = {"account_id": account(who, "clerk")["id"], "reason": "Forgot the password"}
    assert who("admin").post("/api/account-links", json=body).status_code == 201
    page = who("records").get("/accounts/acts/hand-over-link").text
    request_id = page.split('name="request_id"')[1].split('value="')[1:]
    found = next(value.split('"')[0] for value in request_id if len(value.split('"')[0]) == 36)
    refused = who("admin").post("/api/account-link-handovers", json={"request_id": found})
    assert refused.status_code == 409
    assert "Whoever asked for a link cannot hand it over too." in refused.text
    assert who("records").post("/api/account-link-handovers", json={"request_id": found}).status_code == 201


def test_lost_second_factors_are_taken_off_by_two_people(
    who: Who, settings: Settings, client: TestClient[Litestar]
) -> None:
    make_keys(settings)
    clerk = who("clerk")
    body = {"account_id": account(who, "clerk")["id"], "reason": "Lost the phone, seen in person"}
    assert who("admin").post("/api/account-factor-resets", json=body).status_code == 409
    add_app(clerk)
    token = send(clerk, "/api/account/tokens", label="Copy", scopes=["case:list"], days=9).json()["token"]
    reset = who("admin").post("/api/account-factor-resets", json=body).json()["id"]
    alone = who("admin").post("/api/account-factor-resets-done", json={"reset_id": reset})
    assert alone.status_code == 409
    assert "Whoever asked for this cannot do it too." in alone.text
    assert client.post("/api/session", json={"username": "clerk", "password": PASSWORD}).status_code == 401
    assert who("records").post("/api/account-factor-resets-done", json={"reset_id": reset}).status_code == 201
    assert clerk.get("/api/session").status_code == 401
    assert client.post("/api/session", json={"username": "clerk", "password": PASSWORD}).status_code == 201
    client.cookies.clear()
    assert client.get("/api/cases", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_new_password_ends_sessions_tokens_and_sign_ins_that_wait(
    who: Who, client: TestClient[Litestar], sessions: Sessions, clock: MovableClock
) -> None:
    clerk = who("clerk")
    token = send(clerk, "/api/account/tokens", label="Copy", scopes=["case:list"], days=9).json()["token"]
    with sessions.writing() as session:
        owner = session.scalars(select(Account).where(Account.username == "clerk")).one()
        session.add(PendingSignIn(token_sha256=token_sha256("waits"), account_id=owner.id, made_at=clock.now()))
        add_link(session, owner.id, "one-time", at=clock.now())
    set_password(sessions, "one-time", "another good password", clock.now())
    assert clerk.get("/api/session").status_code == 401
    client.cookies.clear()
    assert client.get("/api/cases", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    with sessions.reading() as session:
        assert session.scalars(select(PendingSignIn.ended_at)).one() == clock.now()


def test_the_administrator_reads_no_case(who: Who) -> None:
    assert who("admin").get("/api/cases").json().get("items", []) == []
    assert "Cases" not in who("admin").get("/").text.split("<main")[0]


@pytest.mark.parametrize("user", ["clerk", "intake", "supervisor", "investigator"])
def test_others_see_no_accounts(who: Who, user: str) -> None:
    assert who(user).get("/api/accounts").status_code == 403
    assert who(user).get("/accounts").status_code == 403
