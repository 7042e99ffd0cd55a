"""Figure 2: small multiples of conduct by category and quarter. A post with several categories counts under each."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from analytics import theme
from analytics.figures import marks
from analytics.figures.figure import HIDDEN_N, Chart, Column, Figure, Frame, Panel, Table, Value, count_words
from analytics.measures.counts import by_member_and_month, claims, conduct, within
from analytics.periods import Grain, Window, cell_label, cell_of, day_label, last_complete_cell
from analytics.privacy import Cell, cell_for, is_total_safe, open_cells, protect_line, roll_up
from analytics.results import Refused
from analytics.thresholds import SMALL_CELL
from analytics.view import Reading, refuse_cross, refuse_stack

FRAME = Frame(
    name="categories",
    section="happening",
    question="Which kinds of conduct?",
    means="What kinds of conduct the reports describe, as intake classified them.",
    does_not_mean="That the conduct was proven, or that a person did it: these are reports.",
)
OTHER = "Other categories"
SHOWN_CELLS = 4
MOST_PANELS = 12


@dataclass(frozen=True)
class Row:
    """One category over the cells of the window; total is over the window, or over the record when cells are hidden."""

    category: str
    label: str
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Multiples:
    """All rows, the window they cover, n posts (or reports) behind them."""

    rows: list[Row]
    window: Window
    noun: str
    n: int
    reports: int


def counted(reading: Reading) -> tuple[pl.DataFrame, str]:
    """One row per thing and category, with its month: posts, or an import's reports."""
    frames = reading.frames
    noun = "report" if reading.is_import else "post"
    pairs = frames.derive("claims", claims) if reading.is_import else frames.derive("conduct", conduct)
    month = "posted_month" if reading.view.count_by == "posted" else "received_month"
    pairs = pairs.select("thing", "report", "category", pl.col(month).alias("month"))
    if reading.view.category is not None and not reading.is_import:
        pairs = pairs.filter(pl.col("category") == reading.view.category)
    return pairs, noun


def windows_of(reading: Reading, grain: Grain) -> tuple[Window, Window]:
    """The window of the figure and of the whole record, at a grain no finer than the reading's."""
    last = last_complete_cell(reading.through, grain)
    first = cell_of(reading.window.starts_on, grain)
    return Window(grain, first, last), Window(grain, cell_of(reading.record.starts_on, grain), last)


def _table_at(reading: Reading, pairs: pl.DataFrame, grain: Grain) -> dict[str, list[int]]:
    record = windows_of(reading, grain)[1]
    table = {name or "": values for name, values in by_member_and_month(pairs, "category", "month", record).items()}
    return table if reading.is_open else roll_up(table, OTHER)


def _rolled_up(reading: Reading, pairs: pl.DataFrame) -> tuple[Grain, dict[str, list[int]]]:
    """The finest grain, by quarter at the finest, at which at least half of the cells can be shown. The whole record
    alone decides, so that no choice of period moves it."""
    grains = [grain for grain in Grain if grain >= max(reading.grain, Grain.QUARTER)]
    for grain in grains:
        table = _table_at(reading, pairs, grain)
        cells = [value for values in table.values() for value in values]
        if reading.is_open or sum(value < SMALL_CELL for value in cells) <= len(cells) / 2:
            return grain, table
    return grains[-1], _table_at(reading, pairs, grains[-1])


def multiples(reading: Reading) -> Multiples:
    """The counts of the view."""
    pairs, noun = counted(reading)
    grain, table = _rolled_up(reading, pairs)
    window, record = windows_of(reading, grain)
    offset = window.first - record.first
    place = reading.office.positions
    order = sorted(table, key=lambda code: (code == OTHER, place.get(("category", code), 999), -sum(table[code]), code))
    rows = [_row(reading, code, table[code], offset) for code in order]
    inside = pairs.filter(within(window, "month"))
    return Multiples(rows, window, noun, inside["thing"].n_unique(), inside["report"].n_unique())


def _row(reading: Reading, category: str, values: list[int], offset: int) -> Row:
    label = OTHER if category == OTHER else reading.office.label("category", category)
    if reading.is_open:
        return Row(category, label, open_cells(values[offset:]), Cell(sum(values[offset:])))
    marks_ = protect_line(values, total_known=sum(values) >= SMALL_CELL)
    cells = [cell_for(v, m) for v, m in zip(values, marks_, strict=True)]
    total = (
        Cell(sum(values))
        if is_total_safe(values, marks_)
        else cell_for(sum(values), protect_line([sum(values)], total_known=False)[0])
    )
    return Row(category, label, cells[offset:], total)


