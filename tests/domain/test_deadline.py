"""Deadlines: due dates, pauses, extensions, and the words of a clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from db.domain.deadline import (
    Clock,
    ClockState,
    Extension,
    Kind,
    Pause,
    Unit,
    clock_words,
    compute_due,
    end_of_day,
    is_business_day,
    last_day,
    missing_for_extension,
    rules_for,
    start_of_clock,
)
from tests.domain.given import NOW, REFERENCE, TODAY, ZONE, ago, codes, lines

THANKSGIVING = frozenset({date(2026, 11, 26)})


def test_a_due_date_is_the_end_of_the_day_in_the_zone_of_the_office() -> None:
    rule = REFERENCE.deadline("answer_charges")
    due = compute_due(rule, datetime(2026, 3, 2, 4, 30, tzinfo=UTC), ZONE)  # 11:30 PM on March 1 in New York
    assert due == datetime(2026, 3, 22, 3, 59, 59, tzinfo=UTC)  # March 21, after the clocks changed


def test_business_days_leave_out_weekends_and_holidays() -> None:
    assert last_day(date(2026, 11, 20), 2, Unit.BUSINESS) == date(2026, 11, 24)
    assert last_day(date(2026, 11, 24), 2, Unit.BUSINESS, holidays=THANKSGIVING) == date(2026, 11, 27)
    assert last_day(date(2026, 11, 24), 2) == date(2026, 11, 26)


@example(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(1, 400),
    st.sets(st.dates(date(2020, 1, 1), date(2042, 1, 1))),
)
def test_so_many_business_days_lie_between_a_start_and_its_end(start: date, days: int, off: set[date]) -> None:
    holidays = frozenset(off)
    end = last_day(start, days, Unit.BUSINESS, holidays=holidays)
    between = [start + timedelta(days=step) for step in range(1, (end - start).days + 1)]
    assert sum(is_business_day(day, holidays) for day in between) == days
    assert is_business_day(end, holidays)


@example(st.integers(1, 300), st.integers(0, 40), st.integers(1, 40))
def test_a_pause_moves_the_date_by_its_own_length(days: int, after: int, long: int) -> None:
    start = date(2026, 1, 5)
    first = start + timedelta(days=min(after, days - 1) + 1)
    paused = ((first, first + timedelta(days=long)),)
    assert last_day(start, days, paused=paused) == start + timedelta(days=days + long)


def test_pauses_that_overlap_count_once() -> None:
    paused = ((date(2026, 1, 6), date(2026, 1, 10)), (date(2026, 1, 8), date(2026, 1, 12)))
    assert last_day(date(2026, 1, 5), 10, paused=paused) == date(2026, 1, 21)


def test_a_pause_that_lasts_needs_the_present_time() -> None:
    rule = REFERENCE.deadline("investigate")
    lasting = (Pause(ago(10)),)
    with pytest.raises(ValueError, match="present time"):
        compute_due(rule, ago(30), ZONE, pauses=lasting)
    due = compute_due(rule, ago(30), ZONE, pauses=lasting, now=NOW)
    assert due == end_of_day(TODAY + timedelta(days=180 - 30 + 10), ZONE)


def test_extensions_add_their_days_and_a_complex_matter_has_more() -> None:
    rule = REFERENCE.deadline("respond_licence")
    assert compute_due(rule, NOW, ZONE, extensions=[Extension(20, True)]) == end_of_day(date(2027, 1, 11), ZONE)
    long = compute_due(REFERENCE.deadline("investigate"), NOW, ZONE, is_complex=True)
    assert long == end_of_day(date(2027, 11, 22), ZONE)


def test_a_rule_without_a_time_starts_no_clock() -> None:
    assert compute_due(REFERENCE.deadline("time_bar"), NOW, ZONE) is None
    assert rules_for(REFERENCE.deadlines, "conduct_known", None, TODAY) == ()


def test_a_not_before_rule_opens_with_its_day() -> None:
    due = compute_due(REFERENCE.deadline("hearing_notice"), datetime(2026, 10, 30, 12, tzinfo=UTC), ZONE)
    assert due == datetime(2026, 12, 14, 5, tzinfo=UTC)


def test_a_rule_without_a_cited_source_is_a_goal() -> None:
    assert REFERENCE.deadline("appeal").binding is Kind.JURISDICTIONAL
    assert replace(REFERENCE.deadline("appeal"), source="").binding is Kind.GOAL
    assert REFERENCE.deadline("pre_decision_meeting").binding is Kind.NOT_BEFORE


def test_a_trigger_starts_the_rules_of_its_track_in_their_latest_version() -> None:
    licence = rules_for(REFERENCE.deadlines, "final_order_served", "licence", TODAY)
    assert [rule.code for rule in licence] == ["appeal"]
    assert [rule.code for rule in rules_for(REFERENCE.deadlines, "final_order_served", "employer", TODAY)] == [
        "grievance"
    ]
    newer = replace(licence[0], valid_from=date(2026, 1, 1), days=14)
    later = replace(licence[0], valid_from=date(2027, 1, 1), days=7)
    (found,) = rules_for([later, newer, *licence], "final_order_served", "licence", TODAY)
    assert found.days == 14


def test_a_report_entered_for_someone_else_is_not_overdue_at_birth() -> None:
    earlier = ago(90)
    assert start_of_clock(received_at=earlier, entered_at=NOW, entered_for_other=True) == NOW
    assert start_of_clock(received_at=earlier, entered_at=NOW, entered_for_other=False) == earlier


@pytest.mark.parametrize(
    ("clock", "state", "text"),
    [
        (Clock(ago(-8)), ClockState.RUNNING, "Due in 8 days"),
        (Clock(ago(-1)), ClockState.RUNNING, "Due in 1 day"),
        (Clock(end_of_day(TODAY, ZONE)), ClockState.RUNNING, "Due today"),
        (Clock(ago(3)), ClockState.OVERDUE, "Overdue by 3 days"),
        (Clock(ago(-8), paused_since=datetime(2026, 5, 4, 12, tzinfo=UTC)), ClockState.PAUSED, "Paused since May 4"),
        (Clock(datetime(2026, 12, 14, 5, tzinfo=UTC), Kind.NOT_BEFORE), ClockState.NOT_BEFORE, "Not before Dec 14"),
        (Clock(datetime(2027, 1, 4, 5, tzinfo=UTC), Kind.NOT_BEFORE), ClockState.NOT_BEFORE, "Not before Jan 4, 2027"),
        (Clock(ago(2), Kind.NOT_BEFORE), ClockState.OPEN, "Open since Nov 20"),
        (Clock(ago(3), met_at=ago(5)), ClockState.MET, "Met"),
        (Clock(ago(3), met_at=ago(1)), ClockState.MET_LATE, "Met 2 days late"),
        (Clock(ago(3), ended_at=ago(5)), ClockState.ENDED, "No longer needed"),
    ],
)
def test_a_clock_says_where_it_stands_in_words(clock: Clock, state: ClockState, text: str) -> None:
    words = clock_words(clock, NOW, ZONE)
    assert (words.state, words.text) == (state, text)


def test_a_deadline_is_not_overdue_in_its_last_second() -> None:
    due = end_of_day(TODAY, ZONE)
    assert clock_words(Clock(due), due, ZONE).text == "Due today"
    assert clock_words(Clock(due), due + timedelta(seconds=1), ZONE).text == "Overdue by 1 day"


def test_more_time_as_of_right_is_given_once_and_so_long() -> None:
    rule = REFERENCE.deadline("answer_charges")
    assert missing_for_extension(rule, (), Extension(20, True)) == ()
    assert lines(missing_for_extension(rule, (), Extension(21, True))) == [
        ("extension_too_long", "As of right this deadline is extended by at most 20 days.", "extension:grant")
    ]
    assert lines(missing_for_extension(rule, (Extension(5, True),), Extension(5, True))) == [
        (
            "extensions_used",
            "As of right this deadline is extended 1 time: it takes an order for good cause.",
            "extension:grant",
        )
    ]


def test_more_time_by_order_needs_good_cause_and_a_name() -> None:
    rule = REFERENCE.deadline("answer_charges")
    assert codes(missing_for_extension(rule, (), Extension(0, False), met=True)) == [
        "deadline_met",
        "extension_days",
        "good_cause",
        "ordered_by",
    ]
    used = (Extension(20, True),)
    assert missing_for_extension(rule, used, Extension(90, False, "Illness", "Chair")) == ()
