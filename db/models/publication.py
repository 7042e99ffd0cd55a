"""Public access: decided per document and stage (lifecycle, Records), and retention's proofs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped

from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref


class Publication(Protected, Base):
    """That a document was made public, and if so withdrawn again."""

    __tablename__ = "publication"
    id: Mapped[Key]
    letter_id: Mapped[UUID] = ref("letter.id")
    published_at: Mapped[datetime]
    authority: Mapped[Line]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[Prose]


class RecordsRequest(Protected, Base):
    """A public-records request with its clock and its answer."""

    __tablename__ = "records_request"
    id: Mapped[Key]
    received_at: Mapped[datetime]
    requester: Mapped[Line]
    text: Mapped[Prose]
    exemptions: Mapped[dict[str, Any]]
    answered_at: Mapped[datetime | None]


class Destruction(Protected, Base):
    """The proof that a record was destroyed under a rule; holds no name."""

    __tablename__ = "destruction"
    id: Mapped[Key]
    matter_kind: Mapped[Code]  # report | case
    rule_class: Mapped[Code]
    due_on: Mapped[date]
    destroyed_at: Mapped[datetime]
    approvers: Mapped[list[Any]]
    aggregate: Mapped[dict[str, Any]]
    keeps: Mapped[Code]


class RetentionMark(Protected, Base):
    """When a closed matter becomes due for destruction under which rule."""

    __tablename__ = "retention_mark"
    id: Mapped[Key]
    incident_id: Mapped[UUID | None] = ref("incident.id")
    case_id: Mapped[UUID | None] = ref("case.id")
    rule_class: Mapped[Code]
    started_on: Mapped[date]
    due_on: Mapped[date]
