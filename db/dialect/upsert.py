"""Insert unless the key is taken: waits for a transaction in flight on the same key, on both databases."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from db.models.base import Base


def insert_if_absent(connection: Connection, model: type[Base], row: dict[str, Any]) -> bool:
    """Insert `row`; False when a unique constraint is already met by another row (which is then committed)."""
    # RETURNING tells it on both; a driver's rowcount may be -1 for a statement that the dialect rewrote.
    return connection.execute(_statement(connection.dialect.name, model), row).first() is not None


@lru_cache(maxsize=64)
def _statement(dialect: str, model: type[Base]) -> Any:
    table: Any = model.__table__
    insert: Any = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_nothing().returning(next(iter(table.primary_key)))


def hold_row(connection: Connection, model: type[Base], row: dict[str, Any]) -> None:
    """Insert `row`, or write it over the one with its key: either way its lock is held until the transaction ends."""
    table: Any = model.__table__
    insert: Any = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    key = next(iter(table.primary_key))
    connection.execute(insert.values(**row).on_conflict_do_update(index_elements=[key], set_=row))
