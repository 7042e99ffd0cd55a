"""What the tables say of a case, as the rules ask it: `facts_of(work, case) -> CaseFacts` (db/domain/facts.py).

THE CONTRACT: which rows mean which fact. Verbs write these rows and flush; then they ask.
What an act brings with itself (the reasons of a dismissal, the order that reopens) is passed as an override:
`facts_of(work, case, dismissal_reasons=True)`; parts of one instance's decision by `with_decision(facts, instance,
...)`.

"served": the first `Service` of the letter with succeeded=True, on="respondent" or "counsel"; its deemed_served_at.
"latest letter": of its kind, not recalled, the last by `at`. "due": due_at of the case's latest Deadline of the rule;
None while it is paused. Relations of the case count; those of its reports were propagated to it.

- conflicts_checked: each report of the case has ConflictCheck rows with scope "filing_chain" and "board", and
  nobody is still `involved` on it
- evidence_items, evidence_absence_explained: Evidence, or an EvidenceAbsence, of the case or its reports
- respondent_identified, attribution_confirmed: Case.respondent_id; an alleged IncidentPerson with that person_id,
  or an Attribution "confirmed" for them, and their latest Attribution is not "misidentified"
- respondent_is_head, head_stub_sealed: Employment.respondent_type "head"; a Referral with sealed=True of the case
  or its reports
- notice_*: latest Letter "notice_of_allegations". Substance: its `facts` hold non-empty "alleged", "when" and
  "rules". Answered: first Response "allegations". Due: rule respond_licence / respond_employer
- allegations: Allegation rows; reported = reported_at, evidence_for / evidence_against / proposed_finding not empty
- steps_open: Step without completed_at
- speech_review_due, speech_reviewed_at: content_ground of any Allegation or standing ChargeVersion; first
  SpeechReview
- screeners, investigators: MatterRelation rows of that kind, ended ones included
- cause_reviewers: running relations, and reviewers of CauseReview rows; without those recused since
- presenting_counsel, advisers, witnesses, chain_of_command: running relations
- charges (key = str(ChargeVersion.id)): rule_cited = rule_source, facts_stated = facts, cause_found = it has
  ChargeAllegation rows and the latest CauseReview of each of those allegations says cause, served_at =
  ChargeVersion.served_at (set by letter:serve of a Letter "charges" / "proposed_action", which also ends a running
  answer clock of an older version before it starts the new one), answered = first Response "charges" /
  "proposed_action" received at or after service, due: rule answer_charges / answer_proposed_action, withdrawn =
  Charge.withdrawn_at, superseded = a later version exists
- default_moved, default_ordered, default_service_proven: Motion "default"; Order "default" granted and not set
  aside; every standing charge has a letter with a succeeded Service whose proof is not empty
- sanction_hearing_offered: a Hearing "sanction_hearing"
- evidence_disclosed, evidence_explained, witness_names_given: a DisclosureItem (or a Disclosure where there is no
  evidence); Disclosure.explanation; Disclosure.witnesses ("None" is an answer)
- deciders: PanelMember of the Panels of Case.round, also the official alone (Panel of instance "deciding_official",
  seat "official"). Qualified: a BoardTerm of that qualification in force when named (officials: by their role).
  Recused: a whole Recusal, or a running `recused` relation. Replaced: replaced_by_id, or left_at. conflict =
  has_conflict until left_at; a ruling that clears sets it False. challenge_open: Challenge with upheld None
- hearing_*: latest Hearing "hearing" / "pre_decision_meeting"; notice = service of its notice_letter_id, else of
  the latest Letter "hearing_notice". Not before: day of due_at of rule hearing_notice / pre_decision_meeting.
  notice_time_waived_at, held_at, waived_at as they stand
- exhibits_filed, record_filed, evidence_closed_at: an Exhibit; any Hearing with record_filed_at; record_filed_at,
  held_at or waived_at of the latest hearing
- decisions (one per instance that has begun, of Case.round): issued_at, reasons, proof_named, departure_explained
  from its Decision once issued, before that only from `with_decision`. Served: latest Letter of that round,
  "panel_report" for earlier instances, "final_order" for the last, "appeal_decision" for the appeal. quorum /
  concurrence: there are Questions of the instance and round, `vote.tally` finds a quorum on each / each is closed
  as well. attested: votes, all attested. findings: ProposedFinding rows (finding:record writes them for an
  official; question:close writes them for a panel: carried gives the proposal's value, lost gives "not_sustained");
  once issued the Finding rows. factors, baseline_picked: Factor, BaselinePick. sanctions: ProposedSanction not
  withdrawn, and for a panel or board only those whose Question "sanction" carried (proposal
  {"proposed_sanction_id": str(id)}). no_sanction: a carried Question "sanction" with proposal {"no_sanction":
  true}, or Decision.outcome "no_sanction". departs: db.domain.sanction.departure against BaselinePick.level
- exceptions_due_at, exceptions_closed: rule exceptions; each side filed or waived: a Motion "exceptions" or
  "exceptions_waived" with side "respondent" and one with side "office" of this round (at or after the report was
  served); a Response "exceptions" of Case.round is the respondent's
- protected_employee, decision_notice_given, evidence_explained_to_employee, chance_to_answer_given:
  Employment.protection civil_service or contract; a standing charge served; evidence_explained; a Response
  "proposed_action" or "pre_decision", or the meeting held or waived
- emergency_unpaid_suspension, prompt_hearing_held: ProtectiveMeasure with paid=False; a Hearing (any kind) held on
  or after its from_on
- discharge_published, name_clearing_offered: a ProposedSanction "termination" with terms["published"] true against
  an at-will or probationary employee; a Hearing "name_clearing"
- consent_*: the latest Proceeding "consent" unless outcome "rejected" or "withdrawn"; details: {"affidavit": text,
  "negotiators": [person ids], "sanctions": [...]}. consent_approver: override of consent:approve
- stayed: Case.stayed_since_at
- dismissal_order: Order "dismissal" granted, not set aside
- diversion_ordered, diversion_completed: latest Proceeding "diversion" unless outcome "failed"; outcome "completed"
- dismissal_reasons, abatement_reason, return_reasons, reopening_order, reopening_stage: overrides of the act, never
  stored apart
- remanded: a Proceeding "appeal" / "grievance" with outcome "remanded" and details["round"] == Case.round, or the
  override
- sanctions, conditions, corrections_open: Sanction with its SanctionProof rows; Condition ("done"; "breached" is a
  breach decided); Correction without done_on
- proceedings_open: Proceeding of the case (or joined by ProceedingCase) without ended_at, whatever kind
- appeal_due_at: rule appeal / grievance while it runs (neither met nor ended)
- matters_unreviewed, referrals_due: AffectedMatter "not_reviewed" of the case or its reports; Referral of the case
  without sent_at
- outcome_served_at: latest Letter "final_outcome"
- has_reporter, reporter_told_at, reporter_not_told_reason: a ReporterIdentity with person or contact;
  ReporterNotice "outcome" (or "dismissal") at or after the case opened; ReporterNotice "not_told"

Of a report, `incident_facts_of(work, incident)`: outcomes = one per alleged IncidentPerson (or one for the report
while none is named) with its Screening of the latest round; conflicts_checked and evidence as above,
evidence_absence_explained also by override; cases_open = its cases not closed; reviews_open = Proceeding
"review_of_dismissal" without ended_at; informal_open = a Screening "informal" without respondent_told_on or
respondent_answer; reporter as above with ReporterNotice "outcome" or "dismissal"; described = narrative or summary;
declared = True once submitted.
Before there is a case, `opening_facts_of(work, incident, person_id, track)` answers the move "open".
"""

