"""Figure 8: deadlines met on time, by rule; mandatory ones and goals apart."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import theme
from analytics.figures import marks
from analytics.figures.figure import Chart, Column, Figure, Frame, Panel, Table, Value, count_words
from analytics.measures.deadlines import Kept, by_rule, in_all, settled
from analytics.measures.shares import share_of, wilson
from analytics.periods import day_label
from analytics.privacy import Cell, at_least, cells_of_line
from analytics.results import Refused, Shown
from analytics.thresholds import SHARE_SHOWN
from analytics.view import Reading, refuse_cross, refuse_stack

FRAME = Frame(
    name="deadlines",
    section="handling",
    question="Are deadlines met?",
    means="The share of deadlines met by their day, with the range in which the true share lies 95 times in 100.",
    does_not_mean="Who was late: a deadline can be missed for good reasons, which stand in its case.",
    half=True,
)
COLUMNS = (
    Column("rule", "Rule", "text"),
    Column("obligation", "Kind", "text"),
    Column("settled", "Met or past due"),
    Column("missed", "Missed"),
    Column("share_met", "Share met", "percent"),
    Column("low", "95% interval, low", "percent"),
    Column("high", "95% interval, high", "percent"),
    Column("overdue", "Overdue now"),
)
OTHER = "other"
MOST_BARS = 8
KINDS = {"mandatory": "Mandatory", "goal": "Goal"}


def due_within(reading: Reading) -> pl.DataFrame:
    """Settled deadlines that fell due in the period or since: a deadline is over on its day, so none is left out."""
    start = reading.breakdown.starts_on if reading.breakdown.cells else date.min
    as_of = reading.as_of
    judged = reading.frames.derive(f"settled {as_of}", lambda frames: settled(frames, as_of))
    return judged.filter(pl.col("due_on") >= start)


def kept_by_rule(reading: Reading) -> list[Kept]:
    """How each rule was kept in the figure's period."""
    return by_rule(due_within(reading))


def build(reading: Reading) -> Figure:
    """The figure of a reading."""
    refusal = refuse_stack(reading) or refuse_cross(reading, "Deadlines by rule")
    rows = [] if refusal else reading.once(kept_by_rule)
    if not refusal and not rows:
        refusal = Refused(
            "not_recorded",
            "No deadline of this office has been met or missed in this period.",
            "none",
            "one deadline",
            "An import brings no deadlines; choose the office's own records or a longer period.",
            reading.basis("deadline"),
        )
    if refusal:
        return FRAME.refuse(reading, refusal)
    shown = _table_rows(reading, rows)
    drawn = _charted(shown)
    return Figure(
        frame=FRAME,
        title=_finding(reading, rows),
        reading="A deadline counts once it is met or past due; paused time is taken out and due today is not late. "
        "Mandatory deadlines bind; goals are the office's own.",
        unit="deadline",
        n=f"n = {count_words(sum(kept.settled for kept in rows), 'deadline')}",
        period=f"due since {reading.breakdown.words.split(' to ')[0]}",
        as_of=day_label(reading.as_of),
        table=Table(COLUMNS, tuple(shown)),
        panels=(
            Panel(_chart(drawn), alt="Share met by rule; the numbers are in the table.", height=90 + 40 * len(drawn)),
        ),
    )


def _finding(reading: Reading, rows: list[Kept]) -> str:
    parts = []
    for obligation, words in (("mandatory", "mandatory deadlines"), ("goal", "goals")):
        found = in_all(rows, obligation)
        result = share_of(found.met, found.settled, reading.basis("deadline"))
        if isinstance(result, Shown):
            parts.append(f"{100 * result.value.share:.0f}% of {words} were met")
    overdue = sum(kept.overdue for kept in rows)
    end = f"; {overdue} overdue now" if overdue else ", none is overdue"
    return (
        " and ".join(parts) or f"{count_words(sum(k.settled for k in rows), 'deadline')} so far, too few for a share"
    ) + end


