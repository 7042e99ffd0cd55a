"""The declarative base, the naming convention, and the mixin of every protected row (decision 20)."""

import enum
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, MetaData, Uuid, text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from db.types import CODE_OF, UTCDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table's base."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime(),
        UUID: Uuid(),
        enum.StrEnum: CODE_OF,
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[Any]: JSON(),
    }


class Protected:
    """A row of the record. Every change brings the id of the ledger entry that explains it; a trigger refuses
    a change whose entry is already written, and the deferred foreign key refuses one that is never written."""

    @declared_attr
    @classmethod
    def entry_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("ledger_entry.id", deferrable=True, initially="DEFERRED"), sort_order=1000)


def index_where(filled: str, name: str, *columns: str) -> Index:
    """An index of the rows in which the column `filled` is not null.

    A row hangs on a report or on a case, so that half of such keys would be null, and a filing would write a page for
    each of them. A look-up by the column finds the index all the same: what equals something is not null.
    """
    where = text(f"{filled} IS NOT NULL")
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


def protected_tables() -> list[str]:
    """Names of the tables whose rows the ledger explains, alphabetical."""
    tables = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Protected)]
    return sorted(str(vars(one)["__tablename__"]) for one in tables)
