"""Drafts, reports and what intake makes of them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.domain.stage import IncidentStatus, ScreeningOutcome
from db.models.base import Base, Protected, index_where
from db.types import Code, Key, Line, Prose, ref


class Draft(Base):
    """A report being written: one JSON document of its owner's, outside ledger and counts (decision 11)."""

    __tablename__ = "draft"
    id: Mapped[Key]
    owner_account_id: Mapped[UUID] = ref("account.id")
    document: Mapped[dict[str, Any]]
    chapter: Mapped[Code]
    version: Mapped[int] = mapped_column()
    made_at: Mapped[datetime]
    edited_at: Mapped[datetime]
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy declares it so


class DraftFile(Base):
    """A file uploaded to a draft: hash and custody start here (decision 11); submitting turns it into Evidence."""

    __tablename__ = "draft_file"
    id: Mapped[Key]
    draft_id: Mapped[UUID] = ref("draft.id")
    post_key: Mapped[Code | None]  # key of the post inside the draft's document
    file_name: Mapped[Line]
    media_type: Mapped[Line]
    size: Mapped[int]
    sha256: Mapped[Line]
    kind: Mapped[Code]
    uploaded_at: Mapped[datetime]
    custody: Mapped[list[Any]]


class Incident(Protected, Base):
    """A report of conduct that may be misconduct. Imported ones keep the source's own status (decision 13).

    Occurred, found and reported are intervals in UTC with the precision and zone the reporter gave.
    """

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("origin in ('own', 'imported')", name="origin"),
        Index("ix_incident_received_at", "received_at"),
        index_where("assigned_to_id", "ix_incident_assigned_to_id", "assigned_to_id"),
    )
    id: Mapped[Key]
    number: Mapped[Code] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()
    origin: Mapped[Code]
    status: Mapped[IncidentStatus]
    source: Mapped[Code]  # supervisor self colleague public anonymous court media audit own_motion | imported value
    channel: Mapped[Code]  # page | api | intake | import
    entered_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    entered_at: Mapped[datetime]
    received_at: Mapped[datetime]  # by the board office; starts the clocks (decision 18)
    reported_from_at: Mapped[datetime | None]
    reported_until_at: Mapped[datetime | None]
    reported_precision: Mapped[Code]
    found_from_at: Mapped[datetime | None]
    found_until_at: Mapped[datetime | None]
    found_precision: Mapped[Code]
    occurred_from_at: Mapped[datetime | None]
    occurred_until_at: Mapped[datetime | None]
    occurred_precision: Mapped[Code]
    dates_zone: Mapped[Code]
    date_marks: Mapped[list[str]]  # contradictions, kept and marked, never mended
    summary: Mapped[Line]
    narrative: Mapped[Prose]
    harm: Mapped[Prose]
    urgent: Mapped[bool]
    urgent_reason: Mapped[Prose]
    unit_id: Mapped[UUID | None] = ref("unit.id", index=False)
    severity: Mapped[int | None]
    screened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    assigned_to_id: Mapped[UUID | None] = ref("person.id", index=False)
    coverage_id: Mapped[UUID | None] = ref("coverage.id", index=False)
    source_status: Mapped[Line | None]
    source_kind: Mapped[Line | None]
    source_closed_on: Mapped[date | None]
    incident_on: Mapped[date | None]  # day of an imported incident, as given
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy declares it so


class ReporterIdentity(Protected, Base):
    """Who reported, apart from the report: disclosing it is an event of its own."""

    __tablename__ = "reporter_identity"
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id", unique=True, index=False)
    person_id: Mapped[UUID | None] = ref("person.id")
    name: Mapped[Line | None]
    contact: Mapped[Line | None]
    wishes: Mapped[Prose]


class IncidentPerson(Protected, Base):
    """Somebody the report names: from the roster, or in free text until intake identifies them (decision 5)."""

    __tablename__ = "incident_person"
    __table_args__ = (CheckConstraint("part in ('alleged', 'involved', 'witness')", name="part"),)
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id")
    part: Mapped[Code]
    person_id: Mapped[UUID | None] = ref("person.id")
    name: Mapped[Line]
    details: Mapped[Line]
    identified_by_id: Mapped[UUID | None] = ref("account.id", index=False)
    identified_at: Mapped[datetime | None]


class IncidentCategory(Protected, Base):
    """A sub-type the reporter or intake chose for the report as a whole; "not_sure" is an answer."""

    __tablename__ = "incident_category"
    __table_args__ = (UniqueConstraint("incident_id", "subtype", "chosen_by"),)
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id", index=False)
    subtype: Mapped[Code]
    chosen_by: Mapped[Code]  # reporter | intake


class Supplement(Protected, Base):
    """What a reporter adds after submission."""

    __tablename__ = "supplement"
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id")
    account_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]
    text: Mapped[Prose]
    withdraws: Mapped[bool]  # the reporter withdraws the complaint: an event that ends nothing


class ConflictCheck(Protected, Base):
    """A check of somebody for conflict with a report, and the conflict officer's ruling on those named."""

    __tablename__ = "conflict_check"
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id")
    incident_person_id: Mapped[UUID | None] = ref("incident_person.id", index=False)
    person_id: Mapped[UUID | None] = ref("person.id", index=False)  # who was checked without being named in it
    scope: Mapped[Code]  # filing_chain | board | person
    outcome: Mapped[Code]  # clear | walled | outside
    reason: Mapped[Prose]
    checked_by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]


class Screening(Protected, Base):
    """The outcome of screening per (report, respondent), or per report while nobody is identified (decision 10)."""

    __tablename__ = "screening"
    __table_args__ = (UniqueConstraint("incident_id", "incident_person_id", "round"),)
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id")
    incident_person_id: Mapped[UUID | None] = ref("incident_person.id", index=False)
    round: Mapped[int]  # a granted review of a dismissal opens the next
    outcome: Mapped[ScreeningOutcome]
    ground: Mapped[Code]
    reasons: Mapped[Prose]
    case_id: Mapped[UUID | None] = ref("case.id")
    duplicate_of_id: Mapped[UUID | None] = ref("incident.id")
    respondent_told_on: Mapped[date | None]  # informal resolution needs notice and an answer
    respondent_answer: Mapped[Prose]
    screened_by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]


class ReporterNotice(Protected, Base):
    """What the reporter was told: acknowledgement, progress, outcome, or the reason why not."""

    __tablename__ = "reporter_notice"
    id: Mapped[Key]
    incident_id: Mapped[UUID] = ref("incident.id")
    kind: Mapped[Code]  # acknowledgement | progress | dismissal | outcome | not_told | retaliation_check
    text: Mapped[Prose]
    by_id: Mapped[UUID | None] = ref("account.id", index=False)
    at: Mapped[datetime]


class Referral(Protected, Base):
    """What another authority decides, with its own dates and outcome. A head's matter is a sealed stub."""

    __tablename__ = "referral"
    id: Mapped[Key]
    incident_id: Mapped[UUID | None] = ref("incident.id")
    case_id: Mapped[UUID | None] = ref("case.id")
    kind: Mapped[Code]  # bar | court | oversight | prosecutor | civil
    to: Mapped[Line]
    sealed: Mapped[bool]
    reason: Mapped[Prose]
    packet: Mapped[list[Any]]  # ids of what was sent; never a compelled statement or what derives from it
    due_on: Mapped[date | None]
    sent_at: Mapped[datetime | None]
    outcome: Mapped[Prose]
    outcome_on: Mapped[date | None]
    by_id: Mapped[UUID] = ref("account.id", index=False)
