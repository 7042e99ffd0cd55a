"""The dashboard's first sentence and its tiles, from the same reading as its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from analytics.figures import backlog, deadlines, disposition
from analytics.figures.figure import count_words
from analytics.measures.deadlines import in_all
from analytics.measures.funnel import NOT_COUNTED
from analytics.measures.rates import compare, rate_of
from analytics.measures.shares import share_of
from analytics.periods import month_of
from analytics.results import NotReached, Shown
from analytics.thresholds import SHARE_SHOWN
from analytics.view import Reading

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Tile:
    """One number with its label, and up to two lines that say what it is made of."""

    label: str
    value: str
    unit: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """lead is the bold start of the sentence, rest its end."""

    lead: str
    rest: str
    tiles: tuple[Tile, ...]

    @property
    def sentence(self) -> str:
        return self.lead + self.rest


@dataclass(frozen=True, slots=True)
class Year:
    """Reports of the twelve months to the as-of day, and of the twelve before, with staff-days at risk."""

    now: int
    before: int
    days_now: float
    days_before: float


def last_year(reading: Reading) -> Year:
    """The rolling year: this is the one count that includes today, so a report filed now is in it."""
    end = reading.as_of
    middle = end - YEAR
    reports, exposure = reading.frames.reports, reading.frames.exposure
    if reading.view.unit is not None:
        exposure = exposure.filter(pl.col("unit") == reading.view.unit)
    by_month = dict(exposure.group_by("month").agg(pl.col("staff_days").sum()).iter_rows())

    def count(start: date, until: date) -> int:
        return reports.filter((pl.col("received_on") > start) & (pl.col("received_on") <= until)).height

    return Year(
        count(middle, end),
        count(middle - YEAR, middle),
        days_between(by_month, middle, end),
        days_between(by_month, middle - YEAR, middle),
    )


def days_between(by_month: dict[int, float], after: date, until: date) -> float:
    """Staff-days after one day, to another one inclusive; a month at the edge counts by its share of days."""
    total = 0.0
    for month in range(month_of(after), month_of(until) + 1):
        first = date(month // 12, month % 12 + 1, 1)
        following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
        start, end = max(first, after + timedelta(days=1)), min(following - timedelta(days=1), until)
        share = ((end - start).days + 1) / (following - first).days
        total += by_month.get(month, 0.0) * max(0.0, share)
    return total


def summarize(reading: Reading) -> Summary:
    """The summary of a reading. A narrowed view without case access has none: its totals could be subtracted."""
    if reading.is_guarded:
        return Summary(
            "A narrowed view.", " Totals are not shown here: together with other views they could be subtracted.", ()
        )
    year = last_year(reading)
    tiles = (
        _received(year),
        _open_now(reading),
        _time(reading),
        *((_kept(reading),) if not reading.is_import else ()),
        *((_carried_out(reading), _screening(reading)) if not reading.is_import else ()),
    )
    parts = [f"{count_words(year.now, 'report')} in the last 12 months"]
    rest = ""
    if year.days_now > 0:
        rest += f", {rate_of(year.now, year.days_now).rate:.1f} per 100 staff-years"
    return Summary(parts[0], rest + _against_before(reading, year) + ".", tiles)


def _against_before(reading: Reading, year: Year) -> str:
    exposures = (year.days_now, year.days_before) if year.days_now > 0 and year.days_before > 0 else (1.0, 1.0)
    result = compare(year.now, year.before, exposures, reading.basis("report"))
    if not isinstance(result, Shown):
        return "; too few in two years to compare them"
    if not result.value.is_distinguishable:
        return f"; not distinguishable from the 12 months before ({year.before:,})"
    return f"; {'more' if result.value.ratio > 1 else 'fewer'} than in the 12 months before ({year.before:,})"


def _received(year: Year) -> Tile:
    if year.days_now <= 0:
        return Tile("Reports received", f"{year.now:,}", lines=("Last 12 months", "No roster, so no rate"))
    rate = rate_of(year.now, year.days_now)
    return Tile(
        "Reports received",
        f"{year.now:,}",
        lines=(f"{rate.rate:.1f} per 100 staff-years", f"95% interval {rate.low:.1f} to {rate.high:.1f}"),
    )


def _open_now(reading: Reading) -> Tile:
    found, unit = reading.once(backlog.measured)
    older = backlog.older_than_180(reading, found)
    text = "none" if older.value == 0 else older.text
    return Tile(f"{unit.capitalize()}s open now", f"{found.open_now:,}", lines=(f"{text} older than 180 days",))


def _time(reading: Reading) -> Tile:
    first = reading.once(disposition.first_group)
    label = "Report to disposition" if not reading.is_import else "Received to closed"
    if not isinstance(first.result, Shown):
        return Tile(label, "Not yet", lines=(f"Has {first.result.have}", f"Needs {first.result.need}"))
    median = first.result.value.median
    if isinstance(median, NotReached):
        return Tile(label, "Not reached", lines=("Fewer than half have ended",))
    return Tile(label, f"{median:,.0f}", "days", ("Median,", "open ones counted"))


def _kept(reading: Reading) -> Tile:
    rows = reading.once(deadlines.kept_by_rule)
    overdue = sum(kept.overdue for kept in rows)
    binding = in_all(rows, "mandatory")
    found, word = (binding, "Mandatory") if binding.settled >= SHARE_SHOWN else (in_all(rows, "goal"), "Goals")
    result = share_of(found.met, found.settled, reading.basis("deadline"))
    late = f"{overdue:,} overdue now" if overdue else "None overdue now"
    if not isinstance(result, Shown):
        return Tile("Deadlines met", "Not yet", lines=(f"Needs {result.need}", late))
    return Tile(
        "Deadlines met", f"{100 * result.value.share:.0f}%", lines=(f"{word}: {found.met:,} of {found.settled:,}", late)
    )


def _carried_out(reading: Reading) -> Tile:
    kept = reading.frames.sanctions.filter(~pl.col("status").is_in(NOT_COUNTED))
    imposed = kept.filter(pl.col("imposed_on") > reading.as_of - YEAR)
    done = imposed.filter(pl.col("status") == "carried_out").height
    waiting = imposed.filter(pl.col("status").is_in(("pending", "in_force"))).height
    if not imposed.height:
        return Tile("Sanctions carried out", "None", lines=("imposed in 12 months",))
    lines = (f"{waiting:,} await proof" if waiting else "None awaits proof", "Imposed in 12 months")
    return Tile("Sanctions carried out", f"{done:,}", f"of {imposed.height:,}", lines)


def _screening(reading: Reading) -> Tile:
    waiting = reading.frames.reports.filter(pl.col("screened_on").is_null()).height
    return Tile("Waiting for screening", f"{waiting:,}", lines=(f"{'report' if waiting == 1 else 'reports'} received",))
