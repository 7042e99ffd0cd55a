"""Fixtures of more than one file of this folder: reports, and two records officers, of whom neither destroys alone."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.destruction import SECOND
from tests.harness.filing import Filing
from tests.harness.people import SignedIn


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Filing:
    """The small office around its reports; a file whose office is about cases has its own."""
    return Filing(client, clock, sessions)


@pytest.fixture
def records(client: TestClient[Litestar], clock: MovableClock) -> SignedIn:
    """The records officer, who asks. `second` is there where the file's `fill` adds them."""
    return SignedIn(client, clock, "records")


@pytest.fixture
def second(client: TestClient[Litestar], clock: MovableClock) -> SignedIn:
    """The second records officer, who approves."""
    return SignedIn(client, clock, SECOND)
