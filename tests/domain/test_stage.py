"""The track of stages says what a case went through, and claims nothing else."""

from db.domain.stage import Stage, stage_track

BEGUN = frozenset({Stage.INVESTIGATION, Stage.CAUSE_REVIEW})


def test_what_a_case_went_through_is_done_and_what_follows_is_still_to_come() -> None:
    found = stage_track(Stage.CAUSE_REVIEW, BEGUN)
    assert [state for _, state in found] == ["done", "current", "todo", "todo", "todo", "todo", "todo"]


def test_a_closed_case_shows_only_the_stages_that_it_went_through() -> None:
    assert stage_track(Stage.CLOSED, BEGUN) == (
        (Stage.INVESTIGATION, "done"),
        (Stage.CAUSE_REVIEW, "done"),
        (Stage.CLOSED, "current"),
    )


def test_a_stage_that_was_left_out_is_never_called_done() -> None:
    found = dict(stage_track(Stage.DECIDED, BEGUN))
    assert (found[Stage.HEARING], found[Stage.DECIDED], found[Stage.CLOSED]) == ("skipped", "current", "todo")
