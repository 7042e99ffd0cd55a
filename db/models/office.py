"""The office itself, its units, and the codes it works by."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Protected
from db.types import Code, Key, Line


class Office(Protected, Base):
    """The one office of this database. `kind` demo or office is a fact of the database (decision 26)."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint("kind in ('demo', 'office')", name="kind"),)
    id: Mapped[Key]
    kind: Mapped[Code]
    name: Mapped[Line]
    zone: Mapped[Code]  # IANA
    help_contact: Mapped[Line]
    holidays: Mapped[Code]  # region of the holidays library, for example "US-MA"
    made_at: Mapped[datetime]


class Unit(Protected, Base):
    """An organisational unit of the office."""

    __tablename__ = "unit"
    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Line]
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class ReferenceEntry(Base):
    """A row of the office's reference files as loaded: validity is kept, nothing is deleted (decision 32)."""

    __tablename__ = "reference_entry"
    __table_args__ = (UniqueConstraint("file", "code", "body_sha256"),)
    id: Mapped[Key]
    file: Mapped[Code]
    code: Mapped[Line]
    body: Mapped[dict[str, Any]]
    body_sha256: Mapped[Line]
    loaded_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class CoverageBreak(Protected, Base):
    """A day on which what is counted changed (new channel, import, changed categories): lines break there."""

    __tablename__ = "coverage_break"
    id: Mapped[Key]
    on: Mapped[date]
    label: Mapped[Line]
    unit_id: Mapped[UUID | None] = mapped_column(index=True)
