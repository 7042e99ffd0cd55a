"""What the section "Decision" shows: charge by charge, factors, baseline, similar cases, the sanction in words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from api.board.service.deciding import adopted_proposals
from api.board.service.decision_rows import ChargeView, DecisionPage
from api.board.service.deliberation_view import is_at_work, result_for, was_member
from api.board.service.similar import similar_cases
from api.board.service.weighing import charged_conduct, proposal_words
from db.case_facts import facts_of
from db.deciding import ChargeRow, charge_rows, decisions_of, findings_of, proposed_findings
from db.domain.before_decision import employee_was_heard, missing_before_instance, missing_for_decision
from db.domain.facts import CaseFacts
from db.domain.finding import GROUND_LABELS, Finding, Ground
from db.domain.finding import LABELS as FINDING_LABELS
from db.domain.guidance import MENTAL_STATE_NOTES, double_use_warning, factor_label
from db.domain.instance import Instance, instance_label, proof_label
from db.domain.permission import Permission
from db.domain.rule import RuleBroken
from db.domain.sanction import SanctionKind, departure, is_over_usual_maximum
from db.domain.stage import Stage
from db.models import Allegation, AllegationSubtype, BaselinePick, Case, ChargeAllegation, Factor, ProposedSanction
from db.panels import current_instance, own_seat
from db.sanctioning import terms_from, words_for
from db.work import Work

OUTCOMES = {
    "sanction": "Violation found, with a sanction",
    "no_sanction": "Violation found, no sanction",
    "no_violation": "No violation found",
}


def _rests_on(work: Work, row: ChargeRow) -> list[Allegation]:
    return list(
        work.session.scalars(
            select(Allegation)
            .join(ChargeAllegation, ChargeAllegation.allegation_id == Allegation.id)
            .where(ChargeAllegation.charge_version_id == row.version.id)
            .order_by(Allegation.ordinal)
        )
    )


def _moved(work: Work, case: Case, row: ChargeRow, claims: Sequence[Allegation]) -> list[dict[str, str]]:
    """How the finding moved: the investigator's proposal, then each decision, oldest first."""
    found = []
    proposed = sorted({one.proposed_finding for one in claims if one.proposed_finding})
    if proposed:
        found.append({"who": "Investigator", "words": ", ".join(_finding(one) for one in proposed)})
    for decision in decisions_of(work, case):
        for one in findings_of(work, decision):
            if one.charge_version_id == row.version.id:
                again = f", round {decision.round}" if decision.round > 1 else ""
                found.append({"who": f"{instance_label(decision.instance)}{again}", "words": _finding(one.value)})
    return found


def _finding(code: str) -> str:
    return FINDING_LABELS.get(Finding(code), code)


def _charges(work: Work, case: Case, instance: Instance, *, draft: bool) -> list[ChargeView]:
    drafts = {one.charge_version_id: one for one in proposed_findings(work, case, instance.code)} if draft else {}
    found = []
    for row in charge_rows(work, case, withdrawn=True):
        claims = _rests_on(work, row)
        view = ChargeView(
            row.label, row.version.title, row.rule, row.version.facts,
            [f"Allegation {one.ordinal}" for one in claims], _moved(work, case, row, claims),
            version_id=str(row.version.id),
        )  # fmt: skip
        one = drafts.get(row.version.id)
        if row.charge.withdrawn_at is not None:
            view.value, view.words, view.reasons = "withdrawn", "Withdrawn", row.charge.withdrawn_reason
        elif one is not None:
            view.value, view.words = one.value, _finding(one.value)
            view.ground, view.reasons = GROUND_LABELS.get(Ground(one.ground), one.ground), one.reasons
        elif not draft and view.moved:
            view.words = view.moved[-1]["words"]
        view.result = result_for(work, case, row.version.id, instance.code)
        found.append(view)
    return found


def _factors(work: Work, case: Case, instance: Instance) -> tuple[dict[str, list[dict[str, str]]], str]:
    rows = work.session.scalars(
        select(Factor)
        .where(Factor.case_id == case.id, Factor.instance == instance.code, Factor.round == case.round)
        .order_by(Factor.at)
    ).all()
    sides: dict[str, list[dict[str, str]]] = {"aggravating": [], "mitigating": []}
    for one in rows:
        sides.setdefault(one.kind, []).append({"label": factor_label(one.code), "reason": one.reason})
    used = frozenset(key for one in rows if one.kind == "aggravating" for key in one.rests_on or ())
    return sides, double_use_warning(charged_conduct(work, case), used) or ""


def _baseline(work: Work, case: Case, instance: Instance) -> dict[str, Any] | None:
    row = work.session.scalars(
        select(BaselinePick).where(
            BaselinePick.case_id == case.id, BaselinePick.instance == instance.code, BaselinePick.round == case.round
        )
    ).first()
    if row is None:
        return None
    return {
        "standard": row.standard, "level": row.level, "text": row.text, "reason": row.reason,
        "mental_state": row.mental_state.replace("_", " "), "injury": row.injury.replace("_", " "),
        "isolated": row.isolated, "intended": row.intended, "note": MENTAL_STATE_NOTES.get(row.mental_state, ""),
    }  # fmt: skip


