"""The due-process checklist reads its states from the facts."""

from dataclasses import replace

from db.domain.checklist import ItemState, checklist
from db.domain.facts import CaseFacts, DecisionFacts
from db.domain.move import MoveName
from db.domain.stage import Stage, Track
from tests.domain.given import NOW, ago, case, ready


def states(facts: CaseFacts) -> dict[str, str]:
    """Item code -> state in words."""
    return {item.code: item.state.value for item in checklist(facts)}


def test_a_new_case_cannot_start_what_comes_later() -> None:
    found = states(case(stage=Stage.INVESTIGATION, has_reporter=True))
    assert found == {
        "notice": "Not started",
        "notice_answer": "Not started",
        "report": "Not started",
        "reviewer": "Cannot start yet",
        "charges_served": "Cannot start yet",
        "charges_answered": "Cannot start yet",
        "disclosure": "Cannot start yet",
        "deciders": "Cannot start yet",
        "notice_time": "Cannot start yet",
        "hearing": "Cannot start yet",
        "reasons": "Cannot start yet",
        "outcome_served": "Cannot start yet",
        "reporter": "Cannot start yet",
        "appeal": "Cannot start yet",
    }


def test_a_case_that_ended_early_does_not_list_what_could_not_begin() -> None:
    found = states(case(stage=Stage.CLOSED, notice_drafted=True))
    assert found["notice"] == "In progress"
    assert "hearing" not in found
    assert found["outcome_served"] == "Not started"


def test_a_case_that_closed_without_a_decision_had_neither_its_reasons_nor_an_appeal() -> None:
    found = states(case(stage=Stage.CLOSED))
    assert not {"reasons", "appeal"} & set(found)
    report = DecisionFacts(instance="panel_recommendation", issued_at=NOW)
    only_reported = case(stage=Stage.CLOSED, decisions=(report,))
    assert not {"reasons", "appeal"} & set(states(only_reported))
    decided = case(stage=Stage.CLOSED, decisions=(report, DecisionFacts(instance="board_order", issued_at=NOW)))
    assert states(decided)["reasons"] == "Done"
    assert states(decided)["appeal"] == "Done"


def test_what_has_begun_is_in_progress_and_what_is_complete_is_done() -> None:
    facts = replace(ready(MoveName.SUBMIT_FOR_REVIEW), notice_answered_at=None, notice_answer_due_at=ago(-9))
    found = states(facts)
    assert (found["notice"], found["notice_answer"], found["report"]) == ("Done", "In progress", "Done")
    assert found["speech_review"] == "Done"


def test_a_right_that_was_waived_says_so() -> None:
    facts = replace(ready(MoveName.TO_HEARING), stage=Stage.HEARING, hearing_waived=True)
    assert states(facts)["hearing"] == "Waived with reason"
    early = replace(ready(MoveName.TO_HEARING), hearing_not_before_on=ago(-30).date(), notice_time_waived=True)
    assert states(early)["notice_time"] == "Waived with reason"


def test_each_track_reads_in_its_own_words() -> None:
    labels = [item.label for item in checklist(case(Track.EMPLOYER, Stage.CHARGED, protected_employee=True))]
    assert "Notice of proposed action served" in labels
    assert "Impartial deciding official" in labels
    assert "Pre-decision meeting held" in labels
    assert "Notice, evidence and answer before an employee loses a protected position" in labels
    assert "Formal charges served" in [item.label for item in checklist(case(stage=Stage.CHARGED))]


def test_an_open_item_says_what_it_takes() -> None:
    items = {item.code: item for item in checklist(case(stage=Stage.DECIDED, has_reporter=True))}
    assert items["reporter"].missing[0].act == "reporter:tell"
    told = {item.code: item for item in checklist(case(stage=Stage.DECIDED, has_reporter=True, reporter_told_at=NOW))}
    assert told["reporter"].state is ItemState.DONE
    assert told["reporter"].missing == ()
