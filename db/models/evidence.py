"""Originals, how they were captured, who held them, and who may see them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Protected, index_where
from db.types import Code, Key, Line, Prose, ref


class Evidence(Protected, Base):
    """An original or a derivative, stored by its SHA-256 (hex, of the plain bytes); times in UTC."""

    __tablename__ = "evidence"
    __table_args__ = (
        index_where("case_id", "ix_evidence_case_id", "case_id"),
        index_where("derived_from_id", "ix_evidence_derived_from_id", "derived_from_id"),
        index_where("post_id", "ix_evidence_post_id", "post_id"),
    )
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id")
    case_id: Mapped[UUID | None] = ref("case.id", index=False)
    post_id: Mapped[UUID | None] = ref("post.id", index=False)
    kind: Mapped[Code]  # api_export web_archive screenshot device_photo third_party_screenshot subpoena_return ...
    description: Mapped[Prose]
    captured_by: Mapped[Line]
    tool: Mapped[Line]
    capture_started_at: Mapped[datetime | None]
    capture_ended_at: Mapped[datetime | None]
    viewing_account: Mapped[Line]
    file_name: Mapped[Line]
    media_type: Mapped[Line]
    size: Mapped[int]
    sha256: Mapped[Line] = mapped_column(index=True)
    certificate: Mapped[Prose]
    derived_from_id: Mapped[UUID | None] = ref("evidence.id", index=False)
    added_by_id: Mapped[UUID] = ref("account.id", index=False)
    added_at: Mapped[datetime]


class EvidenceCapture(Protected, Base):
    """What a web archive says of its own capture, read once by a job; `problem` says why it could not be read.

    It stands beside what the person who captured it said, and is believed no more than the file it comes from.
    """

    __tablename__ = "evidence_capture"
    id: Mapped[Key]
    evidence_id: Mapped[UUID] = ref("evidence.id", index=False, unique=True)
    read_at: Mapped[datetime]
    software: Mapped[Line]
    address: Mapped[Prose]
    title: Mapped[Line]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    pages: Mapped[int]  # answers recorded in it
    problem: Mapped[Line]


class CustodyEvent(Protected, Base):
    """One link of the chain of custody. Only ever appended."""

    __tablename__ = "custody_event"
    id: Mapped[Key]
    evidence_id: Mapped[UUID] = ref("evidence.id")
    kind: Mapped[Code]  # received | hashed | copied | moved | examined | disclosed | returned
    by: Mapped[Line]
    at: Mapped[datetime]
    note: Mapped[Prose]


class EvidenceRestriction(Protected, Base):
    """Sealed, under protective order, privileged or health: by which order, until when, who may read."""

    __tablename__ = "evidence_restriction"
    id: Mapped[Key]
    evidence_id: Mapped[UUID] = ref("evidence.id")
    kind: Mapped[Code]
    order: Mapped[Line]
    until_at: Mapped[datetime | None]
    readers: Mapped[list[Any]]
    ended_at: Mapped[datetime | None]


class EvidenceAbsence(Protected, Base):
    """Why there is no evidence of a post: what was lost and why."""

    __tablename__ = "evidence_absence"
    id: Mapped[Key]
    case_id: Mapped[UUID | None] = ref("case.id")
    incident_id: Mapped[UUID | None] = ref("incident.id")  # explained on the report, before there is a case
    post_id: Mapped[UUID | None] = ref("post.id")
    reason: Mapped[Prose]
    by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]
