"""Figure 5: how long it takes, open ones counted as waiting (Kaplan-Meier)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from analytics import theme
from analytics.figures import marks
from analytics.figures.figure import Chart, Column, Figure, Frame, Panel, Table, Value, count_words
from analytics.frames import Frames
from analytics.measures.survival import READ_AT, Quantile, Survival, durations, time_to_end, waiting_after
from analytics.periods import day_label
from analytics.results import Refused, Shown
from analytics.thresholds import AT_RISK_SHOWN, DISPOSITION_GROUP
from analytics.view import Reading, refuse_stack

FRAME = Frame(
    name="disposition",
    section="handling",
    question="How long does it take?",
    means="By which day half of the matters had ended, when those still open count as waiting.",
    does_not_mean="How long one matter will take, or that slow ones were handled badly.",
    half=True,
)
WEEK = 7
SHIFTS = (16, -18, 50, -52)  # pixels above the half line, so that labels of close medians do not touch
MOST_POINTS = 400
LABEL = {"font": {"size": 12, "color": theme.INK}, "bgcolor": theme.GROUND, "borderpad": 1}
STYLES = ((theme.DATA, "solid"), (theme.THIRD, "dash"), (theme.INK, "dot"), (theme.INK2, "dashdot"))
COLUMNS = (
    Column("group", "From and to", "text"),
    Column("n", "n"),
    Column("ended", "Ended"),
    Column("still_waiting", "Still waiting"),
    Column("median_days", "Half by day", "days"),
    Column("median_low", "95% interval, low", "days"),
    Column("median_high", "95% interval, high", "days"),
    Column("p25_days", "A quarter by day", "days"),
    Column("p75_days", "Three quarters by day", "days"),
    Column("p90_days", "Nine tenths by day", "days"),
)
MORE = (
    *(Column(f"waiting_at_{day}", f"Share waiting at day {day}", "percent") for day in READ_AT),
    Column("restricted_mean_730", "Mean days within 730", "exact"),
)


EVERY = (*COLUMNS, *MORE)
ON_PAGE = (0, 1, 4, 5, 6, 8, 9)  # what fits beside another figure; the CSV has every column


@dataclass(frozen=True)
class Group:
    """One curve: its name and its spans, or why there is none."""

    name: str
    unit: str
    result: Shown[Survival] | Refused
    spans: pl.DataFrame


def first_group(reading: Reading) -> Group:
    """From report to disposition; for an import, from received to closed."""
    as_of = reading.as_of
    if reading.is_import:
        part = durations(reading.cohort, "received_on", "closed_on", as_of)
        return Group("All reports, received to closed", "report", time_to_end(part, reading.basis("report")), part)
    part = durations(_cases(reading), "received_on", "disposed_on", as_of)
    return Group("Report to disposition", "case", time_to_end(part, reading.basis("case")), part)


def groups_of(reading: Reading) -> list[Group]:
    """What is timed: an import's reports by its own kinds; ours to disposition, and by investigation and screening."""
    found = [reading.once(first_group)]
    as_of = reading.as_of
    if reading.is_import:
        for kind in reading.cohort.get_column("kind").drop_nulls().unique().sort().to_list():
            part = durations(reading.cohort.filter(pl.col("kind") == kind), "received_on", "closed_on", as_of)
            few = part.height < DISPOSITION_GROUP
            result = _too_few(reading, part.height) if few else time_to_end(part, reading.basis("report"))
            found.append(Group(kind, "report", result, part))
        return found
    stages = reading.frames.derive("first_investigation", _first_investigation)
    part = durations(stages.filter(reading.window.holds("received_on")), "started_on", "ended_on", as_of)
    found.append(Group("Investigation", "case", time_to_end(part, reading.basis("case")), part))
    part = durations(reading.cohort, "received_on", "screened_on", as_of)
    found.append(Group("Report to screening", "report", time_to_end(part, reading.basis("report")), part))
    return found


