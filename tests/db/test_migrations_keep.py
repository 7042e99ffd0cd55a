"""Migrations keep data and protections: every released schema is upgraded with rows in it, and then compared."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, create_engine, delete, insert, inspect, select, text
from sqlalchemy.engine import make_url

from db import migrate
from db.dialect.copying import loading_order
from db.dialect.identity import system_options
from tests.harness import databases
from tests.harness.databases import Database, Kind
from tests.harness.fills import licence_decided
from tests.harness.postgres import APPLICATION

Rows = dict[str, list[tuple[str, ...]]]
RELEASED = [
    one.revision
    for one in ScriptDirectory.from_config(migrate._config()).walk_revisions()
    if one.revision != migrate.newest_revision() and one.revision != "0001"  # which was never without 0002
]


@contextmanager
def engine_of(database: Database) -> Iterator[Engine]:
    options = {"options": system_options("tests")} if database.kind == "postgresql" else dict[str, str]()
    engine = create_engine(make_url(database.owner_url), connect_args=options)
    yield engine
    engine.dispose()


def reflected(connection: Connection) -> MetaData:
    tables = MetaData()
    tables.reflect(connection)
    return tables


def rows_of(connection: Connection, columns: dict[str, list[str]]) -> Rows:
    """Every row as text, in these columns of these tables."""
    tables, found = reflected(connection).tables, Rows()
    for name, wanted in columns.items():
        table = tables[name]
        rows = connection.execute(select(*(table.c[column] for column in wanted)))
        found[name] = sorted(tuple(str(value) for value in row) for row in rows)
    return found


def protections(connection: Connection) -> set[tuple[str, ...]]:
    """Triggers, policies, grants, pointers and constraints, each as one line."""
    found: set[tuple[str, ...]] = set()
    if connection.dialect.name == "sqlite":
        triggers = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        found |= {("trigger", *row) for row in connection.execute(text(triggers))}
    else:
        for kind, query in (
            ("trigger", ("SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                        "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')")),
            ("policy", "SELECT tablename, policyname FROM pg_policies"),
            ("forced", ("SELECT relname, relrowsecurity || '/' || relforcerowsecurity FROM pg_class "
                       "WHERE relkind = 'r' AND relrowsecurity")),
            ("grant", ("SELECT table_name, privilege_type FROM information_schema.role_table_grants "
                      f"WHERE grantee = '{APPLICATION}'")),
        ):  # fmt: skip
            found |= {(kind, *map(str, row)) for row in connection.execute(text(query))}
    looking = inspect(connection)
    for table in looking.get_table_names():
        lists: tuple[tuple[str, list[Any]], ...] = (
            ("unique", looking.get_unique_constraints(table)),
            ("check", looking.get_check_constraints(table)),
            ("pointer", looking.get_foreign_keys(table)),
            ("index", looking.get_indexes(table)),
        )
        found |= {(kind, table, str(row["name"])) for kind, rows in lists for row in rows}
    return found


def fill_from(source: Connection, target: Connection) -> dict[str, list[str]]:
    """Copy the rows of the newest schema into an older one, in the columns that it has; returns these."""
    newer, older, columns = reflected(source).tables, reflected(target).tables, dict[str, list[str]]()
    for name in [name for name in loading_order() if name in older]:
        columns[name] = [column.name for column in older[name].columns if column.name in newer[name].columns]
        rows = source.execute(select(*(newer[name].c[column] for column in columns[name]))).mappings().all()
        if name == "ledger_pending":  # a trigger put every entry in line as it came in
            target.execute(delete(older[name]))
        if rows:
            target.execute(insert(older[name]), [dict(row) for row in rows])
    return columns


TAKEN_BACK = {("grant", "destruction", verb) for verb in ("UPDATE", "DELETE")}
"""What the application could do once and no longer may: a proof of destruction only grows since 0010."""
UNASKED = {
    ("index", table, f"ix_{table}_{name}")
    for table, names in {
        "deadline": ("incident_id", "open_due", "rule"),
        "incident": ("coverage_id", "occurred_from_at", "unit_id"),
        "incident_category": ("incident_id",),
        "post": ("platform", "posted_from_at"),
    }.items()
    for name in names
}
"""Indexes that were dropped in 0012: none of them is unique, so they kept nothing from being written."""


def upgraded(kind: Kind, revision: str) -> tuple[int, int, list[str]]:
    """Upgrade a schema with rows in it: rows and protections that there were, and what of them is lost or changed."""
    with databases.fresh(kind, licence_decided) as newest, databases.empty(kind) as older:
        migrate.upgrade(older.owner_url, application_role=APPLICATION, to=revision)
        with engine_of(newest) as source, engine_of(older) as target:
            with source.connect() as one, target.begin() as other:
                columns = fill_from(one, other)
            with target.connect() as other:
                before, guarded = rows_of(other, columns), protections(other)
            migrate.upgrade(older.owner_url, application_role=APPLICATION)
            with target.connect() as other:
                assert migrate.current_revision(other) == migrate.newest_revision()
                after, lost = rows_of(other, columns), guarded - protections(other) - TAKEN_BACK - UNASKED
    changed = [f"rows of {name}" for name in before if before[name] != after[name]]
    return sum(map(len, before.values())), len(guarded), [*changed, *map(" ".join, sorted(lost))]


def without_its_triggers(kind: Kind) -> set[tuple[str, ...]]:
    """What is lost by what batch mode does to a table on SQLite, and by a dropped trigger on PostgreSQL."""
    with databases.fresh(kind) as database, engine_of(database) as engine, engine.begin() as connection:
        guarded = protections(connection)
        if kind == "sqlite":
            operations = Operations(MigrationContext.configure(connection))
            with operations.batch_alter_table("vote", recreate="always"):
                pass
        else:
            connection.execute(text("DROP TRIGGER needs_new_entry ON vote"))
        return guarded - protections(connection)


@pytest.mark.parametrize("revision", RELEASED)
def test_an_upgrade_loses_no_row_and_no_protection(kind: Kind, revision: str) -> None:
    rows, guarded, lost = upgraded(kind, revision)
    assert rows > 300
    assert guarded > 200
    assert lost == []


def test_a_migration_that_rebuilds_a_table_without_its_triggers_is_caught(kind: Kind) -> None:
    """Negative control."""
    assert {row[1] for row in without_its_triggers(kind) if row[0] == "trigger"} == {"vote"}
