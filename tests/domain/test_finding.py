"""Findings rest on a ground, have reasons, and follow the vote."""

from db.domain.finding import Finding, is_violation, missing_for_finding
from tests.domain.given import codes


def test_a_finding_needs_a_fitting_ground_and_reasons() -> None:
    assert codes(missing_for_finding("sustained", "protected_speech")) == ["finding_ground", "finding_reasons"]
    assert missing_for_finding("no_violation", "protected_speech", reasons="Citizen, public concern.") == ()
    assert missing_for_finding("withdrawn", None) == ()


def test_a_question_that_did_not_carry_sustains_nothing() -> None:
    lost = missing_for_finding("sustained", "evidence", reasons="x", question_carried=False)
    assert codes(lost) == ["question_not_carried"]
    assert missing_for_finding("sustained", "evidence", reasons="x", question_carried=True) == ()
    assert missing_for_finding("not_sustained", "insufficient_evidence", reasons="x", question_carried=False) == ()


def test_facts_are_admitted_by_default_only_by_order() -> None:
    ground = "facts_admitted_by_default"
    assert codes(missing_for_finding("sustained", ground, reasons="x")) == ["no_default"]
    assert missing_for_finding("sustained", ground, reasons="x", default_ordered=True) == ()


def test_only_a_sustained_charge_is_a_violation() -> None:
    assert is_violation([Finding.NOT_SUSTAINED, "sustained"])
    assert not is_violation([one for one in Finding if one is not Finding.SUSTAINED])
