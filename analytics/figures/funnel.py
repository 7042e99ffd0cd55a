"""Figure 4: what became of the reports received in the period, to a sanction carried out with proof."""

from __future__ import annotations

import polars as pl

from analytics import theme
from analytics.figures import marks, source_status
from analytics.figures.figure import HIDDEN_N, Chart, Column, Figure, Frame, Panel, Table, Value, count_words
from analytics.measures.funnel import STEPS, Step, report_progress, steps_of
from analytics.periods import day_label
from analytics.privacy import Cell, Mark, cell_for, open_cells, protect_line
from analytics.results import Refused
from analytics.thresholds import SMALL_CELL
from analytics.view import Reading, members, refuse_stack

FRAME = Frame(
    name="funnel",
    section="handling",
    question="What happens to reports?",
    means="How far the reports of one period came, whenever that was. A report counts at a step when any of its "
    "cases reached it; carried out means with proof.",
    does_not_mean="A score: most reports rightly end early, and recent ones have had less time.",
    half=True,
)
COLUMNS = (
    Column("step", "Step", "text"),
    Column("reports", "Reports"),
    Column("share", "Share of received", "percent"),
    Column("still_open", "Still open"),
)


def build(reading: Reading) -> Figure:
    """The figure of a reading; an import shows its source's own statuses instead."""
    refusal = refuse_stack(reading)
    cohort = reading.cohort
    if refusal is None and cohort.is_empty():
        refusal = Refused(
            "too_few",
            "No report was received in this period.",
            "no report",
            "one report",
            "Choose a longer period.",
            reading.basis("report"),
        )
    if refusal:
        return FRAME.refuse(reading, refusal)
    return source_status.show(FRAME, reading, cohort) if reading.is_import else _of_office(reading, cohort)


def guarded_steps(reading: Reading, progress: pl.DataFrame, steps: tuple[Step, ...]) -> list[Cell]:
    """Steps of one unit, category or track: hidden where the step, or the drop to it, is under five, and where the
    office's own step less the other members would tell it."""
    dimension, member = reading.narrowing or ("", "")
    table = progress.join(members(reading.office, dimension), on="report")
    sums = table.group_by("member").agg(pl.col(step).sum() for step in STEPS)
    rows = {row["member"]: [int(row[step]) for step in STEPS] for row in sums.iter_rows(named=True)}
    mine = rows.get(member, [0] * len(STEPS))
    cells: list[Cell] = []
    last_open: int | None = None
    for index, value in enumerate(mine):
        mark = (
            protect_line([values[index] for values in rows.values()])[list(rows).index(member)]
            if member in rows
            else Mark.SMALL
        )
        if mark is Mark.OPEN and last_open is not None and 0 < last_open - value < SMALL_CELL:
            mark = Mark.WITHHELD
        if mark is Mark.OPEN:
            last_open = value
        cells.append(cell_for(value, mark))
    return cells


def _of_office(reading: Reading, cohort: pl.DataFrame) -> Figure:
    window = reading.window
    everyone = reading.office.derive("progress", report_progress).filter(window.holds("received_on"))
    mine = everyone
    if reading.narrowing:
        mine = everyone.join(cohort.select("report"), on="report", how="semi")
    steps = steps_of(mine)
    if reading.is_guarded:
        cells = guarded_steps(reading, everyone, steps)
        open_ = [cell_for(0, Mark.SMALL) if s.still_open < SMALL_CELL else cell_for(0, Mark.WITHHELD) for s in steps]
    else:
        cells, open_ = open_cells([s.reached for s in steps]), open_cells([s.still_open for s in steps])
    received = cells[0].value
    rows: list[tuple[Value, ...]] = []
    for step, cell, waiting in zip(steps, cells, open_, strict=True):
        hidden: Value = cell if not cell.is_open else None
        share = hidden if cell.value is None or not received else cell.value / received
        rows.append((step.label, cell, share, waiting))
    return Figure(
        frame=FRAME,
        title=_finding(cells),
        reading=f"Reports received {window.words}, followed to {day_label(reading.as_of)}. "
        "Hatched: still open, so the bar may grow.",
        unit="report",
        n=f"n = {count_words(received, 'report')}" if received is not None else HIDDEN_N,
        period=window.words,
        as_of=day_label(reading.as_of),
        table=Table(COLUMNS, tuple(rows)),
        panels=(
            Panel(
                _chart(steps, cells, reading), alt="Bars from received to carried out; the numbers are in the table."
            ),
        ),
    )


def _finding(cells: list[Cell]) -> str:
    received, sanctioned, done = cells[0], cells[4], cells[5]
    if received.value is None:
        return "Too few reports to show how far they came"
    start = f"Of {count_words(received.value, 'report')}"
    if sanctioned.value is None:
        return f"{start}, {sanctioned.text} led to a sanction"
    if sanctioned.value == 0:
        return f"{start}, none has led to a sanction yet"
    carried = "none was" if done.value == 0 else f"{done.text} {'was' if done.value == 1 else 'were'}"
    return f"{start}, {sanctioned.value} led to a sanction; {carried} carried out with proof"


def _chart(steps: tuple[Step, ...], cells: list[Cell], reading: Reading) -> Chart:
    names = [step.label for step in steps]
    reached = [cell.value if cell.value is not None else 0 for cell in cells]
    hidden = [0 if cell.is_open else marks.HIDDEN_HEIGHT for cell in cells]
    waiting = [0 if reading.is_guarded else step.still_open for step in steps]
    received = cells[0].value or 0
    notes = []
    for step, cell, value, extra, few in zip(steps, cells, reached, waiting, hidden, strict=True):
        text = f"<b>{cell.value:,}</b>" if cell.value is not None else cell.text
        if cell.value is not None and received and step.name != "received":
            text += f" {100 * cell.value / received:.0f}%"
        if extra:
            text += f"<br><span style='font-size:12px'>{extra:,} open</span>"
        notes.append(marks.label(value + extra + few, step.label, text, xanchor="left", align="left", xshift=8))
    base: Chart = {"type": "bar", "orientation": "h", "y": names}
    extra_bar = [a + b for a, b in zip(waiting, hidden, strict=True)]
    return {
        "data": [
            {**base, "x": reached, "marker": {"color": theme.DATA}},
            {**base, "x": extra_bar, "marker": marks.hatch()},
        ],
        "layout": {
            "barmode": "stack",
            "bargap": 0.45,
            "annotations": notes,
            "xaxis": {
                "visible": False,
                "range": [0, max(a + b for a, b in zip(reached, extra_bar, strict=True)) * 1.25 or 1],
            },
            "yaxis": {
                "autorange": "reversed",
                "showgrid": False,
                "showline": True,
                "tickfont": {"size": 14, "color": theme.INK},
            },
            "margin": {"l": 130, "t": 8, "b": 8},
        },
    }
