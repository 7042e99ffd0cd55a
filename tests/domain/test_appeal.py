"""What an appeal does to findings and sanctions, charge by charge."""

import pytest

from db.domain.appeal import AppealEffect, effect_of, missing_for_appeal, needs_correction, sanction_effect
from tests.domain.given import codes, lines


@pytest.mark.parametrize(
    ("outcome", "effect"),
    [
        ("affirmed", AppealEffect("keep", "keep")),
        ("dismissed", AppealEffect("keep", "keep")),
        ("reduced", AppealEffect("keep", "supersede", correction=True)),
        ("increased", AppealEffect("keep", "supersede", correction=True)),
        ("reversed", AppealEffect("reverse", "vacate", correction=True)),
        ("remanded", AppealEffect("reopen", "vacate", correction=True, raises_round=True)),
    ],
)
def test_each_outcome_has_its_effect(outcome: str, effect: AppealEffect) -> None:
    assert effect_of(outcome) == effect


@pytest.mark.parametrize(
    ("outcomes", "effect"),
    [
        ({"charge 1": "affirmed"}, "keep"),
        ({"charge 1": "affirmed", "charge 2": "reversed"}, "supersede"),
        ({"charge 1": "reversed", "charge 2": "reversed"}, "vacate"),
        ({"charge 1": "affirmed", "charge 2": "remanded"}, "vacate"),
        ({"charge 1": "reduced"}, "supersede"),
    ],
)
def test_the_sanctions_follow_from_the_charges_together(outcomes: dict[str, str], effect: str) -> None:
    assert sanction_effect(outcomes) == effect


def test_a_correction_opens_only_for_a_sanction_that_had_begun() -> None:
    assert needs_correction("reversed", "carried_out")
    assert needs_correction("reduced", "in_force")
    assert not needs_correction("reversed", "pending")
    assert not needs_correction("affirmed", "carried_out")


def test_an_appeal_is_decided_for_each_charge_with_reasons() -> None:
    assert lines(missing_for_appeal({"charge 1": None}, reasons=False)) == [
        ("appeal_outcome", "Decide the outcome for charge 1.", "appeal:decide"),
        ("appeal_reasons", "Give the reasons.", "appeal:decide"),
    ]
    assert missing_for_appeal({"charge 1": "affirmed"}, reasons=True) == ()


def test_a_reduced_sanction_is_replaced_and_a_tie_changes_nothing() -> None:
    assert codes(missing_for_appeal({"charge 1": "reduced"}, reasons=True)) == ["new_sanction"]
    assert missing_for_appeal({"charge 1": "reduced"}, reasons=True, new_sanctions=1, votes_carried=True) == ()
    tie = missing_for_appeal({"charge 1": "reduced"}, reasons=True, new_sanctions=1, votes_carried=False)
    assert codes(tie) == ["order_stands"]
    assert missing_for_appeal({"charge 1": "affirmed"}, reasons=True, votes_carried=False) == ()
