"""Preconditions of a decision, of consent and of a remand (`lifecycle.md`, the table of moves)."""

from __future__ import annotations

from db.domain.before_hearing import missing_fitness
from db.domain.facts import CaseFacts, ChargeFacts, DecisionFacts
from db.domain.finding import is_violation
from db.domain.instance import Instance, proof_label
from db.domain.plain import day_words, list_words, moment_day
from db.domain.rule import Missing, collect
from db.domain.stage import Track


def earlier_instances_have_decided(facts: CaseFacts) -> tuple[Missing, ...]:
    """Earlier instances decided, their reports served, exceptions filed or their time run."""
    return missing_before_instance(facts, facts.procedure.last)


def missing_before_instance(facts: CaseFacts, instance: Instance) -> tuple[Missing, ...]:
    """What the instances before this one still owe it."""
    found: list[Missing] = []
    for one in facts.procedure.instances:
        if one.code == instance.code:
            break
        decision = facts.decision_of(one.code)
        if decision is None or decision.issued_at is None:
            found.append(Missing("instance_decided", f"Issue first: {one.label.lower()}.", "decision:issue"))
        elif decision.served_at is None:
            found.append(Missing("instance_served", f"Serve first: {one.label.lower()}.", "letter:serve"))
        elif not facts.exceptions_closed and facts.exceptions_due_at and facts.now <= facts.exceptions_due_at:
            until = day_words(moment_day(facts.exceptions_due_at, facts.zone))
            text = f"Record the exceptions of each side, or wait until their time has run ({until})."
            found.append(Missing("exceptions", text, "exception:file"))
    return tuple(found)


def decision_is_complete(facts: CaseFacts) -> tuple[Missing, ...]:
    """The last instance's order: votes, attestations, findings, standard, factors, baseline, departure, sanction."""
    return missing_for_decision(facts, facts.procedure.last)


def missing_for_decision(facts: CaseFacts, instance: Instance) -> tuple[Missing, ...]:
    """Everything that the decision of one instance lacks; the same list for a recommendation and for an order."""
    decision = facts.decision_of(instance.code) or DecisionFacts(instance=instance.code)
    return collect(
        missing_fitness(facts, instance),
        _votes(decision, instance),
        _findings(facts, decision),
        _proof(facts, decision),
        _weighing(facts, decision),
    )


def _votes(decision: DecisionFacts, instance: Instance) -> tuple[Missing, ...]:
    found: list[Missing] = []
    name = instance.label.lower()
    if not instance.is_single:
        if not decision.quorum:
            found.append(Missing("quorum", f"Reach the quorum of {instance.quorum} ({name}).", "vote:cast"))
        if not decision.concurrence:
            text = f"Close each question with the votes that concurrence takes ({name})."
            found.append(Missing("concurrence", text, "question:close"))
    if not decision.attested:
        text = "Attest that whoever decides heard or reviewed the whole record."
        found.append(Missing("attested", text, "decision:issue" if instance.is_single else "vote:cast"))
    return tuple(found)


def is_late(charge: ChargeFacts, facts: CaseFacts) -> bool:
    """Whether the version was first served after the evidence closed: nothing can be found on it."""
    served, closed = charge.served_at, facts.evidence_closed_at
    return served is not None and closed is not None and served > closed


def _findings(facts: CaseFacts, decision: DecisionFacts) -> tuple[Missing, ...]:
    found: list[Missing] = []
    keys = {key for key, _ in decision.findings}
    late = [charge.label for charge in facts.standing_charges if is_late(charge, facts)]
    open_ones = [one.label for one in facts.standing_charges if one.key not in keys and not is_late(one, facts)]
    if not facts.standing_charges:
        found.append(Missing("finding_on_each", "No charge stands: dismiss the case instead.", "case:dismiss"))
    if open_ones:
        text = f"Record a finding on {list_words(open_ones)}."
        found.append(Missing("finding_on_each", text, "finding:record"))
    if late:
        text = f"Withdraw what was first served after the evidence closed: {list_words(late)}."
        found.append(Missing("served_late", text, "charge:withdraw"))
    return tuple(found)


