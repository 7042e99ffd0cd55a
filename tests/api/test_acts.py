"""What every act has by its declaration: exactly once, a version, errors that say what to do, nothing typed lost."""

import json

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from api.acts import REGISTRY
from db.domain.permission_name import Permission
from db.models import LedgerEntry, Unit
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.office import small_office
from tests.harness.people import SignedIn

UNIT = {"code": "AP", "name": "Appeals Two", "from_on": "2026-01-05"}


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def hr(client: TestClient[Litestar], clock: MovableClock) -> SignedIn:
    return SignedIn(client, clock, "hr")


def units(sessions: Sessions) -> int:
    with sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(Unit).where(Unit.code == "AP")) or 0


def test_a_retry_with_the_same_key_gets_the_first_answer_and_acts_once(hr: SignedIn, sessions: Sessions) -> None:
    first = hr.post("/api/units", json=UNIT, headers={"Idempotency-Key": "one"})
    again = hr.post("/api/units", json=UNIT, headers={"Idempotency-Key": "one"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.text == again.text
    assert units(sessions) == 1


def test_a_key_used_again_for_another_body_is_refused(hr: SignedIn, sessions: Sessions) -> None:
    hr.post("/api/units", json=UNIT, headers={"Idempotency-Key": "one"})
    other = hr.post("/api/units", json={**UNIT, "code": "XX"}, headers={"Idempotency-Key": "one"})
    assert other.status_code == 422
    assert units(sessions) == 1


def test_an_act_without_a_key_is_refused(hr: SignedIn, client: TestClient[Litestar]) -> None:
    hr.get("/api/session")
    headers = {"X-CSRFToken": hr.csrf, "Cookie": f"probity_session={hr.token}"}
    client.cookies.clear()
    assert client.post("/api/units", json=UNIT, headers=headers).status_code == 400


def test_a_refused_act_leaves_no_entry_and_frees_its_key(hr: SignedIn, sessions: Sessions) -> None:
    hr.post("/api/units", json=UNIT, headers={"Idempotency-Key": "one"})
    with sessions.reading() as session:
        before = session.scalar(select(func.count()).select_from(LedgerEntry))
    refused = hr.post("/api/units", json=UNIT, headers={"Idempotency-Key": "two"})
    assert refused.status_code == 409
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == before
    mended = hr.post("/api/units", json={**UNIT, "code": "AQ"}, headers={"Idempotency-Key": "two"})
    assert mended.status_code == 201


def test_a_form_that_is_refused_keeps_everything_typed(hr: SignedIn) -> None:
    hr.post("/api/units", json=UNIT)
    page = hr.post(
        "/people/acts/add-unit",
        data={**UNIT, "_csrf_token": hr.csrf, "idempotency_key": "form"},
        headers={"Idempotency-Key": ""},
    )
    assert page.status_code == 409
    assert "There is already a unit with the code AP." in page.text
    assert 'value="Appeals Two"' in page.text
    assert 'value="2026-01-05"' in page.text


def test_a_form_with_a_gap_says_at_the_field_what_to_do(hr: SignedIn) -> None:
    hr.get("/api/session")
    data = {"code": "AP", "from_on": "2026-01-05", "_csrf_token": hr.csrf, "idempotency_key": "form"}
    page = hr.post("/people/acts/add-unit", data=data)
    assert page.status_code == 422
    assert "This needs an answer." in page.text
    assert 'value="AP"' in page.text


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_text_that_no_database_keeps_alike_is_refused_in_words(hr: SignedIn, text: str) -> None:
    raw = json.dumps({"code": "AP", "name": text, "from_on": "2026-01-05"})
    answer = hr.post("/api/units", content=raw.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)


def test_an_unknown_field_is_refused(hr: SignedIn) -> None:
    assert hr.post("/api/units", json={**UNIT, "is_admin": True}).status_code == 400


def test_every_declared_act_is_a_permission(hr: SignedIn) -> None:
    assert set(REGISTRY) <= {permission.value for permission in Permission}
    assert len(REGISTRY) >= 3
