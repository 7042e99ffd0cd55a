"""SQLite's write lock: whoever wants it asks again until it is free, and says so where it stays taken."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError, OperationalError

from db.dialect.storage_fault import storage_fault
from db.session import begin_writing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one empty table."""
    with closing(_opened(tmp_path / "held.db")) as first:
        first.execute("CREATE TABLE held (place INTEGER)")
    return tmp_path / "held.db"


def _opened(path: Path) -> sqlite3.Connection:
    found = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    found.execute("PRAGMA journal_mode=WAL")
    return found


@contextmanager
def _lock_taken(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(_opened(path)) as holder:
        begin_writing(holder)
        yield holder


def test_who_waits_gets_the_lock_once_it_is_free(path: Path) -> None:
    with closing(_opened(path)) as waiting, _lock_taken(path) as holder:
        thread = threading.Thread(target=begin_writing, args=(waiting,))
        thread.start()
        holder.execute("INSERT INTO held VALUES (1)")
        before = waiting.in_transaction
        holder.execute("COMMIT")
        thread.join(30)
        assert (before, waiting.in_transaction) == (False, True)
        assert waiting.execute("SELECT count(*) FROM held").fetchone() == (1,)  # and sees what the other one wrote


def test_a_lock_that_stays_taken_is_no_fault_of_the_request(path: Path) -> None:
    with closing(_opened(path)) as waiting, _lock_taken(path):
        with pytest.raises(OperationalError, match="locked") as refused:
            begin_writing(waiting, 0.05)
        assert storage_fault(refused.value) == "lost"  # answered with 503: try again
        assert not waiting.in_transaction


def test_what_is_wrong_otherwise_is_said_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: pytest.fail("it asked again"))
    with _lock_taken(path) as holder, pytest.raises(OperationalError, match="within a transaction"):
        begin_writing(holder)


def test_a_file_that_is_no_database_is_told_as_every_other_fault_of_storage(tmp_path: Path) -> None:
    (tmp_path / "spoilt.db").write_bytes(b"no database at all " * 500)
    with closing(sqlite3.connect(tmp_path / "spoilt.db", isolation_level=None)) as one:
        with pytest.raises(DatabaseError, match="not a database") as refused:
            begin_writing(one)
        assert storage_fault(refused.value) == "lost"


def test_the_connection_waits_as_before_for_everything_else(path: Path) -> None:
    with closing(_opened(path)) as asking, _lock_taken(path):
        with pytest.raises(OperationalError):
            begin_writing(asking, 0.0)
        assert asking.execute("PRAGMA busy_timeout").fetchone() == (5000,)


def test_writers_who_take_turns_lose_nothing(path: Path) -> None:
    writers = 4

    def write() -> None:
        with closing(_opened(path)) as one:
            for _ in range(50):
                begin_writing(one)
                found = one.execute("SELECT count(*) FROM held").fetchone()[0]
                one.execute("INSERT INTO held VALUES (?)", (found,))
                one.execute("COMMIT")

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with closing(_opened(path)) as after:
        assert [row[0] for row in after.execute("SELECT place FROM held ORDER BY place")] == list(range(50 * writers))
