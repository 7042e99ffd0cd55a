"""Decisions, their factors, the baseline picked, and the sanctions they impose."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.domain.stage import SanctionStatus, Track
from db.models.base import Base, Protected
from db.types import Code, Key, Line, Prose, ref


class Decision(Protected, Base):
    """One per case, instance and round; at most one current final order per case."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("case_id", "instance", "round"),
        Index(
            "uq_decision_final",
            "case_id",
            unique=True,
            sqlite_where=text("is_current_final"),
            postgresql_where=text("is_current_final"),
        ),
    )
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id", index=False)
    instance: Mapped[Code]
    round: Mapped[int]
    is_current_final: Mapped[bool]
    outcome: Mapped[Code]  # sanction | no_sanction | no_violation | affirmed | reduced | increased | reversed | ...
    proof: Mapped[Code]
    reasons: Mapped[Prose]
    departure_reason: Mapped[Prose]
    minority_view: Mapped[Prose]
    details: Mapped[dict[str, Any]]
    decided_by: Mapped[Line]
    issued_by_id: Mapped[UUID] = ref("account.id", index=False)
    issued_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Factor(Protected, Base):
    """An aggravating or mitigating factor with its reason, for one instance and round of a case."""

    __tablename__ = "factor"
    __table_args__ = (UniqueConstraint("case_id", "instance", "round", "code"),)
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id", index=False)
    instance: Mapped[Code]
    round: Mapped[int]
    kind: Mapped[Code]  # aggravating | mitigating
    code: Mapped[Code]
    reason: Mapped[Prose]
    rests_on: Mapped[list[str]] = mapped_column(default=list)  # ids of allegations: the warning of double use
    by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]


class BaselinePick(Protected, Base):
    """The text of the guidance row that a member picked; that level is the baseline (decision 15)."""

    __tablename__ = "baseline_pick"
    __table_args__ = (UniqueConstraint("case_id", "instance", "round"),)
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id", index=False)
    instance: Mapped[Code]
    round: Mapped[int]
    standard: Mapped[Code]
    level: Mapped[Code]
    text: Mapped[Prose]
    mental_state: Mapped[Code]
    injury: Mapped[Code]
    isolated: Mapped[bool | None]  # recorded beside the mental state; no text is computed from it
    intended: Mapped[bool | None]  # to benefit or to harm
    reason: Mapped[Prose]
    by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]


class ProposedFinding(Protected, Base):
    """A finding as the deciding instance drafted it, before its decision is issued."""

    __tablename__ = "proposed_finding"
    __table_args__ = (UniqueConstraint("charge_version_id", "instance", "round"),)
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    charge_version_id: Mapped[UUID] = ref("charge_version.id", index=False)
    instance: Mapped[Code]
    round: Mapped[int]
    value: Mapped[Code]
    ground: Mapped[Code]
    reasons: Mapped[Prose]
    by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]


class ProposedSanction(Protected, Base):
    """A sanction put to an instance, as given; the decision turns the adopted one into a Sanction."""

    __tablename__ = "proposed_sanction"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    instance: Mapped[Code]
    round: Mapped[int]
    kind: Mapped[Code]
    terms: Mapped[dict[str, Any]]
    departure_reason: Mapped[Prose]
    by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Sanction(Protected, Base):
    """What a decision imposes. Amounts are years, months and days as given (decision 9)."""

    __tablename__ = "sanction"
    __table_args__ = (
        CheckConstraint("years >= 0 and months >= 0 and days >= 0", name="amount"),
        CheckConstraint("stayed_years >= 0 and stayed_months >= 0 and stayed_days >= 0", name="stayed_amount"),
    )
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    decision_id: Mapped[UUID] = ref("decision.id")
    track: Mapped[Track]
    kind: Mapped[Code]
    years: Mapped[int]
    months: Mapped[int]
    days: Mapped[int]
    working_days: Mapped[bool]
    indefinite: Mapped[bool]
    paid: Mapped[bool | None]
    stayed_years: Mapped[int]
    stayed_months: Mapped[int]
    stayed_days: Mapped[int]
    stayed_for_months: Mapped[int | None]
    interim_credit_days: Mapped[int]
    effective_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    status: Mapped[SanctionStatus]
    status_at: Mapped[datetime]
    status_reason: Mapped[Prose]
    superseded_by_id: Mapped[UUID | None] = ref("sanction.id")


class SanctionProof(Protected, Base):
    """Proof that a sanction started, or was completed."""

    __tablename__ = "sanction_proof"
    __table_args__ = (
        UniqueConstraint("sanction_id", "kind"),
        CheckConstraint("kind in ('start', 'completion')", name="kind"),
    )
    id: Mapped[Key]
    sanction_id: Mapped[UUID] = ref("sanction.id", index=False)
    case_id: Mapped[UUID] = ref("case.id")
    kind: Mapped[Code]
    on: Mapped[date]
    proof: Mapped[Prose]
    evidence_id: Mapped[UUID | None] = ref("evidence.id", index=False)
    by_id: Mapped[UUID] = ref("account.id", index=False)
    at: Mapped[datetime]


class Condition(Protected, Base):
    """A condition of a sanction or of its stayed part, with its monitor."""

    __tablename__ = "condition"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    sanction_id: Mapped[UUID] = ref("sanction.id")
    text: Mapped[Prose]
    monitor_id: Mapped[UUID | None] = ref("person.id")
    due_on: Mapped[date | None]
    status: Mapped[Code]  # open | done | breached
    status_at: Mapped[datetime]
    status_note: Mapped[Prose]


class Correction(Protected, Base):
    """What a later reversal or change opens: reinstatement, back pay, corrected record, recalled letter."""

    __tablename__ = "correction"
    id: Mapped[Key]
    case_id: Mapped[UUID] = ref("case.id")
    sanction_id: Mapped[UUID | None] = ref("sanction.id")
    kind: Mapped[Code]
    opened_at: Mapped[datetime]
    done_on: Mapped[date | None]
    note: Mapped[Prose]
    by_id: Mapped[UUID | None] = ref("account.id", index=False)
