"""The database as its owner could change it: triggers, foreign keys and checks out of the way, and back afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url

from tests.harness.databases import Database, server

# An owner can drop what cannot be switched off. They stay dropped: the copy is the test's own.
CHECKS = """
SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'c' AND c.relnamespace = 'public'::regnamespace
"""


@contextmanager
def unguarded(database: Database) -> Iterator[Connection]:
    """A connection that no trigger and no foreign key stands in the way of; what it did is committed at the end."""
    if database.kind == "postgresql":
        name = make_url(database.url).database or ""
        url, before, after = server().url(name, "postgres"), ["SET session_replication_role = replica"], list[str]()
    else:
        url, before, after = database.url, ["PRAGMA ignore_check_constraints=ON"], list[str]()
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            for statement in before:
                connection.exec_driver_sql(statement)
            if database.kind == "postgresql":
                for table, name in connection.exec_driver_sql(CHECKS).all():
                    connection.exec_driver_sql(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
            else:
                found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                triggers = [tuple(row) for row in found]
                for trigger, _sql in triggers:
                    connection.exec_driver_sql(f'DROP TRIGGER "{trigger}"')
                after = [sql for _name, sql in triggers]
            yield connection
            for statement in after:
                connection.exec_driver_sql(statement)
            connection.commit()
    finally:
        engine.dispose()


def behind_the_ledger(database: Database, *statements: str) -> None:
    """Run statements as whoever owns the database can."""
    with unguarded(database) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
