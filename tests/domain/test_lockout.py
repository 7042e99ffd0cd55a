"""Who is locked out when a report is submitted, a respondent identified, a case opened."""

from db.domain.conflict import is_most_of_the_board, missing_for_board, missing_for_function
from db.domain.lockout import propagated_kind, relations_on_identification, relations_on_open, relations_on_submit
from db.domain.relation import RelationKind, is_excluded
from tests.domain.given import lines


def test_submitting_locks_out_respondents_and_the_involved_at_once_but_no_witness() -> None:
    found = relations_on_submit(
        reporter="Pace",
        respondents=["Ross", "Rhys"],
        involved=["Ives", "Ross"],
        witnesses=["West", "Ives"],
        chains={"Ross": ["Boss", "Ross"]},
    )
    assert [(one.person, one.kind.value) for one in found] == [
        ("Pace", "reporter"),
        ("Ross", "respondent"),
        ("Boss", "chain_of_command"),
        ("Rhys", "respondent"),
        ("Ives", "involved"),
        ("West", "witness"),
    ]
    assert [one.person for one in found if is_excluded([one.kind])] == ["Ross", "Rhys", "Ives"]


def test_an_unknown_respondent_locks_out_nobody_until_identified() -> None:
    assert relations_on_submit(reporter=None) == ()
    assert [one.kind for one in relations_on_identification("Ross")] == [RelationKind.RESPONDENT]


def test_two_respondents_of_one_report_are_walled_from_each_other() -> None:
    found = relations_on_open("Ross", ["Ross", "Rhys"])
    assert [(one.person, one.kind.value) for one in found] == [("Ross", "respondent"), ("Rhys", "walled")]
    assert propagated_kind("respondent", "Rhys", "Ross") is RelationKind.WALLED
    assert propagated_kind("respondent", "Ross", "Ross") is RelationKind.RESPONDENT
    assert propagated_kind("involved", "Ives", "Ross") is RelationKind.INVOLVED


def test_functions_are_kept_apart() -> None:
    assert lines(missing_for_function("cause_reviewer", ["investigator", "screener"], name="Reed")) == [
        (
            "separation_of_functions",
            "Reed cannot be cause reviewer here: already investigator and screened the report in this matter.",
            None,
        )
    ]
    assert missing_for_function("panel_member", []) == ()
    for earlier in ("investigator", "screener", "cause_reviewer", "presenting_counsel", "chain_of_command", "witness"):
        assert missing_for_function("panel_member", [earlier]), earlier
    assert missing_for_function("appeal_member", ["panel_member"])
    assert missing_for_function("investigator", ["chain_of_command"])


def test_an_excluded_person_gets_no_function() -> None:
    for kind in ("walled", "recused", "involved", "respondent"):
        assert [item.code for item in missing_for_function("investigator", [kind])] == ["excluded"]


def test_a_superior_may_decide_on_the_employer_track() -> None:
    assert missing_for_function("deciding_official", ["chain_of_command"]) == ()
    assert missing_for_function("deciding_official", ["investigator"])


def test_most_of_the_board_named_sends_the_matter_outside() -> None:
    board = ["a", "b", "c", "d"]
    assert not is_most_of_the_board(board, ["a", "b", "x"])
    assert missing_for_board(board, ["a", "b"]) is None
    missing = missing_for_board(board, ["a", "b", "c"])
    assert missing
    assert missing.act == "referral:record"
