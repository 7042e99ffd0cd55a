"""What a decision must hold, for each instance and track."""

from dataclasses import replace

from db.domain.before_decision import missing_before_instance, missing_for_decision
from db.domain.facts import DecisionFacts, FactorFacts
from db.domain.move import MoveName, missing_for
from db.domain.stage import Track
from tests.domain.given import REFERENCE, ago, charge, codes, decision, lines, ready


def test_an_empty_order_of_the_board_names_all_it_lacks() -> None:
    facts = replace(ready(MoveName.DECIDE), decisions=(decision("panel_recommendation"),), speech_review_due=True)
    assert lines(missing_for(facts, MoveName.DECIDE)) == [
        ("quorum", "Reach the quorum of 5 (board order).", "vote:cast"),
        ("concurrence", "Close each question with the votes that concurrence takes (board order).", "question:close"),
        ("attested", "Attest that whoever decides heard or reviewed the whole record.", "vote:cast"),
        ("finding_on_each", "Record a finding on charge 1.", "finding:record"),
        ("proof_standard", "Name the standard of proof: clear and convincing evidence.", "decision:issue"),
        ("reasons", "Give the reasons for the decision.", "decision:issue"),
        (
            "speech_review",
            "Have counsel record the speech review: content or viewpoint is part of the ground.",
            "speech_review:record",
        ),
    ]


def test_an_official_deciding_alone_needs_no_votes_and_no_baseline() -> None:
    facts = replace(
        ready(MoveName.DECIDE, Track.EMPLOYER),
        decisions=(DecisionFacts(instance="deciding_official", findings=(("c1", "sustained"),)),),
    )
    assert lines(missing_for(facts, MoveName.DECIDE)) == [
        ("attested", "Attest that whoever decides heard or reviewed the whole record.", "decision:issue"),
        ("proof_standard", "Name the standard of proof: preponderance of the evidence.", "decision:issue"),
        ("reasons", "Give the reasons for the decision.", "decision:issue"),
        ("factors", "Record the aggravating and mitigating factors.", "factor:record"),
        ("sanction", "Propose a sanction, or say that none is imposed.", "sanction:propose"),
    ]


def test_a_protected_employee_is_heard_before_the_decision() -> None:
    facts = replace(
        ready(MoveName.DECIDE, Track.EMPLOYER),
        decision_notice_given=False,
        evidence_explained_to_employee=False,
        chance_to_answer_given=False,
        emergency_unpaid_suspension=True,
        discharge_published=True,
    )
    assert lines(missing_for(facts, MoveName.DECIDE)) == [
        ("employee_notice", "Give the employee notice of what is proposed.", "letter:serve"),
        ("employee_evidence", "Explain the evidence to the employee.", "disclosure:record"),
        ("employee_answer", "Give the employee a chance to answer before deciding.", "response:record"),
        ("prompt_hearing", "Hold the prompt hearing that follows an emergency unpaid suspension.", "hearing:hold"),
        ("name_clearing", "Offer the employee a name-clearing hearing.", "hearing:schedule"),
    ]
    assert missing_for(replace(facts, track=Track.LICENCE), MoveName.DECIDE) == ()


def test_no_violation_needs_neither_factors_nor_baseline_nor_sanction() -> None:
    cleared = decision(
        "board_order", findings=(("c1", "no_violation"),), factors=(), baseline_picked=False, sanctions=0
    )
    facts = replace(ready(MoveName.DECIDE), decisions=(decision("panel_recommendation"), cleared))
    assert missing_for(facts, MoveName.DECIDE) == ()


def test_a_sustained_charge_needs_factors_with_reasons_baseline_and_an_explained_departure() -> None:
    bare = decision(
        "board_order",
        factors=(FactorFacts(code="remote_prior"),),
        baseline_picked=False,
        departs=True,
        sanctions=0,
    )
    facts = replace(ready(MoveName.DECIDE), decisions=(decision("panel_recommendation"), bare))
    assert lines(missing_for(facts, MoveName.DECIDE)) == [
        ("factor_reasons", "Give reasons for: remote prior.", "factor:record"),
        ("baseline", "Pick the baseline from the text that fits.", "baseline:pick"),
        ("sanction", "Propose a sanction, or say that none is imposed.", "sanction:propose"),
        ("departure", "Explain why the sanction departs from the baseline.", "decision:issue"),
    ]


def test_nothing_is_found_on_a_charge_first_served_after_the_evidence_closed() -> None:
    late = charge(key="c2", label="charge 1, version 2", served_at=ago(0))
    facts = replace(ready(MoveName.DECIDE), charges=(charge(superseded=True), late))
    assert lines(missing_for(facts, MoveName.DECIDE)) == [
        (
            "served_late",
            "Withdraw what was first served after the evidence closed: charge 1, version 2.",
            "charge:withdraw",
        )
    ]


def test_the_board_waits_for_the_panel_and_for_exceptions() -> None:
    facts = ready(MoveName.DECIDE)
    none = replace(facts, decisions=(decision("board_order"),))
    assert lines(missing_for(none, MoveName.DECIDE)) == [
        ("instance_decided", "Issue first: panel recommendation.", "decision:issue")
    ]
    unserved = replace(facts, decisions=(decision("panel_recommendation", served_at=None), decision("board_order")))
    assert codes(missing_for(unserved, MoveName.DECIDE)) == ["instance_served"]
    waiting = replace(facts, exceptions_closed=False, exceptions_due_at=ago(-2))
    assert lines(missing_for(waiting, MoveName.DECIDE)) == [
        (
            "exceptions",
            "Record the exceptions of each side, or wait until their time has run (Nov 24, 2026).",
            "exception:file",
        )
    ]
    assert missing_for(replace(waiting, exceptions_due_at=ago(1)), MoveName.DECIDE) == ()


def test_the_panel_itself_waits_for_nobody() -> None:
    facts = replace(ready(MoveName.DECIDE), decisions=())
    first = REFERENCE.procedure("licence").first
    assert missing_before_instance(facts, first) == ()
    assert "quorum" in codes(missing_for_decision(facts, first))
