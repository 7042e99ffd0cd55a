"""The small office that tests start from: everybody can sign in, and nobody as somebody else."""

from collections.abc import Callable

import pytest

from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.office import PARTS, small_office
from tests.harness.people import SignedIn

SignIn = Callable[[str], SignedIn]


@pytest.fixture
def fill() -> Fill:
    return small_office


def test_everybody_signs_in_with_the_roles_of_their_part(signed_in: SignIn) -> None:
    for user, part in PARTS.items():
        if part.roles:
            session = signed_in(user).get("/api/session").json()
            assert (session["name"], session["roles"]) == (part.name, sorted(part.roles))


def test_two_people_at_once_keep_their_own_sessions(signed_in: SignIn) -> None:
    intake, clerk = signed_in("intake"), signed_in("clerk")
    for _ in range(2):
        assert intake.get("/api/session").json()["roles"] == ["intake"]
        assert clerk.get("/api/session").json()["roles"] == ["clerk"]


def test_a_session_that_ran_out_is_opened_anew(signed_in: SignIn, clock: MovableClock) -> None:
    intake = signed_in("intake")
    assert intake.get("/api/session").status_code == 200
    before = intake.token
    clock.advance(days=40)
    assert intake.get("/api/session").status_code == 200
    assert intake.token != before
