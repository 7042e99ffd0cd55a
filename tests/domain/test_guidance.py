"""Factors and baselines: picked by a member, never computed."""

from db.domain.guidance import double_use_warning, factor_label, missing_for_baseline, missing_for_factor
from db.domain.sanction import LEVELS
from tests.domain.given import REFERENCE, codes, lines

GUIDANCE = REFERENCE.guidance


def test_a_row_shows_four_texts_hardest_first() -> None:
    row = GUIDANCE.row("6.2")
    assert [level for level, _ in row.texts] == list(LEVELS)
    assert row.text("censure") == "Negligently fails to comply, with injury or interference"


def test_what_is_neither_is_refused_as_aggravating_and_as_mitigating() -> None:
    for weight in ("aggravating", "mitigating"):
        assert lines(missing_for_factor(GUIDANCE, "complaint_withdrawn", weight, "It was.")) == [
            ("neither_factor", "Complaint withdrawn: this is neither aggravating nor mitigating.", "factor:record")
        ]


def test_a_factor_has_its_own_weight_and_needs_reasons() -> None:
    assert missing_for_factor(GUIDANCE, "remorse", "mitigating", "A letter of apology.") == ()
    assert codes(missing_for_factor(GUIDANCE, "remorse", "aggravating", " ")) == ["factor_weight", "factor_reasons"]
    assert codes(missing_for_factor(GUIDANCE, "bad_hair", "aggravating", "x")) == ["unknown_factor"]


def test_factors_are_shown_in_us_spelling() -> None:
    every = (*GUIDANCE.aggravating, *GUIDANCE.mitigating, *GUIDANCE.neither)
    assert factor_label("multiple_offences") == "Multiple offenses"
    assert not [code for code in every if "offence" in factor_label(code) or "defence" in factor_label(code)]


def test_a_baseline_is_one_of_four_texts_and_recklessness_says_why() -> None:
    assert missing_for_baseline(GUIDANCE, "5.2", "suspension", "knowledge", "") == ()
    assert codes(missing_for_baseline(GUIDANCE, "5.2", "suspension", "recklessness", "")) == ["mental_state_reasons"]
    assert missing_for_baseline(GUIDANCE, "5.2", "suspension", "recklessness", "Closest to knowledge.") == ()
    assert codes(missing_for_baseline(GUIDANCE, "9.9", "fine", "malice", "")) == [
        "standard",
        "baseline_level",
        "mental_state",
    ]


def test_one_act_used_twice_is_warned_about() -> None:
    assert double_use_warning(frozenset({"deleted"}), frozenset({"deleted"}))
    assert double_use_warning(frozenset({"deleted"}), frozenset({"other"})) is None
