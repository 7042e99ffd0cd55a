"""A list of what is missing is whole: without any one of its rules the literal list would not compare equal.

The journeys compare such lists word for word. These tests show that the comparison notices a rule that is gone.
"""

from dataclasses import replace

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from db.domain.move import MOVES, MoveName
from db.domain.stage import Stage
from db.session import Sessions
from tests.harness.casework import Casework
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters
from tests.harness.office import small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Casework:
    return Casework(client, clock, Matters(sessions, clock))


NOT_ANSWERED = (
    "Record the answer to the formal charges, or wait until its time has run after service, or have a default ordered."
)
LISTS = {
    MoveName.SUBMIT_FOR_REVIEW: [
        "Draft and serve the notice of allegations.",
        "Record the response to the notice of allegations, or wait until its time has run after service.",
        "State at least one allegation.",
    ],
    MoveName.TO_HEARING: [
        "Draft and serve the formal charges.",
        NOT_ANSWERED,
        "Disclose the evidence to the respondent.",
        "Explain the evidence to the respondent.",
        "Give the respondent the names of the witnesses.",
        "Name the members (panel recommendation): 2 lawyers and 1 public member needed.",
        "Schedule the hearing.",
        "The required notice time has not started: it runs from service.",
    ],
    MoveName.TO_DELIBERATION: [
        "Hold the hearing, or record that it was waived.",
        "File the exhibits.",
        "File the record of the hearing.",
    ],
}
NOTHING_TO_SAY = {
    MoveName.SUBMIT_FOR_REVIEW: ["not_stayed", "report_is_complete", "speech_is_reviewed"],
    MoveName.TO_HEARING: ["not_stayed", "deciders_are_fit"],
    MoveName.TO_DELIBERATION: ["not_stayed", "default_has_proof"],
}


@pytest.mark.parametrize(
    ("name", "stage", "user", "path"),
    [
        (MoveName.SUBMIT_FOR_REVIEW, Stage.INVESTIGATION, "investigator", "moves/submit-for-review"),
        (MoveName.TO_HEARING, Stage.CHARGED, "clerk", "hearing-moves"),
        (MoveName.TO_DELIBERATION, Stage.HEARING, "clerk", "deliberation-moves"),
    ],
)
def test_a_rule_that_is_dropped_shows_in_the_list_of_what_is_missing(
    office: Casework, monkeypatch: pytest.MonkeyPatch, name: MoveName, stage: Stage, user: str, path: str
) -> None:
    case = office.opened(stage=stage)
    assert office.missing(user, case, path) == LISTS[name]
    move, unnoticed = MOVES[name], []
    for dropped in move.rules:
        rest = tuple(rule for rule in move.rules if rule is not dropped)
        monkeypatch.setitem(MOVES, name, replace(move, rules=rest))
        if office.missing(user, case, path) == LISTS[name]:
            unnoticed.append(dropped.__name__)
    assert unnoticed == NOTHING_TO_SAY[name], "every other rule is missed by the literal list as soon as it is gone"
