"""Engines and sessions: one transaction a unit, immediate for writers, read-only for readers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import sessionmaker

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


class UnsafeDatabase(Exception):
    """A connection does not have the protections the record needs; the text says which."""


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own transactions off: BEGIN is ours
    cursor = connection.cursor()
    for name, (wanted, expected) in SQLITE_PRAGMAS.items():
        cursor.execute(f"PRAGMA {name}={wanted}")
        got = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        if got != expected and not (name == "journal_mode" and got == "memory"):
            raise UnsafeDatabase(f"SQLite keeps {name}={got!r}, but the record needs {expected!r}.")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred BEGIN fails or loses updates when two units read and then write (promises.md, fault 10).
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _clean_on_checkin(connection: Any, _record: Any) -> None:
    # A COMMIT that failed leaves SQLite inside its transaction; the next user of the pool must not inherit it.
    if connection is not None and connection.in_transaction:
        connection.rollback()


def make_engine(url: str, *, pool_size: int = 8) -> Engine:
    """An engine for `url` with the protections of this product; raises UnsafeDatabase on connect if one is missing."""
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        engine = create_engine(target, pool_size=pool_size, max_overflow=0, connect_args={"timeout": 5})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "checkin", _clean_on_checkin)
        return engine
    if target.drivername == "postgresql":
        target = target.set(drivername="postgresql+psycopg")
    return create_engine(
        target,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"options": "-c lock_timeout=5s -c timezone=UTC -c search_path=public"},
    )


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

    def close(self) -> None:
        """Give every pooled connection back."""
        self.engine.dispose()


def make_sessions(url: str, *, pool_size: int = 8) -> Sessions:
    """Sessions on the database at `url`."""
    engine = make_engine(url, pool_size=pool_size)
    if engine.dialect.name == "sqlite":
        reader = engine.execution_options(read_only=True)
    else:
        # REPEATABLE READ: a page of many statements must show one state, as SQLite's readers have it.
        reader = engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    return Sessions(
        engine,
        sessionmaker(engine, class_=LedgerSession, expire_on_commit=False),
        sessionmaker(reader, class_=LedgerSession, expire_on_commit=False),
    )