from dataclasses import replace
from typing import Any

from db.case_facts_after import proceeding_facts, remaining_facts, sanction_facts
from db.case_facts_charges import charge_facts, notice_facts, opening_facts, people_facts
from db.case_facts_deciding import Deciding, decision_facts, exception_facts, published_discharge
from db.case_facts_hearing import decider_facts, disclosure_facts, employee_facts, hearing_facts, hearings_of
from db.case_facts_incident import incident_facts_of, opening_facts_of
from db.case_facts_papers import papers_of
from db.case_facts_rows import CaseRows
from db.domain.facts import CaseFacts, DecisionFacts
from db.domain.stage import Stage, Track
from db.models import Case
from db.work import Work

__all__ = ["facts_of", "incident_facts_of", "opening_facts_of", "with_decision"]


def facts_of(work: Work, case: Case, **overrides: Any) -> CaseFacts:
    """Everything the rules ask about a case, as its rows stand now. `overrides` are facts that the act itself brings.

    Raises TypeError for an override that is no fact.
    """
    if work.writing:
        work.session.flush()
    zone, reference = work.office.zone, work.reference
    rows = CaseRows(work.session, case)
    papers, procedure = papers_of(rows), reference.procedure(case.track)
    charging, reviewers = charge_facts(rows, papers)
    hearings, deciding = hearings_of(rows), Deciding(rows)
    found: dict[str, Any] = {
        **opening_facts(rows),
        **notice_facts(papers),
        **people_facts(rows, reviewers, work.now),
        **charging,
        **disclosure_facts(rows),
        **hearing_facts(hearings, papers, zone),
        **employee_facts(rows, hearings, papers, charging["charges"], zone),
        "deciders": decider_facts(rows),
        "decisions": decision_facts(deciding, procedure, papers, case.round, reference),
        "discharge_published": published_discharge(deciding, rows.scalars.protection),
        **exception_facts(rows, papers, case.round),
        **proceeding_facts(rows, case.round, zone),
        "sanctions": sanction_facts(rows, reference),
        **remaining_facts(rows, papers),
        "stayed": case.stayed_since_at is not None,
        **overrides,
    }
    return CaseFacts(
        track=Track(case.track),
        stage=Stage(case.stage),
        procedure=procedure,
        now=work.now,
        today=work.today,
        zone=zone,
        **found,
    )


def with_decision(facts: CaseFacts, instance: str, **changes: Any) -> CaseFacts:
    """The facts with parts of one instance's decision replaced: what `decision:issue` brings with itself."""
    known = facts.decision_of(instance) or DecisionFacts(instance=instance)
    others = tuple(one for one in facts.decisions if one.instance != instance)
    return replace(facts, decisions=(*others, replace(known, **changes)))