def rolled_up(reading: Reading, rows: list[Kept]) -> list[Kept]:
    """Rules that ran fewer than ten times put together, for readers without case access: a rare one is one case."""
    if reading.is_open:
        return rows
    rare: list[Kept] = []
    rest = sorted(rows, key=lambda kept: -kept.settled)
    while rest and (rest[-1].settled < SHARE_SHOWN or 0 < sum(kept.settled for kept in rare) < SHARE_SHOWN):
        rare.append(rest.pop())
    if len(rare) < 2:
        return rows
    other = Kept(
        OTHER,
        rare[0].obligation,
        sum(kept.settled for kept in rare),
        sum(kept.missed for kept in rare),
        sum(kept.overdue for kept in rare),
    )
    return [*(kept for kept in rows if kept in rest), other]


def _table_rows(reading: Reading, rows: list[Kept]) -> list[tuple[Value, ...]]:
    shown: list[tuple[Value, ...]] = []
    for obligation, kind in KINDS.items():
        mine = rolled_up(reading, [kept for kept in rows if kept.obligation == obligation])
        missed = cells_of_line([kept.missed for kept in mine], case_level=reading.is_open)
        overdue = cells_of_line([kept.overdue for kept in mine], case_level=reading.is_open)
        every = "All mandatory deadlines" if obligation == "mandatory" else "All goals"
        for kept, miss, late in zip(mine, missed, overdue, strict=True):
            name = "Rules that rarely ran" if kept.rule == OTHER else reading.office.label("rule", kept.rule)
            shown.append((name, kind, kept.settled, miss, *_share(kept, miss), late))
        if mine:
            total = in_all(rows, obligation)
            shares = _share(total, Cell(total.missed))
            shown.append((every, kind, total.settled, total.missed, *shares, total.overdue))
        if len(mine) == 1 and mine[0].rule == OTHER:
            shown.pop(-2)
    return shown


def _charted(rows: list[tuple[Value, ...]]) -> list[tuple[Value, ...]]:
    """The totals, and the rules that ran most often: the table has them all."""
    totals = [row for row in rows if str(row[0]).startswith("All ")]
    rules = sorted((row for row in rows if row not in totals), key=lambda row: -int(str(row[2])))
    return [*totals, *rules[:MOST_BARS]]


def _share(kept: Kept, missed: Cell) -> tuple[Value, Value, Value]:
    if kept.settled < SHARE_SHOWN:
        gap = f"needs {SHARE_SHOWN} deadlines"
        return (gap, gap, gap)
    if missed.value is None:
        text = f"at least {100 * at_least(1, kept.settled):.0f}%" if missed.mark.value == "small" else missed.text
        return (text, missed, missed)
    return (kept.met / kept.settled, *wilson(kept.met, kept.settled))


def _chart(rows: list[tuple[Value, ...]]) -> Chart:
    names = [marks.wrapped(str(row[0]), 30) for row in rows]
    solid, hatched, notes = [], [], []
    for name, row in zip(names, rows, strict=True):
        share, count = row[4], row[2]
        known = isinstance(share, float)
        solid.append(share if isinstance(share, float) else 0)
        low = (
            at_least(1, count)
            if isinstance(count, int) and isinstance(share, str) and share.startswith("at least")
            else 0
        )
        hatched.append(0 if known else low)
        text = f"<b>{100 * share:.0f}%</b> of {count}" if isinstance(share, float) else f"{share}"
        notes.append(marks.label((share if isinstance(share, float) else low), name, text, xanchor="left", xshift=8))
    base: Chart = {"type": "bar", "orientation": "h", "y": names}
    return {
        "data": [
            {**base, "x": solid, "marker": {"color": theme.DATA}},
            {**base, "x": hatched, "marker": marks.hatch()},
        ],
        "layout": {
            "barmode": "stack",
            "bargap": 0.45,
            "annotations": notes,
            "margin": {"l": 210, "t": 8, "b": 28},
            "xaxis": {"range": [0, 1.32], "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1], "showline": False},
            "yaxis": {"autorange": "reversed", "showgrid": False, "showline": True, "type": "category"},
        },
    }
