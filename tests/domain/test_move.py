"""Moves of a case: each can be made when everything is there, and each refusal names everything that is not."""

from dataclasses import replace

import pytest

from db.domain.facts import AllegationFacts
from db.domain.move import MOVES, MoveName, ensure_move, met_for, missing_for, moves_from
from db.domain.permission_name import Permission
from db.domain.rule import RuleBroken
from db.domain.stage import Stage, Track
from tests.domain.given import ago, case, charge, codes, lines, ready

RECORD_OR_WAIT = (
    "Record the answer to the formal charges, or wait until its time has run after service, or have a default ordered."
)


@pytest.mark.parametrize("track", list(Track))
@pytest.mark.parametrize("move", list(MoveName))
def test_a_move_is_made_when_everything_is_there(move: MoveName, track: Track) -> None:
    facts = ready(move, track)
    assert missing_for(facts, move) == ()
    assert ensure_move(facts, move) is (MOVES[move].target or Stage.INVESTIGATION)


@pytest.mark.parametrize("move", list(MoveName))
def test_a_move_with_nothing_done_is_refused(move: MoveName) -> None:
    sources = MOVES[move].sources
    stage = None if sources is None else min(sources, key=list(Stage).index)
    with pytest.raises(RuleBroken) as refused:
        ensure_move(case(stage=stage), move)
    assert refused.value.missing == missing_for(case(stage=stage), move)


def test_a_case_is_not_opened_until_everything_is_named_at_once() -> None:
    assert lines(missing_for(case(), MoveName.OPEN)) == [
        ("conflicts_checked", "Check conflicts of everyone in the matter.", "conflict:check"),
        ("evidence_preserved", "Preserve the evidence, or explain why there is none.", "evidence:add"),
        ("respondent_identified", "Identify the respondent.", "report:identify"),
    ]


def test_a_head_of_the_office_goes_outside() -> None:
    facts = replace(ready(MoveName.OPEN), respondent_is_head=True, attribution_confirmed=False)
    assert lines(missing_for(facts, MoveName.OPEN)) == [
        (
            "attribution_confirmed",
            "Confirm by attribution that the respondent is the right person.",
            "attribution:decide",
        ),
        (
            "head_goes_outside",
            "The respondent heads the office: send the matter outside as a sealed referral.",
            "referral:record",
        ),
    ]


def test_absent_evidence_may_be_explained() -> None:
    facts = replace(ready(MoveName.OPEN), evidence_items=0)
    assert codes(missing_for(facts, MoveName.OPEN)) == ["evidence_preserved"]
    assert missing_for(replace(facts, evidence_absence_explained=True), MoveName.OPEN) == ()


def test_review_waits_for_notice_answer_report_and_speech_review() -> None:
    facts = case(
        stage=Stage.INVESTIGATION,
        allegations=(
            AllegationFacts(label="allegation 1"),
            AllegationFacts(label="allegation 2", reported=True, evidence_for=True, proposed_finding=True),
        ),
        speech_review_due=True,
        stayed=True,
    )
    assert lines(missing_for(facts, MoveName.SUBMIT_FOR_REVIEW)) == [
        ("stayed", "The case is stayed: the stay must be lifted or end first.", "stay:lift"),
        ("notice_served", "Draft and serve the notice of allegations.", "notice:draft"),
        (
            "notice_answered",
            "Record the response to the notice of allegations, or wait until its time has run after service.",
            "response:record",
        ),
        (
            "allegation_reported",
            "Report on allegation 1: the evidence, what helps the respondent and a proposed finding.",
            "allegation:report",
        ),
        ("allegation_reported", "Report on allegation 2: what helps the respondent.", "allegation:report"),
        (
            "speech_review",
            "Have counsel record the speech review: content or viewpoint is part of the ground.",
            "speech_review:record",
        ),
    ]


def test_a_notice_without_substance_does_not_start_the_answer() -> None:
    facts = replace(ready(MoveName.SUBMIT_FOR_REVIEW), notice_has_substance=False)
    assert codes(missing_for(facts, MoveName.SUBMIT_FOR_REVIEW)) == ["notice_substance"]


