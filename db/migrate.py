"""Bring a database to the newest schema. One set of migrations builds both SQLite and PostgreSQL."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, make_url

from db.dialect.grants import grant_to_application
from db.dialect.identity import system_options
from db.models import Base


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = Base.metadata
    return config


def newest_revision() -> str:
    """The revision that the code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current_revision(connection: Connection) -> str:
    """The revision a database is at; empty when it has no schema yet."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(url: str, *, application_role: str | None = None, to: str = "head") -> str:
    """Run every missing migration up to `to` on the database at `url`; returns the revision.

    The URL is the owner's on PostgreSQL.

    `application_role` is the PostgreSQL role that runs the product and owns nothing: it is granted what it needs.
    """
    target = make_url(url)
    if target.drivername == "postgresql":
        target = target.set(drivername="postgresql+psycopg")
    engine = create_engine(target, connect_args=_as_owner(target))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN EXCLUSIVE"))
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), to)
            if application_role and engine.dialect.name == "postgresql":
                grant_to_application(connection, application_role)
            return current_revision(connection)
    finally:
        engine.dispose()


def _as_owner(target: URL) -> dict[str, str]:
    # The wall binds the owner too, and a migration has to see every row.
    return {} if target.get_backend_name() == "sqlite" else {"options": system_options("migration")}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Batch mode rebuilds tables: with foreign keys on, dropping the old one would empty its children.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA journal_mode=WAL")
