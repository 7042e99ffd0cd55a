"""The case: one respondent, one track, decided by this office's own authority (decision 7)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.domain.relation import RelationKind
from db.domain.stage import Stage, Track
from db.models.base import Base, Protected, index_where
from db.types import Code, Key, Line, Prose, ref


class Case(Protected, Base):
    """One respondent on one track. `stage` changes only through `db.moving.move_to`."""

    __tablename__ = "case"
    __table_args__ = (
        # With track and id, so that a page of the list and its count are answered from the index alone.
        Index("ix_case_stage_opened", "stage", "opened_at", "number", "track", "id"),
        Index("ix_case_track_opened", "track", "opened_at", "number", "id"),
        Index("ix_case_opened", "opened_at", "number"),
    )
    id: Mapped[Key]
    number: Mapped[Code] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()
    track: Mapped[Track]
    stage: Mapped[Stage]
    stage_since_at: Mapped[datetime]
    round: Mapped[int]  # raised by a remand (decision 8)
    respondent_id: Mapped[UUID] = ref("person.id")
    employment_id: Mapped[UUID | None] = ref("employment.id")
    severity: Mapped[int]
    summary: Mapped[Line]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    assignee_id: Mapped[UUID | None] = ref("person.id")
    stayed_since_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closure: Mapped[Code | None]  # sanctioned no_violation dismissed diverted withdrawn abated jurisdiction_ended ...
    closure_reasons: Mapped[Prose]
    changed_at: Mapped[datetime]
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy declares it so


class CaseIncident(Protected, Base):
    """The reports a case was opened from or joined by."""

    __tablename__ = "case_incident"
    __table_args__ = (UniqueConstraint("case_id", "incident_id"),)
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id", index=False)
    incident_id: Mapped[UUID] = ref("incident.id")
    at: Mapped[datetime]


class CaseStage(Protected, Base):
    """An interval a case spent in a stage; both ends in UTC."""

    __tablename__ = "case_stage"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    stage: Mapped[Stage]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    move: Mapped[Code]


class CaseLink(Protected, Base):
    """Two cases that belong together: companions on each track, retaliation, consolidation."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("case_id", "other_id", "kind"),)
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id", index=False)
    other_id: Mapped[UUID] = ref("case.id")
    kind: Mapped[Code]


class MatterRelation(Protected, Base):
    """The one table of who stands how to a matter (decision 4). Ended, never deleted; a job's wall stays."""

    __tablename__ = "matter_relation"
    __table_args__ = (
        CheckConstraint("(incident_id is null) <> (case_id is null)", name="one_matter"),
        index_where("case_id", "ix_matter_relation_case_id", "case_id"),
        index_where("incident_id", "ix_matter_relation_incident_id", "incident_id"),
        index_where("case_id", "ix_matter_relation_person_case", "person_id", "case_id", "kind"),
        index_where("incident_id", "ix_matter_relation_person_incident", "person_id", "incident_id", "kind"),
        Index("ix_matter_relation_person_kind", "person_id", "kind", "case_id", "incident_id"),  # sets of visibility
    )
    id: Mapped[Key]
    person_id: Mapped[UUID] = ref("person.id", index=False)
    incident_id: Mapped[UUID | None] = ref("incident.id", index=False)
    case_id: Mapped[UUID | None] = ref("case.id", index=False)
    kind: Mapped[RelationKind]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    reason: Mapped[Prose]
    source: Mapped[Code]  # submit | identify | assign | conflict | recusal | grant | panel | import
    by_id: Mapped[UUID | None] = ref("account.id", index=False)


class AffectedMatter(Protected, Base):
    """A court matter that the conduct may touch, and what its review came to."""

    __tablename__ = "affected_matter"
    __table_args__ = (index_where("case_id", "ix_affected_matter_case_id", "case_id"),)
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id")
    case_id: Mapped[UUID | None] = ref("case.id", index=False)
    number: Mapped[Line]
    court: Mapped[Line]
    court_stage: Mapped[Code]
    review: Mapped[Code]  # not_reviewed no_action reassigned disclosed_to_defence mistrial conviction_review dismissed
    reviewed_at: Mapped[datetime | None]
    note: Mapped[Prose]


class ProtectiveMeasure(Protected, Base):
    """Leave, reassignment, restricted access or interim suspension: never discipline."""

    __tablename__ = "protective_measure"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    kind: Mapped[Code]
    paid: Mapped[bool]
    authority: Mapped[Line]
    reason: Mapped[Prose]
    from_on: Mapped[date]
    review_on: Mapped[date | None]
    until_on: Mapped[date | None]
    flagged: Mapped[bool]  # unpaid, punitive or without an end: starts due process
    by_id: Mapped[UUID] = ref("account.id", index=False)


class Representation(Protected, Base):
    """Counsel, union representative, interpreter or accommodation: from, to, scope."""

    __tablename__ = "representation"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    kind: Mapped[Code]
    person_id: Mapped[UUID | None] = ref("person.id")
    name: Mapped[Line]
    scope: Mapped[Prose]
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class LegalHold(Protected, Base):
    """What stops destruction: litigation, appeal, employment claim, affected matter, records request."""

    __tablename__ = "legal_hold"
    id: Mapped[Key]
    incident_id: Mapped[UUID | None] = ref("incident.id")
    case_id: Mapped[UUID | None] = ref("case.id")
    kind: Mapped[Code]
    reason: Mapped[Prose]
    by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_reason: Mapped[Prose]


class Note(Protected, Base):
    """A note on the case, for those who read it or only for those who deliberate."""

    __tablename__ = "note"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]
    audience: Mapped[Code]
    text: Mapped[Prose]
