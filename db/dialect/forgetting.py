"""What a database keeps of deleted rows for a while, and how far it can be made to forget them."""

from sqlalchemy import Engine


def forget_deleted(engine: Engine) -> None:
    """Write SQLite's log back and cut it to nothing: it holds pages as they were before the rows went.

    The pages themselves were overwritten as the rows went (`secure_delete`, db/session.py). On PostgreSQL dead rows
    stay in their pages until a vacuum by the tables' owner, and in its log until that is recycled: SECURITY.md.
    Does nothing while another connection still reads an older state; it is tried again by the next run.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
