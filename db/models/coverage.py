"""Where imported records come from, and what the source called things (decision 13)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Protected
from db.types import Code, Key, Line, ref


class Coverage(Protected, Base):
    """What an import covers: from, until, and the day on which the source was true."""

    __tablename__ = "coverage"
    id: Mapped[Key]
    source: Mapped[Code] = mapped_column(unique=True)
    label: Mapped[Line]
    from_on: Mapped[date]
    until_on: Mapped[date]
    as_of_on: Mapped[date]
    imported_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]
    has_roster: Mapped[bool]


class SourceRecord(Protected, Base):
    """A source's own record, kept as it came; (source, kind, external id) is unique."""

    __tablename__ = "source_record"
    __table_args__ = (UniqueConstraint("source", "kind", "external_id"),)
    id: Mapped[Key]
    source: Mapped[Code]
    kind: Mapped[Code]  # case | allegation
    external_id: Mapped[Code]
    incident_id: Mapped[UUID] = ref("incident.id")
    data: Mapped[dict[str, Any]]
    marks: Mapped[list[str]]


class SourceCategory(Protected, Base):
    """A category in the source's own vocabulary; never mixed with ours in one figure."""

    __tablename__ = "source_category"
    __table_args__ = (UniqueConstraint("incident_id", "label"), Index("ix_source_category_label", "label"))
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id", index=False)
    label: Mapped[Line]
