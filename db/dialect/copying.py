"""A whole database into files and back: SQLite's online backup, PostgreSQL's COPY in one snapshot.

PostgreSQL is not dumped by pg_dump: its program would have to be there, and as new as the server. COPY is the server's
own, and the schema comes from the migrations.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from db import migrate
from db.dialect.identity import system_options
from db.identity import new_id
from db.models import Base

FILE = "office.sqlite"
LOAD_ERRORS: tuple[type[Exception], ...] = (psycopg.Error, sqlite3.Error, UnicodeError)


def is_sqlite(url: str) -> bool:
    """Whether this is the address of a SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_path(url: str) -> Path:
    """The file behind a SQLite address."""
    return Path(make_url(url).database or "")


def dump(url: str, folder: Path) -> dict[str, int]:
    """Write one state of the database into `folder`, while others go on writing; returns the rows of each table."""
    if is_sqlite(url):
        source, target = sqlite3.connect(sqlite_path(url)), sqlite3.connect(folder / FILE)
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, whole
            return _count(target)
        finally:
            target.close()
            source.close()
    with _driver(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return {table: _dump_table(connection, table, folder) for table in _tables(connection)}


def _count(connection: sqlite3.Connection) -> dict[str, int]:
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    found = {}
    for name, table in sorted(Base.metadata.tables.items()):
        if name in there:
            found[name] = int(connection.execute(str(select(func.count()).select_from(table))).fetchone()[0])
    return found


_COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s ORDER BY 1"
)


def _dump_table(connection: psycopg.Connection, table: str, folder: Path) -> int:
    """Write a table's columns and rows, a line each; returns the rows, counted as they are written."""
    columns, count = [row[0] for row in connection.execute(_COLUMNS, (table,))], 0
    with (folder / f"{table}.copy").open("wb") as file, connection.cursor() as cursor:
        file.write((",".join(columns) + "\n").encode())
        with cursor.copy(_copy(table, columns, "TO STDOUT")) as rows:
            for block in rows:
                file.write(block)
                count += bytes(block).count(b"\n")
    return count


def load(url: str, folder: Path, revision: str, *, application_role: str | None = None) -> None:
    """Fill an empty database from the files of `dump`, at the schema that they were written at.

    Everything is checked as it comes in, by constraints and triggers: protected rows first, their entries last.
    """
    if is_sqlite(url):
        source, target = sqlite3.connect(folder / FILE), sqlite3.connect(sqlite_path(url))
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=WAL")
        finally:
            target.close()
            source.close()
        return
    migrate.upgrade(url, application_role=application_role, to=revision)
    with _driver(url) as connection, _unforced(connection):
        for table in loading_order():
            path = folder / f"{table}.copy"
            if table == "ledger_pending":  # a trigger put every entry in line again as it came in
                connection.execute("DELETE FROM ledger_pending")
            if path.is_file():
                _load_table(connection, table, path)
        # The line goes on behind everything that ever stood in it.
        connection.execute(
            "SELECT setval(pg_get_serial_sequence('ledger_pending', 'seq'), "
            "(SELECT count(*) FROM ledger_entry) + (SELECT coalesce(max(seq), 0) FROM ledger_pending) + 1)"
        )


@contextmanager
def _unforced(connection: psycopg.Connection) -> Iterator[None]:
    """Row-level security does not bind the owner inside the block: COPY cannot write through it.

    One transaction: nobody else sees the tables so, and what is awaited by deferred pointers is checked at its end.
    """
    rows = connection.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relforcerowsecurity").fetchall()
    forced = [sql.Identifier(row[0]) for row in rows]
    for name in forced:
        connection.execute(sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(name))
    yield
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in forced:
        connection.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(name))


def _load_table(connection: psycopg.Connection, table: str, path: Path) -> None:
    with path.open("rb") as file, connection.cursor() as cursor:
        columns = file.readline().decode().strip().split(",")
        with cursor.copy(_copy(table, columns, "FROM STDIN")) as rows:
            while block := file.read(1 << 16):
                rows.write(block)


def _copy(table: str, columns: list[str], rest: str) -> bytes:
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
    return f'COPY "{table}" ({names}) {rest}'.encode()


def loading_order() -> list[str]:
    """Every table after those it points at; the ledger's own after all that its entries explain.

    A trigger refuses a protected row whose entry is there already; the pointer to it is checked at commit.
    """
    late, order = {"ledger_entry"}, []
    for table in Base.metadata.sorted_tables:
        now = {key.column.table.name for key in table.foreign_keys if not key.deferrable}
        if now & late:
            late.add(table.name)
        order.append(table.name)
    return [name for name in order if name not in late] + [name for name in order if name in late]


def _tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [row[0] for row in rows if row[0] in Base.metadata.tables]


@contextmanager
def _driver(url: str) -> Iterator[psycopg.Connection]:
    target = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(
        target, options=f"-c timezone=UTC -c search_path=public {system_options('backup')}"
    ) as connection:
        yield connection


def is_empty(url: str) -> bool:
    """Whether a database holds no table yet; a SQLite file may be missing."""
    if is_sqlite(url):
        path = sqlite_path(url)
        return not path.exists() or path.stat().st_size == 0
    with _driver(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return found is not None and found[0] == 0


class NoScratch(Exception):
    """There is no place to restore a backup into for its proof; the text says what would do."""


@contextmanager
def scratch(url: str, folder: Path) -> Iterator[str]:
    """An empty database beside the one at `url`, gone afterwards. Raises NoScratch where it cannot be made."""
    if is_sqlite(url):
        with tempfile.TemporaryDirectory(dir=folder, prefix=".proof-") as place:
            yield f"sqlite:///{place}/{FILE}"
        return
    name = f"probity_proof_{new_id().hex[:16]}"
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            try:
                connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
            except ProgrammingError as error:
                raise NoScratch(
                    "The owner's role may not make a database to prove the backup in. Let it: ALTER ROLE ... CREATEDB. "
                    f"({str(error.orig).strip()})"
                ) from None
        try:
            yield make_url(url).set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.exec_driver_sql(f'DROP DATABASE "{name}"')
    finally:
        engine.dispose()


def broken_rows(connection: Connection) -> list[str]:
    """What the database itself finds wrong with its pages and pointers; PostgreSQL checked them as rows came in."""
    if connection.dialect.name != "sqlite":
        return []
    pages = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(5)") if row[0] != "ok"]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
    return pages + [f"a row of {row[0]} points at none of {row[2]}" for row in broken]
