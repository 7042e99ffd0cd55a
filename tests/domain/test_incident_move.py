"""Moves of a report, and what each screening outcome asks for."""

import pytest

from db.domain.incident_move import IncidentMoveName, ensure_incident_move, missing_for_incident
from db.domain.rule import RuleBroken
from db.domain.screening import OUTCOMES, missing_for_outcome, missing_for_review_of_dismissal
from db.domain.stage import IncidentStatus, ScreeningOutcome
from tests.domain.given import codes, incident, lines, outcome


def test_a_report_is_submitted_with_words_a_source_and_a_declaration_and_nothing_else() -> None:
    assert lines(missing_for_incident(incident(), IncidentMoveName.SUBMIT)) == [
        ("described", "Say in your own words what happened.", "report:file"),
        ("source", "State where the report comes from.", "report:file"),
        ("declared", "Confirm that the report is true as far as you know.", "report:file"),
    ]
    whole = incident(described=True, source="anonymous", declared=True)
    assert ensure_incident_move(whole, IncidentMoveName.SUBMIT) is IncidentStatus.SUBMITTED


def test_a_report_is_screened_once() -> None:
    whole = incident(IncidentStatus.SCREENED, outcomes=(outcome(outcome="opened", reasons=True, identified=True),))
    assert codes(missing_for_incident(whole, IncidentMoveName.SCREEN))[0] == "status"


def test_opening_needs_conflicts_identity_and_evidence() -> None:
    facts = incident(IncidentStatus.SUBMITTED, outcomes=(outcome(outcome="opened"), outcome(label="respondent 2")))
    assert lines(missing_for_incident(facts, IncidentMoveName.SCREEN)) == [
        ("screening_reasons", "Give reasons for the outcome of respondent 1.", "report:screen"),
        ("outcome", "Choose an outcome for respondent 2.", "report:screen"),
        ("conflicts_checked", "Check conflicts of everyone in the matter.", "conflict:check"),
        ("respondent_identified", "Identify respondent 1 before a case opens.", "report:identify"),
        ("evidence_preserved", "Preserve the evidence, or explain why there is none.", "evidence:add"),
    ]


def test_a_dismissal_needs_a_listed_reason_but_no_identity() -> None:
    facts = incident(IncidentStatus.SUBMITTED, outcomes=(outcome(outcome="dismissed", reasons=True),))
    assert codes(missing_for_incident(facts, IncidentMoveName.SCREEN)) == ["reason_code"]
    good = incident(
        IncidentStatus.SUBMITTED,
        outcomes=(outcome(outcome="dismissed", reasons=True, reason_code="protected_speech"),),
    )
    assert ensure_incident_move(good, IncidentMoveName.SCREEN) is IncidentStatus.SCREENED


def test_a_report_stays_open_while_anything_of_it_is() -> None:
    facts = incident(IncidentStatus.SCREENED, cases_open=1, informal_open=1, reviews_open=1, has_reporter=True)
    assert codes(missing_for_incident(facts, IncidentMoveName.CLOSE)) == [
        "cases_open",
        "informal_open",
        "review_open",
        "reporter_told",
    ]
    with pytest.raises(RuleBroken):
        ensure_incident_move(facts, IncidentMoveName.CLOSE)
    assert missing_for_incident(incident(IncidentStatus.SCREENED), IncidentMoveName.CLOSE) == ()


def test_there_are_five_outcomes() -> None:
    assert set(OUTCOMES) == set(ScreeningOutcome)


@pytest.mark.parametrize(
    ("chosen", "reason", "wanted"),
    [
        ("opened", None, ["needs_track", "needs_respondent"]),
        ("joined", None, ["needs_case", "needs_respondent"]),
        ("informal", "coaching", ["needs_respondent"]),
        ("referred", "bar", []),
        ("dismissed", "too_little", ["needs_reporter_asked"]),
        ("dismissed", "duplicate", ["needs_duplicate_of"]),
        ("dismissed", "no_jurisdiction", []),
    ],
)
def test_each_outcome_asks_for_its_own_things(chosen: str, reason: str | None, wanted: list[str]) -> None:
    assert codes(missing_for_outcome(chosen, reason_code=reason, reasons=True, given=())) == wanted
    cures = {one.code: one.act for one in missing_for_outcome(chosen, reason_code=reason, reasons=True, given=())}
    expected = {"needs_respondent": "report:identify"}
    assert cures == {code: expected.get(code, "report:screen") for code in wanted}
    filled = [code.removeprefix("needs_") for code in wanted]
    assert missing_for_outcome(chosen, reason_code=reason, reasons=True, given=filled) == ()


def test_a_dismissal_is_reviewed_by_another_person() -> None:
    assert codes(missing_for_review_of_dismissal(reviewer_is_screener=True, reasons=False)) == [
        "another_reviewer",
        "review_reasons",
    ]
    assert missing_for_review_of_dismissal(reviewer_is_screener=False, reasons=True) == ()
