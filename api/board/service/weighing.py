"""Factors, baseline, findings of an official, and proposed sanctions: what a decision is made of."""

from datetime import date
from typing import Any

from sqlalchemy import select

from api.acts import Outcome
from api.board.schemas.decision import ProposeSanction, WithdrawProposal
from api.board.schemas.deliberation import PickBaseline, RecordFactor, RecordFinding
from api.board.service.questions import open_proposals
from api.forms import Choice, Choices
from api.sanction_terms import missing_for_terms, term_choices, terms_given
from db.case_facts import facts_of
from db.deciding import Found, charge_rows, save_finding
from db.domain.finding import LABELS as FINDING_LABELS
from db.domain.finding import Finding, missing_for_finding
from db.domain.guidance import ANALOGY_NOTE, double_use_warning, factor_label, missing_for_baseline, missing_for_factor
from db.domain.instance import Instance
from db.domain.rule import Missing, ensure
from db.domain.sanction import LEVELS
from db.domain.stage import Stage
from db.models import Allegation, BaselinePick, Case, ChargeAllegation, Factor, ProposedSanction
from db.panels import current_instance, ensure_member
from db.questions import questions_of
from db.sanctioning import short_words, terms_from
from db.work import Work

INJURY_LABELS = {"serious": "Serious", "some": "Some", "little_or_none": "Little or none"}


def instance_at_work(work: Work, case: Case, act: str) -> Instance:
    """The instance that decides now; raises RuleBroken for anyone who does not sit on it, or outside deliberation."""
    if case.stage != Stage.DELIBERATION:
        ensure(Missing("stage", "This is weighed in deliberation.", None))
    instance = current_instance(work, case)
    ensure_member(work, case, instance, act)
    return instance


def factor_choices(work: Work, case: Case) -> Choices:
    """Aggravating and mitigating factors; what is neither is not offered."""
    guidance = work.reference.guidance
    allegations = work.session.scalars(
        select(Allegation).where(Allegation.case_id == case.id).order_by(Allegation.ordinal)
    )
    return {
        "factors": [
            *(Choice(code, f"Aggravating: {factor_label(code)}") for code in guidance.aggravating),
            *(Choice(code, f"Mitigating: {factor_label(code)}") for code in guidance.mitigating),
        ],
        "allegations": [Choice(str(one.id), f"Allegation {one.ordinal}", one.text[:200]) for one in allegations],
    }


def charged_conduct(work: Work, case: Case) -> frozenset[str]:
    """Ids of the allegations that a standing charge rests on."""
    versions = [row.version.id for row in charge_rows(work, case)]
    rows = work.session.scalars(
        select(ChargeAllegation.allegation_id).where(ChargeAllegation.charge_version_id.in_(versions))
    )
    return frozenset(str(one) for one in rows)


def record_factor(work: Work, case: Case, data: RecordFactor) -> Outcome:
    """Record a factor with its reason; again the same factor replaces its reason. Warns of double use."""
    instance = instance_at_work(work, case, "factor:record")
    guidance = work.reference.guidance
    weight = guidance.weight(data.code) or ""
    given = weight if weight in {"aggravating", "mitigating"} else "aggravating"
    ensure(missing_for_factor(guidance, data.code, given, data.reason))
    row = work.session.scalars(
        select(Factor).where(
            Factor.case_id == case.id, Factor.instance == instance.code, Factor.round == case.round,
            Factor.code == data.code,
        )
    ).first()  # fmt: skip
    work.record("factor:recorded", case=case, text=f"{given}: {factor_label(data.code).lower()}.")
    rests_on = [str(one) for one in data.rests_on]
    if row is None:
        row = Factor(
            case_id=case.id, instance=instance.code, round=case.round, kind=given, code=data.code,
            reason=data.reason.strip(), rests_on=rests_on, by_id=work.viewer.account_id, at=work.now,
        )  # fmt: skip
        work.session.add(row)
    else:
        row.reason, row.rests_on, row.at = data.reason.strip(), rests_on, work.now
        row.by_id = work.viewer.account_id
    work.session.flush()
    warning = None
    if given == "aggravating":
        warning = double_use_warning(charged_conduct(work, case), frozenset(rests_on))
    return Outcome(row.id, warning or "The factor is recorded.")


def baseline_choices(work: Work, _case: Case) -> Choices:
    """The rows and their levels. The texts of a row stand on the decision page, each with its own link here."""
    guidance = work.reference.guidance
    return {
        "standards": [Choice(row.standard, f"{row.standard}: {row.duty}") for row in guidance.rows],
        "levels": [Choice(level, level.capitalize()) for level in LEVELS],
        "mental_states": [Choice(one, one.capitalize()) for one in guidance.mental_states],
        "injuries": [Choice(one, INJURY_LABELS.get(one, one)) for one in guidance.injuries],
    }


