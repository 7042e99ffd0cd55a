"""The tests' own ground: databases are apart, the application's role owns nothing, and a skip does not pass."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import make_url, text

from db.session import Sessions, make_sessions
from tests.harness import databases, postgres, run_folder
from tests.harness.clock import START, MovableClock
from tests.harness.databases import Database, Kind
from tests.harness.summary import Summary, database_of, folder_of
from tests.soak.promises import MODULES, OF_THE_DISK

COUNT = text("select count(*) from mark")


def leave_a_mark(database: Database) -> None:
    """Fill a template: one table with one row, made by the owner."""
    made = make_sessions(database.owner_url).as_system("tests")
    with made.writing() as session:
        session.execute(text("create table mark (id integer primary key)"))
        session.execute(text("insert into mark values (1)"))
        if database.kind == "postgresql":
            session.execute(text(f"grant select, insert on mark to {postgres.APPLICATION}"))
    made.close()


def test_two_copies_of_a_filled_template_are_apart(kind: Kind) -> None:
    with databases.fresh(kind, leave_a_mark) as one, databases.fresh(kind, leave_a_mark) as two:
        assert one.url != two.url
        here, there = make_sessions(one.url).as_system("tests"), make_sessions(two.url).as_system("tests")
        with here.writing() as session:
            session.execute(text("insert into mark values (2)"))
        with here.reading() as session:
            assert session.scalar(COUNT) == 2
        with there.reading() as session:
            assert session.scalar(COUNT) == 1
        here.close()
        there.close()


def test_the_schema_comes_from_the_migrations(sessions: Sessions) -> None:
    with sessions.reading() as session:
        assert session.scalar(text("select count(*) from alembic_version")) == 1
        assert session.scalar(text("select count(*) from person")) == 0


def test_an_empty_database_has_no_table(empty_database: Database) -> None:
    made = make_sessions(empty_database.url).as_system("tests")
    with made.reading() as session, pytest.raises(Exception, match="person"):
        session.execute(text("select count(*) from person"))
    made.close()


def test_on_postgresql_the_role_of_the_application_owns_nothing() -> None:
    with databases.fresh("postgresql") as database:
        name = make_url(database.url).database or ""
        with databases.server().connect(name) as connection:
            owners = connection.execute(
                "select distinct tableowner from pg_tables where schemaname = 'public'"
            ).fetchall()
            assert owners == [(postgres.OWNER,)]
        with _as_application(name) as connection:
            assert connection.execute("select count(*) from person").fetchone() == (0,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("drop table person")


def _as_application(name: str) -> psycopg.Connection:
    socket = str(databases.server().folder / "socket")
    return psycopg.connect(host=socket, user=postgres.APPLICATION, dbname=name, autocommit=True)


def test_the_clock_stands_still_until_it_is_moved() -> None:
    clock = MovableClock()
    assert clock.now() == clock.now() == START
    clock.advance(days=2, hours=1)
    assert clock.now() - START == timedelta(days=2, hours=1)
    with pytest.raises(ValueError, match="aware"):
        clock.move_to(datetime(2026, 1, 1))  # noqa: DTZ001  # the naive time is the point
    assert clock.now().tzinfo is UTC


def test_the_server_runs_from_a_checkout_that_is_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    binaries = postgres._binaries()
    home = binaries.parents[2]
    for part in (binaries.parent, *home.glob("*pgserver.libs")):
        shutil.copytree(part, closed / part.relative_to(home), symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setenv(postgres.SETTING, str(closed / binaries.relative_to(home)))
    folder = run_folder.current() / "closed"
    folder.mkdir(mode=0o711)
    try:
        with postgres.start(folder).connect() as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        run_folder.remove(folder)
    assert not folder.exists()


def report(nodeid: str, outcome: str = "passed", when: str = "call") -> pytest.TestReport:
    """One phase of one test, as pytest reports it."""
    return pytest.TestReport(nodeid, ("", 0, ""), {}, outcome, None, when)  # type: ignore[arg-type]


def test_the_summary_refuses_a_skip_an_expected_failure_and_a_folder_that_differs() -> None:
    summary = Summary(is_whole=True)
    for name in (
        "tests/db/test_a.py::test_x[sqlite]",
        "tests/db/test_a.py::test_x[postgresql-2]",
        "tests/domain/t.py::test",
    ):
        summary.add(report(name))
    assert summary.refusals() == []
    summary.add(report("tests/api/test_b.py::test_y[sqlite]"))
    summary.add(report("tests/pages/test_b.py::test_y[sqlite]"))
    summary.add(report("tests/api/test_b.py::test_z", "skipped", "setup"))
    failing = report("tests/api/test_b.py::test_w", "skipped")
    failing.wasxfail = "some day"
    summary.add(failing)
    assert summary.refusals() == [
        "skipped: tests/api/test_b.py::test_z",
        "expected to fail: tests/api/test_b.py::test_w",
        "tests/api: 1 passed on SQLite, 0 on PostgreSQL",
    ]


def test_a_test_is_counted_by_its_folder_and_its_database() -> None:
    assert folder_of("tests/db/deep/test_a.py::test_x[sqlite]") == "db"
    assert database_of("tests/db/test_a.py::test_x[3-postgresql]") == "postgresql"
    assert database_of("tests/db/test_a.py::test_sqlite") == "none"


@pytest.mark.parametrize(
    ("free", "flags", "fits"), [(2, 0, True), (0, 0, False), (2, os.ST_NOEXEC, False), (2, os.ST_NOSUID, True)]
)
def test_a_run_goes_to_memory_only_where_there_is_room_and_programs_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, flags: int, fits: bool
) -> None:
    monkeypatch.setattr(run_folder, "ROOM", 1)
    monkeypatch.setattr(os, "statvfs", lambda _path: SimpleNamespace(f_bavail=free, f_frsize=1, f_flag=flags))
    assert run_folder._has_room(tmp_path) is fits
    assert not run_folder._has_room(tmp_path / "nowhere")


def test_every_promise_of_the_disk_is_a_promise() -> None:
    assert set(MODULES) > OF_THE_DISK
