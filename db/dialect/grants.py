"""What the application's role may do on PostgreSQL: read and write rows, own nothing (decision 29)."""

from sqlalchemy import Connection

from db.destruction_scope import destroyable

# Tables that only grow have this trigger: what it refuses is not granted either.
_ONLY_GROW = (
    "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE t.tgname = 'row_unchanged' AND c.relnamespace = 'public'::regnamespace"
)
# What a lawful destruction empties in the ledger; triggers refuse it to everything else.
_EMPTIED = {"ledger_entry": ("header", "salt", "actor"), "ledger_change": ("payload", "salt")}


def grant_to_application(connection: Connection, role: str) -> None:
    """Let `role` work on every table; it can alter, drop, truncate and disable nothing, nor rewrite what only grows.

    Rows that a lawful destruction may take can be asked to go; triggers refuse every one that none names.
    """
    quoted = connection.dialect.identifier_preparer.quote_identifier
    name = quoted(role)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
    ):
        connection.exec_driver_sql(statement)
    for (table,) in connection.exec_driver_sql(_ONLY_GROW).all():
        verbs = "UPDATE" if table in destroyable() else "UPDATE, DELETE"
        connection.exec_driver_sql(f"REVOKE {verbs} ON {quoted(table)} FROM {name}")
    for table, columns in _EMPTIED.items():
        connection.exec_driver_sql(f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {name}")
