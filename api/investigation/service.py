"""Attribution, steps, and the move to cause review."""

from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.errors import BadInput
from api.investigation.rows import (
    chosen,
    ensure_all,
    incident_ids,
    people_at_work,
    posts_of,
    statements_of,
    steps_of,
)
from api.investigation.schemas import CompleteStep, DecideAttribution, PlanStep, SubmitForReview
from db.deadlines import meet_clocks
from db.domain.choice import ATTRIBUTION_STATUSES, PLATFORMS, STEP_KINDS, label
from db.domain.move import MoveName
from db.domain.relation import RelationKind
from db.domain.rule import Missing, ensure
from db.domain.statement import LABELS as MODES
from db.domain.statement import StatementMode
from db.models import Attribution, Case, Derivation, Incident, Step
from db.moving import move_to
from db.work import Work


def decide_attribution(work: Work, case: Case, data: DecideAttribution) -> Outcome:
    """Decide whether the respondent is behind an account. The lock-out is checked again on each report."""
    if data.platform not in PLATFORMS:
        raise BadInput({"platform": "Choose one of the answers."})
    handle = data.handle.strip()
    words = label(ATTRIBUTION_STATUSES, data.status).lower()
    work.record("attribution:decided", case=case, text=f"{label(PLATFORMS, data.platform)} {handle}: {words}.")
    reports = incident_ids(work, case)
    matching = [post.incident_id for post in posts_of(work, case) if post.handle.lower() == handle.lower()]
    row = Attribution(
        incident_id=matching[0] if matching else reports[0],
        case_id=case.id,
        platform=data.platform,
        handle=handle,
        person_id=case.respondent_id,
        status=data.status,
        basis=data.basis,
        reasons=data.reasons,
        decided_by_id=work.viewer.account_id,
        at=work.now,
    )
    work.session.add(row)
    if data.status != "misidentified":
        _lock_out(work, case, reports)
    work.session.flush()
    return Outcome(row.id)


def _lock_out(work: Work, case: Case, reports: list[UUID]) -> None:
    reason, kind = "Attribution of an account", RelationKind.RESPONDENT
    work.relate(case.respondent_id, kind, case=case, reason=reason, source="identify")
    for report_id in reports:
        report = work.session.get_one(Incident, report_id)
        work.relate(case.respondent_id, kind, incident=report, reason=reason, source="identify")


def plan_step(work: Work, case: Case, data: PlanStep) -> Outcome:
    """Plan a step. An interview says beforehand whether it is voluntary or compelled."""
    if data.kind == "interview" and data.mode is None:
        ensure(Missing("interview_mode", "Say whether the interview is voluntary or compelled.", "step:plan"))
    owners = dict(people_at_work(work, case, OWNERS))
    if data.owner_id is not None and data.owner_id not in owners:
        raise BadInput({"owner_id": "Choose one of the answers."})
    mode = f", {MODES[StatementMode(data.mode)].lower()}" if data.mode and data.kind == "interview" else ""
    work.record("step:planned", case=case, text=f"{label(STEP_KINDS, data.kind)}{mode}: {data.title}.")
    row = Step(
        case_id=case.id,
        kind=data.kind,
        mode=data.mode if data.kind == "interview" else None,
        title=data.title,
        owner_id=data.owner_id or work.viewer.person_id,
        due_on=data.due_on,
        planned_by_id=work.viewer.account_id,
        planned_at=work.now,
        completed_at=None,
        outcome=None,
        result="",
    )
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id)


OWNERS = ("investigator", "speech_reviewer")


def complete_step(work: Work, case: Case, data: CompleteStep) -> Outcome:
    """Record what came of a step; what a statement led to is marked as derived from it."""
    step = chosen(steps_of(work, case), data.step_id, "step_id")
    if step.completed_at is not None:
        ensure(Missing("step_completed", "This step was completed already.", None))
    ensure_all(statements_of(work, case), data.derived_from, "derived_from")
    outcome = "Done" if data.outcome == "done" else "Not done"
    work.record("step:completed", case=case, text=f"{step.title}: {outcome.lower()}.")
    step.completed_at = work.now
    step.completed_by_id = work.viewer.account_id
    step.outcome = data.outcome
    step.result = data.result
    derive(work, case, data.derived_from, "step", step.id)
    return Outcome(step.id)


def derive(work: Work, case: Case, statements: list[UUID], kind: str, child: UUID) -> None:
    """Mark what came from statements, so that the wall around a compelled one reaches it (decision 24)."""
    for statement_id in dict.fromkeys(statements):
        work.session.add(Derivation(case_id=case.id, statement_id=statement_id, child_kind=kind, child_id=child))


def submit_for_review(work: Work, case: Case, _data: SubmitForReview) -> Outcome:
    """Move the case to cause review; raises RuleBroken with everything that is missing."""
    work.record("case:submitted_for_review", case=case)
    move_to(work, case, MoveName.SUBMIT_FOR_REVIEW)
    meet_clocks(work, "investigate", case=case)
    return Outcome(case.id)


def attributions_of(work: Work, case: Case) -> list[Attribution]:
    """What was decided about accounts, newest first."""
    rows = work.session.scalars(
        select(Attribution)
        .where(Attribution.incident_id.in_(incident_ids(work, case)), Attribution.person_id == case.respondent_id)
        .order_by(Attribution.at.desc())
    )
    return list(rows)
