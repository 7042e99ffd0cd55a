"""Changing one's own password: by the present one, and everything else that was open ends."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from structlog.testing import capture_logs

from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.office import PASSWORD, small_office
from tests.harness.people import SignedIn
from tests.harness.proofs import send

NEW = "seven lamps on a bridge"


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def clerk(client: TestClient[Litestar], clock: MovableClock) -> SignedIn:
    return SignedIn(client, clock, "clerk")


def test_the_present_password_changes_it_and_ends_everything_else(
    clerk: SignedIn, client: TestClient[Litestar], clock: MovableClock
) -> None:
    elsewhere = SignedIn(client, clock, "clerk")
    assert elsewhere.get("/api/session").status_code == 200
    token = send(clerk, "/api/account/tokens", label="Copy", scopes=["case:list"], days=9).json()["token"]
    assert clerk.post("/api/account/password", json={"current": PASSWORD, "password": NEW}).status_code == 201
    assert clerk.get("/api/session").status_code == 200
    assert elsewhere.get("/api/session").status_code == 401
    client.cookies.clear()
    assert client.get("/api/cases", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert client.post("/api/session", json={"username": "clerk", "password": PASSWORD}).status_code == 401
    client.cookies.clear()
    assert client.post("/api/session", json={"username": "clerk", "password": NEW}).status_code == 201


def test_a_wrong_present_password_changes_nothing_and_is_counted(clerk: SignedIn) -> None:
    body = {"current": "not the present one", "password": NEW}
    with capture_logs() as said:
        answers = [clerk.post("/api/account/password", json=body).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    lines = [line["event"] for line in said if line["event"].startswith("password")]
    assert lines == ["password refused"] * 5 + ["password locked"]
    assert "not the present one" not in str(said)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        (PASSWORD, "This is the present password."),
        ("password1234", "This password is easy to guess: this is a very common password."),
        ("aaaaaaaaaaaaaaaaaaaa", "This password is easy to guess: repeats like"),
        ("clerkclerkclerk", "This password is easy to guess"),
    ],
)
def test_a_password_that_lists_and_patterns_find_is_refused(clerk: SignedIn, password: str, words: str) -> None:
    answer = clerk.post("/api/account/password", json={"current": PASSWORD, "password": password})
    assert answer.status_code == 422
    assert words in answer.json()["fields"]["password"]


def test_the_page_says_beside_the_field_what_is_wrong_and_shows_nothing_typed_again(clerk: SignedIn) -> None:
    wrong = clerk.post("/account/password", data={"current": "not the present one", "password": NEW})
    assert wrong.status_code == 401
    assert "This is not the present password." in wrong.text
    assert NEW not in wrong.text
    done = clerk.post("/account/password", data={"current": PASSWORD, "password": NEW})
    assert (done.status_code, done.headers["Location"]) == (303, "/account")
