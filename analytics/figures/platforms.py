"""Figure 3: where it was posted, by category: a heat map with its counts written in. Unit of count: post."""

from __future__ import annotations

import polars as pl

from analytics import theme
from analytics.figures import marks
from analytics.figures.figure import HIDDEN_N, Chart, Column, Figure, Frame, Panel, Table, Value, count_words
from analytics.measures.counts import conduct, cross, within
from analytics.periods import day_label
from analytics.privacy import Cell, cell_for, open_cells, protect_columns, roll_up
from analytics.results import Refused
from analytics.view import Reading, refuse_cross, refuse_stack

FRAME = Frame(
    name="platforms",
    section="happening",
    question="On which platforms?",
    means="Where the reported posts stood. A platform with many posts deserves a place in policy and training.",
    does_not_mean="That the platform causes it: what is easy to find and capture is reported more.",
)
OTHER_CATEGORIES, OTHER_PLATFORMS = "Other categories", "Other platforms"

Grid = dict[str, list[int]]


def counted(reading: Reading) -> pl.DataFrame:
    """thing, report, platform, category of posts in reports received in the figure's period."""
    pairs = reading.frames.derive("conduct", conduct).filter(within(reading.breakdown, "received_month"))
    if reading.view.category is not None:
        pairs = pairs.filter(pl.col("category") == reading.view.category)
    return pairs


def grid(reading: Reading, pairs: pl.DataFrame) -> tuple[list[str], dict[str, list[Cell]]]:
    """Category columns and, per platform, its cells as the reader gets them."""
    table = cross(pairs, "platform", "category")
    categories = sorted(
        {c or "" for _, c in table}, key=lambda c: (reading.office.positions.get(("category", c), 999), c)
    )
    platforms = sorted({p or "" for p, _ in table}, key=lambda p: (-sum(n for (q, _), n in table.items() if q == p), p))
    rows: Grid = {p: [table.get((p, c), 0) for c in categories] for p in platforms}
    if reading.is_open:
        return categories, {p: open_cells(values) for p, values in rows.items()}
    rows = roll_up(rows, OTHER_PLATFORMS)
    columns = roll_up({c: [rows[p][i] for p in rows] for i, c in enumerate(categories)}, OTHER_CATEGORIES)
    kept = {p: [columns[c][i] for c in columns] for i, p in enumerate(rows)}
    shown = protect_columns(kept)
    return list(columns), {p: [cell_for(v, m) for v, m in zip(kept[p], shown[p], strict=True)] for p in kept}


def build(reading: Reading) -> Figure:
    """The figure of a reading."""
    narrowed_elsewhere = reading.narrowing is not None and reading.narrowing[0] != "category"
    refusal = refuse_stack(reading) or (refuse_cross(reading, "Platforms by category") if narrowed_elsewhere else None)
    pairs = None if refusal else counted(reading)
    if pairs is None or pairs.is_empty():
        return FRAME.refuse(reading, refusal or _nothing(reading))
    categories, rows = grid(reading, pairs)
    labels = [OTHER_CATEGORIES if c == OTHER_CATEGORIES else reading.office.label("category", c) for c in categories]
    names = {p: OTHER_PLATFORMS if p == OTHER_PLATFORMS else reading.office.label("platform", p) for p in rows}
    columns = (Column("category", "Category", "text"), *(Column(p, words) for p, words in names.items()))
    table: list[tuple[Value, ...]] = [
        (label, *cells) for label, cells in zip(labels, zip(*rows.values(), strict=True), strict=True)
    ]
    posts, reports = pairs["thing"].n_unique(), pairs["report"].n_unique()
    hidden = "" if reading.is_open else " Cells under 5 are hidden; this figure always covers the whole record."
    return Figure(
        frame=FRAME,
        title=_finding(rows, names, labels),
        reading=f"Posts by platform and category. A post can count in several categories.{hidden}",
        unit="post",
        n=HIDDEN_N if reading.is_guarded else f"n = {count_words(posts, 'post')} in {count_words(reports, 'report')}",
        period=reading.breakdown.words,
        window=reading.breakdown,
        as_of=day_label(reading.as_of),
        table=Table(columns, tuple(table)),
        panels=(
            Panel(
                _chart(rows, names, labels),
                alt="Heat map; the numbers are in the table.",
                height=60 + 40 * len(labels),
            ),
        ),
    )


def _nothing(reading: Reading) -> Refused:
    return Refused(
        "not_recorded",
        "No post with a platform and a category stands in this period.",
        "none",
        "one post",
        "An import without posts cannot answer this; otherwise choose a longer period.",
        reading.basis("post"),
    )


def _finding(rows: dict[str, list[Cell]], names: dict[str, str], labels: list[str]) -> str:
    known = [
        (c.value, names[p], labels[i]) for p, cells in rows.items() for i, c in enumerate(cells) if c.value is not None
    ]
    if not known:
        return "Every pair of platform and category has fewer than 5 posts"
    value, platform, category = max(known)
    return f"{platform} and {category[:1].lower() + category[1:]} meet most often, in {count_words(value, 'post')}"


def _chart(rows: dict[str, list[Cell]], names: dict[str, str], labels: list[str]) -> Chart:
    """Categories down, platforms across: long names stand on the left, where there is room for them."""
    xs = [marks.wrapped(names[p], 11) for p in rows]
    ys = [marks.wrapped(label, 24) for label in labels]
    by_category = list(zip(*rows.values(), strict=True))
    top = max([cell.value or 0 for cells in by_category for cell in cells], default=1) or 1
    notes = [
        marks.label(x, y, _text(cell), font=_font(cell))
        for y, cells in zip(ys, by_category, strict=True)
        for x, cell in zip(xs, cells, strict=True)
    ]
    heat: Chart = {
        "type": "heatmap",
        "x": xs,
        "y": ys,
        "z": [[cell.value for cell in cells] for cells in by_category],
        "zmin": 0,
        "zmax": top,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "colorscale": [[0, theme.GROUND], [1, theme.STEPS[1]]],
    }
    small = {"size": 12, "color": theme.INK2}
    return {
        "data": [heat],
        "layout": {
            "xaxis": {"side": "top", "showline": False, "type": "category", "tickfont": small, "tickangle": 0},
            "yaxis": {"autorange": "reversed", "showgrid": False, "type": "category", "tickfont": small},
            "annotations": notes,
            "margin": {"t": 44, "b": 4, "l": 24, "r": 4},
        },
    }


def _text(cell: Cell) -> str:
    return str(cell.value) if cell.value is not None else marks.wrapped(cell.text, 6)


def _font(cell: Cell) -> Chart:
    return {"size": 13 if cell.is_open else 10, "color": theme.INK if cell.is_open else theme.INK2}