def _first_investigation(frames: Frames) -> pl.DataFrame:
    """case, started_on, ended_on, received_on of each case's first investigation; a reopened one is another story."""
    stages = frames.stages.filter(pl.col("stage") == "investigation").sort("started_on")
    first = stages.unique("case", keep="first", maintain_order=True)
    return first.join(frames.derive("case_starts", _case_starts).select("case", "received_on"), on="case")


def _too_few(reading: Reading, have: int) -> Refused:
    return Refused(
        status="too_few",
        reason=f"Groups are compared from {DISPOSITION_GROUP} reports each.",
        have=f"{have} reports",
        need=f"{DISPOSITION_GROUP} reports",
        suggestion="Read the curve of all reports.",
        basis=reading.basis("report"),
    )


def _cases(reading: Reading) -> pl.DataFrame:
    """Cases of reports received in the period; a case that several reports joined counts from the first."""
    return reading.frames.derive("case_starts", _case_starts).filter(reading.window.holds("received_on"))


def _case_starts(frames: Frames) -> pl.DataFrame:
    links = frames.case_reports.join(frames.reports.select("report", "received_on"), on="report")
    first = links.group_by("case").agg(pl.col("received_on").min())
    return frames.cases.select("case", "disposed_on").join(first, on="case")


def build(reading: Reading) -> Figure:
    """The figure of a reading."""
    stacked = refuse_stack(reading)
    groups = [] if stacked else groups_of(reading)
    first = groups[0].result if groups else None
    shown = [(group, group.result.value) for group in groups if isinstance(group.result, Shown)]
    refusal = stacked or (first if isinstance(first, Refused) and not shown else None)
    if refusal:
        return FRAME.refuse(reading, refusal)
    hidden = reading.is_guarded
    rows = [_hide(_row(group), hidden=hidden) for group in groups]
    gaps = [group.result for group in groups if isinstance(group.result, Refused)]
    end = "" if reading.is_open else f" A curve ends where fewer than {AT_RISK_SHOWN} remain."
    return Figure(
        frame=FRAME,
        title=_finding(shown),
        reading=f"Share still waiting after so many days. Open ones count, so nothing looks faster than it is.{end}",
        unit=groups[0].unit,
        n="n is not shown: a small number could be worked out" if hidden else _n(shown),
        period=reading.window.words,
        as_of=day_label(reading.as_of),
        table=Table(tuple(EVERY[i] for i in ON_PAGE), tuple(tuple(row[i] for i in ON_PAGE) for row in rows)),
        full=Table(EVERY, tuple(rows)),
        panels=(Panel(_chart(reading, shown), alt="Curves of the share still waiting; the numbers are in the table."),),
        axis="Share still waiting",
        refusal=gaps[0] if gaps else None,
        caveat=_closed_only(*shown[0]),
    )


def _n(shown: list[tuple[Group, Survival]]) -> str:
    parts = (f"{count_words(found.n, group.unit)} ({_lower(group.name)})" for group, found in shown[:3])
    return "n = " + ", ".join(parts)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _closed_only(group: Group, found: Survival) -> str:
    """The answer that would mislead, and why."""
    if not found.still_waiting or found.closed_only_median is None:
        return ""
    return (
        f"Those that have ended, alone, took {_day(found.closed_only_median)} days at the median; that is no answer, "
        f"because long ones are still open ({_lower(group.name)})."
    )


def _row(group: Group) -> tuple[Value, ...]:
    if isinstance(group.result, Refused):
        gap = f"needs {group.result.need}"
        return (group.name, group.spans.height, *([gap] * (len(COLUMNS) + len(MORE) - 2)))
    found = group.result.value
    q = found.quantiles
    return (
        group.name,
        found.n,
        found.ended,
        found.still_waiting,
        q[0.5],
        *found.median_interval,
        q[0.25],
        q[0.75],
        q[0.9],
        *(found.waiting_at.get(day, "beyond the longest wait") for day in READ_AT),
        found.restricted_mean,
    )