def _guidance_rows(work: Work, case: Case) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows that the taxonomy names for this conduct, and all others."""
    codes = set(
        work.session.scalars(
            select(AllegationSubtype.subtype)
            .join(Allegation, Allegation.id == AllegationSubtype.allegation_id)
            .where(Allegation.case_id == case.id)
        )
    )
    named = {one for subtype in work.reference.taxonomy.subtypes if subtype.code in codes for one in subtype.standards}
    rows = [
        {
            "standard": row.standard,
            "duty": row.duty,
            "texts": [{"level": level, "text": text} for level, text in row.texts],
        }
        for row in work.reference.guidance.rows
    ]
    return [one for one in rows if one["standard"] in named], [one for one in rows if one["standard"] not in named]


def _kind(work: Work, case: Case, code: str) -> SanctionKind | None:
    try:
        return work.reference.sanction(case.track, code)
    except RuleBroken:  # a code the office's file no longer has
        return None


def _proposals(work: Work, case: Case, instance: Instance) -> list[dict[str, Any]]:
    adopted = {one.id for one in adopted_proposals(work, case, instance)}
    rows = work.session.scalars(
        select(ProposedSanction)
        .where(
            ProposedSanction.case_id == case.id,
            ProposedSanction.instance == instance.code,
            ProposedSanction.round == case.round,
            ProposedSanction.withdrawn_at.is_(None),
        )
        .order_by(ProposedSanction.at)
    )
    found = []
    for one in rows:
        terms = terms_from(one.terms)
        kind = _kind(work, case, one.kind)
        found.append(
            {
                "id": str(one.id), "line": proposal_words(work, case, one), "kind": kind,
                "words": words_for(work, case, one.kind, terms), "adopted": one.id in adopted,
                "bar": bar_of(terms), "over": kind is not None and is_over_usual_maximum(kind, terms.term),
            }
        )  # fmt: skip
    return found


def bar_of(terms: Any) -> dict[str, Any] | None:
    """The parts of the bar "to serve / stayed", in tenths; None where nothing is stayed. A picture, not a measure."""
    if terms.stayed.is_zero or terms.amount.is_zero:
        return None
    whole = terms.amount.years * 365 + terms.amount.months * 30 + terms.amount.days
    stayed = min(terms.stayed.years * 365 + terms.stayed.months * 30 + terms.stayed.days, whole)
    tenths = min(max(round(10 * stayed / whole), 1), 10)
    return {"serve": 10 - tenths, "stayed": tenths, "stayed_words": terms.stayed.words}


def _issued(work: Work, case: Case) -> list[dict[str, Any]]:
    found = []
    for row in decisions_of(work, case):
        kinds = list((row.details or {}).get("sanctions", ()))
        found.append(
            {
                "label": instance_label(row.instance), "round": row.round, "at": row.issued_at, "by": row.decided_by,
                "final": row.is_current_final, "superseded_at": row.superseded_at, "reasons": row.reasons,
                "departure": row.departure_reason, "minority": row.minority_view, "proof": proof_label(row.proof),
                "outcome": OUTCOMES.get(row.outcome) or row.outcome.replace("_", " ").capitalize(),
                "sanctions": [words_for(work, case, one["kind"], terms_from(one.get("terms") or one)) for one in kinds],
            }
        )  # fmt: skip
    return found


def _met(facts: CaseFacts, instance: Instance) -> list[str]:
    own = facts.decision_of(instance.code)
    if own is None:
        return []
    keys = {key for key, _ in own.findings}
    found = [
        (own.quorum and not instance.is_single, f"Quorum of {instance.quorum} on each question"),
        (own.concurrence and not instance.is_single, "Every question is closed"),
        (bool(keys) and all(one.key in keys for one in facts.standing_charges), "Every charge has a finding"),
        (bool(own.factors), "Factors recorded with reasons"),
        (facts.procedure.baseline and own.baseline_picked, "Baseline picked from its texts"),
        (own.attested and not instance.is_single, "Whole record attested by all who voted"),
        (facts.chance_to_answer_given and facts.protected_employee, "Notice and a chance to answer were given"),
    ]
    return [words for is_met, words in found if is_met]


def decision_page(work: Work, case: Case, held: frozenset[Permission]) -> DecisionPage:
    """The section for this viewer: the draft for who deliberates, what was issued for everybody who reads the case."""
    procedure = work.reference.procedure(case.track)
    instance = current_instance(work, case) if case.stage == Stage.DELIBERATION else procedure.last
    reads = Permission.DELIBERATION_READ in held
    at_work = is_at_work(work, case, instance)
    deliberates = reads and at_work and own_seat(work, case, instance.code) is not None
    decided = case.stage in {Stage.DECIDED, Stage.CLOSED}
    draft = deliberates or decided or (reads and was_member(work, case, instance.code))
    page = DecisionPage(
        deliberates, instance, proof_label(procedure.proof), procedure.baseline,
        _charges(work, case, instance, draft=deliberates), issued=_issued(work, case), is_open=at_work,
    )  # fmt: skip
    if not draft:
        return page
    page.factors, page.double_use = _factors(work, case, instance)
    page.neither = [factor_label(one) for one in work.reference.guidance.neither]
    page.baseline = _baseline(work, case, instance) if procedure.baseline else None
    if procedure.baseline and deliberates:
        page.rows, page.other_rows = _guidance_rows(work, case)
    page.proposals = [one for one in _proposals(work, case, instance) if one["adopted"] or not decided]
    kinds = [one["kind"] for one in page.proposals if one["kind"] is not None]
    level = _kind(work, case, page.baseline["level"]) if page.baseline else None
    page.similar = similar_cases(work, case, kinds, level)
    page.departs = (departure(kinds, level) or "") if kinds else ""
    if deliberates:
        _before_the_vote(work, case, instance, page)
    return page


def _before_the_vote(work: Work, case: Case, instance: Instance, page: DecisionPage) -> None:
    facts = facts_of(work, case)
    brings = {"reasons", "proof_standard", "departure"} | ({"attested"} if instance.is_single else set())
    items = [
        *missing_before_instance(facts, instance),
        *missing_for_decision(facts, instance),
        *employee_was_heard(facts),
    ]
    page.missing = [one for one in items if one.code not in brings]
    page.met = _met(facts, instance)
