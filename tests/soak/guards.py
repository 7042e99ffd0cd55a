"""Take a guard of the schema away, for negative controls."""

import re
import sqlite3

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.harness.databases import Database


def drop_unique(database: Database, table: str) -> None:
    """Drop every unique constraint and unique index of `table` but its key."""
    if database.kind == "sqlite":
        _rebuild(make_url(database.url).database or "", table)
        return
    engine = create_engine(make_url(database.owner_url))
    with engine.begin() as connection:
        names = connection.execute(
            text("SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(:table) AND contype = 'u'"),
            {"table": table},
        )
        for name in names.scalars().all():
            connection.execute(text(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"'))
        rest = "SELECT indexname FROM pg_indexes WHERE tablename = :table AND indexname ~ '^uq_'"
        for name in connection.execute(text(rest), {"table": table}).scalars().all():
            connection.execute(text(f'DROP INDEX "{name}"'))
    engine.dispose()


def _rebuild(path: str, table: str) -> None:
    """SQLite drops no constraint: the table is built anew without it, with its triggers and other indexes."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA legacy_alter_table=ON")
    made = connection.execute(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,)
    ).fetchall()
    (create,) = [sql for kind, sql in made if kind == "table"]
    bare = re.sub(r",\s*CONSTRAINT \S+ UNIQUE \([^)]*\)", "", create)
    assert bare != create
    connection.execute("BEGIN")
    connection.execute(f'ALTER TABLE "{table}" RENAME TO "{table}_before"')
    connection.execute(bare)
    connection.execute(f'INSERT INTO "{table}" SELECT * FROM "{table}_before"')
    connection.execute(f'DROP TABLE "{table}_before"')
    for kind, sql in made:
        if kind != "table" and not re.match(r"CREATE UNIQUE", sql, re.IGNORECASE):
            connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()
