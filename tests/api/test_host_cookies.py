"""By https, cookies bear the prefix that keeps neighbouring sites from planting one; by http on this machine they
cannot, for no browser would take them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from api import host_cookies
from api.app import create_app
from api.settings import Settings
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.office import PASSWORD, small_office
from tests.harness.serving import settings_for

SESSION = "__Host-probity_session"


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return replace(settings_for(database, tmp_path), public_url="https://probity.example")


@pytest.fixture
def client(settings: Settings, clock: MovableClock) -> Iterator[TestClient[Litestar]]:
    with TestClient(create_app(settings, clock=clock), base_url=settings.public_url) as made:
        yield made


def sign_in(client: TestClient[Litestar]) -> Response:
    answer = client.post("/api/session", json={"username": "clerk", "password": PASSWORD})
    assert answer.status_code == 201
    return answer


def test_each_cookie_has_the_prefix_and_what_it_asks_for(client: TestClient[Litestar]) -> None:
    given = [
        *sign_in(client).headers.get_list("set-cookie"),
        *client.get("/sign-in").headers.get_list("set-cookie"),
    ]
    client.cookies.clear()
    given += client.get("/sign-in").headers.get_list("set-cookie")
    assert {line.partition("=")[0] for line in given} >= {SESSION, "__Host-probity_visitor"}
    for line in given:
        kept = {part.strip().lower() for part in line.split(";")}
        assert line.startswith("__Host-probity_")
        assert {"secure", "path=/"} <= kept
        assert not any(part.startswith("domain") for part in kept)


def test_a_session_is_taken_by_its_full_name_only(client: TestClient[Litestar]) -> None:
    sign_in(client)
    token = client.cookies[SESSION]
    client.cookies.clear()
    ask = {"full": f"a=b; {SESSION}={token}", "bare": f"a=b; probity_session={token}"}
    answers = {name: client.get("/api/session", headers={"Cookie": kept}).status_code for name, kept in ask.items()}
    assert answers == {"full": 200, "bare": 401}


def test_without_the_refusal_a_planted_cookie_would_be_taken(
    client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the bare name is not left out."""
    sign_in(client)
    token = client.cookies[SESSION]
    client.cookies.clear()
    monkeypatch.setattr(host_cookies, "OURS", b"nothing of ours")
    planted = {"Cookie": f"probity_session={token}"}
    assert client.get("/api/session", headers=planted).status_code == 200