def pick_baseline(work: Work, case: Case, data: PickBaseline) -> Outcome:
    """Pick the text that fits; its level is the baseline. A later pick replaces it until the decision is issued."""
    act = "baseline:pick"
    instance = instance_at_work(work, case, act)
    guidance = work.reference.guidance
    ensure(
        None
        if work.reference.procedure(case.track).baseline
        else Missing("no_baseline", "This track has no baseline: these standards do not govern employment.", None),
        missing_for_baseline(guidance, data.standard, data.level, data.mental_state, data.reason),
        None if data.injury in guidance.injuries else Missing("injury", "Choose the injury.", act),
    )
    work.record("baseline:picked", case=case, text=f"{data.level}, after standard {data.standard}.")
    row = work.session.scalars(
        select(BaselinePick).where(
            BaselinePick.case_id == case.id, BaselinePick.instance == instance.code, BaselinePick.round == case.round
        )
    ).first()
    if row is None:
        row = BaselinePick(case_id=case.id, instance=instance.code, round=case.round)
        work.session.add(row)
    row.standard, row.level = data.standard, data.level
    row.text = guidance.row(data.standard).text(data.level)
    row.mental_state, row.injury = data.mental_state, data.injury
    row.isolated = None if data.isolated is None else data.isolated == "yes"
    row.intended = None if data.intended is None else data.intended == "yes"
    row.reason, row.by_id, row.at = data.reason.strip(), work.viewer.account_id, work.now
    work.session.flush()
    return Outcome(row.id, f"The baseline is {data.level}. It suggests; those who vote decide.")


def analogy_note() -> str:
    """What the page says where no row fits the rule that was charged."""
    return ANALOGY_NOTE


def record_finding(work: Work, case: Case, data: RecordFinding) -> Outcome:
    """The deciding official's finding on one charge; a later one replaces it until the decision is issued."""
    act = "finding:record"
    instance = instance_at_work(work, case, act)
    row = next((one for one in charge_rows(work, case) if one.version.id == data.charge_version_id), None)
    facts = facts_of(work, case)
    ensure(
        None if instance.is_single else Missing("votes", "Here a finding takes a question and votes.", "question:put"),
        None if row else Missing("charge", "Choose a charge that stands, in its latest version.", act),
        missing_for_finding(data.value, data.ground, reasons=data.reasons, default_ordered=facts.default_ordered),
    )
    assert row is not None  # noqa: S101 - ensure() raised
    words = FINDING_LABELS[Finding(data.value)]
    work.record("finding:recorded", case=case, text=f"{row.label}: {words.lower()}.")
    saved = save_finding(
        work, case, instance.code, Found(row.version.id, data.value, data.ground, data.reasons.strip())
    )
    return Outcome(saved.id, f"{row.label}: {words.lower()}.")


def propose_choices(work: Work, case: Case) -> Choices:
    """The kinds of the track and who can monitor."""
    return term_choices(work, case)


def propose_values(_work: Work, _case: Case) -> dict[str, Any]:
    """A sanction whose pay was not asked is neither paid nor unpaid."""
    return {"paid": "not_applicable"}


def propose_sanction(work: Work, case: Case, data: ProposeSanction) -> Outcome:
    """Propose a sanction to those who decide, as given."""
    act = "sanction:propose"
    instance = instance_at_work(work, case, act)
    ensure(missing_for_terms(work, case, data.kind, data, act), _past(work, data.effective_on))
    terms = terms_given(data)
    words = short_words(work.reference.sanction(case.track, data.kind), terms)
    work.record("sanction:proposed", case=case, text=f"{words}.")
    row = ProposedSanction(
        case_id=case.id, instance=instance.code, round=case.round, kind=data.kind, terms=terms.as_json(),
        departure_reason="", by_id=work.viewer.account_id, at=work.now, withdrawn_at=None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    after = "" if instance.is_single else " Put it to the vote next."
    return Outcome(row.id, f"Proposed: {words}.{after}")


def _past(work: Work, effective_on: date | None) -> Missing | None:
    if effective_on is None or effective_on >= work.today:
        return None
    return Missing("effective_in_past", "A sanction takes effect today or later, not in the past.", "sanction:propose")


def withdrawable(work: Work, case: Case) -> list[ProposedSanction]:
    """Proposals without a question: they can still be taken back."""
    asked = {
        one.proposal.get("proposed_sanction_id") for one in questions_of(work, case, current_instance(work, case).code)
    }
    return [one for one in open_proposals(work, case) if str(one.id) not in asked]


def withdraw_choices(work: Work, case: Case) -> Choices:
    """The proposals that can be taken back."""
    rows = withdrawable(work, case)
    return {"open_proposals": [Choice(str(one.id), proposal_words(work, case, one)) for one in rows]}


def proposal_words(work: Work, case: Case, row: ProposedSanction) -> str:
    """A proposal in one line."""
    return short_words(work.reference.sanction(case.track, row.kind), terms_from(row.terms))


def withdraw_proposal(work: Work, case: Case, data: WithdrawProposal) -> Outcome:
    """Take back a proposal on which no question was put."""
    act = "sanction:propose"
    instance_at_work(work, case, act)
    row = next((one for one in withdrawable(work, case) if one.id == data.proposal_id), None)
    if row is None:
        ensure(Missing("proposal", "Choose a proposal on which no question was put.", act))
        raise AssertionError("unreachable")
    work.record("sanction:proposed", case=case, text=f"taken back: {proposal_words(work, case, row)}.")
    row.withdrawn_at = work.now
    return Outcome(row.id, "The proposal is withdrawn.")
