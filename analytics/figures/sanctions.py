"""Figure 7: sanctions imposed, by conduct and kind, and how many were carried out with proof."""

from __future__ import annotations

import polars as pl

from analytics import theme
from analytics.figures import marks
from analytics.figures.figure import HIDDEN_N, Chart, Column, Figure, Frame, Panel, Table, Value, count_words
from analytics.measures.counts import cross
from analytics.measures.sanctions import GROUPS, imposed
from analytics.periods import day_label
from analytics.privacy import Cell, Mark, cell_for, cells_of_line, open_cells, protect_columns, roll_up
from analytics.results import Refused
from analytics.view import Reading, refuse_cross, refuse_stack

FRAME = Frame(
    name="sanctions",
    section="handling",
    question="Which sanctions, for what?",
    means="What was imposed for which kind of conduct. Carried out means with proof of start and completion.",
    does_not_mean="That like cases were treated alike or unlike: that takes prior record and severity into account.",
    half=True,
)
OTHER = "Other categories"
ALL = "All categories"


def counted(reading: Reading) -> pl.DataFrame:
    """Sanctions imposed within the figure's period."""
    return reading.frames.derive("imposed", imposed).filter(reading.breakdown.holds("imposed_on"))


def grid(reading: Reading, frame: pl.DataFrame) -> dict[str, list[Cell]]:
    """Category -> cells by group of sanctions, as the reader gets them."""
    table = cross(frame, "category", "group")
    names = {category or "" for category, _ in table}
    order = reading.office.positions
    rows = {
        name: [table.get((name or None, group), 0) for group in GROUPS]
        for name in sorted(names, key=lambda c: (not c, order.get(("category", c), 999), c))
    }
    if reading.is_open:
        return {name: open_cells(values) for name, values in rows.items()}
    rows = roll_up(rows, OTHER)
    shown = protect_columns(rows)
    return {name: [cell_for(v, m) for v, m in zip(rows[name], shown[name], strict=True)] for name in rows}


def build(reading: Reading) -> Figure:
    """The figure of a reading."""
    narrowed_elsewhere = reading.narrowing is not None and reading.narrowing[0] != "category"
    refusal = refuse_stack(reading) or (refuse_cross(reading, "Sanctions") if narrowed_elsewhere else None)
    frame = None if refusal else counted(reading)
    if frame is not None and frame.is_empty():
        refusal = _nothing(reading)
    if refusal or frame is None:
        return FRAME.refuse(reading, refusal or _nothing(reading))
    if reading.is_guarded:
        whole = reading.office.derive("imposed", imposed).filter(reading.breakdown.holds("imposed_on"))
        rows = grid(reading, whole)
        rows = {name: cells for name, cells in rows.items() if name == reading.view.category}
        if not rows:
            return FRAME.refuse(reading, _small(reading))
    else:
        rows = grid(reading, frame)
    return _figure(reading, frame, rows)


def _nothing(reading: Reading) -> Refused:
    if reading.is_import:
        return Refused(
            "not_recorded",
            "An imported source's penalties stay in its own words and are not counted as our sanctions.",
            "a source's own text",
            "sanctions of this office",
            "Choose the office's own records.",
            reading.basis("sanction"),
        )
    return Refused(
        "too_few",
        "No sanction was imposed in this period.",
        "no sanction",
        "one sanction",
        "Choose a longer period.",
        reading.basis("sanction"),
    )


def _small(reading: Reading) -> Refused:
    return Refused(
        "protected",
        "Fewer than 5 sanctions of any kind were imposed for this category.",
        "fewer than 5",
        "5 of one kind",
        "Clear the filter to see the whole office.",
        reading.basis("sanction"),
    )


