"""Questions put to those who decide, their votes, and what a closed question adopts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from api.acts import Outcome
from api.board.schemas.deliberation import PutAppeal, PutFinding, PutQuestion, PutSanction
from api.board.service.charges import version_choices
from api.forms import Choice, Choices
from db.case_facts import facts_of
from db.deciding import ChargeRow, charge_rows
from db.domain.appeal import LABELS as APPEAL_LABELS
from db.domain.appeal import AppealOutcome
from db.domain.finding import GROUND_LABELS, Finding, Ground, missing_for_finding
from db.domain.finding import LABELS as FINDING_LABELS
from db.domain.instance import Instance
from db.domain.rule import Missing, ensure
from db.domain.stage import Stage
from db.models import Case, ProposedSanction, Question
from db.panels import current_instance, ensure_member, panel_of
from db.questions import questions_of
from db.sanctioning import terms_from, words_for
from db.work import Work

MERITS = (Finding.SUSTAINED, Finding.NOT_SUSTAINED, Finding.UNFOUNDED, Finding.NO_VIOLATION)


def finding_choices(work: Work, case: Case) -> Choices:
    """For the forms of a finding."""
    return {
        "charges": version_choices(charge_rows(work, case)),
        "findings": [Choice(one.value, FINDING_LABELS[one]) for one in (*MERITS, Finding.WITHDRAWN)],
        "grounds": [Choice(one.value, GROUND_LABELS[one]) for one in Ground if one is not Ground.CONSENT],
    }


def open_proposals(work: Work, case: Case, instance: Instance | None = None) -> list[ProposedSanction]:
    """What was proposed to an instance (else to the one that decides now) and not withdrawn, oldest first."""
    instance = instance or current_instance(work, case)
    return list(
        work.session.scalars(
            select(ProposedSanction)
            .where(
                ProposedSanction.case_id == case.id,
                ProposedSanction.instance == instance.code,
                ProposedSanction.round == case.round,
                ProposedSanction.withdrawn_at.is_(None),
            )
            .order_by(ProposedSanction.at, ProposedSanction.id)
        )
    )


def proposal_choices(work: Work, case: Case) -> Choices:
    """Proposals that can be put to the vote, and that no sanction is imposed."""
    asked = {
        one.proposal.get("proposed_sanction_id") for one in questions_of(work, case, current_instance(work, case).code)
    }
    rows = [one for one in open_proposals(work, case) if str(one.id) not in asked]
    found = [Choice(str(one.id), words_for(work, case, one.kind, terms_from(one.terms))) for one in rows]
    return {"proposals": [*found, Choice("none", "No sanction is imposed")]}


def appeal_choices(work: Work, case: Case) -> Choices:
    """Outcomes of an appeal, and the charges."""
    return {
        "outcomes": [Choice(one.value, APPEAL_LABELS[one]) for one in AppealOutcome],
        "charges": version_choices(charge_rows(work, case)),
    }


def _deciding_body(work: Work, case: Case) -> Instance:
    """The instance of several members that deliberates now; raises RuleBroken for an official, who decides alone."""
    instance = current_instance(work, case)
    if case.stage != Stage.DELIBERATION:
        ensure(Missing("stage", "Findings and sanctions are put to the vote in deliberation.", None))
    if instance.is_single:
        ensure(Missing("single", "One official decides here, without questions and votes.", "finding:record"))
    ensure_member(work, case, instance, "question:put")
    return instance


def _put(
    work: Work, case: Case, instance: Instance, kind: str, text: str, proposal: dict[str, Any],
    version_id: UUID | None = None,
) -> Outcome:  # fmt: skip
    panel = panel_of(work, case, instance.code)
    if panel is None:
        ensure(Missing("deciders_named", "Name the members first.", "panel:compose"))
        raise AssertionError("unreachable")
    last = work.session.scalar(select(func.max(Question.ordinal)).where(Question.case_id == case.id)) or 0
    work.record("question:put", case=case, text=f"{last + 1}: {text}")
    row = Question(
        case_id=case.id, panel_id=panel.id, instance=instance.code, round=case.round, ordinal=last + 1, kind=kind,
        charge_version_id=version_id, proposal=proposal, text=text, put_by_id=work.viewer.account_id, put_at=work.now,
        closed_at=None, carried=None, result=None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, f"Question {row.ordinal} is put.")


def _row_of(rows: Sequence[ChargeRow], version_id: UUID, act: str) -> ChargeRow:
    row = next((one for one in rows if one.version.id == version_id), None)
    if row is None:
        ensure(Missing("charge", "Choose a charge that stands, in its latest version.", act))
        raise AssertionError("unreachable")
    return row


def put_finding(work: Work, case: Case, data: PutFinding) -> Outcome:
    """Ask whether a finding is made on one charge."""
    act = "question:put"
    instance = _deciding_body(work, case)
    row = _row_of(charge_rows(work, case), data.charge_version_id, act)
    earlier = [
        one for one in questions_of(work, case, instance.code)
        if one.kind == "finding" and one.charge_version_id == data.charge_version_id
    ]  # fmt: skip
    facts = facts_of(work, case)
    found = missing_for_finding(data.value, data.ground, reasons=data.reasons, default_ordered=facts.default_ordered)
    ensure(
        [Missing(one.code, one.text, act) for one in found],
        Missing("question_open", f"A question on {row.label} is open: close it first.", "question:close")
        if any(one.closed_at is None for one in earlier)
        else None,
        Missing("asked_already", "This was asked and answered in this round.", None)
        if any(one.closed_at and one.proposal.get("value") == data.value for one in earlier)
        else None,
    )
    words = FINDING_LABELS[Finding(data.value)].lower()
    proposal = {"value": data.value, "ground": data.ground, "reasons": data.reasons.strip()}
    return _put(work, case, instance, "finding", f"Is {row.label} {words}?", proposal, data.charge_version_id)


def put_sanction(work: Work, case: Case, data: PutSanction) -> Outcome:
    """Ask whether a proposed sanction is imposed, or none."""
    instance = _deciding_body(work, case)
    if data.proposal == "none":
        return _put(work, case, instance, "sanction", "Is no sanction imposed?", {"no_sanction": True})
    row = next((one for one in open_proposals(work, case) if str(one.id) == data.proposal), None)
    asked = {one.proposal.get("proposed_sanction_id") for one in questions_of(work, case, instance.code)}
    if row is None or str(row.id) in asked:
        ensure(Missing("proposal", "Propose a sanction first, then put it to the vote once.", "sanction:propose"))
        raise AssertionError("unreachable")
    words = words_for(work, case, row.kind, terms_from(row.terms))
    return _put(work, case, instance, "sanction", f"Is this imposed? {words}", {"proposed_sanction_id": str(row.id)})


def put_question(work: Work, case: Case, data: PutQuestion) -> Outcome:
    """Ask anything else that yes or no answers."""
    return _put(work, case, _deciding_body(work, case), "other", data.text.strip(), {})


def put_appeal(work: Work, case: Case, data: PutAppeal) -> Outcome:
    """Ask the appeal's members whether the order changes."""
    instance = work.reference.procedure(case.track).appeal
    if case.stage != Stage.DECIDED:
        ensure(Missing("stage", "An appeal is decided once there is a decision.", None))
    ensure_member(work, case, instance, "question:put")
    label = "all charges"
    if data.charge_version_id is not None:
        label = _row_of(charge_rows(work, case), data.charge_version_id, "question:put").label
    words = APPEAL_LABELS[AppealOutcome(data.outcome)].lower()
    more = f" {data.text.strip()}" if data.text.strip() else ""
    text = f"Is the decision on {label} {words}?{more}"
    return _put(work, case, instance, "appeal", text, {"outcome": data.outcome}, data.charge_version_id)
