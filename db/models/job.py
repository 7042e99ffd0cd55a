"""Housekeeping that is no part of the record: idempotent answers, background jobs, notices, saved views."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.types import Code, Key, Line, Prose, ref


class IdempotentAnswer(Base):
    """The stored answer to a request that carried an Idempotency-Key; same transaction as the act."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (UniqueConstraint("account_id", "key"),)
    id: Mapped[Key]
    account_id: Mapped[UUID] = ref("account.id", index=False)
    key: Mapped[Line]
    request: Mapped[Line]  # method and path
    body_sha256: Mapped[Line]
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[Prose]
    at: Mapped[datetime] = mapped_column(index=True)


class Job(Base):
    """A background job: claimed under a lease, fenced by its attempts, unique by `key` for schedules."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_ready", "done_at", "run_at"),)
    id: Mapped[Key]
    kind: Mapped[Code]
    key: Mapped[Line | None] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]]
    run_at: Mapped[datetime]
    leased_until_at: Mapped[datetime | None]
    attempts: Mapped[int]
    done_at: Mapped[datetime | None]
    error: Mapped[Prose]


class Notice(Base):
    """A line in a person's inbox."""

    __tablename__ = "notice"
    id: Mapped[Key]
    person_id: Mapped[UUID] = ref("person.id")
    incident_id: Mapped[UUID | None] = ref("incident.id")
    case_id: Mapped[UUID | None] = ref("case.id")
    kind: Mapped[Code]
    text: Mapped[Prose]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class SavedView(Base):
    """A named filter of a list."""

    __tablename__ = "saved_view"
    id: Mapped[Key]
    account_id: Mapped[UUID] = ref("account.id")
    page: Mapped[Code]
    name: Mapped[Line]
    query: Mapped[Prose]
    at: Mapped[datetime]
