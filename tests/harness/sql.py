"""Statements as the owner of the database could send them: triggers out of the way, and back afterwards."""

import sqlite3

from sqlalchemy.engine import make_url

from tests.harness.databases import Database, server


def behind_the_ledger(database: Database, *statements: str) -> None:
    """Run statements with every trigger and foreign key switched off, as whoever owns the database can."""
    if database.kind == "postgresql":
        name = make_url(database.url).database or ""
        server().execute("SET session_replication_role = replica", *statements, database=name)
        return
    path = make_url(database.url).database or ""
    connection = sqlite3.connect(path, isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.execute("BEGIN IMMEDIATE")
    for name, _sql in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    for statement in statements:
        connection.execute(statement)
    for _name, sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()
