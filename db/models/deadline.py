"""Instances of deadline rules. Old dates are kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.models.base import Base, Protected, index_where
from db.types import Code, Key, Line, Prose, ref


class Deadline(Protected, Base):
    """A clock: its rule, what started it, when it is due (end of day in the office's zone, stored in UTC)."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index("ix_deadline_who_open", "who_must_act", "met_at", "ended_at"),  # what waits for an office
        # the next deadline of each row listed
        index_where("case_id", "ix_deadline_case_open", "case_id", "met_at", "ended_at", "due_at"),
        index_where("incident_id", "ix_deadline_incident_open", "incident_id", "met_at", "ended_at", "due_at"),
    )
    id: Mapped[Key]
    incident_id: Mapped[UUID | None] = ref("incident.id", index=False)
    case_id: Mapped[UUID | None] = ref("case.id", index=False)
    rule: Mapped[Code]
    label: Mapped[Line]
    kind: Mapped[Code]
    on_miss: Mapped[Code]
    who_must_act: Mapped[Code]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    first_due_at: Mapped[datetime]
    paused_since_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # no longer applies (case closed, order vacated)
    ended_reason: Mapped[Line]


class DeadlineChange(Protected, Base):
    """An extension or a tolled interval, with who, why, and the date it replaced."""

    __tablename__ = "deadline_change"
    id: Mapped[Key]
    deadline_id: Mapped[UUID] = ref("deadline.id")
    kind: Mapped[Code]  # extension_of_right | extension_by_order | toll
    days: Mapped[int | None]
    from_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    old_due_at: Mapped[datetime]
    new_due_at: Mapped[datetime]
    reason: Mapped[Prose]
    by_id: Mapped[UUID | None] = ref("account.id", index=False)
    at: Mapped[datetime]
