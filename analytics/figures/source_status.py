"""Figure 4 for an import: its source's own statuses, which are never mixed with our stages (decision 13)."""

from __future__ import annotations

import polars as pl

from analytics import theme
from analytics.figures import marks
from analytics.figures.figure import Chart, Column, Figure, Frame, Panel, Table, Value, count_words
from analytics.measures.counts import by_value
from analytics.periods import day_label
from analytics.privacy import Cell, cells_of_line
from analytics.view import Reading


def show(frame: Frame, reading: Reading, cohort: pl.DataFrame) -> Figure:
    """What the source itself says became of the reports of the period."""
    found = sorted(by_value(cohort, "status").items(), key=lambda pair: (-pair[1], pair[0] or ""))
    cells = cells_of_line([count for _, count in found], case_level=reading.is_open)
    names = [name or "Not recorded" for name, _ in found]
    total = cohort.height
    rows: list[tuple[Value, ...]] = [
        (name, cell, cell.value / total if cell.value is not None else cell)
        for name, cell in zip(names, cells, strict=True)
    ]
    columns = (
        Column("step", "Status in the source's words", "text"),
        Column("reports", "Reports"),
        Column("share", "Share", "percent"),
    )
    first = cells[0]
    return Figure(
        frame=frame,
        title=f"{first.text} of {count_words(total, 'report')} stand as \u201c{names[0]}\u201d",
        reading=f"Reports received {reading.window.words} by status in the source, as of {day_label(reading.as_of)}.",
        unit="report",
        n=f"n = {count_words(total, 'report')}",
        period=reading.window.words,
        as_of=day_label(reading.as_of),
        table=Table(columns, tuple(rows)),
        caveat="Nor our own stages: the source's words are kept as they came.",
        panels=(
            Panel(
                _chart(names, cells), alt="Bars by status; the numbers are in the table.", height=80 + 48 * len(found)
            ),
        ),
    )


def _chart(names: list[str], cells: list[Cell]) -> Chart:
    heights = [cell.value if cell.value is not None else marks.HIDDEN_HEIGHT for cell in cells]
    labels = [marks.wrapped(name, 18) for name in names]
    looks = [{"color": theme.DATA} if cell.is_open else marks.hatch() for cell in cells]
    base: Chart = {"type": "bar", "orientation": "h"}
    triples = list(zip(heights, labels, cells, strict=True))
    return {
        "data": [
            {**base, "y": [y], "x": [x], "marker": look} for x, y, look in zip(heights, labels, looks, strict=True)
        ],
        "layout": {
            "annotations": [marks.label(x, y, f"<b>{c.text}</b>", xanchor="left", xshift=8) for x, y, c in triples],
            "barmode": "overlay",
            "bargap": 0.45,
            "margin": {"l": 150, "t": 8, "b": 8},
            "xaxis": {"visible": False, "range": [0, max(heights) * 1.25]},
            "yaxis": {"autorange": "reversed", "showgrid": False, "showline": True, "type": "category"},
        },
    }
