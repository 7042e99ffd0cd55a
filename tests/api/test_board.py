"""From cause review to decision through the front door, on both databases: each move with its whole list."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from db.domain.stage import Stage, Track
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.deciding import Deciding, office_with_board
from tests.harness.matters import Matters


@pytest.fixture
def fill() -> Fill:
    return office_with_board


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Deciding:
    return Deciding(client, clock, Matters(sessions, clock))


def test_a_licence_case_reaches_its_order(office: Deciding) -> None:
    case = office.decided(Track.LICENCE)
    assert office.stage(case) is Stage.DECIDED


def test_an_employer_case_reaches_its_decision(office: Deciding) -> None:
    case = office.decided(Track.EMPLOYER)
    assert office.stage(case) is Stage.DECIDED
