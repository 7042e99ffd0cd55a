"""Many rows into one table: one call of the driver for each block, from values that are plain already."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

import psycopg
from sqlalchemy import JSON, Connection, Table
from sqlalchemy.exc import DBAPIError

from db.canonical import PlainRows
from db.types import UTCDateTime


def insert_rows(connection: Connection, table: Table, rows: PlainRows) -> None:
    """Insert the rows; raises IntegrityError and the like as any statement does.

    PostgreSQL reads them from one JSON text, the very one the ledger commits to; SQLite takes them as one list.
    """
    connection.exec_driver_sql(*_statement(connection, table, rows))


def insert_unless_taken(connection: Connection, table: Table, row: PlainRows) -> bool:
    """Insert one row; False, and nothing happens, where another row has one of its unique values.

    That row may be one that PostgreSQL's wall hides from whoever inserts: nothing but the constraint sees it.
    """
    text, given = _statement(connection, table, row)
    return connection.exec_driver_sql(f"{text} ON CONFLICT DO NOTHING", given).rowcount == 1


@contextmanager
def in_one_go(connection: Connection) -> Iterator[None]:
    """Statements of this block whose results nobody asks for reach PostgreSQL together, not one round trip each.

    What is wrong with any of them is raised here at the latest, as SQLAlchemy's error. SQLite has no round trips.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    held = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    try:
        with held.pipeline():
            yield
    except psycopg.Error as error:
        kind = cast("type[Exception]", psycopg.Error)
        raise DBAPIError.instance(None, None, error, kind, dialect=connection.dialect) from error


def _statement(connection: Connection, table: Table, rows: PlainRows) -> tuple[str, Any]:
    """How the rows are inserted here: the statement and what it is given."""
    if connection.dialect.name == "postgresql":
        return _from_json(table, rows.names), (rows.text,)
    columns: list[Sequence[Any]] = list(rows.columns)
    for place, convert in _converted(table, rows.names):
        columns[place] = [convert(value) for value in columns[place]]
    return _from_values(table, rows.names), list(zip(*columns, strict=True))


def expect_many(connection: Connection) -> None:
    """Make a connection ready for millions of rows. On SQLite keys are random, so every index is touched all over:
    its pages stay in memory (at most 1 GB), and the log is written back seldom. Every commit is as durable as before.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size=-1000000")
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint=50000")


def _quoted(*names: str) -> str:
    return ", ".join(f'"{name}"' for name in names)


@lru_cache(maxsize=512)
def _from_values(table: Table, names: tuple[str, ...]) -> str:
    marks = ", ".join("?" for _ in names)
    return f"INSERT INTO {_quoted(table.name)} ({_quoted(*names)}) VALUES ({marks})"  # noqa: S608  names of our schema


@lru_cache(maxsize=512)
def _from_json(table: Table, names: tuple[str, ...]) -> str:
    # A null in a JSON column is JSON's own null, as everywhere else in the program.
    values = ", ".join(
        f"coalesce({_quoted(name)}, 'null')" if isinstance(table.columns[name].type, JSON) else _quoted(name)
        for name in names
    )
    name = _quoted(table.name)
    rows = f"json_populate_recordset(NULL::{name}, %s::json)"
    return f"INSERT INTO {name} ({_quoted(*names)}) SELECT {values} FROM {rows}"  # noqa: S608  names of our schema


@lru_cache(maxsize=512)
def _converted(table: Table, names: tuple[str, ...]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """Columns whose plain values SQLite keeps in another form, by their place, with what converts them."""
    kinds = [type(table.columns[name].type) for name in names]
    return tuple((place, _SQLITE[kind]) for place, kind in enumerate(kinds) if kind in _SQLITE)


def _moment(value: str | None) -> str | None:
    """A moment as SQLite keeps it: UTC with a space and no zone."""
    return None if value is None else f"{value[:10]} {value[11:26]}"


_SQLITE: dict[type, Callable[[Any], Any]] = {UTCDateTime: _moment, JSON: json.dumps}
