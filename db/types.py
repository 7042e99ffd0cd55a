"""Column types that mean the same on SQLite and PostgreSQL."""

import enum
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import DateTime, Dialect, Enum, ForeignKey, String, Text, TypeDecorator
from sqlalchemy.orm import MappedColumn, mapped_column

from db.identity import new_id


def _aware(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text + "+00:00")


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. Refuses naive values: a time without a zone is not a time of anything."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC for the driver; raise ValueError on a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database; give it a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """SQLite keeps moments as text in UTC: one step makes them aware, where the driver's own way takes three."""
        return _aware if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# One generic entry: SQLAlchemy derives the concrete type from each annotated StrEnum. A CHECK constraint instead
# of a native enum, so that one migration serves both databases.
CODE_OF = Enum(
    enum.StrEnum,
    native_enum=False,
    create_constraint=True,
    length=40,
    values_callable=lambda kind: [member.value for member in kind],
)

Key = Annotated[UUID, mapped_column(primary_key=True, default=new_id)]
Code = Annotated[str, mapped_column(String(60))]
Line = Annotated[str, mapped_column(String(500))]
Prose = Annotated[str, mapped_column(Text, default="")]


def ref(target: str, *, index: bool = True, deferred: bool = False, **options: Any) -> MappedColumn[Any]:
    """A foreign key column to `target` ("table.column"), indexed unless told otherwise.

    `deferred` checks it at commit: for rows whose ledger entry is written last in their transaction.
    """
    late: dict[str, Any] = {"deferrable": True, "initially": "DEFERRED"} if deferred else {}
    return mapped_column(ForeignKey(target, **late), index=index, **options)