def _hide(row: tuple[Value, ...], *, hidden: bool) -> tuple[Value, ...]:
    """A narrowed view without case access keeps its numbers of matters back: two views could be subtracted."""
    return (row[0], "not shown", "not shown", "not shown", *row[4:]) if hidden else row


def _day(value: Quantile | None) -> str:
    return f"{value:,.0f}" if isinstance(value, int | float) else "not reached"


def _finding(shown: list[tuple[Group, Survival]]) -> str:
    group, found = shown[0]
    noun = "reports" if group.unit == "report" else "cases"
    if isinstance(found.median, int | float):
        rest = ""
        if len(shown) > 1 and shown[-1][0].name == "Report to screening":
            rest = f"; screening takes {_day(shown[-1][1].median)}"
        return f"Half of all {noun} take longer than {_day(found.median)} days{rest}"
    return f"Fewer than half of all {noun} have ended, so the usual time is not known yet"


def _chart(reading: Reading, shown: list[tuple[Group, Survival]]) -> Chart:
    data: list[Chart] = []
    notes: list[Chart] = []
    for (group, found), (color, dash) in zip(shown, STYLES, strict=False):
        xs, ys = _exact(found) if reading.is_open else _weekly(found)
        line = {"color": color, "dash": dash, "width": 2, "shape": "hv"}
        data.append({"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line})
        if isinstance(found.median, int | float) and found.median <= xs[-1]:
            dot = {"color": color, "size": 8}
            data.append({"type": "scatter", "mode": "markers", "x": [found.median], "y": [0.5], "marker": dot})
            place = {
                "xanchor": "left",
                "align": "left",
                "xshift": 8,
                "yshift": SHIFTS[len(notes) % len(SHIFTS)],
                **LABEL,
            }
            text = f"<b>{marks.plain(group.name.split(',')[0])}</b><br>half by day {_day(found.median)}"
            notes.append(marks.label(found.median, 0.5, text, **place))
    longest = max((trace["x"][-1] for trace in data), default=1)
    half = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0.5, "y1": 0.5}
    return {
        "data": data,
        "layout": {
            "xaxis": {"title": {"text": "Days", "font": {"size": 13}}, "range": [0, longest * 1.05]},
            "yaxis": {"range": [0, 1.02], "tickformat": ".0%", "dtick": 0.25},
            "annotations": notes,
            "shapes": [{**half, "line": {"color": theme.CTL, "width": 1, "dash": "dot"}}],
            "margin": {"b": 48},
        },
    }


def _exact(found: Survival) -> tuple[list[int], list[float]]:
    """The curve's own steps, thinned to what a screen can show."""
    steps = found.steps
    if steps.height > MOST_POINTS:
        every = -(-steps.height // MOST_POINTS)
        steps = pl.concat([steps.gather_every(every), steps.tail(1)])
    return [0, *steps["day"].to_list()], [1.0, *(round(y, 5) for y in steps["waiting"].to_list())]


def _weekly(found: Survival) -> tuple[list[int], list[float]]:
    """Read off once a week, so that a step is never one case, and cut where fewer than five remain."""
    kept = found.steps.filter(pl.col("at_risk") >= AT_RISK_SHOWN)
    last = int(kept.item(-1, "day")) if kept.height else 0
    days = list(range(0, last + 1, WEEK)) or [0]
    grid = pl.DataFrame({"day": days}, schema={"day": pl.Int64})
    read = grid.join_asof(kept.select("day", "waiting"), on="day", strategy="backward")
    levels = [1.0 if level is None else round(level, 5) for level in read["waiting"].to_list()]
    return days, levels


def waiting_on(found: Survival, day: int) -> float:
    """The share still waiting on a day."""
    return waiting_after(found.steps, day)
