"""Malformed input never breaks: requests made from the description of the interface, and no answer of 500."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.limits import Rate
from api.settings import Settings
from db.session import Sessions
from tests.faults.malformed import description, look_at, requests, versions_in
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.fills import licence_panel
from tests.harness.people import SignedIn
from tests.harness.proofs import make_keys

EACH = 14  # requests to an operation: some 2,200 of the 100,000 of full size
USERS = ("chair", "member_lawyer", "clerk", "intake", "investigator", "counsel", "cause_reviewer", "deciding_official",
         "leader", "supervisor", "records", "hr", "admin", "conflict_officer", "respondent")  # fmt: skip


@pytest.fixture
def fill() -> Fill:
    return licence_panel


@pytest.fixture
def people(
    application: Litestar, client: TestClient[Litestar], clock: MovableClock, settings: Settings
) -> list[SignedIn]:
    clock.advance(days=300)
    make_keys(settings)
    services = application.state.services
    services.limits.rates.update(dict.fromkeys(services.limits.rates, Rate(burst=10**6, per_minute=10**6)))
    return [SignedIn(client, clock, user) for user in USERS]


@pytest.mark.slice
def test_no_request_of_any_shape_is_answered_with_500(
    application: Litestar, people: list[SignedIn], sessions: Sessions
) -> None:
    seen = look_at(application, people, requests(description(application), EACH), versions_in(sessions))
    print(f"\nmalformed input: {seen.tried} requests, by status {dict(sorted(seen.statuses.items()))}")
    assert seen.broken == []
    assert seen.tried >= 2000
    assert len(seen.statuses) >= 6


def test_a_handler_that_raises_is_found(
    application: Litestar, people: list[SignedIn], sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: one verb that divides by nothing."""

    def planted(*_given: Any, **_more: Any) -> Any:
        return 1 // 0

    monkeypatch.setattr("api.search.routes.search", planted)
    seen = look_at(
        application, people, requests(description(application), 10, "GET /api/search"), versions_in(sessions)
    )
    assert seen.broken
    assert all("500" in one for one in seen.broken)