def _proof(facts: CaseFacts, decision: DecisionFacts) -> Missing | None:
    if decision.proof_named:
        return None
    text = f"Name the standard of proof: {proof_label(facts.procedure.proof)}."
    return Missing("proof_standard", text, "decision:issue")


def _weighing(facts: CaseFacts, decision: DecisionFacts) -> tuple[Missing, ...]:
    """Reasons always; factors, baseline and sanction only once something is sustained."""
    found: list[Missing] = []
    if not decision.reasons:
        found.append(Missing("reasons", "Give the reasons for the decision.", "decision:issue"))
    if not is_violation(code for _, code in decision.findings):
        return tuple(found)
    if not decision.factors:
        found.append(Missing("factors", "Record the aggravating and mitigating factors.", "factor:record"))
    bare = [factor.code for factor in decision.factors if not factor.reasons]
    if bare:
        words = list_words(code.replace("_", " ") for code in bare)
        found.append(Missing("factor_reasons", f"Give reasons for: {words}.", "factor:record"))
    if facts.procedure.baseline and not decision.baseline_picked:
        found.append(Missing("baseline", "Pick the baseline from the text that fits.", "baseline:pick"))
    if not decision.sanctions and not decision.no_sanction:
        found.append(Missing("sanction", "Propose a sanction, or say that none is imposed.", "sanction:propose"))
    if decision.departs and not decision.departure_explained:
        text = "Explain why the sanction departs from the baseline."
        found.append(Missing("departure", text, "decision:issue"))
    return tuple(found)


def employee_was_heard(facts: CaseFacts) -> tuple[Missing, ...]:
    """For a protected employee: notice, explanation of the evidence and a chance to answer before deciding."""
    if facts.track is not Track.EMPLOYER:
        return ()
    found: list[Missing] = []
    if facts.protected_employee:
        if not facts.decision_notice_given:
            found.append(Missing("employee_notice", "Give the employee notice of what is proposed.", "letter:serve"))
        if not facts.evidence_explained_to_employee:
            text = "Explain the evidence to the employee."
            found.append(Missing("employee_evidence", text, "disclosure:record"))
        if not facts.chance_to_answer_given:
            text = "Give the employee a chance to answer before deciding."
            found.append(Missing("employee_answer", text, "response:record"))
    if facts.emergency_unpaid_suspension and not facts.prompt_hearing_held:
        text = "Hold the prompt hearing that follows an emergency unpaid suspension."
        found.append(Missing("prompt_hearing", text, "hearing:hold"))
    if facts.discharge_published and not facts.name_clearing_offered:
        text = "Offer the employee a name-clearing hearing."
        found.append(Missing("name_clearing", text, "hearing:schedule"))
    return tuple(found)


def consent_is_voluntary(facts: CaseFacts) -> tuple[Missing, ...]:
    """Consent recorded, with an affidavit that it is voluntary."""
    found: list[Missing] = []
    if not facts.consent_recorded:
        found.append(Missing("consent_recorded", "Record the terms of the consent.", "consent:record"))
    if not facts.consent_affidavit:
        text = "Record the respondent's affidavit of voluntary consent."
        found.append(Missing("consent_affidavit", text, "consent:record"))
    return tuple(found)


def consent_is_approved(facts: CaseFacts) -> Missing | None:
    """Consent approved by someone who did not negotiate it."""
    if facts.consent_approver is None:
        return Missing("consent_approved", "Have the consent approved.", "consent:approve")
    if facts.consent_approver in facts.consent_negotiators:
        text = "Whoever negotiated the consent cannot approve it."
        return Missing("approver_not_negotiator", text, "consent:approve")
    return None


def case_is_remanded(facts: CaseFacts) -> Missing | None:
    """An appeal sent the case back."""
    if facts.remanded:
        return None
    return Missing("remanded", "No appeal has sent the case back.", "appeal:decide")
