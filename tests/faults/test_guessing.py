"""Guessing fails: whatever comes in parallel, five passwords of an account are looked at in fifteen minutes."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from db.session import Sessions
from tests.faults.guessing import THREADS, Counted, counting, guess, in_parallel, sprayed, unlocked
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.office import PASSWORD, small_office

GUESSES = 200
SPRAYED = 20  # of 1,000 accounts at full size


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def looked_at() -> Iterator[Counted]:
    with counting() as counted:
        yield counted


@pytest.mark.slice
@pytest.mark.parametrize("username", ["intake", "nobody at all"])
def test_of_parallel_guesses_five_are_looked_at(
    sessions: Sessions, clock: MovableClock, looked_at: Counted, username: str
) -> None:
    answers = in_parallel(sessions, clock, username, GUESSES)
    assert (answers.count(401), answers.count(200)) == (5, 0)
    assert answers.count(429) > GUESSES / 2
    assert looked_at.checks == 5
    assert guess(sessions, clock, username, PASSWORD) == 429
    clock.advance(minutes=16)
    assert guess(sessions, clock, username, PASSWORD) == (200 if username == "intake" else 401)


@pytest.mark.slice
def test_spraying_one_password_over_many_names_gains_no_sixth_try(
    sessions: Sessions, clock: MovableClock, looked_at: Counted
) -> None:
    names = ["intake", "clerk", "leader", *(f"made-up-{number}" for number in range(SPRAYED - 3))]
    assert sprayed(sessions, clock, names, 7) == [{401}] * 5 + [{429}] * 2
    assert looked_at.checks == 5 * SPRAYED


def test_a_count_that_holds_no_lock_lets_more_through(
    database: Database, clock: MovableClock, looked_at: Counted
) -> None:
    assert unlocked(database.url, clock) == [401] * THREADS
    assert looked_at.checks == THREADS


def test_a_known_and_an_unknown_name_cost_the_same_work(
    sessions: Sessions, clock: MovableClock, looked_at: Counted
) -> None:
    work = {}
    for name in ("intake", "nobody at all"):
        seen: list[str] = []

        def note(*given: object, seen: list[str] = seen) -> None:
            seen.append(str(given[2]))

        event.listen(sessions.engine, "before_cursor_execute", note)
        before = looked_at.checks
        assert guess(sessions, clock, name, "wrong") == 401
        work[name] = (seen, looked_at.checks - before)
        event.remove(sessions.engine, "before_cursor_execute", note)
    assert work["intake"] == work["nobody at all"]
    assert work["intake"][1] == 1
