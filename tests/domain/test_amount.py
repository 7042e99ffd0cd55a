"""Amounts as given, with their stayed part."""

from datetime import date, timedelta

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from db.domain.amount import Amount, Term, missing_for_term
from tests.domain.given import lines

days = st.dates(date(2000, 1, 1), date(2080, 1, 1))


def test_one_year_and_one_day_stays_so() -> None:
    amount = Amount(years=1, days=1)
    assert amount.words == "1 year and 1 day"
    assert amount != Amount(days=366)
    assert amount != Amount(years=1)
    assert amount.end_on(date(2026, 3, 1)) == date(2027, 3, 1)
    assert Amount(years=1).end_on(date(2026, 3, 1)) == date(2027, 2, 28)


def test_a_month_ends_with_the_month_where_the_day_is_missing() -> None:
    assert Amount(months=1).end_on(date(2026, 1, 31)) == date(2026, 2, 28)
    assert Amount(months=1).end_on(date(2026, 1, 15)) == date(2026, 2, 14)
    assert Amount(years=1).end_on(date(2024, 2, 29)) == date(2025, 2, 28)
    assert Amount(days=8).end_on(date(2026, 1, 1)) == date(2026, 1, 8)


@example(days, st.integers(0, 30), st.integers(0, 60), st.integers(0, 800))
def test_a_longer_amount_never_ends_earlier(start: date, years: int, months: int, more: int) -> None:
    amount = Amount(years, months, more + 1)
    assert amount.end_on(start) == Amount(years, months, more + 2).end_on(start) - timedelta(days=1)
    assert amount.end_on(start) >= start
    assert Amount(years, months + 1, more + 1).end_on(start) > amount.end_on(start)


def test_six_months_stayed_of_a_year_and_a_day_leave_six_months_and_a_day() -> None:
    term = Term(Amount(years=1, days=1), stayed=Amount(months=6), paid=False)
    assert term.words == "1 year and 1 day, 6 months of it stayed, unpaid"
    assert term.active_end_on(date(2026, 3, 1)) == Amount(months=6, days=1).end_on(date(2026, 3, 1))
    assert missing_for_term(term) == ()


def test_a_fully_stayed_term_has_no_active_part() -> None:
    term = Term(Amount(years=1), stayed=Amount(months=12))
    assert term.is_fully_stayed
    assert term.words == "1 year, fully stayed"
    assert term.active_end_on(date(2026, 3, 1)) is None


def test_a_stayed_part_is_not_longer_than_the_whole() -> None:
    assert lines(missing_for_term(Term(Amount(months=6), stayed=Amount(years=1)))) == [
        ("stayed_too_long", "The stayed part (1 year) is longer than the whole (6 months).", "sanction:propose")
    ]
    assert [item.code for item in missing_for_term(Term(None, stayed=Amount(days=1)))] == ["stayed_of_indefinite"]
    assert [item.code for item in missing_for_term(Term(Amount()))] == ["amount"]


def test_nothing_and_less_than_nothing_are_no_amounts() -> None:
    with pytest.raises(ValueError, match="negative"):
        Amount(days=-1)
    with pytest.raises(ValueError, match="No time"):
        Amount().end_on(date(2026, 1, 1))
