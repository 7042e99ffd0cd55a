"""Times as filers give them: to the office's intervals and back, never more exact than what was said."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from api.reports.schemas import When
from db.domain.precision import Interval, Precision, interval_of, precision_words


class UnreadableDate(Exception):
    """A date or a time that nobody can read, as it was typed."""


def read_day(typed: str) -> date | None:
    """2026-10-17 or 10/17/2026; None for nothing. Raises UnreadableDate."""
    text = typed.strip()
    if not text:
        return None
    for form in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise UnreadableDate(text)


def read_time(typed: str) -> time | None:
    """08:40 or 08:40:00, of 24 hours; None for nothing. Raises UnreadableDate."""
    text = typed.strip()
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise UnreadableDate(text) from None


def resolve(when: When, zone: ZoneInfo) -> tuple[Interval | None, Precision]:
    """The interval of a time as given, and its precision. Raises UnreadableDate.

    A precision that asks for more than was given becomes what was given: "exact" without a time is that day. A day
    of which the filer is not sure counts as that month.
    """
    day, clock = read_day(when.date), read_time(when.time)
    if day is None or not 1970 <= day.year <= 2200:
        if day is not None:
            raise UnreadableDate(when.date)
        return None, Precision.UNKNOWN
    precision = _precision(when, clock)
    local = datetime.combine(day, clock) if clock is not None and precision in _NEEDS_TIME else day
    return interval_of(precision, local, zone), precision


_NEEDS_TIME = (Precision.EXACT, Precision.ABOUT)


def _precision(when: When, clock: time | None) -> Precision:
    if not when.precision:
        return Precision.DAY if clock is None else Precision.ABOUT
    given = Precision(when.precision)
    if given is Precision.UNKNOWN:
        return Precision.MONTH
    return Precision.DAY if given in _NEEDS_TIME and clock is None else given


def words(when: When, zone: ZoneInfo) -> str:
    """A time as its filer gave it, for reading back: "About 8:40 AM on Oct 17, 2026"; as typed if unreadable."""
    try:
        interval, precision = resolve(when, zone)
    except UnreadableDate:
        return f"{when.date} {when.time}".strip()
    return precision_words(precision, interval.earliest_at if interval else None, zone)
