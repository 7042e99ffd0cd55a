"""A migrated database of either kind for each test: migrations run once per run and kind, every test gets a copy."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from tests.harness import postgres, run_folder

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
TEMPLATE = "probity_template"


@dataclass(frozen=True)
class Database:
    """One test's own database. `url` is the application's role; `owner_url` migrates. On SQLite they are the same."""

    kind: Kind
    url: str
    owner_url: str


def server() -> postgres.Server:
    """The run's PostgreSQL, started by the first test that needs one."""

    def make() -> str:
        started = postgres.start(run_folder.current())
        postgres.prepare(started)
        return str(started.folder)

    return postgres.Server(Path(run_folder.once("postgres", make)))


@contextmanager
def fresh(kind: Kind) -> Iterator[Database]:
    """A copy of the migrated template, gone afterwards."""
    with _copy_of_file() if kind == "sqlite" else _copy_on_server(TEMPLATE) as database:
        yield database


@contextmanager
def empty(kind: Kind) -> Iterator[Database]:
    """A database without any table, for tests of the migrations themselves."""
    if kind == "sqlite":
        with _file() as path:
            yield _on_sqlite(path)
    else:
        with _copy_on_server("template0") as database:
            yield database


def _migrate(database: Database) -> None:
    from db import migrate

    migrate.upgrade(database.owner_url, application_role=postgres.APPLICATION)


# --- SQLite ---


def _on_sqlite(path: Path) -> Database:
    return Database("sqlite", f"sqlite:///{path}", f"sqlite:///{path}")


@contextmanager
def _file() -> Iterator[Path]:
    folder = run_folder.current() / "sqlite" / uuid4().hex
    folder.mkdir(parents=True)
    try:
        yield folder / "office.db"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _copy_of_file() -> Iterator[Database]:
    template = run_folder.once("sqlite-template", _make_file)
    with _file() as path:
        shutil.copyfile(template, path)
        yield _on_sqlite(path)


def _make_file() -> str:
    path = run_folder.current() / "template.db"
    _migrate(_on_sqlite(path))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the copy takes one file, so nothing may stay in the log
    connection.close()
    return str(path)


# --- PostgreSQL ---


def _on_server(name: str) -> Database:
    running = server()
    return Database("postgresql", running.url(name, postgres.APPLICATION), running.url(name, postgres.OWNER))


@contextmanager
def _copy_on_server(template: str) -> Iterator[Database]:
    running = server()
    if template == TEMPLATE:
        run_folder.once("postgresql-template", _make_on_server)
    name = f"probity_{uuid4().hex}"
    running.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {postgres.OWNER}")
    try:
        yield _on_server(name)
    finally:
        running.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _make_on_server() -> str:
    server().execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0 OWNER {postgres.OWNER}")
    _migrate(_on_server(TEMPLATE))
    return TEMPLATE
