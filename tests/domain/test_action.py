"""Actions: their statuses, their days, and that their words name nobody."""

from datetime import date

import pytest

from db.domain.action import (
    ActionStatus,
    filters_of,
    missing_for_words,
    missing_to_date,
    missing_to_move,
    missing_to_plan,
)
from tests.domain.given import codes

MAY, JUNE = date(2026, 5, 4), date(2026, 6, 1)
ALLOWED = {
    ("proposed", "open"), ("proposed", "declined"), ("open", "adopted"), ("open", "declined"), ("adopted", "ended"),
}  # fmt: skip


def test_a_proposal_is_accepted_what_is_open_adopted_and_only_what_was_adopted_ends() -> None:
    found = {
        (one.value, to.value)
        for one in ActionStatus
        for to in ActionStatus
        if missing_to_move(one, to, "moved") is None
    }
    assert found == ALLOWED


def test_a_refusal_says_where_the_action_stands() -> None:
    refused = missing_to_move("ended", ActionStatus.DECLINED, "declined")
    assert refused is not None
    assert refused.text == "This action is ended: only one that is proposed or open can be declined."


def test_days_lie_where_they_can() -> None:
    assert missing_to_plan(due_on=MAY, today=MAY) is None
    assert missing_to_plan(due_on=MAY, today=JUNE) is not None
    assert missing_to_date(MAY, today=JUNE, since=MAY, what="adopted") == ()
    assert codes(missing_to_date(JUNE, today=MAY, since=None, what="adopted")) == ["day_ahead"]
    assert codes(missing_to_date(MAY, today=JUNE, since=JUNE, what="ended")) == ["day_too_early"]


@pytest.mark.parametrize("text", ["Talk to Trevor Lindqvist.", "talk to TREVOR  lindqvist", "(Trevor\nLindqvist)"])
def test_an_action_never_names_a_person(text: str) -> None:
    refused = missing_for_words(("Fewer posts", text), ["Naomi Castellanos", "Trevor Lindqvist"])
    assert refused is not None
    assert refused.text == "An action never names a person: leave out Trevor Lindqvist."


def test_words_that_only_resemble_a_name_stand() -> None:
    assert missing_for_words(("Price lists and young staff", "Trevor"), ["Al Price", "May Young", ""]) is None
    assert missing_for_words(("Annual review",), ["Ann"]) is None


def test_the_filters_of_a_figure_are_kept_in_their_order_without_empty_ones() -> None:
    assert list(filters_of({"unit": "Trials", "period": "12", "track": ""}).items()) == [
        ("period", "12"),
        ("unit", "Trials"),
    ]
    for wrong in ({"name": "x"}, {"unit": "x" * 61}):
        with pytest.raises(ValueError, match=r"filter"):
            filters_of(wrong)
