"""An answer counts for the paper that it answers, and never for a newer one."""

import pytest
from litestar.testing import TestClient

from db.session import Sessions
from tests.harness.casework import Casework
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters
from tests.harness.office import small_office

MOVE = "moves/submit-for-review"


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def office(client: TestClient, clock: MovableClock, sessions: Sessions) -> Casework:  # type: ignore[type-arg]
    return Casework(client, clock, Matters(sessions, clock))


def test_a_newer_notice_waits_for_an_answer_of_its_own(office: Casework) -> None:
    case = office.opened()
    office.notified(case)
    office.answered(case)
    office.reported(case)
    newer = office.drafted_notice(case)
    office.clock.advance(minutes=1)
    after_service = "Record the response to the notice of allegations, or wait until its time has run"
    assert office.missing("investigator", case, MOVE) == [
        "Serve the notice of allegations.",
        f"{after_service} after service.",
    ]
    office.serve(case, newer)
    assert office.missing("investigator", case, MOVE) == [f"{after_service} (Apr 2, 2026)."]
    office.answered(case)
    office.submitted(case)
