"""Who decides: panels, members, recusals, challenges, questions and votes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref


class Panel(Protected, Base):
    """Those who decide one instance of a case in one round: a panel, the board, or one deciding official."""

    __tablename__ = "panel"
    __table_args__ = (UniqueConstraint("case_id", "instance", "round"),)
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id", index=False)
    instance: Mapped[Code]
    round: Mapped[int]
    composed_by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]


class PanelMember(Protected, Base):
    """A seat on a panel and who holds or held it."""

    __tablename__ = "panel_member"
    __table_args__ = (UniqueConstraint("panel_id", "person_id"),)
    id: Mapped[Key]
    panel_id: Mapped[UUID] = ref("panel.id", index=False)
    case_id: Mapped[UUID] = ref("case.id")
    person_id: Mapped[UUID] = ref("person.id")
    seat: Mapped[int]
    qualification: Mapped[Code]  # lawyer | public | official
    is_chair: Mapped[bool]
    named_at: Mapped[datetime]
    declared_at: Mapped[datetime | None]
    declaration: Mapped[Prose]
    has_conflict: Mapped[bool]
    left_at: Mapped[datetime | None]
    left_reason: Mapped[Prose]
    replaced_by_id: Mapped[UUID | None] = ref("person.id", index=False)


class Recusal(Protected, Base):
    """A decider's recusal, whole or for an issue, with the replacement named."""

    __tablename__ = "recusal"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    person_id: Mapped[UUID] = ref("person.id")
    scope: Mapped[Code]  # whole | issue
    issue: Mapped[Line]
    reason: Mapped[Prose]
    found_after_act: Mapped[bool]
    at: Mapped[datetime]
    by_id: Mapped[UUID] = ref("account.id", index=False)


class Challenge(Protected, Base):
    """A side's challenge of a decider for conflict, and its ruling."""

    __tablename__ = "challenge"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    person_id: Mapped[UUID] = ref("person.id")
    side: Mapped[Code]
    ground: Mapped[Prose]
    at: Mapped[datetime]
    by_id: Mapped[UUID] = ref("account.id", index=False)
    upheld: Mapped[bool | None]
    ruling: Mapped[Prose]
    ruled_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    ruled_at: Mapped[datetime | None]


class Question(Protected, Base):
    """A yes-or-no question put to an instance."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("case_id", "ordinal"),)
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id", index=False)
    panel_id: Mapped[UUID] = ref("panel.id")
    instance: Mapped[Code]
    round: Mapped[int]
    ordinal: Mapped[int]
    kind: Mapped[Code]  # finding | sanction | appeal | other
    charge_version_id: Mapped[UUID | None] = ref("charge_version.id")
    proposal: Mapped[dict[str, Any]]  # the finding or sanction a yes adopts
    text: Mapped[Prose]
    put_by_id: Mapped[UUID] = ref("account.id", index=False)
    put_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    carried: Mapped[bool | None]
    result: Mapped[Line | None]  # in words: "2 yes, 1 no: carried"


class Vote(Protected, Base):
    """One member's vote on one question, once; the statement that the member heard or reviewed the whole record."""

    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("question_id", "person_id"),
        CheckConstraint("value in ('yes', 'no', 'abstain')", name="value"),
        CheckConstraint("attested", name="attested"),
    )
    id: Mapped[Key]
    question_id: Mapped[UUID] = ref("question.id", index=False)
    case_id: Mapped[UUID] = ref("case.id")
    person_id: Mapped[UUID] = ref("person.id")
    value: Mapped[Code]
    attested: Mapped[bool]
    reasons: Mapped[Prose]
    at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[Prose]
