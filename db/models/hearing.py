"""Hearings and pre-decision meetings, exhibits and disclosure."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref


class Hearing(Protected, Base):
    """A hearing or pre-decision meeting: when, where, its notice, and that it was held or waived."""

    __tablename__ = "hearing"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    kind: Mapped[Code]  # hearing | pre_decision_meeting | sanction_hearing
    round: Mapped[int]
    scheduled_at: Mapped[datetime]
    place: Mapped[Line]
    notice_letter_id: Mapped[UUID | None] = ref("letter.id")
    notice_time_waived_at: Mapped[datetime | None]
    notice_time_waiver: Mapped[Prose]
    held_at: Mapped[datetime | None]
    waived_at: Mapped[datetime | None]
    waiver: Mapped[Prose]
    record: Mapped[Prose]  # what the record of the hearing holds
    record_filed_at: Mapped[datetime | None]


class Exhibit(Protected, Base):
    """A piece of evidence filed in the hearing's record."""

    __tablename__ = "exhibit"
    __table_args__ = (UniqueConstraint("case_id", "label"),)
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id", index=False)
    evidence_id: Mapped[UUID | None] = ref("evidence.id")
    label: Mapped[Code]
    description: Mapped[Line]
    side: Mapped[Code]
    filed_by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]


class Disclosure(Protected, Base):
    """Evidence and its explanation given to the respondent, and the names of witnesses."""

    __tablename__ = "disclosure"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    explanation: Mapped[Prose]
    witnesses: Mapped[Prose]
    by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]


class DisclosureItem(Protected, Base):
    """One piece of evidence disclosed to the respondent."""

    __tablename__ = "disclosure_item"
    __table_args__ = (UniqueConstraint("disclosure_id", "evidence_id"),)
    id: Mapped[Key]
    disclosure_id: Mapped[UUID] = ref("disclosure.id", index=False)
    evidence_id: Mapped[UUID] = ref("evidence.id")
    note: Mapped[Line]
