"""Units of work: nothing acknowledged is lost, nothing is lost in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from db.models import Person
from db.office import new_person
from db.session import SQLITE_PRAGMAS, Sessions, UnsafeDatabase, make_sessions
from tests.harness import databases
from tests.harness.databases import fresh

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def test_writers_that_read_first_lose_no_update(sessions: Sessions) -> None:
    with sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=AT)
        person = new_person("0")
        session.add(person)

    def add_one(_: int) -> None:
        with sessions.writing() as session:
            session.begin_act("account:changed", actor="system:test", at=AT)
            row = session.scalars(select(Person).where(Person.id == person.id).with_for_update()).one()
            row.name = str(int(row.name) + 1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_one, range(40)))
    with sessions.reading() as session:
        assert session.scalars(select(Person.name)).one() == "40"


def test_a_reading_unit_sees_one_state_throughout(sessions: Sessions) -> None:
    with sessions.reading() as reader:
        assert reader.scalars(select(Person)).all() == []
        with sessions.writing() as writer:
            writer.begin_act("account:added", actor="system:test", at=AT)
            writer.add(new_person("Late"))
        assert reader.scalars(select(Person)).all() == []


def test_a_connection_without_a_protection_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('unsafe') / 'x.db'}"
    sessions = make_sessions(url).as_system("tests")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(SQLITE_PRAGMAS, "synchronous", ("NORMAL", 2))
            with pytest.raises(UnsafeDatabase, match="synchronous"), sessions.reading() as session:
                session.scalar(select(1))
    finally:
        sessions.close()


def test_a_failed_commit_reaches_the_caller_and_leaves_the_pool_clean(sessions: Sessions) -> None:
    class CommitFailed(Exception):
        pass

    def fail(_connection: object) -> None:
        raise CommitFailed

    event.listen(sessions.engine, "commit", fail)
    try:
        with pytest.raises(CommitFailed), sessions.writing() as session:
            session.begin_act("account:added", actor="system:test", at=AT)
            session.add(new_person("Lost"))
    finally:
        event.remove(sessions.engine, "commit", fail)
    with sessions.writing() as session:
        session.begin_act("account:added", actor="system:test", at=AT)
        session.add(new_person("Kept"))
    with sessions.reading() as session:
        assert session.scalars(select(Person.name)).all() == ["Kept"]


def test_a_connection_that_ended_while_idle_is_replaced_before_it_is_handed_out() -> None:
    with fresh("postgresql") as database:
        sessions = make_sessions(database.url, pool_size=1)
        try:
            _end_the_pooled_connection(sessions)
            with sessions.reading() as session:
                assert session.scalar(select(1)) == 1
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("db.session._has_something_to_say", lambda _connection: False)
                with pytest.MonkeyPatch.context() as sooner:  # one that went without a word is asked after a while
                    sooner.setattr("db.session.PING_AFTER", 0.0)
                    _end_the_pooled_connection(sessions)
                    with sessions.reading() as session:
                        assert session.scalar(select(1)) == 1
                # Without either, the dead connection is handed out: the first unit fails, the pool begins anew.
                _end_the_pooled_connection(sessions)
                with pytest.raises(OperationalError), sessions.reading() as session:
                    session.scalar(select(1))
            with sessions.reading() as session:
                assert session.scalar(select(1)) == 1
        finally:
            sessions.close()


def _end_the_pooled_connection(sessions: Sessions) -> None:
    with sessions.reading() as session:
        process = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    databases.server().execute(f"SELECT pg_terminate_backend({process}, 5000)")
