"""Months, quarters and years of the office, as whole numbers that sort and subtract.

A month is `year * 12 + month - 1`; a quarter is a month // 3, a half-year a month // 6, a year a month // 12. All
dates are calendar dates in the office's own time zone (decision 31); nothing here reads a clock.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import polars as pl

MONTH_NAMES = tuple(calendar.month_abbr)
DAYS_A_YEAR = 365.25


class Grain(IntEnum):
    """How many months one cell of a time series holds."""

    MONTH = 1
    QUARTER = 3
    HALF = 6
    YEAR = 12

    @property
    def word(self) -> str:
        return {1: "month", 3: "quarter", 6: "half-year", 12: "year"}[int(self)]


def month_of(day: date) -> int:
    """The month that holds a day."""
    return day.year * 12 + day.month - 1


def month_expr(column: str) -> pl.Expr:
    """The same as `month_of`, for a date column."""
    return pl.col(column).dt.year().cast(pl.Int32) * 12 + pl.col(column).dt.month().cast(pl.Int32) - 1


def cell_of(day: date, grain: Grain) -> int:
    """The cell (month, quarter or year) that holds a day."""
    return month_of(day) // int(grain)


def cell_expr(column: str, grain: Grain) -> pl.Expr:
    """The same as `cell_of`, for a date column."""
    return month_expr(column) // int(grain)


def cell_start(cell: int, grain: Grain) -> date:
    """First day of a cell."""
    year, month = divmod(cell * int(grain), 12)
    return date(year, month + 1, 1)


def cell_end(cell: int, grain: Grain) -> date:
    """Last day of a cell."""
    year, month = divmod(cell * int(grain) + int(grain) - 1, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def last_complete_cell(through: date, grain: Grain) -> int:
    """The last cell whose every day is over, when `through` is the last day that is over."""
    cell = cell_of(through, grain)
    return cell if cell_end(cell, grain) <= through else cell - 1


def cell_label(cell: int, grain: Grain) -> str:
    """What a cell is called on screen: 'Oct 2025', 'Q4 2025', '2nd half 2025' or '2025'."""
    start = cell_start(cell, grain)
    if grain is Grain.YEAR:
        return str(start.year)
    if grain is Grain.HALF:
        return f"{'1st' if start.month == 1 else '2nd'} half {start.year}"
    if grain is Grain.QUARTER:
        return f"Q{(start.month + 2) // 3} {start.year}"
    return f"{MONTH_NAMES[start.month]} {start.year}"


def day_label(day: date) -> str:
    """A date in words, US order: 'Oct 20, 2026'."""
    return f"{MONTH_NAMES[day.month]} {day.day}, {day.year}"


@dataclass(frozen=True, slots=True)
class Window:
    """Complete cells from first to last, both included. Empty when last < first."""

    grain: Grain
    first: int
    last: int

    @property
    def cells(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def starts_on(self) -> date:
        return cell_start(self.first, self.grain)

    @property
    def ends_on(self) -> date:
        return cell_end(self.last, self.grain)

    @property
    def words(self) -> str:
        """'Oct 2023 to Sep 2026', always in months, whatever the grain."""
        first = cell_label(month_of(self.starts_on), Grain.MONTH)
        last = cell_label(month_of(self.ends_on), Grain.MONTH)
        return first if first == last else f"{first} to {last}"

    def holds(self, column: str) -> pl.Expr:
        """True for a date column's days within this window."""
        return pl.col(column).is_between(self.starts_on, self.ends_on)
