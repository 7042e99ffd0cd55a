"""Plain words for dates, counts and lists, the same on every screen (`ux.md`: US English, no codes)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date, *, today: date | None = None) -> str:
    """ "May 4, 2026"; without the year when `today` lies in the same one. Never the locale's words."""
    short = f"{_MONTHS[day.month - 1]} {day.day}"
    return short if today is not None and today.year == day.year else f"{short}, {day.year}"


def moment_day(moment: datetime, zone: tzinfo) -> date:
    """The office's date at a moment (aware UTC)."""
    return moment.astimezone(zone).date()


def count_words(count: int, noun: str, plural: str | None = None) -> str:
    """ "1 day", "8 days"."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def list_words(items: Iterable[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    said = list(items)
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} {last} {said[-1]}"
