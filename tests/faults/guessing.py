"""Guesses at passwords, in parallel and over many names, and how many of them are looked at."""

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from unittest.mock import patch

from argon2 import PasswordHasher
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from api import proving
from api.errors import Problem
from db import session as session_module
from db import tries
from db.session import Sessions
from tests.harness.clock import MovableClock

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
THREADS = 6


class Counted:
    """The passwords that were looked at."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.checks = 0

    def hash(self, password: str) -> str:
        """As Argon2id's own, but cheap."""
        return CHEAP.hash(password)

    def verify(self, password_hash: str, password: str) -> bool:
        """Count, then check."""
        with self._lock:
            self.checks += 1
        return bool(CHEAP.verify(password_hash, password))


@contextmanager
def counting() -> Iterator[Counted]:
    """Every check of a password inside the block is counted."""
    counted = Counted()
    proving._nobody.cache_clear()
    with patch.object(proving, "hasher", lambda: counted):
        yield counted
    proving._nobody.cache_clear()


def guess(sessions: Sessions, clock: MovableClock, username: str, password: str) -> int:
    """One try; the status it is answered with."""
    try:
        proving.prove_by_password(sessions, username, password, clock.now())
    except Problem as problem:
        return problem.status
    except DBAPIError:
        return 503  # a busy SQLite file, as the product answers it: nothing was looked at
    return 200


def in_parallel(sessions: Sessions, clock: MovableClock, username: str, count: int) -> list[int]:
    """Many tries of one name at once."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda number: guess(sessions, clock, username, f"guess {number}"), range(count)))


def sprayed(sessions: Sessions, clock: MovableClock, names: list[str], rounds: int) -> list[set[int]]:
    """One password after another over all names; the answers of each round."""
    return [{guess(sessions, clock, name, f"Spring{turn}!") for name in names} for turn in range(rounds)]


def unlocked(url: str, clock: MovableClock) -> list[int]:
    """The negative control: the name's row is not taken, nor SQLite's BEGIN that does as much. Six tries at once.

    All have counted before any goes on: without the lock nothing keeps them from it.
    """
    together = threading.Barrier(THREADS)

    def wait_after_counting(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT count") and "sign_in_try" in statement:
            with contextlib.suppress(threading.BrokenBarrierError):
                together.wait(timeout=5)

    with (
        patch.object(tries, "hold_row", lambda *_given: None),
        patch.object(session_module, "_begin_sqlite", lambda _connection: None),
    ):
        broken = session_module.make_sessions(url).as_system("tests")
        event.listen(broken.engine, "after_cursor_execute", wait_after_counting)
        answers = in_parallel(broken, clock, "intake", THREADS)
        broken.close()
    return answers
