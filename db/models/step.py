"""Investigation: steps, statements, speech review."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref


class Step(Protected, Base):
    """One investigation step with owner, due day and result."""

    __tablename__ = "step"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    kind: Mapped[Code]  # preserve interview records_request site_capture speech_review report other
    mode: Mapped[Code | None]  # of an interview: voluntary | compelled
    title: Mapped[Line]
    owner_id: Mapped[UUID | None] = ref("person.id")
    due_on: Mapped[date | None]
    planned_by_id: Mapped[UUID] = ref("account.id", index=False)
    planned_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    completed_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    outcome: Mapped[Code | None]  # done | not_done
    result: Mapped[Prose]


class Statement(Protected, Base):
    """What somebody said, voluntarily or compelled, under which advisement (decision 24)."""

    __tablename__ = "statement"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    step_id: Mapped[UUID | None] = ref("step.id")
    person_id: Mapped[UUID | None] = ref("person.id")
    name: Mapped[Line]
    role: Mapped[Code] = mapped_column(default="other")  # respondent | witness | reporter | other
    mode: Mapped[Code]  # voluntary | compelled
    advisement: Mapped[Line]  # text version
    representative: Mapped[Line]
    privilege_claimed: Mapped[bool]
    privilege_to: Mapped[Prose]
    text: Mapped[Prose]
    taken_by_id: Mapped[UUID] = ref("account.id", index=False)
    taken_at: Mapped[datetime]


class StatementExposure(Protected, Base):
    """That somebody was exposed to a compelled statement."""

    __tablename__ = "statement_exposure"
    id: Mapped[Key]
    statement_id: Mapped[UUID] = ref("statement.id")
    person_id: Mapped[UUID] = ref("person.id")
    at: Mapped[datetime]
    why: Mapped[Line]


class Derivation(Protected, Base):
    """`derived_from`: a statement, step or piece of evidence that came from a statement."""

    __tablename__ = "derivation"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    statement_id: Mapped[UUID] = ref("statement.id")
    child_kind: Mapped[Code]  # statement | step | evidence
    child_id: Mapped[UUID]


class SpeechReview(Protected, Base):
    """Counsel's recorded review. The text is privileged, its date is not."""

    __tablename__ = "speech_review"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    reviewer_id: Mapped[UUID] = ref("person.id", index=False)
    at: Mapped[datetime]
    answers: Mapped[dict[str, Any]]
    conclusion: Mapped[Code]  # protected | not_protected | partly
    text: Mapped[Prose]
