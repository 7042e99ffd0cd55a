"""Counting votes: quorum, concurrence and ties, per instance."""

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from db.domain.instance import Instance
from db.domain.vote import Ballot, Choice, Outcome, missing_for_vote, missing_to_close, tally
from tests.domain.given import REFERENCE, codes, lines

LICENCE = REFERENCE.procedure("licence")
PANEL, BOARD, APPEAL = LICENCE.first, LICENCE.last, LICENCE.appeal


def votes(yes: int, no: int, abstain: int = 0) -> list[Ballot]:
    """So many of each."""
    choices = [Choice.YES] * yes + [Choice.NO] * no + [Choice.ABSTAIN] * abstain
    return [Ballot(f"m{index}", choice) for index, choice in enumerate(choices)]


@pytest.mark.parametrize(
    ("instance", "cast", "outcome", "words"),
    [
        (PANEL, votes(2, 1), Outcome.CARRIED, "Carried, 2 to 1."),
        (PANEL, votes(1, 1, 1), Outcome.LOST, "A tie: the question fails, 1 to 1, 1 abstention."),
        (PANEL, votes(1, 0, 2), Outcome.LOST, "Not carried, 1 to 0, 2 abstentions."),
        (PANEL, votes(2, 0), Outcome.NO_QUORUM, "No quorum: 2 of 3 needed."),
        (BOARD, votes(2, 1, 2), Outcome.CARRIED, "Carried, 2 to 1, 2 abstentions."),
        (BOARD, votes(3, 3), Outcome.LOST, "A tie: the question fails, 3 to 3."),
        (BOARD, votes(0, 0, 5), Outcome.LOST, "Not carried, 0 to 0, 5 abstentions."),
        (APPEAL, votes(1, 1, 1), Outcome.ORDER_STANDS, "The order stands: a tie, 1 to 1, 1 abstention."),
        (APPEAL, votes(1, 2), Outcome.ORDER_STANDS, "The order stands, 1 to 2."),
        (APPEAL, votes(2, 1), Outcome.CARRIED, "Carried, 2 to 1."),
    ],
)
def test_a_question_ends_as_its_instance_says(
    instance: Instance, cast: list[Ballot], outcome: Outcome, words: str
) -> None:
    result = tally(cast, instance)
    assert (result.outcome, result.words) == (outcome, words)


def test_a_tie_goes_to_the_respondent() -> None:
    assert tally(votes(4, 4), BOARD).tie
    assert not tally(votes(4, 4), BOARD).carried


def test_a_void_vote_counts_for_nothing_not_even_the_quorum() -> None:
    cast = votes(2, 1)
    assert tally(cast, PANEL).carried
    voided = [Ballot(cast[0].member, cast[0].choice, void=True), *cast[1:]]
    assert tally(voided, PANEL).outcome is Outcome.NO_QUORUM


@example(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.sampled_from([PANEL, BOARD, APPEAL]))
def test_nothing_carries_without_quorum_and_more_yes_than_no(
    yes: int, no: int, abstain: int, instance: Instance
) -> None:
    result = tally(votes(yes, no, abstain), instance)
    if result.carried:
        assert yes + no + abstain >= instance.quorum
        assert yes > no
    elif yes + no + abstain >= instance.quorum and isinstance(instance.concurrence, int):
        assert yes < instance.concurrence or yes <= no
    elif yes + no + abstain >= instance.quorum:
        assert yes <= no


def test_a_vote_needs_a_seat_a_declaration_and_the_whole_record() -> None:
    refused = missing_for_vote(sits=False, declared=False, attested=False, voted_already=True, question_closed=True)
    assert codes(refused) == ["not_a_member", "declared", "attested", "voted_already", "question_closed"]
    assert not missing_for_vote(sits=True, declared=True, attested=True, voted_already=False, question_closed=False)


def test_a_question_is_closed_with_quorum_and_attestations() -> None:
    assert missing_to_close(votes(2, 1), PANEL) == ()
    bare = [Ballot("m0", Choice.YES, attested=False)]
    assert lines(missing_to_close(bare, PANEL)) == [
        ("quorum", "Reach the quorum: 1 of 3 have voted.", "vote:cast"),
        ("attested", "Every member who voted must have heard or reviewed the whole record.", "vote:cast"),
    ]
