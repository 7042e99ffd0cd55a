"""What the sections "Sanctions" and "Appeals" show, and the page of who carries out employer sanctions."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.access import access_case, permissions_on
from api.sanctions.service.appeals import appeal_due_at, appeals_of
from api.sanctions.service.carrying_out import ensure_own_track, proofs_of, words_of
from api.sanctions.service.superseding import CORRECTION_LABELS
from db.deciding import charge_rows, decisions_of, findings_of
from db.domain.appeal import LABELS as APPEAL_LABELS
from db.domain.appeal import AppealOutcome
from db.domain.choice import PROCEEDING_KINDS, SIDES, label
from db.domain.finding import LABELS as FINDING_LABELS
from db.domain.finding import Finding
from db.domain.permission import Permission
from db.domain.stage import SANCTION_LABELS, SanctionStatus, Stage
from db.models import Case, Condition, Correction, Sanction
from db.panels import issued_decision, panel_of, sitting_members
from db.people import names_of
from db.sanctioning import conditions_of, letter_words, terms_of
from db.work import Work

MARKS = {
    SanctionStatus.PENDING: "waiting", SanctionStatus.IN_FORCE: "progress", SanctionStatus.CARRIED_OUT: "done",
    SanctionStatus.STAYED: "paused", SanctionStatus.NOT_CARRIED_OUT: "overdue", SanctionStatus.SUPERSEDED: "waived",
    SanctionStatus.VACATED: "waived",
}  # fmt: skip


@dataclass
class ProofRow:
    """Proof of a start or of a completion."""

    kind: str
    on: date
    proof: str


@dataclass
class ConditionRow:
    """A condition with its monitor and how it stands."""

    id: UUID
    text: str
    monitor: str
    due_on: date | None
    state: str
    words: str
    note: str


@dataclass
class SanctionRow:
    """A sanction as the page shows it: the letter's words, its status, its proofs, its conditions."""

    id: UUID
    line: str
    words: str
    status: str
    state: str
    status_words: str
    status_at: datetime
    reason: str
    effective_on: date | None
    ends_on: date | None
    bar: dict[str, Any] | None
    proofs: list[ProofRow] = field(default_factory=list)
    conditions: list[ConditionRow] = field(default_factory=list)
    stands: bool = True


@dataclass
class CorrectionRow:
    """Something to put right, with the case it belongs to."""

    id: UUID
    label: str
    opened_at: datetime
    done_on: date | None
    note: str


@dataclass
class SanctionsPage:
    """The section of a case."""

    rows: list[SanctionRow]
    corrections: list[CorrectionRow]
    decided: bool


def access_sanctions(work: Work, number: str) -> Case:
    """The case whose sanctions the viewer may see: by content, as monitor, clerk or human resources."""
    case = access_case(work, number, _seeing(work, number))
    if Permission.CASE_READ not in permissions_on(work, case):
        ensure_own_track(work, case)
    return case


def _seeing(work: Work, number: str) -> Permission:
    case = work.session.scalars(select(Case).where(Case.number == number)).first()
    reads = case is not None and Permission.CASE_READ in permissions_on(work, case)
    return Permission.CASE_READ if reads else Permission.SANCTION_READ


def _bar(row: Sanction) -> dict[str, Any] | None:
    whole = row.years * 365 + row.months * 30 + row.days
    stayed = row.stayed_years * 365 + row.stayed_months * 30 + row.stayed_days
    if not whole or not stayed:
        return None
    tenths = min(max(round(10 * stayed / whole), 1), 10)
    return {"serve": 10 - tenths, "stayed": tenths, "stayed_words": terms_of(row).stayed.words}


def _condition(row: Condition, names: dict[UUID, str]) -> ConditionRow:
    states = {"open": ("progress", "Open"), "done": ("done", "Met"), "breached": ("overdue", "Breached, as decided")}
    state, words = states.get(row.status, ("not_started", row.status))
    monitor = names.get(row.monitor_id, "") if row.monitor_id else ""
    return ConditionRow(row.id, row.text, monitor, row.due_on, state, words, row.status_note)


def sanction_rows(work: Work, case: Case) -> list[SanctionRow]:
    """Every sanction of a case, those that stand first, then by time."""
    rows = work.session.scalars(
        select(Sanction).where(Sanction.case_id == case.id).order_by(Sanction.status_at, Sanction.id)
    ).all()
    proofs = proofs_of(work, case)
    over = {SanctionStatus.SUPERSEDED, SanctionStatus.VACATED}
    found = [_sanction(work, case, row, proofs) for row in rows]
    for view, row in zip(found, rows, strict=True):
        view.stands = row.status not in over
    return sorted(found, key=lambda one: not one.stands)


