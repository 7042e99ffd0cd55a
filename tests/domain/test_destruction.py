"""When a matter may be destroyed, and by whom: every missing item is named."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.domain.destruction import (
    MatterFacts,
    class_of_case,
    due_of,
    missing_to_approve,
    missing_to_ask,
    missing_to_decline,
)
from db.domain.reference import load_reference
from db.domain.rule import Missing

RULES = load_reference(Path(__file__).parents[2] / "db" / "reference").retention
CLOSED = date(2023, 3, 2)
DUE = date(2026, 3, 2)
CASE = MatterFacts(
    number="C-1", kind="case", track="employer", record_class="case_dismissed_or_diverted", started_on=CLOSED
)
REPORT = MatterFacts(number="R-1", kind="report", record_class="report_dismissed_at_screening", started_on=CLOSED)


def codes(missing: tuple[Missing, ...]) -> list[str]:
    return [one.code for one in missing]


def asked(*matters: MatterFacts, on: date = DUE, has_part: bool = False, is_asked: bool = False) -> list[str]:
    return codes(missing_to_ask(matters, RULES, on, has_part=has_part, is_asked=is_asked))


def test_a_dismissed_case_may_be_asked_for_on_the_day_its_time_has_run_and_not_a_day_before() -> None:
    assert asked(CASE) == []
    assert asked(CASE, on=date(2026, 3, 1)) == ["not_due"]


@pytest.mark.parametrize(
    ("closure", "publicities", "expected"),
    [
        ("dismissed", (), "case_dismissed_or_diverted"),
        ("diverted", (), "case_dismissed_or_diverted"),
        ("no_violation", (), "case_dismissed_or_diverted"),
        ("sanctioned", ("private",), "private_discipline"),
        ("sanctioned", ("local",), "private_discipline"),
        ("sanctioned", ("private", "public"), "public_discipline"),
        ("consent", (), "private_discipline"),
        ("abated", ("public",), "public_discipline"),
    ],
)
def test_the_class_follows_from_how_a_case_ended(closure: str, publicities: tuple[str, ...], expected: str) -> None:
    assert class_of_case(closure, publicities) == expected


def test_every_reason_against_it_is_named_at_once() -> None:
    held = replace(CASE, holds=("litigation",), pending=("an appeal is open",))
    missing = missing_to_ask([held], RULES, date(2024, 1, 1), has_part=True, is_asked=True)
    assert [one.text for one in missing] == [
        "C-1: The retention time has not run.",
        "C-1: A legal hold stands: litigation.",
        "C-1: an appeal is open.",
        "Its destruction was asked for already and waits for a second person.",
        "Nobody who had a part in the matter asks for or approves its destruction.",
    ]


def test_an_open_matter_and_its_hold_are_named_too() -> None:
    still = MatterFacts(number="C-2", kind="case", track="employer", holds=("appeal",))
    assert asked(still) == ["open", "on_hold"]


def test_what_stands_on_the_same_report_goes_together_when_the_last_of_it_is_due() -> None:
    later = replace(CASE, number="C-2", started_on=date(2024, 5, 1))
    assert asked(CASE, later) == ["not_due"]
    found = due_of([CASE, later, REPORT], RULES)
    assert found is not None
    assert (found.due_on, found.keeps, found.approvals) == (date(2027, 5, 1), "nothing", 2)
    assert due_of([CASE, replace(CASE, record_class=None, started_on=None)], RULES) is None


def test_the_record_of_public_discipline_is_never_destroyed() -> None:
    public = replace(CASE, record_class="public_discipline", started_on=date(2020, 1, 1))
    assert asked(public, on=date(2090, 1, 1)) == ["record_stays"]


def test_a_docket_line_stays_of_private_discipline() -> None:
    found = due_of([replace(CASE, record_class="private_discipline")], RULES)
    assert found is not None
    assert (found.keeps, found.due_on) == ("docket_line", date(2033, 3, 2))


def test_a_class_without_a_rule_is_kept() -> None:
    assert asked(replace(CASE, record_class="unheard_of")) == ["no_rule"]


def test_two_people_without_a_part_approve_and_nothing_that_came_up_since_stands_against_it() -> None:
    def approved(*people: str, matter: MatterFacts = CASE, has_part: bool = False) -> list[str]:
        return codes(missing_to_approve([matter], RULES, DUE, people=people, has_part=has_part))

    assert approved("one", "two") == []
    assert approved("one", "one") == ["second_person"]
    assert approved("one", "two", has_part=True) == ["involved"]
    assert approved("one", "one", matter=replace(CASE, holds=("litigation",))) == ["on_hold", "second_person"]


def test_a_second_person_declines_and_says_why() -> None:
    assert codes(missing_to_decline("one", "one", " ")) == ["second_person", "reason"]
    assert missing_to_decline("one", "two", "A claim is announced.") == ()
