"""What a reader asked to see, and the frames prepared for it.

A `View` is the page's filters and the reader's standing; `prepare` turns it and the countable frames into a `Reading`,
which every figure takes. For readers without case access the reading keeps the rules that make small numbers safe:
one grain for the whole record whatever the filters, at most one narrowing, and a narrowed view always covers the whole
record, so that no two views can be subtracted to find a small number (see `privacy`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

import polars as pl

from analytics.frames import OFFICE, Frames
from analytics.measures.counts import by_month, months
from analytics.periods import Grain, Window, cell_label, cell_of, day_label, last_complete_cell, month_of
from analytics.results import Basis, Refused
from analytics.thresholds import SMALL_CELL

PERIODS = (12, 24, 36, 60)
DEFAULT_MONTHS = 36
DIMENSIONS = ("unit", "category", "track")
TRACK_WORDS = {"employer": "Employer", "licence": "License"}
_Found = TypeVar("_Found")
HIDDEN_SHARE = 0.25  # the finest grain that leaves at most this share of cells hidden is the grain


@dataclass(frozen=True, slots=True)
class View:
    """The page's filters and what its reader may see. `months` None: the whole record. `today`: the office's day."""

    today: date
    case_level: bool = False
    source: str = OFFICE
    months: int | None = DEFAULT_MONTHS
    count_by: str = "reported"
    unit: str | None = None
    category: str | None = None
    track: str | None = None

    @property
    def narrowings(self) -> list[tuple[str, str]]:
        """The filters that leave out part of the office."""
        pairs = ((dimension, getattr(self, dimension)) for dimension in DIMENSIONS)
        return [(dimension, value) for dimension, value in pairs if value is not None]

    @property
    def date_column(self) -> str:
        return "occurred_on" if self.count_by == "posted" else "received_on"


@dataclass(frozen=True)
class Reading:
    """Frames of one source, narrowed as asked (`frames`) and not narrowed (`office`), with what figures need to know.

    through: last day that is over, or the source's as-of day. as_of: the day figures speak of. is_open: every cell may
    be read, by case access or because the source is itself a public release.
    """

    view: View
    frames: Frames
    office: Frames
    window: Window
    record: Window
    through: date
    as_of: date
    is_open: bool

    @property
    def grain(self) -> Grain:
        return self.window.grain

    @property
    def is_import(self) -> bool:
        return self.view.source != OFFICE

    @property
    def narrowing(self) -> tuple[str, str] | None:
        found = self.view.narrowings
        return found[0] if found else None

    @property
    def is_guarded(self) -> bool:
        """Narrowed, and read by someone who may not see small cells."""
        return bool(self.view.narrowings) and not self.is_open

    @property
    def running(self) -> str | None:
        """The cell that is not complete yet, or None when the record ends with a whole cell."""
        now = cell_of(self.as_of, self.grain)
        return cell_label(now, self.grain) if now > self.window.last else None

    @property
    def breakdown(self) -> Window:
        """The cells that breakdowns cover: the period, or the whole record for readers without case access."""
        return self.window if self.is_open else self.record

    def basis(self, unit: str, window: Window | None = None) -> Basis:
        return Basis(unit, (window or self.window).words, self.as_of)

    @cached_property
    def cohort(self) -> pl.DataFrame:
        """Reports of the view received within the period's complete cells."""
        return self.frames.reports.filter(self.window.holds("received_on"))

    @cached_property
    def _found(self) -> dict[Callable[..., Any], Any]:
        return {}

    def once(self, work_out: Callable[[Reading], _Found]) -> _Found:
        """What a function makes of this reading, worked out at its first use: tiles and figures say it both."""
        if work_out not in self._found:
            self._found[work_out] = work_out(self)
        found: _Found = self._found[work_out]
        return found

    def blocks(self) -> list[list[int]]:
        """Indexes into the record's cells whose sums the choice of periods makes known."""
        count = len(self.record.cells)
        edges = [0, *(m // int(self.grain) for m in offered(self.record)), count]
        return [list(range(count - b, count - a)) for a, b in itertools.pairwise(edges) if b > a]


def members(frames: Frames, dimension: str) -> pl.DataFrame:
    """report, member: which reports belong to which unit, category or track. A report may have several members."""
    if dimension == "unit":
        return frames.reports.select("report", pl.col("unit").fill_null("").alias("member"))
    if dimension == "category":
        return frames.report_categories.select("report", pl.col("category").alias("member")).unique()
    tracks = frames.case_reports.join(frames.cases.select("case", "track"), on="case")
    return tracks.select("report", pl.col("track").alias("member")).unique()


def member_label(frames: Frames, dimension: str, value: str) -> str:
    """The word of a member on screen."""
    if dimension == "track":
        return TRACK_WORDS.get(value, value)
    if dimension == "unit" and not value:
        return "Unit not recorded"
    return frames.label(dimension, value)


def narrow(frames: Frames, view: View) -> Frames:
    """The frames of the reports that all filters keep; with a track, only the cases on it."""
    kept = frames
    for dimension, value in view.narrowings:
        chosen = members(kept, dimension).filter(pl.col("member") == value)
        cases = kept.cases.filter(pl.col("track") == value) if dimension == "track" else None
        kept = kept.keep(chosen, cases)
    return kept


def offered(record: Window) -> list[int]:
    """Periods in months that may be chosen: each leaves at least a year outside, or it would tell a short rest."""
    available = len(record.cells) * int(record.grain)
    return [m for m in PERIODS if m + 12 <= available and m % int(record.grain) == 0]


def finest_grain(office: Frames, first_day: date, through: date) -> Grain:
    """The grain for readers without case access, from the whole record alone, so that no filter moves it."""
    for grain in (Grain.MONTH, Grain.QUARTER, Grain.HALF):
        record = Window(grain, cell_of(first_day, grain), last_complete_cell(through, grain))
        values = by_month(office.derive("months", months), "received_month", record)
        if values and sum(v < SMALL_CELL for v in values) <= HIDDEN_SHARE * len(values):
            return grain
    return Grain.YEAR


def prepare(frames: Frames, view: View) -> Reading:
    """The reading of a view. `frames` are what the reader may count, of every source."""
    office = frames.of_source(view.source)
    row = office.coverage.row(0, named=True) if view.source != OFFICE and office.coverage.height else None
    as_of = min(view.today, row["as_of_on"]) if row else view.today
    through = as_of if row else view.today - timedelta(days=1)
    earliest = office.reports.get_column("received_on").min()
    first_day = row["from_on"] if row else (earliest if isinstance(earliest, date) else as_of)
    is_open = view.case_level or bool(row and row["is_published"])
    grain = Grain.MONTH if is_open else finest_grain(office, first_day, through)
    record = Window(grain, cell_of(first_day, grain), last_complete_cell(through, grain))
    return Reading(
        view=view,
        frames=narrow(office, view),
        office=office,
        window=_window(record, view, guarded=bool(view.narrowings) and not is_open),
        record=record,
        through=through,
        as_of=as_of,
        is_open=is_open,
    )


def _window(record: Window, view: View, *, guarded: bool) -> Window:
    if guarded or view.months is None or view.months not in offered(record):
        return record
    return Window(record.grain, record.last - view.months // int(record.grain) + 1, record.last)


def refuse_stack(reading: Reading) -> Refused | None:
    """The refusal when a reader without case access stacks filters: their combinations could single out one person."""
    if reading.is_open or len(reading.view.narrowings) < 2:
        return None
    return Refused(
        status="protected",
        reason="Unit, category and track together can leave a handful of people, whom figures would point at.",
        have=f"{len(reading.view.narrowings)} filters",
        need="one of unit, category and track",
        suggestion="Keep one of the three filters and clear the others.",
        basis=reading.basis("report"),
    )


def refuse_cross(reading: Reading, what: str) -> Refused | None:
    """The refusal of a cross table in a narrowed view without case access."""
    if not reading.is_guarded:
        return None
    return Refused(
        status="protected",
        reason=f"{what} inside one unit, category or track would leave cells of one or two people.",
        have="a narrowed view",
        need="the whole office, or a reader with case access",
        suggestion="Clear the filter to see this figure for the whole office.",
        basis=reading.basis("report"),
    )


def words(reading: Reading) -> str:
    """The filters echoed in words, after "Showing"."""
    view, frames = reading.view, reading.office
    parts = [f"reports by date {'posted' if view.count_by == 'posted' else 'reported'}", reading.window.words]
    if reading.window.last < reading.window.first:
        parts[1] = "no complete period yet"
    dimensions = ("category",) if reading.is_import else DIMENSIONS
    for dimension in dimensions:
        value = getattr(view, dimension)
        if value is not None:
            parts.append(f"{dimension} {member_label(frames, dimension, value)}")
    missing = [d for d in dimensions if getattr(view, d) is None]
    if missing:
        parts.append("every " + (" and ".join([", ".join(missing[:-1]), missing[-1]]) if missing[1:] else missing[0]))
    if reading.is_import:
        label = frames.coverage.item(0, "label") if frames.coverage.height else view.source
        parts.append(f"imported from {label}, as of {day_label(reading.as_of)}")
    return ", ".join(parts)


def months_in(window: Window) -> int:
    """How many months a window holds."""
    return month_of(window.ends_on) - month_of(window.starts_on) + 1 if window.last >= window.first else 0
