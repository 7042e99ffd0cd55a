"""Guessing fails: whatever comes in parallel, five passwords of an account are looked at in fifteen minutes."""

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from api import proving
from api.errors import Problem
from db import session as session_module
from db import tries
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.office import PASSWORD, small_office

GUESSES = 200
SPRAYED = 20  # of 1,000 accounts at full size
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def fill() -> Fill:
    return small_office


class Counted:
    """The passwords that were looked at."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.checks = 0

    def hash(self, password: str) -> str:
        return CHEAP.hash(password)

    def verify(self, password_hash: str, password: str) -> bool:
        with self._lock:
            self.checks += 1
        return bool(CHEAP.verify(password_hash, password))


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    counted = Counted()
    monkeypatch.setattr(proving, "hasher", lambda: counted)
    proving._nobody.cache_clear()
    yield counted
    proving._nobody.cache_clear()


def guess(sessions: Sessions, clock: MovableClock, username: str, password: str) -> int:
    try:
        proving.prove_by_password(sessions, username, password, clock.now())
    except Problem as problem:
        return problem.status
    except DBAPIError:
        return 503  # a busy SQLite file, as the product answers it: nothing was looked at
    return 200


def in_parallel(sessions: Sessions, clock: MovableClock, username: str, count: int) -> list[int]:
    with ThreadPoolExecutor(6) as pool:
        return list(pool.map(lambda number: guess(sessions, clock, username, f"guess {number}"), range(count)))


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
    for round_ in range(7):
        statuses = {guess(sessions, clock, name, f"Spring{round_}!") for name in names}
        assert statuses == ({401} if round_ < 5 else {429}), round_
    assert looked_at.checks == 5 * SPRAYED


def test_a_count_that_holds_no_lock_lets_more_through(
    database: Database, clock: MovableClock, looked_at: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the name's row is not taken, nor on SQLite the BEGIN that does as much."""
    together = threading.Barrier(6)

    def take_nothing(*_given: object) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=3)

    monkeypatch.setattr(tries, "hold_row", take_nothing)
    monkeypatch.setattr(session_module, "_begin_sqlite", lambda _connection: None)
    broken = session_module.make_sessions(database.url)
    answers = in_parallel(broken, clock, "intake", 6)
    broken.close()
    assert answers == [401] * 6
    assert looked_at.checks == 6


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
