"""What runs beside the main line of a case, and requests and rulings in it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref


class Proceeding(Protected, Base):
    """Interim measure, default, consent, diversion, stay, review of a dismissal, appeal, grievance, revocation,
    reinstatement: kind, decider, what it stays, when it opened and ended, and its outcome."""

    __tablename__ = "proceeding"
    id: Mapped[Key]
    case_id: Mapped[UUID | None] = ref("case.id")
    incident_id: Mapped[UUID | None] = ref("incident.id")
    kind: Mapped[Code]
    side: Mapped[Code]  # respondent | office | reporter
    decider: Mapped[Line]
    stays: Mapped[bool]
    grounds: Mapped[Prose]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[UUID] = ref("account.id", index=False)
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Code | None]
    reasons: Mapped[Prose]
    details: Mapped[dict[str, Any]]


class ProceedingCase(Protected, Base):
    """A further case that a proceeding joins (consolidation)."""

    __tablename__ = "proceeding_case"
    __table_args__ = (UniqueConstraint("proceeding_id", "case_id"),)
    id: Mapped[Key]
    proceeding_id: Mapped[UUID] = ref("proceeding.id", index=False)
    case_id: Mapped[UUID] = ref("case.id")


class Motion(Protected, Base):
    """A request in a case."""

    __tablename__ = "motion"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    kind: Mapped[Code]
    side: Mapped[Code]
    text: Mapped[Prose]
    filed_by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]


class Order(Protected, Base):
    """The ruling on a motion, or an order of its own motion: reasons, effect, until when."""

    __tablename__ = "order"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    motion_id: Mapped[UUID | None] = ref("motion.id")
    kind: Mapped[Code]
    granted: Mapped[bool]
    reasons: Mapped[Prose]
    effect: Mapped[Prose]
    until_on: Mapped[date | None]
    ruled_by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]
    set_aside_at: Mapped[datetime | None]
