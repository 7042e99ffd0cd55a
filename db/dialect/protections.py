"""The triggers that protect the record, as a database has them."""

from sqlalchemy import Connection

from db.models import protected_tables


def guarded_tables(connection: Connection) -> set[str]:
    """The tables on which every trigger of a protected row stands."""
    if connection.dialect.name == "sqlite":
        names = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        return {
            table
            for table in protected_tables()
            if {f"{table}_INSERT_needs_entry", f"{table}_UPDATE_needs_entry", f"{table}_DELETE_refused"} <= names
        }
    found: dict[str, set[str]] = {}
    statement = (
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
    )
    for table, name in connection.exec_driver_sql(statement):
        found.setdefault(table, set()).add(name)
    return {table for table, names in found.items() if {"needs_new_entry", "row_stays", "table_stays"} <= names}
