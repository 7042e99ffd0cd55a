"""A migrated database of either kind for each test: migrations run once per run and kind, every test gets a copy.

A test that needs more than an empty schema names a function that fills one; it too runs once per run and kind, and what
it leaves is copied for every test that names it.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from db import migrate
from tests.harness import postgres, run_folder

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Database:
    """One test's own database. `url` is the application's role; `owner_url` migrates. On SQLite they are the same."""

    kind: Kind
    url: str
    owner_url: str


Fill = Callable[[Database], None]


def server(*, durable: bool = False) -> postgres.Server:
    """The run's PostgreSQL, started by the first that needs one; who measures it starts one that keeps every sync."""

    def make() -> str:
        started = postgres.start(run_folder.current(), durable=durable)
        postgres.prepare(started)
        return str(started.folder)

    return postgres.Server(Path(run_folder.once("postgres", make)))


@contextmanager
def fresh(kind: Kind, fill: Fill | None = None) -> Iterator[Database]:
    """A copy of the migrated template, or of what `fill` made of one; gone afterwards."""
    template = _template(kind, fill)
    with _file(template) if kind == "sqlite" else _on_server(template) as database:
        yield database


@contextmanager
def empty(kind: Kind) -> Iterator[Database]:
    """A database without any table, for tests of the migrations themselves."""
    with _file("") if kind == "sqlite" else _on_server("template0") as database:
        yield database


def _template(kind: Kind, fill: Fill | None) -> str:
    """Where the database to copy is, made on first use: a file's path, or a database's name."""
    before = _template(kind, None) if fill else ""
    name = f"filled_{fill.__module__}_{fill.__qualname__}".replace(".", "_").lower()[:50] if fill else "migrated"
    work = fill or _migrate
    make = {"sqlite": _make_file, "postgresql": _make_on_server}[kind]
    return run_folder.once(f"{kind}-{name}", lambda: make(name, before, work))


def _migrate(database: Database) -> None:
    migrate.upgrade(database.owner_url, application_role=postgres.APPLICATION)


# --- SQLite: a template is one file ---


def _at(path: Path) -> Database:
    return Database("sqlite", f"sqlite:///{path}", f"sqlite:///{path}")


@contextmanager
def _file(template: str) -> Iterator[Database]:
    folder = run_folder.current() / "sqlite" / uuid4().hex
    folder.mkdir(parents=True)
    try:
        if template:
            shutil.copyfile(template, folder / "office.db")
        yield _at(folder / "office.db")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_file(name: str, before: str, work: Fill) -> str:
    path = run_folder.current() / f"{name}.db"
    if before:
        shutil.copyfile(before, path)
    work(_at(path))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a copy takes one file, so nothing may stay in the log
    connection.close()
    return str(path)


# --- PostgreSQL: a template is a database nobody is connected to ---


def _named(name: str) -> Database:
    running = server()
    return Database("postgresql", running.url(name, postgres.APPLICATION), running.url(name, postgres.OWNER))


@contextmanager
def _on_server(template: str) -> Iterator[Database]:
    name = f"probity_{uuid4().hex}"
    server().execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {postgres.OWNER}")
    try:
        yield _named(name)
    finally:
        server().execute(f"DROP DATABASE {name} WITH (FORCE)")


def _make_on_server(name: str, before: str, work: Fill) -> str:
    server().execute(f"CREATE DATABASE {name} TEMPLATE {before or 'template0'} OWNER {postgres.OWNER}")
    work(_named(name))
    return name
