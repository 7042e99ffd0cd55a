"""Amounts of time as given: one year and one day is not one year, and six months is not 180 days (`decisions.md` 9)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.plain import count_words, list_words
from db.domain.rule import Missing

_ANY_START = date(2026, 1, 1)  # only to say which of two amounts is longer


@dataclass(frozen=True, slots=True)
class Amount:
    """Years, months and days as the decision gives them, never converted into one another."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if min(self.years, self.months, self.days) < 0:
            raise ValueError("An amount of time has no negative part.")

    @property
    def is_zero(self) -> bool:
        """Whether nothing is given."""
        return not (self.years or self.months or self.days)

    @property
    def words(self) -> str:
        """ "1 year and 1 day", "6 months"."""
        parts = [
            count_words(count, noun)
            for count, noun in ((self.years, "year"), (self.months, "month"), (self.days, "day"))
            if count
        ]
        return list_words(parts) or "no time"

    def end_on(self, start_on: date) -> date:
        """The last day, `start_on` being the first. A month ends the day before the same day of the next one, and
        on its own last day where there is no such day. Raises ValueError when nothing is given."""
        if self.is_zero:
            raise ValueError("No time is given.")
        return _after(start_on, self.years * 12 + self.months, self.days) - timedelta(days=1)

    def is_longer_than(self, other: Amount) -> bool:
        """Whether this amount ends later than the other, both begun on one January 1."""
        return _span(self) > _span(other)


def _span(amount: Amount) -> date:
    return _after(_ANY_START, amount.years * 12 + amount.months, amount.days)


def _after(start_on: date, months: int, days: int) -> date:
    """The first day after the amount. `days` may be negative once a stayed part was taken off."""
    index = start_on.year * 12 + start_on.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if start_on.day <= last:
        reached = date(year, month + 1, start_on.day)
    else:
        reached = date(year, month + 1, last) + timedelta(days=1)
    return reached + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Term:
    """An amount with the part of it that is stayed (same form) and whether it is paid (None where that does not
    apply). `amount` None is an indefinite term."""

    amount: Amount | None
    stayed: Amount = Amount()
    paid: bool | None = None

    @property
    def is_fully_stayed(self) -> bool:
        """Whether nothing is carried out unless the stay is lifted."""
        return self.amount is not None and not self.stayed.is_zero and _span(self.stayed) == _span(self.amount)

    @property
    def words(self) -> str:
        """ "1 year and 1 day, 6 months of it stayed, unpaid"."""
        parts = ["Indefinite" if self.amount is None else self.amount.words]
        if self.is_fully_stayed:
            parts.append("fully stayed")
        elif not self.stayed.is_zero:
            parts.append(f"{self.stayed.words} of it stayed")
        if self.paid is not None:
            parts.append("paid" if self.paid else "unpaid")
        return ", ".join(parts)

    def active_end_on(self, start_on: date) -> date | None:
        """The last day of the part that is carried out: one year and one day with six months stayed is six months and
        one day. None for an indefinite or fully stayed term."""
        if self.amount is None or self.is_fully_stayed:
            return None
        months = (self.amount.years - self.stayed.years) * 12 + self.amount.months - self.stayed.months
        return _after(start_on, months, self.amount.days - self.stayed.days) - timedelta(days=1)


def missing_for_term(term: Term, act: str = "sanction:propose") -> tuple[Missing, ...]:
    """What is wrong with an amount and its stayed part."""
    found: list[Missing] = []
    if term.amount is None:
        if not term.stayed.is_zero:
            text = "A part can be stayed only of an amount, not of an indefinite term."
            found.append(Missing("stayed_of_indefinite", text, act))
        return tuple(found)
    if term.amount.is_zero:
        found.append(Missing("amount", "Give the amount in years, months or days.", act))
    elif term.stayed.is_longer_than(term.amount):
        text = f"The stayed part ({term.stayed.words}) is longer than the whole ({term.amount.words})."
        found.append(Missing("stayed_too_long", text, act))
    return tuple(found)
