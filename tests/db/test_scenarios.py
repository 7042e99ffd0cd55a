"""The patterns of scenarios.md in the demonstration office: one test a number, asserting that row's facts."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db import models
from db.domain.statement import descendants
from db.session import Sessions
from tests.harness.databases import Fill
from tests.harness.demo import Told, demo_office


@pytest.fixture
def fill() -> Fill:
    """The demonstration office."""
    return demo_office


@pytest.fixture
def told(sessions: Sessions) -> Iterator[Told]:
    """The demonstration office, read."""
    with sessions.reading() as session:
        yield Told(session)


def test_1_pseudonyms_for_years_end_in_disbarment_and_reopen_a_court_matter(told: Told) -> None:
    posts, case = told.posts("sock_puppet"), told.case("sock_puppet", "licence")
    assert len({post.handle for post in posts}) == 3
    assert {post.account_kind for post in posts} == {"pseudonymous"}
    assert told.standing(case) == ["disbarment"]
    assert "conviction_review" in told.matters("sock_puppet")
    assert case.closed_at is not None
    assert case.closed_at - case.opened_at > timedelta(days=700)


def test_2_a_resignation_does_not_end_a_case_and_the_bar_is_told(told: Told) -> None:
    cases = [told.case("second", "employer"), told.case("self_report", "employer")]
    links = told.session.scalars(select(models.CaseLink).where(models.CaseLink.kind == "linked")).all()
    assert [(link.case_id, link.other_id) for link in links] == [(cases[0].id, cases[1].id)]
    assert {told.report(name).source for name in ("second", "self_report")} == {"court", "self"}
    for case in cases:
        (resigned,) = [one for one in told.rows(models.Event, case) if one.name == "employment:ended"]
        assert resigned.at < told.rows(models.Decision, case)[0].issued_at
        assert told.findings(case, "deciding_official") == ["sustained"]
        assert case.closure == "no_sanction"
        assert [one.kind for one in told.rows(models.Referral, case)] == ["bar"]


def test_3_posts_during_a_trial_end_in_eight_days_and_a_companion_weighs_recklessness(told: Told) -> None:
    employer, licence = told.case("mid_trial", "employer"), told.case("mid_trial", "licence")
    assert {post.visibility for post in told.posts("mid_trial")} == {"followers"}
    assert {post.court_stage for post in told.posts("mid_trial")} == {"trial"}
    assert [(one.kind, one.days, one.paid) for one in told.rows(models.Sanction, employer)] == [
        ("suspension", 8, False)
    ]
    assert {one.mental_state for one in told.rows(models.BaselinePick, licence)} == {"recklessness"}
    assert told.matters("mid_trial") == ["mistrial"]


def test_4_a_deceptive_profile_costs_the_job_and_a_year_fully_stayed_on_conditions(told: Told) -> None:
    employer, licence = told.case("alibi", "employer"), told.case("alibi", "licence")
    assert told.standing(employer) == ["termination"]
    (year,) = told.rows(models.Sanction, licence)
    assert (year.years, year.stayed_years, year.status) == (1, 1, "carried_out")
    assert {one.status for one in told.rows(models.Condition, licence)} == {"done"}
    assert all(post.still_visible == "no" for post in told.posts("alibi"))
    assert told.matters("alibi") == ["disclosed_to_defence"]


def test_5_a_head_goes_outside_under_seal_and_only_the_outcome_comes_back(told: Told) -> None:
    report = told.report("fake_page")
    (referral,) = told.session.scalars(select(models.Referral).where(models.Referral.incident_id == report.id))
    assert told.cases("fake_page") == []
    assert referral.sealed
    assert "one year and one day" in referral.outcome


def test_6_a_split_panel_a_contested_member_and_an_appeal_that_reverses_one_charge(told: Told) -> None:
    case = told.case("channel", "licence")
    (challenge,) = told.rows(models.Challenge, case)
    assert challenge.upheld is False
    results = [one.result for one in told.rows(models.Question, case) if one.instance == "panel_recommendation"]
    assert "Carried, 2 to 1." in results
    assert told.findings(case, "appeal") == ["not_sustained", "sustained"]
    assert [one.status.value for one in told.rows(models.Sanction, case) if one.status != "carried_out"] == [
        "superseded"
    ]
    assert told.standing(case) == ["disbarment"]
    sealed = select(models.Referral.sealed).where(models.Referral.incident_id == told.report("channel").id)
    assert told.session.scalars(sealed).all() == [True]


def test_7_the_board_does_not_follow_a_recommendation_to_dismiss(told: Told) -> None:
    case = told.case("press_post", "licence")
    assert told.findings(case, "panel_recommendation") == ["no_violation", "no_violation"]
    assert told.findings(case, "board_order") == ["not_sustained", "sustained"]
    assert told.standing(case) == ["censure"]


def test_8_a_trial_is_one_question_and_misconduct_another(told: Told) -> None:
    case = told.case("tweets", "employer")
    assert case.closure == "no_violation"
    assert told.standing(case) == []
    assert told.matters("tweets") == ["no_action"]


def test_9_unpaid_on_day_five_and_terminated_on_day_eleven_with_due_process_kept(told: Told) -> None:
    report, case = told.report("city"), told.case("city", "employer")
    (measure,) = told.rows(models.ProtectiveMeasure, case)
    (decision,) = told.rows(models.Decision, case)
    (hearing,) = told.rows(models.Hearing, case)
    start = report.received_at.date()
    assert (measure.from_on - start).days == 5
    assert (measure.paid, measure.flagged) == (False, True)
    assert (decision.issued_at.date() - start).days == 11
    assert hearing.held_at is not None
    assert told.standing(case) == ["termination"]
    earlier = select(models.Screening.outcome).where(models.Screening.incident_id == told.report("earlier").id)
    assert told.session.scalars(earlier).all() == ["informal"]


def test_10_deleted_in_seconds_a_colleagues_screenshot_survives(told: Told) -> None:
    (post,) = told.posts("deleted")
    assert post.removed_at is not None and post.posted_from_at is not None  # noqa: PT018
    assert post.removed_at - post.posted_from_at < timedelta(seconds=20)
    kinds = select(models.Evidence.kind).where(models.Evidence.incident_id == told.report("deleted").id)
    assert "third_party_screenshot" in told.session.scalars(kinds).all()
    case = told.case("deleted", "employer")
    assert told.standing(case) == ["termination"]
    assert {one.basis for one in told.rows(models.Attribution, case)} == {"distinctive_facts"}


def test_11_leave_is_no_discipline_and_the_case_goes_on_to_findings(told: Told) -> None:
    case = told.case("memes", "employer")
    assert {(one.kind, one.paid) for one in told.rows(models.ProtectiveMeasure, case)} == {
        ("paid_leave", True), ("matters_reassigned", True),
    }  # fmt: skip
    assert told.matters("memes") == ["conviction_review", "disclosed_to_defence", "reassigned"]
    assert told.findings(case, "deciding_official") == ["sustained"]
    assert told.rows(models.Sanction, case) == []


def test_12_a_grievance_of_years_upholds_the_termination(told: Told) -> None:
    case = told.case("blog", "employer")
    (grievance,) = told.rows(models.Proceeding, case)
    assert (grievance.kind, grievance.outcome) == ("grievance", "affirmed")
    assert grievance.ended_at - grievance.opened_at > timedelta(days=1000)
    assert told.standing(case) == ["termination"]
    assert len(told.rows(models.SpeechReview, case)) == 1


def test_13_protected_opinion_ends_without_action(told: Told) -> None:
    case = told.case("opinion", "employer")
    assert [one.conclusion for one in told.rows(models.SpeechReview, case)] == ["protected"]
    assert case.closure == "dismissed"


def test_14_three_respondents_three_cases_and_each_is_walled_from_the_others(told: Told) -> None:
    cases = told.cases("jurors")
    assert sorted(kind for case in cases for kind in told.standing(case)) == ["censure", "censure", "counselling"]
    assert sum(len(told.rows(models.EvidenceAbsence, case)) for case in cases) == 1
    for case in cases:
        walled = {one.person_id for one in told.rows(models.MatterRelation, case) if one.kind == "walled"}
        assert walled >= {other.respondent_id for other in cases} - {case.respondent_id}


def test_15_a_dismissal_is_reviewed_by_another_and_ends_in_surrender_by_consent(told: Told) -> None:
    report, case = told.report("leak"), told.case("leak", "licence")
    rounds = select(models.Screening).where(models.Screening.incident_id == report.id).order_by(models.Screening.round)
    assert [one.outcome for one in told.session.scalars(rounds)] == ["dismissed", "opened"]
    assert case.closure == "consent"
    assert told.standing(case) == ["surrender"]
    sealed = (
        select(models.EvidenceRestriction.kind)
        .join(models.Evidence, models.Evidence.id == models.EvidenceRestriction.evidence_id)
        .where(models.Evidence.incident_id == report.id)
    )
    assert told.session.scalars(sealed).all() == ["sealed"]


def test_16_a_spokesperson_is_no_lawyer_so_only_the_employer_acts(told: Told) -> None:
    (case,) = told.cases("spokesperson")
    employment = told.session.get_one(models.Employment, case.employment_id)
    assert (case.track, employment.respondent_type) == ("employer", "non_lawyer")
    assert {post.account_kind for post in told.posts("spokesperson")} == {"official"}
    assert told.standing(case) == ["counselling"]
    adopted = select(models.Action.kind).where(models.Action.status == "adopted")
    assert "policy" in told.session.scalars(adopted).all()


def test_17_an_ambiguous_repost_ends_with_coaching_and_an_answer(told: Told) -> None:
    of_report = models.Screening.incident_id == told.report("joke").id
    (screening,) = told.session.scalars(select(models.Screening).where(of_report))
    assert (screening.outcome, screening.ground) == ("informal", "coaching")
    assert screening.respondent_answer
    assert told.cases("joke") == []


def test_18_a_geotag_is_captured_before_it_is_removed_and_the_training_changes(told: Told) -> None:
    report, case = told.report("geotag"), told.case("geotag", "employer")
    captured = (
        select(models.Evidence).where(models.Evidence.incident_id == report.id).order_by(models.Evidence.added_at)
    )
    first, (post,) = told.session.scalars(captured).first(), told.posts("geotag")
    assert first is not None and first.capture_started_at is not None and post.removed_at is not None  # noqa: PT018
    assert report.urgent
    assert told.standing(case) == ["censure"]
    assert told.matters("geotag") == ["disclosed_to_defence"]
    adopted = select(models.Action.kind).where(models.Action.status == "adopted")
    assert "training" in told.session.scalars(adopted).all()


def test_19_retaliation_is_a_case_of_its_own_with_the_chain_locked_out(told: Told) -> None:
    case, base = told.case("retaliation", "employer"), told.case("chat", "employer")
    links = told.session.scalars(select(models.CaseLink).where(models.CaseLink.case_id == case.id)).all()
    assert [(one.other_id, one.kind) for one in links] == [(base.id, "retaliation")]
    assert told.posts("retaliation") == []
    assert any(one.kind == "walled" for one in told.rows(models.MatterRelation, case))
    assert told.standing(case) == ["suspension"]


def test_20_a_withdrawn_report_still_ends_in_a_censure(told: Told) -> None:
    withdrawn = select(models.Supplement.withdraws).where(models.Supplement.incident_id == told.report("withdrawn").id)
    assert told.session.scalars(withdrawn).all() == [True]
    assert told.standing(told.case("withdrawn", "employer")) == ["censure"]


def test_21_what_was_destroyed_leaves_a_proof_without_a_name(told: Told) -> None:
    proofs = told.session.scalars(select(models.Destruction)).all()
    names = told.session.scalars(select(models.Person.name)).all()
    assert len(proofs) == 2
    for proof in proofs:
        words = f"{proof.approvers} {proof.aggregate}"
        assert proof.destroyed_at.date() >= proof.due_on
        assert not [name for name in names if name in words]


def test_22_a_compelled_statement_and_its_fruits_stay_out_of_the_criminal_referral(told: Told) -> None:
    case = told.case("query", "employer")
    compelled = [one.id for one in told.rows(models.Statement, case) if one.mode == "compelled"]
    parents: dict[Any, list[Any]] = {}
    for one in told.rows(models.Derivation, case):
        parents.setdefault(one.child_id, []).append(one.statement_id)
    behind_the_wall = {str(one) for one in descendants(compelled, parents)}
    (referral,) = told.rows(models.Referral, case)
    assert len(behind_the_wall) == 3
    assert referral.packet
    assert not set(referral.packet) & behind_the_wall


def test_the_exonerated_are_cleared(told: Told) -> None:
    assert told.case("hacked", "employer").closure == "dismissed"
    assert told.case("namesake", "employer").closure == "no_violation"
    assert told.findings(told.case("namesake", "employer"), "deciding_official") == ["unfounded"]
    of_report = models.Screening.incident_id == told.report("impersonation").id
    assert told.session.scalars(select(models.Screening.ground).where(of_report)).all() == ["wrong_person"]
