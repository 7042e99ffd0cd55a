"""Issuing the decision of an instance: a recommendation to the next one, or the order that decides the case."""

from collections.abc import Sequence

from api.acts import Outcome
from api.board.schemas.decision import IssueDecision
from api.board.service.questions import open_proposals
from api.board.service.weighing import instance_at_work
from api.forms import Choice, Choices
from db.case_facts import facts_of, with_decision
from db.deadlines import end_clocks, meet_clocks
from db.deciding import ChargeRow, Found, Ruling, charge_rows, proposed_findings, write_decision, write_findings
from db.domain.before_charges import not_stayed, speech_is_reviewed
from db.domain.before_decision import missing_before_instance, missing_for_decision
from db.domain.facts import CaseFacts
from db.domain.finding import LABELS as FINDING_LABELS
from db.domain.finding import Finding, is_violation
from db.domain.instance import PROOF_LABELS, Instance, proof_label
from db.domain.move import MoveName
from db.domain.plain import count_words
from db.domain.rule import ensure
from db.letters import make_letter
from db.models import Case, Decision, Letter, ProposedFinding, ProposedSanction
from db.moving import move_to
from db.panels import sitting_members
from db.questions import questions_of
from db.sanctioning import impose, terms_from, words_for
from db.work import Work


def issue_choices(work: Work, case: Case) -> Choices:
    """The standards of proof there are; the track's own is the one that a decision must name."""
    own = work.reference.procedure(case.track).proof
    codes = sorted({*PROOF_LABELS, own})
    return {"proofs": [Choice(code, proof_label(code).capitalize()) for code in codes]}


def adopted_proposals(work: Work, case: Case, instance: Instance) -> list[ProposedSanction]:
    """The sanctions that the decision imposes: an official's own, or those whose question carried."""
    rows = open_proposals(work, case, instance)
    if instance.is_single:
        return rows
    carried = {
        one.proposal.get("proposed_sanction_id")
        for one in questions_of(work, case, instance.code)
        if one.kind == "sanction" and one.carried
    }
    return [one for one in rows if str(one.id) in carried]


def decision_facts(work: Work, case: Case, instance: Instance, data: IssueDecision) -> CaseFacts:
    """The facts with what the decision itself brings."""
    facts = facts_of(work, case)
    own = facts.decision_of(instance.code)
    changes = {
        "reasons": bool(data.reasons.strip()),
        "proof_named": data.proof == facts.procedure.proof,
        "departure_explained": bool(data.departure_reason.strip()),
        "no_sanction": data.no_sanction or (own is not None and own.no_sanction),
    }
    if instance.is_single:
        changes["attested"] = data.attested
    return with_decision(facts, instance.code, **changes)


def issue_decision(work: Work, case: Case, data: IssueDecision) -> Outcome:
    """Issue what the instance at work decided. The last instance's order moves the case; others report to the next."""
    instance = instance_at_work(work, case, "decision:issue")
    facts = decision_facts(work, case, instance, data)
    proposals = adopted_proposals(work, case, instance)
    findings = proposed_findings(work, case, instance.code)
    is_last = instance.code == facts.procedure.last.code
    if is_last:
        work.record("case:decided", case=case, text=f"{instance.label.lower()}.")
        move_to(work, case, MoveName.DECIDE, facts)
    else:
        ensure(
            not_stayed(facts),
            missing_before_instance(facts, instance),
            missing_for_decision(facts, instance),
            speech_is_reviewed(facts),
        )
        work.record("decision:issued", case=case, text=f"{instance.label.lower()}.")
    ruling = _ruling(work, case, instance, data, findings, proposals)
    decision = write_decision(work, case, ruling, is_final=is_last)
    standing = {row.version.id for row in charge_rows(work, case)}
    write_findings(
        work, decision,
        [Found(one.charge_version_id, one.value, one.ground, one.reasons) for one in findings
         if one.charge_version_id in standing],
    )  # fmt: skip
    if is_last:
        for one in proposals:
            impose(work, case, decision, one.kind, terms_from(one.terms))
    _meet(work, case, instance, is_last=is_last)
    letter = _letter(work, case, decision, findings, proposals, is_last=is_last)
    said = "The case is decided." if is_last else "The recommendation is issued."
    return Outcome(decision.id, f"{said} {letter.subject} waits to be served.")


def _ruling(
    work: Work, case: Case, instance: Instance, data: IssueDecision,
    findings: Sequence[ProposedFinding], proposals: Sequence[ProposedSanction],
) -> Ruling:  # fmt: skip
    sustained = is_violation(Finding(one.value) for one in findings)
    outcome = "sanction" if proposals else "no_sanction" if sustained else "no_violation"
    sitting = sitting_members(work, case, instance.code)
    by = work.viewer.name if instance.is_single else count_words(len(sitting), "member")
    return Ruling(
        instance=instance.code,
        outcome=outcome,
        proof=data.proof,
        reasons=data.reasons.strip(),
        departure_reason=data.departure_reason.strip(),
        minority_view=data.minority_view.strip(),
        decided_by=by,
        details={
            "sanctions": [{"kind": one.kind, "terms": one.terms} for one in proposals],
            "results": {
                str(one.charge_version_id): one.result
                for one in questions_of(work, case, instance.code)
                if one.kind == "finding" and one.result
            },
        },
    )


def _meet(work: Work, case: Case, instance: Instance, *, is_last: bool) -> None:
    end_clocks(work, case, "The decision was issued.", "challenge_decider")
    if not is_last:
        meet_clocks(work, "panel_report", case=case)
    elif instance.is_single:
        meet_clocks(work, "employer_decision", case=case)
    else:
        meet_clocks(work, "final_order", "exceptions", case=case)


def finding_lines(rows: Sequence[ChargeRow], findings: Sequence[ProposedFinding]) -> str:
    """Findings as a letter gives them."""
    by_version = {one.charge_version_id: one for one in findings}
    lines = []
    for row in rows:
        one = by_version.get(row.version.id)
        if one is not None:
            words = FINDING_LABELS[Finding(one.value)]
            lines.append(f"{row.label}, {row.version.title}: {words}. {one.reasons}".strip())
    return "\n".join(lines) or "No charge stands."


def _letter(
    work: Work, case: Case, decision: Decision, findings: Sequence[ProposedFinding],
    proposals: Sequence[ProposedSanction], *, is_last: bool,
) -> Letter:  # fmt: skip
    found = finding_lines(charge_rows(work, case), findings)
    order = "\n".join(words_for(work, case, one.kind, terms_from(one.terms)) for one in proposals)
    order = order or "No sanction is imposed."
    reasons = [decision.reasons]
    if decision.departure_reason:
        reasons.append(f"Why this is not the baseline: {decision.departure_reason}")
    if decision.minority_view:
        reasons.append(f"Minority view: {decision.minority_view}")
    words = "\n\n".join(reasons)
    facts = {"decision_id": str(decision.id)}
    if is_last:
        values = {"findings": found, "order": order, "reasons": words}
        return make_letter(work, case, "final_order", values, facts=facts)
    values = {"findings": found, "recommendation": order, "reasons": words}
    return make_letter(work, case, "panel_report", values, facts=facts)