def _figure(reading: Reading, frame: pl.DataFrame, rows: dict[str, list[Cell]]) -> Figure:
    labels = {name: OTHER if name == OTHER else reading.office.label("category", name or None) for name in rows}
    columns = (
        Column("category", "Category of the case", "text"),
        *(Column(f"group_{i}", g) for i, g in enumerate(GROUPS)),
    )
    total, done = frame.height, frame.filter(pl.col("status") == "carried_out").height
    if not reading.is_guarded:
        rows = _with_totals(reading, frame, rows)
        labels[ALL] = ALL
    table: list[tuple[Value, ...]] = [(labels[name], *cells) for name, cells in rows.items()]
    drawn = {name: cells for name, cells in rows.items() if name != ALL} or rows
    hidden = "" if reading.is_open else " Cells under 5 are hidden; this figure always covers the whole record."
    return Figure(
        frame=FRAME,
        title="Sanctions of one category; small numbers are hidden"
        if reading.is_guarded
        else _finding(frame, total, done),
        reading=f"Sanctions by the gravest category of their case. Superseded and vacated ones are left out.{hidden}",
        unit="sanction",
        n=HIDDEN_N if reading.is_guarded else f"n = {count_words(total, 'sanction')}",
        period=reading.breakdown.words,
        as_of=day_label(reading.as_of),
        table=Table(columns, tuple(table)),
        panels=(
            Panel(
                _chart(drawn, labels),
                alt="Stacked bars by category; the numbers are in the table.",
                height=max(200, 110 + 44 * len(drawn)),
            ),
        ),
    )


def _with_totals(reading: Reading, frame: pl.DataFrame, rows: dict[str, list[Cell]]) -> dict[str, list[Cell]]:
    """The rows with the totals by kind, which are cells of their own line; alone when no category can be shown."""
    sums = [frame.filter(pl.col("group") == group).height for group in GROUPS]
    totals = cells_of_line(sums, case_level=reading.is_open)
    if list(rows) == [OTHER]:
        return {ALL: totals}
    # A total that is held back must not be bounded from below by the cells under it.
    held = [cell.mark is Mark.WITHHELD for cell in totals]
    closed = cell_for(0, Mark.WITHHELD)
    kept = {
        name: [closed if hide and cell.is_open else cell for hide, cell in zip(held, cells, strict=True)]
        for name, cells in rows.items()
    }
    return {**kept, ALL: totals}


def _finding(frame: pl.DataFrame, total: int, done: int) -> str:
    top = max(GROUPS, key=lambda group: frame.filter(pl.col("group") == group).height)
    kind = top[:1].lower() + top[1:]
    verb = "was" if total == 1 else "were"
    return (
        f"{count_words(total, 'sanction')} {verb} imposed, most often {kind}; {done or 'none'} carried out with proof"
    )


def _chart(rows: dict[str, list[Cell]], labels: dict[str, str]) -> Chart:
    base: Chart = {"type": "bar", "orientation": "h", "y": [marks.wrapped(labels[name], 22) for name in rows]}
    data = [
        {**base, **_bars(index, group, [cells[index].value or 0 for cells in rows.values()])}
        for index, group in enumerate(GROUPS)
        if any(cells[index].value for cells in rows.values())
    ]
    hidden = [marks.HIDDEN_HEIGHT * sum(not cell.is_open for cell in cells) for cells in rows.values()]
    if any(hidden):
        data.append({**base, "x": hidden, "marker": marks.hatch(), "name": "Hidden: small numbers"})
    return {
        "data": data,
        "layout": {
            "barmode": "stack",
            "bargap": 0.4,
            "margin": {"l": 160, "t": 8, "b": 8},
            "showlegend": True,
            "legend": {"orientation": "h", "y": -0.12, "x": 0, "traceorder": "normal"},
            "xaxis": {"showgrid": True, "gridcolor": theme.GRID, "showline": False, "nticks": 5, "rangemode": "tozero"},
            "yaxis": {"autorange": "reversed", "showgrid": False, "showline": True, "type": "category"},
        },
    }


def _bars(index: int, group: str, values: list[int]) -> Chart:
    """The part of each bar that one group of sanctions makes, its number written in."""
    return {
        "x": values,
        "name": group,
        "marker": {"color": theme.STEPS[index], "line": {"color": theme.GROUND, "width": 1}},
        "text": [str(value) if value else "" for value in values],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": theme.ON_STEPS[index], "size": 12},
    }
