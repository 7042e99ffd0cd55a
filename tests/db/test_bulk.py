"""Rows that reach the database together: what is wrong with any of them is said, as SQLAlchemy's own error."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, Table, func, select
from sqlalchemy.exc import IntegrityError

from db.canonical import PlainRows, plain_rows
from db.clock import SystemClock
from db.dialect.bulk import in_one_go, insert_rows, insert_unless_taken
from db.models import FileRemoval
from db.session import Sessions
from tests.harness.databases import Kind

TABLE: Table = FileRemoval.__table__  # type: ignore[assignment]


def row(sha256: str) -> PlainRows:
    return plain_rows([{"sha256": sha256, "at": SystemClock().now()}])


def test_rows_that_go_together_are_all_there(sessions: Sessions) -> None:
    with sessions.writing() as session, in_one_go(session.connection()):
        for name in ("a", "b", "c"):
            insert_rows(session.connection(), TABLE, row(name))
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(TABLE)) == 3


def test_one_that_is_refused_refuses_them_all_in_sqlalchemys_words(sessions: Sessions) -> None:
    with pytest.raises(IntegrityError), sessions.writing() as session, in_one_go(session.connection()):
        for name in ("a", "b", "a"):
            insert_rows(session.connection(), TABLE, row(name))
    with sessions.reading() as session:  # and the connection serves the next one
        assert session.scalar(select(func.count()).select_from(TABLE)) == 0


@contextmanager
def untranslated(connection: Connection) -> Iterator[None]:
    """Negative control: a pipeline whose errors nobody puts into SQLAlchemy's words. SQLite has none."""
    if connection.dialect.name != "postgresql":
        yield
        return
    held: Any = connection.connection.driver_connection
    with held.pipeline():
        yield


def test_an_error_that_nobody_translates_would_be_noticed(sessions: Sessions, kind: Kind) -> None:
    twice = (IntegrityError, UniqueViolation)
    with pytest.raises(twice) as caught, sessions.writing() as session, untranslated(session.connection()):
        for name in ("a", "a"):
            insert_rows(session.connection(), TABLE, row(name))
    assert isinstance(caught.value, IntegrityError) == (kind == "sqlite")


def test_a_row_is_written_unless_one_of_its_values_is_taken(sessions: Sessions) -> None:
    with sessions.writing() as session:
        assert insert_unless_taken(session.connection(), TABLE, row("a"))
        assert not insert_unless_taken(session.connection(), TABLE, row("a"))
        assert session.scalar(select(func.count()).select_from(TABLE)) == 1
