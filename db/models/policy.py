"""Policy versions, acknowledgements, training, audits, and the actions that follow from what was learned."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref

ENDS_AFTER_ADOPTION = "ended_on IS NULL OR (adopted_on IS NOT NULL AND ended_on >= adopted_on)"


class Policy(Protected, Base):
    """A policy of the office; what binds on a day is its version in force."""

    __tablename__ = "policy"
    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    title: Mapped[Line]


class PolicyVersion(Protected, Base):
    """A version of a policy with its effective dates (both days inclusive)."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("policy_id", "version"),)
    id: Mapped[Key]
    policy_id: Mapped[UUID] = ref("policy.id", index=False)
    version: Mapped[int]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    summary: Mapped[Prose]


class PolicySection(Protected, Base):
    """A section of a policy version, with its owner, review date and the sub-types it speaks to."""

    __tablename__ = "policy_section"
    __table_args__ = (Index("uq_policy_section_version_id_code", "version_id", "code", unique=True),)
    id: Mapped[Key]
    version_id: Mapped[UUID] = ref("policy_version.id")
    code: Mapped[Code]
    title: Mapped[Line]
    text: Mapped[Prose]
    subtypes: Mapped[list[str]]
    owner_id: Mapped[UUID | None] = ref("person.id", index=False)
    review_on: Mapped[date | None]


class Acknowledgement(Protected, Base):
    """That a person acknowledged a policy version."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("person_id", "version_id"),)
    id: Mapped[Key]
    person_id: Mapped[UUID] = ref("person.id", index=False)
    version_id: Mapped[UUID] = ref("policy_version.id")
    on: Mapped[date]


class TrainingModule(Protected, Base):
    """A training module and the sub-types it addresses."""

    __tablename__ = "training_module"
    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    title: Mapped[Line]
    subtypes: Mapped[list[str]]


class TrainingSession(Protected, Base):
    """One round or session of a module."""

    __tablename__ = "training_session"
    id: Mapped[Key]
    module_id: Mapped[UUID] = ref("training_module.id")
    label: Mapped[Line]
    on: Mapped[date]


class TrainingCompletion(Protected, Base):
    """That a person completed a session."""

    __tablename__ = "training_completion"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)
    id: Mapped[Key]
    session_id: Mapped[UUID] = ref("training_session.id", index=False)
    person_id: Mapped[UUID] = ref("person.id")
    on: Mapped[date]


class AccountAudit(Protected, Base):
    """A routine audit of the office's own public accounts."""

    __tablename__ = "account_audit"
    id: Mapped[Key]
    platform: Mapped[Code]
    handle: Mapped[Line]
    on: Mapped[date]
    result: Mapped[Prose]
    incident_id: Mapped[UUID | None] = ref("incident.id", index=False)


class Action(Protected, Base):
    """A change of policy or training that a signal or case led to, with its hypothesis and measured effect."""

    __tablename__ = "action"
    __table_args__ = (CheckConstraint(ENDS_AFTER_ADOPTION, name="ends_after_adoption"),)
    id: Mapped[Key]
    kind: Mapped[Code]  # policy | training | audit | guidance
    title: Mapped[Line]
    signal: Mapped[dict[str, Any]]
    owner_id: Mapped[UUID | None] = ref("person.id")
    due_on: Mapped[date | None]
    hypothesis: Mapped[Prose]
    expected: Mapped[Prose]
    status: Mapped[Code]  # db.domain.action.ActionStatus
    reason: Mapped[Prose]
    adopted_on: Mapped[date | None]
    evaluation: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    ended_on: Mapped[date | None]  # only of what was adopted
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy declares it so
