"""Lawful destruction: who asked, who approved, and what each hole in the record once was, without a name."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref

_OPEN = text("ruled_at IS NULL")


class DestructionRequest(Protected, Base):
    """That somebody asks to destroy a matter whose time has run. It goes with the matter; refused, it stays."""

    __tablename__ = "destruction_request"
    __table_args__ = (
        CheckConstraint("(incident_id is null) <> (case_id is null)", name="one_matter"),
        CheckConstraint("ruled_by_id <> asked_by_id", name="second_person"),
        Index("uq_destruction_request_case", "case_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_destruction_request_report", "incident_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    id: Mapped[Key]
    incident_id: Mapped[UUID | None] = ref("incident.id", index=False)
    case_id: Mapped[UUID | None] = ref("case.id", index=False)
    rule_class: Mapped[Code]
    due_on: Mapped[date]
    reason: Mapped[Prose]
    asked_by_id: Mapped[UUID] = ref("account.id", index=False)
    asked_at: Mapped[datetime]
    ruled_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    ruled_at: Mapped[datetime | None]  # set where it was declined: an approved one is gone with its matter
    ruling_reason: Mapped[Prose]


class DestructionApproval(Protected, Base):
    """One of the two people whose approval a destruction needs. Append-only."""

    __tablename__ = "destruction_approval"
    __table_args__ = (UniqueConstraint("destruction_id", "account_id"),)
    id: Mapped[Key]
    destruction_id: Mapped[UUID] = ref("destruction.id", index=False)
    account_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]


class DestructionItem(Protected, Base):
    """One thing that a destruction took, or, as `ledger_kept`, left beside a hole. Append-only.

    A row that is gone: its table and key. A hole: `ledger_entry` and the entry's key, or `ledger_change` and
    "entry:position", with the commitment that stays, and as `remains` the canonical JSON of what stands beside it.
    """

    __tablename__ = "destruction_item"
    __table_args__ = (UniqueConstraint("row_table", "row_id"),)
    id: Mapped[Key]
    destruction_id: Mapped[UUID] = ref("destruction.id")
    row_table: Mapped[Code]
    row_id: Mapped[Line]
    commitment: Mapped[Line]
    remains: Mapped[Prose]


class FileRemoval(Base):
    """A file whose last row is gone; a job takes it out of the store and then this row away."""

    __tablename__ = "file_removal"
    sha256: Mapped[Line] = mapped_column(primary_key=True)
    at: Mapped[datetime]
