"""Engines and sessions: one transaction a unit, immediate for writers, read-only for readers."""

import select
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from db.dialect.identity import IDENTITY, Identity, set_identity, system_identity
from db.ledger import LedgerSession

# Checked at every connect; a connection on which one does not hold is refused (promises.md, fault 3).
SQLITE_PRAGMAS: dict[str, tuple[str, Any]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "recursive_triggers": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "secure_delete": ("ON", 1),  # what was destroyed is overwritten, not only forgotten
    "busy_timeout": ("5000", 5000),
}


LOG_PAGES = 4000
"""Pages of SQLite's log (16 MB) after which they are copied back. By default it is 1,000, ten filings' worth."""
WRITE_WAIT = 5.0
"""Seconds for which a unit asks for SQLite's write lock."""
ASKED_AGAIN = 0.0002
"""Seconds after which it asks again."""
BEGIN_WRITING = "BEGIN IMMEDIATE"

PING_AFTER = 1.0
"""Seconds out of use after which a connection to PostgreSQL is tried before it is handed out."""


class UnsafeDatabase(Exception):
    """A connection does not have the protections the record needs; the text says which."""


def prepare_sqlite(connection: sqlite3.Connection, _record: Any = None) -> None:
    """Give a new connection the protections of this product; raises UnsafeDatabase if one is missing."""
    connection.isolation_level = None  # the driver's own transactions off: BEGIN is ours
    cursor = connection.cursor()
    for name, (wanted, expected) in SQLITE_PRAGMAS.items():
        cursor.execute(f"PRAGMA {name}={wanted}")
        got = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        if got != expected and not (name == "journal_mode" and got == "memory"):
            raise UnsafeDatabase(f"SQLite keeps {name}={got!r}, but the record needs {expected!r}.")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("read_only", False):
        connection.exec_driver_sql("BEGIN")
    else:
        begin_writing(cast("sqlite3.Connection", connection.connection.driver_connection))


def begin_writing(driver: sqlite3.Connection, wait: float = WRITE_WAIT) -> None:
    """Begin a write transaction as soon as SQLite's write lock is free; raises OperationalError after `wait` seconds,
    and SQLAlchemy's own error for whatever else is wrong.

    A deferred BEGIN fails or loses updates when two units read and then write (promises.md, fault 10). SQLite's own
    wait sleeps longer each time, up to a tenth of a second: the lock lies idle meanwhile, and who came last gets it.
    """
    until = time.monotonic() + wait
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                driver.execute(BEGIN_WRITING)
                return
            except sqlite3.Error as error:
                is_taken = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
                if not is_taken or time.monotonic() > until:
                    raise DBAPIError.instance(BEGIN_WRITING, None, error, sqlite3.Error) from error
            time.sleep(ASKED_AGAIN)
    finally:
        driver.execute(f"PRAGMA busy_timeout={SQLITE_PRAGMAS['busy_timeout'][0]}")


def _clean_on_checkin(connection: Any, _record: Any) -> None:
    # A COMMIT that failed leaves SQLite inside its transaction; the next user of the pool must not inherit it.
    if connection is not None and connection.in_transaction:
        connection.rollback()


def _ping_after_idling(connection: Any, record: Any, _proxy: Any) -> None:
    """Ask a pooled connection whether it still lives, unless it was in use a moment ago.

    Asking at every checkout (pool_pre_ping) costs each request a round trip. A server that goes says so on the socket
    of an idle connection, and that is looked at every time; one that dies without a word within that moment costs one
    request a 503, as it would in the middle of any request, and the pool then begins anew.
    """
    used_at = record.info.get("used_at")
    if used_at is None or (time.monotonic() - used_at < PING_AFTER and not _has_something_to_say(connection)):
        return
    try:
        connection.autocommit = True
        connection.execute("SELECT 1")
        connection.autocommit = False
    except psycopg.Error as error:
        raise DisconnectionError("The connection ended while it was not in use.") from error


def _has_something_to_say(connection: Any) -> bool:
    # Out of use, a connection hears only of its own end: its socket is readable when it is closed or being closed.
    ready = select.poll()
    ready.register(connection.fileno(), select.POLLIN)
    return bool(ready.poll(0))


def _note_use(_connection: Any, record: Any) -> None:
    record.info["used_at"] = time.monotonic()


def make_engine(url: str, *, pool_size: int = 8) -> Engine:
    """An engine for `url` with the protections of this product; raises UnsafeDatabase on connect if one is missing."""
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        engine = create_engine(target, pool_size=pool_size, max_overflow=0, connect_args={"timeout": 5})
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "checkin", _clean_on_checkin)
        return engine
    if target.drivername == "postgresql":
        target = target.set(drivername="postgresql+psycopg")
    options = {"options": "-c lock_timeout=5s -c timezone=UTC -c search_path=public"}
    engine = create_engine(target, pool_size=pool_size, max_overflow=0, connect_args=options)
    event.listen(engine, "checkout", _ping_after_idling)
    event.listen(engine, "checkin", _note_use)
    return engine


@dataclass(frozen=True)
class Sessions:
    """Makes units of work on one database."""

    engine: Engine
    _write: sessionmaker[LedgerSession]
    _read: sessionmaker[LedgerSession]

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the embedded file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[LedgerSession]:
        """One write transaction: commits when the block ends, rolls back when it raises."""
        with self._write.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[LedgerSession]:
        """One read-only transaction; everything in it sees one state of the database."""
        with self._read.begin() as session:
            yield session

    def as_system(self, name: str) -> "Sessions":
        """The same database for a named system actor (a job, an import), whom PostgreSQL's wall lets see every row.

        For what runs beside requests; a request says whom it acts for (`db.dialect.identity.set_identity`).
        """
        return _sessions_on(self.engine, system_identity(name))

    def close(self) -> None:
        """Give every pooled connection back."""
        self.engine.dispose()


@event.listens_for(LedgerSession, "after_begin")
def _say_who(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    # Settings end with their transaction: whoever has the connection next starts as nobody.
    if IDENTITY in session.info and not transaction.nested:
        set_identity(connection, session.info[IDENTITY])


def make_sessions(url: str, *, pool_size: int = 8) -> Sessions:
    """Sessions on the database at `url`, of nobody yet: on PostgreSQL they see no row of a matter."""
    return _sessions_on(make_engine(url, pool_size=pool_size), None)


def _sessions_on(engine: Engine, identity: Identity | None) -> Sessions:
    info = {IDENTITY: identity} if identity else {}
    if engine.dialect.name == "sqlite":
        reader = engine.execution_options(read_only=True)
    else:
        # REPEATABLE READ: a page of many statements must show one state, as SQLite's readers have it.
        reader = engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    return Sessions(
        engine,
        sessionmaker(engine, class_=LedgerSession, expire_on_commit=False, info=info),
        sessionmaker(reader, class_=LedgerSession, expire_on_commit=False, info=info),
    )
