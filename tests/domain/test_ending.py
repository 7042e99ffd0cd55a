"""How a case ends: dismissed, diverted, abated, by consent, closed; and how it is opened again."""

from dataclasses import replace

import pytest

from db.domain.before_closing import outcome_exists
from db.domain.facts import ConditionFacts, SanctionFacts
from db.domain.move import MoveName, ensure_move, missing_for
from db.domain.stage import SanctionStatus, Stage
from tests.domain.given import ago, case, charge, codes, lines, ready


def test_a_dismissal_needs_reasons_and_no_running_diversion() -> None:
    facts = case(stage=Stage.INVESTIGATION, diversion_ordered=True)
    assert codes(missing_for(facts, MoveName.DISMISS)) == ["dismissal_reasons", "diversion_running"]
    assert codes(missing_for(facts, MoveName.COMPLETE_DIVERSION)) == ["diversion_running"]


def test_charged_cases_end_when_charges_are_withdrawn_or_dismissed_by_order() -> None:
    facts = case(stage=Stage.HEARING, charges=(charge(),), dismissal_reasons=True)
    assert lines(missing_for(facts, MoveName.DISMISS_CHARGES)) == [
        ("charges_gone", "Withdraw the charges that stand (charge 1), or dismiss them by order.", "charge:withdraw")
    ]
    assert missing_for(replace(facts, dismissal_order=True), MoveName.DISMISS_CHARGES) == ()
    assert missing_for(replace(facts, charges=(charge(withdrawn=True),)), MoveName.DISMISS_CHARGES) == ()


def test_a_resignation_alone_ends_nothing() -> None:
    facts = case(stage=Stage.INVESTIGATION, abatement_reason="resigned", dismissal_reasons=True)
    assert codes(missing_for(facts, MoveName.ABATE)) == ["abatement"]


def test_consent_needs_an_affidavit_and_another_approver() -> None:
    assert codes(missing_for(case(stage=Stage.CHARGED), MoveName.CONSENT)) == [
        "consent_recorded",
        "consent_affidavit",
        "consent_approved",
    ]
    own = replace(ready(MoveName.CONSENT), consent_approver="Cole")
    assert codes(missing_for(own, MoveName.CONSENT)) == ["approver_not_negotiator"]


@pytest.mark.parametrize("stage", Stage)
def test_the_reporter_hears_an_outcome_once_there_is_one(stage: Stage) -> None:
    missing = outcome_exists(stage)
    assert (missing is None) == (stage in {Stage.DECIDED, Stage.CLOSED})
    if missing:
        assert missing.text == "There is no outcome to tell yet: the case is neither decided nor closed."


def test_closing_names_every_open_end() -> None:
    facts = case(
        stage=Stage.DECIDED,
        sanctions=(
            SanctionFacts(label="Suspension", status=SanctionStatus.IN_FORCE, start_proven=True),
            SanctionFacts(label="Probation"),
            SanctionFacts(label="Censure", status=SanctionStatus.SUPERSEDED),
        ),
        conditions=(ConditionFacts(label="Ethics course"), ConditionFacts(label="Mentor", breach_decided=True)),
        proceedings_open=("Appeal lodged Nov 2",),
        appeal_due_at=ago(-4),
        corrections_open=("Back pay",),
        matters_unreviewed=("CR-22-104",),
        referrals_due=("Bar",),
        has_reporter=True,
    )
    assert lines(missing_for(facts, MoveName.CLOSE)) == [
        ("sanction_done", "Suspension is in force: prove its completion.", "sanction:prove_completion"),
        ("sanction_done", "Probation is pending: prove its start and completion.", "sanction:prove_start"),
        ("condition_done", "Condition open: Ethics course.", "condition:report"),
        ("proceeding_open", "Still open: Appeal lodged Nov 2.", "appeal:decide"),
        ("appeal_time", "Wait until the time for appeal has run (Nov 26, 2026).", None),
        ("correction_open", "Finish the correction: Back pay.", "correction:record"),
        ("matter_reviewed", "Review the affected matter CR-22-104.", "matter:review"),
        ("referral_recorded", "Record the referral that is due: Bar.", "referral:record"),
        ("outcome_served", "Serve the final outcome on the respondent.", "outcome:serve"),
        ("reporter_told", "Tell the reporter the outcome, or note why not.", "reporter:tell"),
    ]


def test_carried_out_without_proof_does_not_close_a_case() -> None:
    bare = SanctionFacts(label="Suspension", status=SanctionStatus.CARRIED_OUT, start_proven=True)
    facts = replace(ready(MoveName.CLOSE), sanctions=(bare,))
    assert lines(missing_for(facts, MoveName.CLOSE)) == [
        ("sanction_done", "Suspension is carried out: prove its completion.", "sanction:prove_completion")
    ]


def test_a_reporter_may_be_left_untold_with_a_reason() -> None:
    facts = replace(ready(MoveName.CLOSE), reporter_told_at=None)
    assert codes(missing_for(facts, MoveName.CLOSE)) == ["reporter_told"]
    assert missing_for(replace(facts, reporter_not_told_reason=True), MoveName.CLOSE) == ()


def test_a_reopened_case_goes_to_the_stage_that_the_order_names() -> None:
    facts = replace(ready(MoveName.REOPEN), reopening_stage=Stage.HEARING)
    assert ensure_move(facts, MoveName.REOPEN) is Stage.HEARING
