"""Figure 1: reports per 100 staff-years by month, each with its exact 95 % interval."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from analytics import theme
from analytics.figures import marks
from analytics.figures.figure import HIDDEN_N, Chart, Column, Figure, Frame, Panel, Table, Value, count_words
from analytics.measures.counts import by_cell, by_member_and_cell, by_month, months, staff_days_by_cell
from analytics.measures.rates import Rate, compare, no_exposure, rate_of, rates_by_cell
from analytics.periods import Window, cell_end, cell_label, cell_of, cell_start, day_label
from analytics.privacy import Cell, Mark, cell_for, open_cells, protect_blocks, protect_columns
from analytics.results import Refused, Shown
from analytics.thresholds import SMALL_CELL
from analytics.view import Reading, members, refuse_stack

FRAME = Frame(
    name="rate",
    section="happening",
    question="Is it getting worse?",
    means="How often reports came in, measured against how many people worked there. A thin line is the range "
    "in which the true rate lies 95 times in 100: long lines mean few reports.",
    does_not_mean="That conduct changed. More reports can also mean that people report more readily.",
)
PANEL_HEIGHT, LABEL_ROOM, LABEL_ROW = 320, 24, 22  # pixels
COLUMNS = (
    Column("period", "Period", "text"),
    Column("reports", "Reports"),
    Column("staff_years", "Staff-years", "rate"),
    Column("rate", "Per 100 staff-years", "rate"),
    Column("low", "95% interval, low", "rate"),
    Column("high", "95% interval, high", "rate"),
    Column("state", "State", "text"),
)


@dataclass(frozen=True)
class Series:
    """Counts and exposure per cell of the window; marks say what may be read. total is None when it may not."""

    cells: list[Cell]
    staff_days: list[float]
    total: int | None
    values: list[int]

    @property
    def has_exposure(self) -> bool:
        return sum(self.staff_days) > 0


def series_of(reading: Reading) -> Series:
    """The counts of the view. Hidden cells are decided on the whole record, so that no choice of period moves them."""
    view, record = reading.view, reading.record
    column = "posted_month" if view.count_by == "posted" else "received_month"
    values = by_month(reading.frames.derive("months", months), column, record)
    exposure = reading.frames.exposure
    if view.unit is not None:
        exposure = exposure.filter(pl.col("unit") == view.unit)
    days = staff_days_by_cell(exposure, record)
    if reading.is_open:
        cells = open_cells(values)
    elif reading.narrowing:
        cells = _guarded(reading, values, reading.narrowing)
    else:
        cells = [cell_for(v, m) for v, m in zip(values, protect_blocks(values, reading.blocks()), strict=True)]
    offset = reading.window.first - record.first
    kept = cells[offset:]
    is_whole = reading.is_open or not reading.narrowing or all(cell.is_open for cell in kept)
    return Series(kept, days[offset:], sum(values[offset:]) if is_whole else None, values[offset:])


def _guarded(reading: Reading, values: list[int], narrowing: tuple[str, str]) -> list[Cell]:
    dimension, member = narrowing
    belongs = members(reading.office, dimension)
    table = by_member_and_cell(
        reading.office.reports.join(belongs, on="report"), "member", reading.view.date_column, reading.record
    )
    table.setdefault(member, [0] * len(values))
    return [cell_for(v, m) for v, m in zip(values, protect_columns(table)[member], strict=True)]


def build(reading: Reading) -> Figure:
    """The figure of a reading."""
    refusal = refuse_stack(reading)
    if refusal:
        return FRAME.refuse(reading, refusal)
    series = series_of(reading)
    rates: list[Rate | None] = [None] * len(series.values)
    if series.has_exposure:
        rates = rates_by_cell(series.values, series.staff_days)
    refusal = None if series.has_exposure else no_exposure(reading.basis("report"))
    known = series.total
    return Figure(
        frame=FRAME,
        title=_finding(reading, series, refusal),
        reading=_reading(reading, series, rates),
        unit="report",
        n=f"n = {count_words(known, 'report')}" if known is not None else HIDDEN_N,
        period=reading.window.words,
        as_of=day_label(reading.as_of),
        table=Table(COLUMNS, tuple(_rows(reading, series, rates))),
        panels=(_panel(reading, series, rates),),
        axis="Reports per 100 staff-years" if series.has_exposure else f"Reports a {reading.grain.word}",
        refusal=refusal,
    )


def _panel(reading: Reading, series: Series, rates: list[Rate | None]) -> Panel:
    """The chart, taller by what its rows of labels take, so that the plot keeps its height and no two rows touch."""
    chart = _chart(reading, series, rates)
    height = PANEL_HEIGHT + chart["layout"]["margin"]["t"] - LABEL_ROOM - LABEL_ROW
    return Panel(chart, alt="Line of rates by period; the numbers are in the table.", height=max(height, PANEL_HEIGHT))


def _rows(reading: Reading, series: Series, rates: list[Rate | None]) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = []
    for cell_no, cell, days, rate in zip(reading.window.cells, series.cells, series.staff_days, rates, strict=True):
        name = cell_label(cell_no, reading.grain)
        if not series.has_exposure:
            rest: tuple[Value, ...] = (None, "not known: no roster", "not known: no roster", "not known: no roster")
        elif not cell.is_open or rate is None:
            hidden: Value = cell if not cell.is_open else None
            rest = (days / 365.25, hidden, hidden, hidden)
        else:
            rest = (rate.staff_years, rate.rate, rate.low, rate.high)
        rows.append((name, cell, *rest, "complete"))
    if reading.running is not None:
        running = Window(reading.grain, reading.window.last + 1, cell_of(reading.as_of, reading.grain))
        count = sum(by_cell(reading.frames.reports, reading.view.date_column, running))
        rows.append((reading.running, _so_far(reading, count), None, None, None, None, "not complete"))
    return rows


def _so_far(reading: Reading, count: int) -> Cell:
    """The count of the period that still runs. In a guarded view it changes daily, so it is never shown there."""
    if reading.is_open:
        return Cell(count)
    if count < SMALL_CELL:
        return cell_for(count, Mark.SMALL)
    return cell_for(count, Mark.WITHHELD if reading.narrowing else Mark.OPEN)


def _finding(reading: Reading, series: Series, refusal: Refused | None) -> str:
    if not series.values:
        return "No complete period has passed yet"
    words = reading.window.words
    if refusal:
        known = f"{count_words(series.total, 'report')}" if series.total is not None else "Reports"
        return f"{known}, {words}; a rate cannot be given without a roster"
    if series.total is None:
        return f"Reports by {reading.grain.word}; small numbers are hidden"
    rate = rate_of(series.total, sum(series.staff_days))
    return f"{rate.rate:.1f} reports per 100 staff-years{_compared(reading, series)}"


def _compared(reading: Reading, series: Series) -> str:
    """The last twelve months of whole cells against the twelve before, when ten events allow it."""
    half = 12 // int(reading.grain)
    if len(series.values) < 2 * half:
        return f", {reading.window.words}"
    late, early = slice(-half, None), slice(-2 * half, -half)
    exposures = (sum(series.staff_days[late]), sum(series.staff_days[early]))
    result = compare(sum(series.values[late]), sum(series.values[early]), exposures, reading.basis("report"))
    if not isinstance(result, Shown):
        return "; too few in two years to compare them"
    if not result.value.is_distinguishable:
        return "; the last 12 months are not distinguishable from the 12 before"
    return "; the last 12 months are " + ("above" if result.value.ratio > 1 else "below") + " the 12 before"


def _reading(reading: Reading, series: Series, rates: list[Rate | None]) -> str:
    word = reading.grain.word
    if not series.values:
        return "The first whole month will be shown when it is over."
    last, rate = series.cells[-1], rates[-1]
    name = cell_label(reading.window.last, reading.grain)
    if last.value is None:
        first = f"In {name}: {last.text} reports."
    elif rate is not None:
        first = f"In {name} there were {count_words(last.value, 'report')}, {rate.rate:.1f} per 100 staff-years."
    else:
        verb = "was" if last.value == 1 else "were"
        first = f"In {name} there {verb} {count_words(last.value, 'report')}."
    if not series.has_exposure:
        return f"{first} {no_exposure(reading.basis('report')).reason}"
    hidden = " Hatched: fewer than 5." if any(not cell.is_open for cell in series.cells) else ""
    return f"{first} Thin lines show the 95% interval of each {word}.{hidden}"


@dataclass
class Points:
    """The line of rates with its intervals, and the hidden cells beside it."""

    xs: list[str | None] = field(default_factory=list)
    ys: list[float | None] = field(default_factory=list)
    ups: list[float | None] = field(default_factory=list)
    downs: list[float | None] = field(default_factory=list)
    few: list[tuple[str, float]] = field(default_factory=list)

    def interrupt(self) -> None:
        """End the line here and begin it anew."""
        for line in (self.xs, self.ys, self.ups, self.downs):
            line.append(None)

    def add(self, x: str, cell: Cell, rate: Rate | None, staff_days: float) -> None:
        """One cell: a point with its interval, or a hidden one as high as it can be."""
        known = rate if cell.value is not None else None
        if cell.value is None:
            top = rate_of(marks.HIDDEN_HEIGHT, staff_days).rate if staff_days > 0 else float(marks.HIDDEN_HEIGHT)
            self.few.append((x, round(top, 3)))
        y = None if cell.value is None else (rate.rate if rate else float(cell.value))
        self.xs.append(x)
        self.ys.append(y if y is None else round(y, 3))
        self.ups.append(round(known.high - known.rate, 3) if known else None)
        self.downs.append(round(known.rate - known.low, 3) if known else None)


def _points(reading: Reading, series: Series, rates: list[Rate | None]) -> Points:
    window = reading.window
    breaks = marks.break_days(reading, window)
    points, previous = Points(), None
    for number, cell, rate, days in zip(window.cells, series.cells, rates, series.staff_days, strict=True):
        start = cell_start(number, window.grain)
        if previous is not None and any(previous < day <= start for day in breaks):
            points.interrupt()
        previous = start
        points.add(marks.middle(number, window.grain), cell, rate, days)
    return points


def _chart(reading: Reading, series: Series, rates: list[Rate | None]) -> Chart:
    points = _points(reading, series, rates)
    line: Chart = {"type": "scatter", "mode": "lines+markers", "x": points.xs, "y": points.ys, "connectgaps": False}
    line |= {"line": {"color": theme.DATA, "width": 2}, "marker": {"color": theme.DATA, "size": 7}}
    if series.has_exposure:
        look = {"width": 0, "thickness": 1.2, "color": theme.INTERVAL}
        line["error_y"] = {"type": "data", "symmetric": False, "array": points.ups, "arrayminus": points.downs, **look}
    data: list[Chart] = [line]
    if points.few:
        bar = {"type": "bar", "x": [x for x, _ in points.few], "y": [y for _, y in points.few], "marker": marks.hatch()}
        data.append({**bar, "width": marks.bar_width(reading.grain)})
    return {"data": data, "layout": _layout(reading, points.few)}


def _layout(reading: Reading, few: list[tuple[str, float]]) -> Chart:
    window = reading.window
    pairs = [f(reading, window) for f in (marks.event_marks, marks.break_marks, marks.running_marks)]
    labels = [entry for _, found in pairs for entry in found]
    if few:
        labels.append(marks.few_label(*few[len(few) // 2]))
    until = cell_end(cell_of(max(reading.as_of, window.ends_on), window.grain), window.grain)
    return {
        "xaxis": marks.time_axis(window, until),
        "yaxis": {"rangemode": "tozero"},
        "shapes": [shape for found, _ in pairs for shape in found],
        "annotations": labels,
        "margin": {"t": LABEL_ROOM + LABEL_ROW * _rows_of_events(labels), "r": 76 if reading.running else 16},
    }


def _rows_of_events(labels: list[Chart]) -> int:
    """How many rows of labels stand above the plot."""
    return len({label["y"] for label in labels if label.get("yref") == "paper" and label["y"] > 1})