def build(reading: Reading) -> Figure:
    """The figure of a reading."""
    narrowed_elsewhere = reading.narrowing is not None and reading.narrowing[0] != "category"
    refusal = refuse_stack(reading) or (refuse_cross(reading, "Categories") if narrowed_elsewhere else None)
    found = None if refusal else multiples(reading)
    if found is None or not found.rows:
        return FRAME.refuse(reading, refusal or _never(reading))
    noun, grain = found.noun, found.window.grain
    n = f"n = {count_words(found.n, noun)}"
    if noun == "post":
        n += f" in {count_words(found.reports, 'report')}"
    hatched = "" if reading.is_open else " Hatched: fewer than 5."
    return Figure(
        frame=FRAME,
        title=_finding(found, "" if reading.is_open else " in the whole record"),
        reading=f"{noun.capitalize()}s by category and {grain.word}, one scale for all. "
        f"A {noun} can count in several categories.{hatched}",
        unit=noun,
        n=HIDDEN_N if reading.is_guarded else n,
        period=found.window.words,
        window=found.window,
        as_of=day_label(reading.as_of),
        table=_table(reading, found, SHOWN_CELLS),
        full=_table(reading, found, None),
        panels=tuple(_panels(found)),
        axis=f"{noun.capitalize()}s a {grain.word}",
    )


def _never(reading: Reading) -> Refused:
    return Refused(
        "not_recorded",
        "Nothing in this period has a category.",
        "none",
        "one with a category",
        "Choose a longer period.",
        reading.basis("report" if reading.is_import else "post"),
    )


def _finding(found: Multiples, when: str) -> str:
    known = [row for row in found.rows if row.total.value is not None and row.category != OTHER]
    if not known:
        return "Every category has fewer than 5 a period"
    top = max(known, key=lambda row: (row.total.value or 0, row.label))
    if len(known) == 1:
        return f"{top.label}: {count_words(top.total.value or 0, found.noun)}{when}"
    return f"{top.label} is the most frequent category, with {count_words(top.total.value or 0, found.noun)}{when}"


def _table(reading: Reading, found: Multiples, most: int | None) -> Table:
    cells = list(found.window.cells)
    start = max(0, len(cells) - most) if most else 0
    names = [cell_label(cell, found.window.grain) for cell in cells[start:]]
    in_all = "Whole period" if reading.is_open else "Whole record"
    columns = (
        Column("category", "Category", "text"),
        *(Column(_key(name), name) for name in names),
        Column("total", in_all),
    )
    rows: list[tuple[Value, ...]] = [(row.label, *row.cells[start:], row.total) for row in found.rows]
    return Table(columns, tuple(rows))


def _key(name: str) -> str:
    return name.lower().replace(" ", "_")


def _panels(found: Multiples) -> list[Panel]:
    shown = found.rows
    if len(shown) > MOST_PANELS:
        shown = sorted(shown, key=lambda row: -(row.total.value or 0))[:MOST_PANELS]
    top = max([cell.value or marks.HIDDEN_HEIGHT for row in shown for cell in row.cells], default=5)
    xs = [marks.middle(cell, found.window.grain) for cell in found.window.cells]
    return [
        Panel(_chart(found.window, row, xs, top), row.label, f"Bars of {row.label} by period.", 150) for row in shown
    ]


def _chart(window: Window, row: Row, xs: list[str], top: int) -> Chart:
    bars: Chart = {
        "type": "bar",
        "marker": {"color": theme.DATA},
        "width": marks.bar_width(window.grain),
        "x": [x for x, cell in zip(xs, row.cells, strict=True) if cell.is_open],
        "y": [cell.value for cell in row.cells if cell.is_open],
    }
    hidden = [x for x, cell in zip(xs, row.cells, strict=True) if not cell.is_open]
    data = [bars]
    if hidden:
        data.append({**bars, "x": hidden, "y": [marks.HIDDEN_HEIGHT] * len(hidden), "marker": marks.hatch()})
    axis = marks.time_axis(window, window.ends_on)
    axis.update({"dtick": "M12", "tickformat": "%Y", "ticklabelmode": "period"})
    return {
        "data": data,
        "layout": {
            "xaxis": axis,
            "bargap": 0.3,
            "barmode": "overlay",
            "yaxis": {"range": [0, top * 1.12], "nticks": 4},
            "margin": {"t": 8, "b": 26, "l": 30, "r": 4},
        },
    }
