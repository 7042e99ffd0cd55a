"""Times that are known only so far: an interval in UTC with its precision and stated zone (`decisions.md` 31)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from db.domain.plain import day_words


class Precision(StrEnum):
    """How exactly a time is known."""

    EXACT = "exact"
    ABOUT = "about"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


LABELS: dict[Precision, str] = {
    Precision.EXACT: "Exact time",
    Precision.ABOUT: "About this time",
    Precision.DAY: "This day",
    Precision.MONTH: "This month",
    Precision.YEAR: "This year",
    Precision.UNKNOWN: "Not known",
}

ABOUT = timedelta(hours=1)
"""How far "about" reaches to either side."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Interval:
    """From `earliest_at` until just before `latest_at`, both aware UTC; an exact time has both the same."""

    earliest_at: datetime
    latest_at: datetime


def interval_of(precision: Precision | str, local: datetime | date | None, zone: tzinfo) -> Interval | None:
    """The interval of a time as stated in `zone`. `local` is naive (a clock on the wall) or a date.

    None when nothing is known. A wall time that occurs twice (the end of summer time) spans both. Raises ValueError
    when the precision needs a time or a date that is not given.
    """
    kind = Precision(precision)
    if kind is Precision.UNKNOWN:
        return None
    if local is None:
        raise ValueError(f"A time that is known as {kind.value!r} needs a date.")
    if kind in {Precision.EXACT, Precision.ABOUT}:
        if not isinstance(local, datetime):
            raise ValueError(f"A time that is known as {kind.value!r} needs an hour.")
        early, late = _both(local, zone)
        margin = ABOUT if kind is Precision.ABOUT else timedelta(0)
        return Interval(early - margin, late + margin)
    day = local.date() if isinstance(local, datetime) else local
    first, after = _span(kind, day)
    return Interval(_midnight(first, zone), _midnight(after, zone))


def _both(local: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    if local.tzinfo is not None:
        moment = local.astimezone(UTC)
        return moment, moment
    moments = sorted(local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return moments[0], moments[1]


def _span(kind: Precision, day: date) -> tuple[date, date]:
    if kind is Precision.DAY:
        return day, day + timedelta(days=1)
    if kind is Precision.MONTH:
        first = day.replace(day=1)
        return first, first + timedelta(days=calendar.monthrange(day.year, day.month)[1])
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def precision_words(precision: Precision | str, earliest_at: datetime | None, zone: tzinfo) -> str:
    """The time as it was stated: "About 2:10 PM on May 4, 2026", "May 2026", "Not known"."""
    kind = Precision(precision)
    if kind is Precision.UNKNOWN or earliest_at is None:
        return LABELS[Precision.UNKNOWN]
    local = earliest_at.astimezone(zone)
    if kind is Precision.YEAR:
        return str(local.year)
    if kind is Precision.MONTH:
        return f"{_MONTHS[local.month - 1]} {local.year}"
    if kind is Precision.DAY:
        return day_words(local.date())
    if kind is Precision.ABOUT:
        local += ABOUT
    clock = f"{local.hour % 12 or 12}:{local.minute:02d} {'AM' if local.hour < 12 else 'PM'}"
    said = f"{clock} on {day_words(local.date())}"
    return f"About {said}" if kind is Precision.ABOUT else said


def contradictions(points: Sequence[tuple[str, Interval | None]]) -> tuple[str, ...]:
    """Sentences for dates that stand in an impossible order. They mark a record; they never refuse it.

    `points` in the order in which things should have happened (posted, found, reported, captured, removed).
    """
    known = [(label, interval) for label, interval in points if interval is not None]
    found: list[str] = []
    for index, (earlier_label, earlier) in enumerate(known):
        found.extend(
            f"{later_label.capitalize()} before {earlier_label}."
            for later_label, later in known[index + 1 :]
            if later.latest_at < earlier.earliest_at
        )
    return tuple(found)
