"""What is claimed, what is charged, what was found: three things that must never be one (decision 8)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref


class Allegation(Protected, Base):
    """A claim of conduct in a case, with its own dates; the investigator's report stands on it."""

    __tablename__ = "allegation"
    __table_args__ = (UniqueConstraint("case_id", "ordinal"),)
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id", index=False)
    ordinal: Mapped[int]
    text: Mapped[Prose]
    occurred_from_on: Mapped[date | None]
    occurred_until_on: Mapped[date | None]
    content_ground: Mapped[bool]  # content or viewpoint is any part of the ground: speech review due
    evidence_for: Mapped[Prose]
    evidence_against: Mapped[Prose]
    proposed_finding: Mapped[Code | None]
    reported_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    reported_at: Mapped[datetime | None]


class AllegationSubtype(Protected, Base):
    """A sub-type of the taxonomy that an allegation falls under."""

    __tablename__ = "allegation_subtype"
    __table_args__ = (UniqueConstraint("allegation_id", "subtype"),)
    id: Mapped[Key]
    allegation_id: Mapped[UUID] = ref("allegation.id", index=False)
    subtype: Mapped[Code]


class AllegationPost(Protected, Base):
    """A post that an allegation rests on."""

    __tablename__ = "allegation_post"
    __table_args__ = (UniqueConstraint("allegation_id", "post_id"),)
    id: Mapped[Key]
    allegation_id: Mapped[UUID] = ref("allegation.id", index=False)
    post_id: Mapped[UUID] = ref("post.id")


class CauseReview(Protected, Base):
    """A reviewer's ruling on cause for an allegation, with rule and facts."""

    __tablename__ = "cause_review"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    allegation_id: Mapped[UUID] = ref("allegation.id")
    cause: Mapped[bool]
    rule: Mapped[Line]
    facts: Mapped[Prose]
    reasons: Mapped[Prose]
    reviewer_id: Mapped[UUID] = ref("person.id", index=False)
    at: Mapped[datetime]


class Charge(Protected, Base):
    """What the authority charges; its words live in immutable versions."""

    __tablename__ = "charge"
    __table_args__ = (UniqueConstraint("case_id", "ordinal"),)
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id", index=False)
    ordinal: Mapped[int]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[Prose]


class ChargeVersion(Protected, Base):
    """One version of a charge's words. `letter_id` is the paper it was served by."""

    __tablename__ = "charge_version"
    __table_args__ = (UniqueConstraint("charge_id", "version"),)
    id: Mapped[Key]
    charge_id: Mapped[UUID] = ref("charge.id", index=False)
    case_id: Mapped[UUID] = ref("case.id")
    version: Mapped[int]
    title: Mapped[Line]
    rule_source: Mapped[Line]
    rule_paragraph: Mapped[Line]
    facts: Mapped[Prose]
    content_ground: Mapped[bool]
    proposed_action: Mapped[Prose]  # employer track: what the notice proposes to do
    drafted_by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]
    letter_id: Mapped[UUID | None] = ref("letter.id")
    served_at: Mapped[datetime | None]


class ChargeAllegation(Protected, Base):
    """Which allegations a charge version rests on (many to many)."""

    __tablename__ = "charge_allegation"
    __table_args__ = (UniqueConstraint("charge_version_id", "allegation_id"),)
    id: Mapped[Key]
    charge_version_id: Mapped[UUID] = ref("charge_version.id", index=False)
    allegation_id: Mapped[UUID] = ref("allegation.id")


class Finding(Protected, Base):
    """What an instance found on one charge version: unique by (charge version, decision)."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("charge_version_id", "decision_id"),)
    id: Mapped[Key]
    charge_version_id: Mapped[UUID] = ref("charge_version.id", index=False)
    decision_id: Mapped[UUID] = ref("decision.id")
    value: Mapped[Code]
    ground: Mapped[Code]
    reasons: Mapped[Prose]