def test_silence_is_an_answer_only_once_its_time_has_run() -> None:
    waiting = replace(ready(MoveName.SUBMIT_FOR_REVIEW), notice_answered_at=None, notice_answer_due_at=ago(-3))
    assert lines(missing_for(waiting, MoveName.SUBMIT_FOR_REVIEW)) == [
        (
            "notice_answered",
            "Record the response to the notice of allegations, or wait until its time has run (Nov 25, 2026).",
            "response:record",
        )
    ]
    assert missing_for(replace(waiting, notice_answer_due_at=ago(1)), MoveName.SUBMIT_FOR_REVIEW) == ()


@pytest.mark.parametrize(
    ("track", "words", "act"),
    [
        (Track.LICENCE, "Draft the formal charges.", "charge:draft"),
        (Track.EMPLOYER, "Draft the notice of proposed action.", "proposed_action:draft"),
    ],
)
def test_charging_needs_a_reviewer_and_a_charge_in_the_words_of_the_track(track: Track, words: str, act: str) -> None:
    facts = case(track, Stage.CAUSE_REVIEW, speech_review_due=True)
    assert lines(missing_for(facts, MoveName.CHARGE)) == [
        ("cause_reviewer", "Assign a cause reviewer.", "case:assign"),
        ("charge_drafted", words, act),
        (
            "speech_review",
            "Have counsel record the speech review: content or viewpoint is part of the ground.",
            "speech_review:record",
        ),
    ]


def test_cause_needs_rule_and_facts_on_each_charge() -> None:
    facts = replace(
        ready(MoveName.CHARGE),
        charges=(
            charge(label="charge 1", rule_cited=False, facts_stated=False),
            charge(key="c2", label="charge 2", cause_found=False),
            charge(key="c3", label="charge 3", cause_found=False, withdrawn=True),
        ),
    )
    assert lines(missing_for(facts, MoveName.CHARGE)) == [
        ("charge_stated", "State in charge 1 the rule with its source and the facts.", "charge:draft"),
        ("cause_found", "Find cause on charge 2.", "cause:find"),
    ]


def test_whoever_investigated_or_screened_does_not_review_cause() -> None:
    facts, reed = ready(MoveName.CHARGE), frozenset({"Reed"})
    for earlier in (replace(facts, investigators=reed), replace(facts, screeners=reed)):
        assert codes(missing_for(earlier, MoveName.CHARGE)) == ["reviewer_independent"]


def test_presenting_counsel_does_not_advise_the_board() -> None:
    facts = replace(ready(MoveName.CHARGE), advisers=frozenset({"Cole"}))
    assert codes(missing_for(facts, MoveName.CHARGE)) == ["counsel_not_adviser"]


def test_a_hearing_names_everything_that_is_missing_on_the_licence_track() -> None:
    facts = case(stage=Stage.CHARGED, charges=(charge(served_at=None, answered_at=None, answer_due_at=None),))
    assert lines(missing_for(facts, MoveName.TO_HEARING)) == [
        ("charges_served", "Serve the formal charges: charge 1.", "letter:serve"),
        (
            "charges_answered",
            RECORD_OR_WAIT,
            "response:record",
        ),
        ("evidence_disclosed", "Disclose the evidence to the respondent.", "disclosure:record"),
        ("evidence_explained", "Explain the evidence to the respondent.", "disclosure:record"),
        ("witness_names", "Give the respondent the names of the witnesses.", "disclosure:record"),
        (
            "deciders_named",
            "Name the members (panel recommendation): 2 lawyers and 1 public member needed.",
            "panel:compose",
        ),
        ("hearing_scheduled", "Schedule the hearing.", "hearing:schedule"),
        ("notice_time", "The required notice time has not started: it runs from service.", "letter:serve"),
    ]


