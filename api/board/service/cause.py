"""Cause review: rulings on allegations, the move to charged, the return, and dismissal."""

from sqlalchemy import select

from api.acts import Outcome
from api.board.schemas.cause import GROUNDS, DismissCase, FindCause, MakeMove, ReturnForChanges
from api.board.service.charges import make_charges_letter
from api.forms import Choice, Choices
from db.case_facts import facts_of
from db.deadlines import meet_clocks, start_clocks
from db.domain.conflict import missing_for_function
from db.domain.move import MoveName
from db.domain.relation import RelationKind
from db.domain.rule import Missing, ensure
from db.domain.stage import Stage
from db.incidents import close_reports
from db.letters import make_letter
from db.models import Allegation, Case, CauseReview, Order
from db.moving import move_to
from db.panels import relations_had
from db.work import Work


def allegations_of(work: Work, case: Case) -> list[Allegation]:
    """The allegations of a case, in order."""
    return list(
        work.session.scalars(select(Allegation).where(Allegation.case_id == case.id).order_by(Allegation.ordinal))
    )


def allegation_choices(work: Work, case: Case) -> list[Choice]:
    """The allegations as a form offers them."""
    return [Choice(str(one.id), f"Allegation {one.ordinal}", one.text[:200]) for one in allegations_of(work, case)]


def cause_choices(work: Work, case: Case) -> Choices:
    """For the form of a ruling on cause."""
    return {"allegations": allegation_choices(work, case)}


def ensure_independent(work: Work, case: Case) -> None:
    """Raise RuleBroken for a reviewer who investigated or screened this matter: nothing overrides it."""
    me = work.viewer.person_id
    had = relations_had(work, case, [me])[me] - {RelationKind.CAUSE_REVIEWER}
    ensure(missing_for_function(RelationKind.CAUSE_REVIEWER, had, name="The reviewer"))


def find_cause(work: Work, case: Case, data: FindCause) -> Outcome:
    """Rule on cause for one allegation; a later ruling replaces an earlier one."""
    ensure_independent(work, case)
    known = {one.id: one for one in allegations_of(work, case)}
    allegation = known.get(data.allegation_id)
    found = data.cause == "found"
    ensure(
        None if allegation else Missing("allegation", "Choose an allegation of this case.", "cause:find"),
        Missing("cause_rule", "State the rule with its source.", "cause:find")
        if found and not data.rule.strip()
        else None,
        Missing("cause_facts", "State the facts.", "cause:find") if found and not data.facts.strip() else None,
        Missing("cause_reasons", "Give the reasons.", "cause:find") if not found and not data.reasons.strip() else None,
    )
    assert allegation is not None  # noqa: S101 - ensure() raised
    words = "Cause found" if found else "No cause found"
    work.record("cause:found", case=case, text=f"on allegation {allegation.ordinal}: {words.lower()}.")
    row = CauseReview(
        case_id=case.id, allegation_id=allegation.id, cause=found, rule=data.rule.strip(), facts=data.facts.strip(),
        reasons=data.reasons.strip(), reviewer_id=work.viewer.person_id, at=work.now,
    )  # fmt: skip
    work.session.add(row)
    if found:
        start_clocks(work, "cause_found", at=work.now, case=case)
    work.session.flush()
    return Outcome(row.id, f"{words} on allegation {allegation.ordinal}.")


def charge_case(work: Work, case: Case, _data: MakeMove) -> Outcome:
    """Move from cause review to charged, and make the paper that is to be served."""
    ensure_independent(work, case)
    work.record("case:charged", case=case)
    move_to(work, case, MoveName.CHARGE)
    letter = make_charges_letter(work, case)
    return Outcome(letter.id, "The case is charged. The paper waits to be served.")


def return_for_changes(work: Work, case: Case, data: ReturnForChanges) -> Outcome:
    """Send the case back to its investigator, with what must change."""
    work.record("case:returned_for_changes", case=case, text=data.reasons)
    move_to(work, case, MoveName.RETURN_FOR_CHANGES, facts_of(work, case, return_reasons=bool(data.reasons.strip())))
    if case.assignee_id is not None:
        work.notify(case.assignee_id, "case_returned", "A case came back for changes.", case=case)
    return Outcome(None, "The case went back to its investigator.")


def dismiss_case(work: Work, case: Case, data: DismissCase) -> Outcome:
    """Close a case without a decision, with reasons; once charges were made, by withdrawal or order."""
    before = case.stage in {Stage.INVESTIGATION, Stage.CAUSE_REVIEW}
    has_reasons = bool(data.reasons.strip())
    facts = facts_of(work, case, dismissal_reasons=has_reasons, dismissal_order=data.by_order)
    work.record("case:dismissed", case=case, text=f"{GROUNDS[data.ground]}.")
    if data.by_order and not before:
        work.session.add(
            Order(
                case_id=case.id,
                motion_id=None,
                kind="dismissal",
                granted=True,
                reasons=data.reasons,
                effect="The charges that stand are dismissed.",
                until_on=None,
                ruled_by_id=work.viewer.account_id,
                at=work.now,
                set_aside_at=None,
            )
        )
    move_to(work, case, MoveName.DISMISS if before else MoveName.DISMISS_CHARGES, facts)
    case.closure = "withdrawn" if data.ground == "charges_withdrawn" else "dismissed"
    case.closure_reasons = data.reasons
    if before:
        meet_clocks(work, "charge", case=case)
    letter = make_letter(work, case, "dismissal", {"reasons": data.reasons})
    start_clocks(work, "case_closed", at=work.now, case=case)
    close_reports(work, case)
    return Outcome(letter.id, "The case is dismissed. The notice waits to be served.")