def _sanction(work: Work, case: Case, row: Sanction, proofs: dict[tuple[str, str], Any]) -> SanctionRow:
    conditions = conditions_of(work, row)
    names = names_of(work, {one.monitor_id for one in conditions if one.monitor_id})
    kind = work.reference.sanction(case.track, row.kind)
    shown = [
        (word, proofs.get((row.id.hex, code))) for code, word in (("start", "Started"), ("completion", "Completed"))
    ]
    return SanctionRow(
        id=row.id, line=words_of(work, case, row),
        words=letter_words(kind, terms_of(row, conditions), effective_on=row.effective_on),
        status=row.status.value, state=MARKS[row.status], status_words=SANCTION_LABELS[row.status],
        status_at=row.status_at, reason=row.status_reason, effective_on=row.effective_on, ends_on=row.ends_on,
        bar=_bar(row), proofs=[ProofRow(word, one.on, one.proof) for word, one in shown if one is not None],
        conditions=[_condition(one, names) for one in conditions],
    )  # fmt: skip


def correction_rows(work: Work, case: Case) -> list[CorrectionRow]:
    """Every correction of a case, open ones first."""
    rows = work.session.scalars(
        select(Correction).where(Correction.case_id == case.id).order_by(Correction.opened_at, Correction.kind)
    ).all()
    found = [
        CorrectionRow(row.id, CORRECTION_LABELS.get(row.kind, row.kind), row.opened_at, row.done_on, row.note)
        for row in rows
    ]
    return sorted(found, key=lambda one: one.done_on is not None)


def sanctions_page(work: Work, case: Case) -> SanctionsPage:
    """The section "Sanctions"."""
    decided = case.stage in {Stage.DECIDED, Stage.CLOSED}
    return SanctionsPage(sanction_rows(work, case), correction_rows(work, case), decided)


@dataclass
class AppealsPage:
    """The section "Appeals": what was lodged, who decides it, how it ended charge by charge."""

    rows: list[dict[str, Any]]
    due_at: datetime | None
    is_over: bool
    decided: bool
    members: int
    is_waiting_for_members: bool
    outcomes: list[dict[str, str]]
    reasons: str


def appeals_page(work: Work, case: Case) -> AppealsPage:
    """The section "Appeals"."""
    instance = work.reference.procedure(case.track).appeal
    rows = appeals_of(work, case)
    due = appeal_due_at(work, case)
    decision = issued_decision(work, case, instance.code)
    is_open = any(one.ended_at is None for one in rows)
    return AppealsPage(
        rows=[
            {
                "kind": label(PROCEEDING_KINDS, one.kind), "side": label(SIDES, one.side), "at": one.opened_at,
                "grounds": one.grounds, "ended_at": one.ended_at, "reasons": one.reasons,
                "outcome": APPEAL_LABELS[AppealOutcome(one.outcome)] if one.outcome else "",
            }
            for one in rows
        ],
        due_at=due,
        is_over=due is not None and work.now > due,
        decided=case.stage in {Stage.DECIDED, Stage.CLOSED},
        members=len(sitting_members(work, case, instance.code)),
        is_waiting_for_members=is_open and panel_of(work, case, instance.code) is None,
        outcomes=_outcomes(work, case),
        reasons=decision.reasons if decision else "",
    )  # fmt: skip


def _outcomes(work: Work, case: Case) -> list[dict[str, str]]:
    """Charge by charge: what was decided on appeal and what the finding is now."""
    appeal = work.reference.procedure(case.track).appeal.code
    found = []
    rows = {row.version.id: row for row in charge_rows(work, case, withdrawn=True)}
    for decision in decisions_of(work, case):
        if decision.instance != appeal:
            continue
        now = {one.charge_version_id: one.value for one in findings_of(work, decision)}
        for key, outcome in (decision.details or {}).get("outcomes", {}).items():
            row = rows.get(UUID(key))
            value = now.get(UUID(key))
            found.append(
                {
                    "label": row.label if row else "Charge", "title": row.version.title if row else "",
                    "outcome": APPEAL_LABELS[AppealOutcome(outcome)],
                    "finding": FINDING_LABELS[Finding(value)] if value else "Open again",
                    "round": str(decision.round),
                }
            )  # fmt: skip
    return found
