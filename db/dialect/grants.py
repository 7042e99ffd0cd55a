"""What the application's role may do on PostgreSQL: read and write rows, own nothing (decision 29)."""

from sqlalchemy import Connection


def grant_to_application(connection: Connection, role: str) -> None:
    """Let `role` work on every table; it can alter, drop, truncate and disable nothing."""
    name = connection.dialect.identifier_preparer.quote_identifier(role)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
    ):
        connection.exec_driver_sql(statement)
