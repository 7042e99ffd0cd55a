"""What the application's role may do on PostgreSQL: read and write rows, own nothing (decision 29)."""

from sqlalchemy import Connection

# Tables that only grow have this trigger: what it refuses is not granted either.
_ONLY_GROW = (
    "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE t.tgname = 'row_unchanged' AND c.relnamespace = 'public'::regnamespace"
)


def grant_to_application(connection: Connection, role: str) -> None:
    """Let `role` work on every table; it can alter, drop, truncate and disable nothing, nor rewrite what only grows."""
    quoted = connection.dialect.identifier_preparer.quote_identifier
    name = quoted(role)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
    ):
        connection.exec_driver_sql(statement)
    for (table,) in connection.exec_driver_sql(_ONLY_GROW).all():
        connection.exec_driver_sql(f"REVOKE UPDATE, DELETE ON {quoted(table)} FROM {name}")
