"""Sanctions: what each needs, its statuses, its day of effect, and the comparison with a baseline."""

from datetime import date

import pytest

from db.domain.amount import Amount, Term
from db.domain.rule import RuleBroken
from db.domain.sanction import (
    TRANSITIONS,
    default_effective_on,
    departure,
    is_over_usual_maximum,
    missing_for_sanction,
    next_status,
)
from db.domain.stage import SanctionStatus
from tests.domain.given import REFERENCE, codes, lines


def test_a_suspension_from_the_job_needs_amount_pay_and_date() -> None:
    kind = REFERENCE.sanction("employer", "suspension")
    assert lines(missing_for_sanction(kind, None, None)) == [
        ("amount", "Suspension: give the amount in years, months or days.", "sanction:propose"),
        ("paid_or_unpaid", "Suspension: say whether it is paid or unpaid.", "sanction:propose"),
        ("effective_on", "Suspension: give the date on which it takes effect.", "sanction:propose"),
    ]
    assert codes(missing_for_sanction(kind, Term(None, paid=False), date(2026, 12, 1))) == ["amount"]
    assert missing_for_sanction(kind, Term(Amount(days=8), paid=False), date(2026, 12, 1)) == ()


def test_a_suspension_from_practice_may_be_indefinite_and_takes_its_date_from_the_order() -> None:
    kind = REFERENCE.sanction("licence", "suspension")
    assert missing_for_sanction(kind, Term(None), None, effective_by_order=True) == ()
    assert codes(missing_for_sanction(kind, Term(None), None)) == ["effective_on"]


def test_only_what_may_be_stayed_is_stayed() -> None:
    probation = REFERENCE.sanction("licence", "probation")
    term = Term(Amount(years=1), stayed=Amount(months=6))
    assert codes(missing_for_sanction(probation, term, None)) == ["may_not_be_stayed"]
    assert missing_for_sanction(probation, Term(Amount(years=1)), None) == ()


def test_a_track_imposes_only_what_it_has() -> None:
    with pytest.raises(RuleBroken) as refused:
        REFERENCE.sanction("licence", "termination")
    assert codes(refused.value.missing) == ["unknown_sanction"]


def test_more_than_the_usual_maximum_is_a_warning() -> None:
    kind = REFERENCE.sanction("licence", "suspension")
    assert not is_over_usual_maximum(kind, Term(Amount(years=3)))
    assert is_over_usual_maximum(kind, Term(Amount(years=3, days=1)))
    assert not is_over_usual_maximum(REFERENCE.sanction("licence", "censure"), Term(Amount(years=9)))


@pytest.mark.parametrize(
    ("status", "happening", "target"),
    [
        ("pending", "sanction:prove_start", "in_force"),
        ("in_force", "sanction:prove_completion", "carried_out"),
        ("pending", "stay:order", "stayed"),
        ("stayed", "stay:lift", "pending"),
        ("pending", "sanction:fail", "not_carried_out"),
        ("in_force", "sanction:supersede", "superseded"),
        ("carried_out", "sanction:vacate", "vacated"),
    ],
)
def test_a_sanction_moves_by_recorded_acts(status: str, happening: str, target: str) -> None:
    assert next_status(status, happening) is SanctionStatus(target)


def test_a_stay_that_is_lifted_leads_back_to_force_once_begun() -> None:
    assert next_status("stayed", "stay:lift", start_proven=True) is SanctionStatus.IN_FORCE


def test_imposed_is_not_carried_out() -> None:
    with pytest.raises(RuleBroken) as refused:
        next_status("pending", "sanction:prove_completion")
    assert lines(refused.value.missing) == [("sanction_status", "A sanction that is pending cannot take this.", None)]


def test_superseded_and_vacated_are_final() -> None:
    assert not {status for status, _ in TRANSITIONS} & {SanctionStatus.SUPERSEDED, SanctionStatus.VACATED}


def test_licence_sanctions_wait_for_the_time_to_appeal_and_employer_ones_do_not() -> None:
    decided, appeal = date(2026, 11, 1), date(2026, 12, 1)
    assert default_effective_on(REFERENCE.procedure("licence"), decided, appeal) == date(2026, 12, 2)
    assert default_effective_on(REFERENCE.procedure("employer"), decided, appeal) == decided


def test_a_departure_is_a_comparison_on_the_ladder_of_the_track() -> None:
    censure, suspension = REFERENCE.sanction("licence", "censure"), REFERENCE.sanction("licence", "suspension")
    assert departure([suspension], censure) == "above"
    assert departure([censure], suspension) == "below"
    assert departure([], censure) == "below"
    assert departure([censure, REFERENCE.sanction("licence", "restitution_or_costs")], censure) is None
    assert departure([suspension], None) is None
