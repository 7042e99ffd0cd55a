"""Times that are known only so far, and dates in an impossible order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from db.domain.precision import Precision, contradictions, interval_of, precision_words
from tests.domain.given import ZONE


def test_an_exact_time_is_one_moment_and_about_is_an_hour_to_either_side() -> None:
    local = datetime(2026, 5, 4, 14, 10)  # noqa: DTZ001 - a clock on the wall
    exact = interval_of("exact", local, ZONE)
    about = interval_of("about", local, ZONE)
    assert exact
    assert about
    assert exact.earliest_at == exact.latest_at == datetime(2026, 5, 4, 18, 10, tzinfo=UTC)
    assert about.earliest_at == datetime(2026, 5, 4, 17, 10, tzinfo=UTC)
    assert about.latest_at == datetime(2026, 5, 4, 19, 10, tzinfo=UTC)
    assert precision_words("about", about.earliest_at, ZONE) == "About 2:10 PM on May 4, 2026"


@pytest.mark.parametrize(
    ("precision", "first", "after", "words"),
    [
        ("day", date(2026, 11, 1), date(2026, 11, 2), "Nov 1, 2026"),
        ("month", date(2026, 11, 1), date(2026, 12, 1), "November 2026"),
        ("year", date(2026, 1, 1), date(2027, 1, 1), "2026"),
    ],
)
def test_a_day_month_or_year_is_that_of_the_office(precision: str, first: date, after: date, words: str) -> None:
    found = interval_of(precision, date(2026, 11, 1), ZONE)
    assert found
    assert found.earliest_at.astimezone(ZONE).replace(tzinfo=None) == datetime.combine(first, datetime.min.time())
    assert found.latest_at.astimezone(ZONE).replace(tzinfo=None) == datetime.combine(after, datetime.min.time())
    assert precision_words(precision, found.earliest_at, ZONE) == words


def test_an_hour_that_comes_twice_spans_both() -> None:
    found = interval_of("exact", datetime(2026, 11, 1, 1, 30), ZONE)  # noqa: DTZ001 - a clock on the wall
    assert found
    assert found.latest_at - found.earliest_at == timedelta(hours=1)


def test_unknown_is_no_interval_and_precision_needs_its_parts() -> None:
    assert interval_of("unknown", None, ZONE) is None
    assert precision_words("unknown", None, ZONE) == "Not known"
    with pytest.raises(ValueError, match="needs a date"):
        interval_of("day", None, ZONE)
    with pytest.raises(ValueError, match="needs an hour"):
        interval_of("exact", date(2026, 5, 4), ZONE)


def test_an_impossible_order_is_marked_in_words() -> None:
    posted = interval_of("day", date(2026, 5, 4), ZONE)
    found = interval_of("day", date(2026, 5, 2), ZONE)
    month = interval_of("month", date(2026, 5, 1), ZONE)
    assert contradictions([("posted", posted), ("found", found), ("reported", month)]) == ("Found before posted.",)
    assert contradictions([("posted", month), ("found", found), ("reported", None)]) == ()


@example(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.sampled_from(["day", "month", "year"]))
def test_no_time_contradicts_itself(day: date, precision: str) -> None:
    found = interval_of(Precision(precision), day, ZONE)
    assert found
    assert found.earliest_at < found.latest_at
    assert contradictions([("posted", found), ("found", found)]) == ()
