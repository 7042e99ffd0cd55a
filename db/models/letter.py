"""Papers, their service, and what came back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref


class Letter(Protected, Base):
    """A paper made from a template (version, hash). What it says never changes after it is made."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_case_standing", "case_id", "recalled_at", "id"),)
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    kind: Mapped[Code]  # notice_of_allegations charges proposed_action hearing_notice panel_report final_order ...
    round: Mapped[int]
    template: Mapped[Code]
    template_sha256: Mapped[Line]
    subject: Mapped[Line]
    body: Mapped[Prose]
    facts: Mapped[dict[str, Any]]
    drafted_by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]
    recalled_at: Mapped[datetime | None]


class Service(Protected, Base):
    """One attempt to serve a letter: on whom, how, where, when, whether it succeeded, and the proof."""

    __tablename__ = "service"
    __table_args__ = (Index("ix_service_letter_succeeded", "letter_id", "succeeded"),)
    id: Mapped[Key]
    letter_id: Mapped[UUID] = ref("letter.id")
    case_id: Mapped[UUID] = ref("case.id")
    on: Mapped[Code]  # respondent | counsel | union
    method: Mapped[Code]  # in_person certified_mail email portal
    address: Mapped[Line]
    attempted_at: Mapped[datetime]
    succeeded: Mapped[bool]
    deemed_served_at: Mapped[datetime | None]
    proof: Mapped[Prose]
    by_id: Mapped[UUID] = ref("account.id", index=False)


class Response(Protected, Base):
    """What the respondent answered, to which paper, and how it came."""

    __tablename__ = "response"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    letter_id: Mapped[UUID | None] = ref("letter.id")
    kind: Mapped[Code]  # allegations charges proposed_action exceptions pre_decision
    round: Mapped[int]
    text: Mapped[Prose]
    received_at: Mapped[datetime]
    via: Mapped[Code]  # portal | clerk | counsel
    by_id: Mapped[UUID] = ref("account.id", index=False)
