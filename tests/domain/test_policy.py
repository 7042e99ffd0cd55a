"""Policies and training: versions follow each other, what was acknowledged stays, completions follow their session."""

from datetime import date

from db.domain.policy import missing_to_add_section, missing_to_adopt_version, missing_to_record_completions
from tests.domain.given import codes

MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 1)


def test_a_version_takes_effect_after_the_one_before() -> None:
    assert missing_to_adopt_version(last_from=None, from_on=MAY) is None
    assert missing_to_adopt_version(last_from=MAY, from_on=JUNE) is None
    for day in (MAY, date(2026, 5, 3)):
        refused = missing_to_adopt_version(last_from=MAY, from_on=day)
        assert refused is not None
        assert refused.text == "A new version takes effect after the one before, which did on May 4, 2026."


def test_a_version_that_people_acknowledged_takes_no_more_sections() -> None:
    assert missing_to_add_section("4.1", version=2, codes={"4.2"}, acknowledged=0) == ()
    assert codes(missing_to_add_section("4.2", version=2, codes={"4.2"}, acknowledged=3)) == [
        "section_code",
        "version_acknowledged",
    ]


def test_completions_lie_between_the_session_and_today_and_belong_to_people_of_the_roster() -> None:
    assert missing_to_record_completions(held_on=MAY, completed_on=MAY, today=JUNE) == ()
    assert codes(missing_to_record_completions(held_on=JUNE, completed_on=MAY, today=JULY)) == ["before_session"]
    assert codes(missing_to_record_completions(held_on=MAY, completed_on=JULY, today=JUNE)) == ["not_yet"]
    refused = missing_to_record_completions(held_on=MAY, completed_on=MAY, today=JUNE, unknown=["X1", "X2"])
    assert [item.text for item in refused] == ["Nobody has the staff number X1 or X2."]


def test_a_long_list_of_unknown_numbers_is_cut_short() -> None:
    many = [str(number) for number in range(14)]
    refused = missing_to_record_completions(held_on=MAY, completed_on=MAY, today=JUNE, unknown=many)
    assert refused[0].text.endswith("8, 9 or 4 more.")