def test_a_pre_decision_meeting_names_everything_that_is_missing_on_the_employer_track() -> None:
    facts = case(
        Track.EMPLOYER, Stage.CHARGED, charges=(charge(answered_at=None, answer_due_at=ago(-5)),),
        hearing_scheduled_at=ago(-9),
    )  # fmt: skip
    assert lines(missing_for(facts, MoveName.TO_HEARING)) == [
        (
            "charges_answered",
            "Record the answer to the notice of proposed action, or wait until its time has run (Nov 27, 2026).",
            "response:record",
        ),
        ("evidence_disclosed", "Disclose the evidence to the respondent.", "disclosure:record"),
        ("evidence_explained", "Explain the evidence to the respondent.", "disclosure:record"),
        ("witness_names", "Give the respondent the names of the witnesses.", "disclosure:record"),
        ("deciders_named", "Designate the deciding official.", "official:designate"),
        ("hearing_notice_served", "Serve the notice of the pre-decision meeting.", "letter:serve"),
        ("notice_time", "The required notice time has not started: it runs from service.", "letter:serve"),
    ]


def test_a_default_stands_only_on_proof_of_service() -> None:
    facts = replace(
        ready(MoveName.TO_HEARING), charges=(charge(answered_at=None, answer_due_at=ago(-9)),), default_ordered=True
    )
    assert codes(missing_for(facts, MoveName.TO_HEARING)) == ["default_proof"]
    assert missing_for(replace(facts, default_service_proven=True), MoveName.TO_HEARING) == ()


def test_notice_time_is_waited_for_or_waived_in_writing() -> None:
    early = replace(ready(MoveName.TO_HEARING), hearing_not_before_on=ago(-20).date())
    assert lines(missing_for(early, MoveName.TO_HEARING)) == [
        (
            "notice_time",
            "Wait for the required notice time (not before Dec 12, 2026), or record a written waiver.",
            "notice_time:waive",
        )
    ]
    assert missing_for(replace(early, notice_time_waived=True), MoveName.TO_HEARING) == ()


def test_deliberation_waits_for_the_hearing_its_exhibits_and_its_record() -> None:
    assert lines(missing_for(case(stage=Stage.HEARING), MoveName.TO_DELIBERATION)) == [
        ("hearing_held", "Hold the hearing, or record that it was waived.", "hearing:hold"),
        ("exhibits_filed", "File the exhibits.", "exhibit:file"),
        ("record_filed", "File the record of the hearing.", "hearing:hold"),
    ]


def test_after_a_default_a_hearing_on_the_sanction_is_offered() -> None:
    facts = replace(
        ready(MoveName.TO_DELIBERATION), hearing_held_at=None, default_ordered=True, default_service_proven=True
    )
    assert codes(missing_for(facts, MoveName.TO_DELIBERATION)) == ["sanction_hearing"]
    assert missing_for(replace(facts, sanction_hearing_offered=True), MoveName.TO_DELIBERATION) == ()


def test_a_case_in_the_wrong_stage_says_where_it_stands() -> None:
    facts = replace(ready(MoveName.CLOSE), stage=Stage.HEARING, track=Track.LICENCE)
    assert lines(missing_for(facts, MoveName.CLOSE)) == [
        ("stage", "The case is in hearing; this is done in decided.", None)
    ]


def test_what_is_met_stands_in_words() -> None:
    assert met_for(ready(MoveName.OPEN), MoveName.OPEN) == (
        "Conflicts checked",
        "Evidence preserved, or its absence explained",
        "Respondent confirmed by attribution",
        "Not a head's matter, which goes outside",
    )
    assert met_for(case(), MoveName.OPEN) == ("Not a head's matter, which goes outside",)


def test_every_act_that_a_missing_item_names_exists() -> None:
    known = {permission.value for permission in Permission}
    for move in MoveName:
        for stage in (None, *Stage):
            for track in Track:
                for item in missing_for(case(track, stage), move):
                    assert item.act is None or item.act in known, item
        assert MOVES[move].act in known


def test_every_stage_but_closed_leads_on_and_closed_only_reopens() -> None:
    assert [move.name for move in moves_from(Stage.CLOSED)] == [MoveName.REOPEN]
    assert [move.name for move in moves_from(None)] == [MoveName.OPEN]
    for stage in Stage:
        assert moves_from(stage)
