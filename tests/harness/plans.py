"""How a database would go about a statement: for tests of what is looked up by an index."""

from typing import Any

from sqlalchemy import Select

from db.session import Sessions


def plan(sessions: Sessions, statement: Select[Any]) -> str:
    """How the database would go about it, were reading a whole table forbidden, for somebody whom a wall binds."""
    with sessions.reading() as session:
        connection = session.connection()
        compiled = statement.compile(connection, compile_kwargs={"render_postcompile": True})
        if sessions.is_sqlite:
            values = tuple(str(compiled.params[name]) for name in compiled.positiontup or ())
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)
            return "\n".join(row[3] for row in rows)
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SELECT set_config('probity.system', '', true)")
        rows = connection.exec_driver_sql(f"EXPLAIN {compiled}", compiled.params)
        return "\n".join(row[0] for row in rows)
