"""Figure 6: what is open, by age and severity. A backlog never stands without its severity."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import polars as pl

from analytics import theme
from analytics.figures import marks
from analytics.figures.figure import Chart, Column, Figure, Frame, Panel, Table, Value, count_words
from analytics.measures.backlog import AGES, SEVERITIES, Backlog, age_bucket, backlog, open_on
from analytics.periods import day_label
from analytics.privacy import Cell, Mark, cell_for, cells_of_line, open_cells, protect_columns
from analytics.thresholds import SMALL_CELL
from analytics.view import Reading, members, refuse_stack

FRAME = Frame(
    name="backlog",
    section="handling",
    question="What is waiting?",
    means="How old the open matters are, and how serious. Old and grave ones are where delay costs most.",
    does_not_mean="That old matters are idle: some are stayed or wait for others. It counts what is open, whatever the "
    "period above.",
    half=True,
)
ORDER = (4, 3, 2, 1, None)
Group = tuple[str, tuple[str, ...]]
LEVELS: list[list[Group]] = [
    [(age, (age,)) for age in AGES],
    [("0-180 days", AGES[:2]), (AGES[2], AGES[2:3]), ("over 365 days", AGES[3:])],
    [("0-180 days", AGES[:2]), ("over 180 days", AGES[2:])],
    [("any age", AGES)],
]
HALVES = LEVELS[2]


def waiting_matters(reading: Reading) -> tuple[pl.DataFrame, str, str, str]:
    """The frame with its start and end columns, and the unit: our cases, or an import's reports."""
    if reading.is_import:
        frame = reading.frames.reports.with_columns(pl.lit(None, dtype=pl.Int32).alias("severity"))
        return frame, "received_on", "closed_on", "report"
    return reading.frames.cases, "opened_on", "closed_on", "case"


def measured(reading: Reading) -> tuple[Backlog, str]:
    """The backlog on the as-of day, with the flow of the twelve months before."""
    frame, start, end, unit = waiting_matters(reading)
    return backlog(frame, start, end, reading.as_of, reading.as_of - timedelta(days=364)), unit


def age_groups(reading: Reading) -> list[Group]:
    """The ages to show: as fine as no reader below case level could pick a person out of the whole office."""
    if reading.is_open:
        return LEVELS[0]
    frame, start, end, _ = waiting_matters(replace(reading, frames=reading.office))
    found = backlog(frame, start, end, reading.as_of, reading.as_of)
    for level in LEVELS[:-1]:
        if min(found.total_of(ages) for _, ages in level) >= SMALL_CELL:
            return level
    return LEVELS[-1]


def age_line(reading: Reading, found: Backlog, groups: list[Group]) -> list[Cell]:
    """Totals by age as the reader gets them."""
    values = [found.total_of(ages) for _, ages in groups]
    if reading.is_open:
        return open_cells(values)
    if not reading.narrowing:
        return cells_of_line(values, case_level=False)
    rows = _by_member(reading, groups, *reading.narrowing)
    member = reading.narrowing[1]
    return [cell_for(v, m) for v, m in zip(rows[member], protect_columns(rows)[member], strict=True)]


def _by_member(reading: Reading, groups: list[Group], dimension: str, member: str) -> dict[str, list[int]]:
    office = reading.office
    open_cases = open_on(office.cases, "opened_on", "closed_on", reading.as_of)
    aged = open_cases.select("case", age_bucket("opened_on", reading.as_of))
    belongs = office.case_reports.join(members(office, dimension), on="report").select("case", "member").unique()
    if dimension == "track":
        belongs = office.cases.select("case", pl.col("track").alias("member"))
    rows: dict[str, list[int]] = {member: [0] * len(groups)}
    for name, age, count in aged.join(belongs, on="case").group_by("member", "age").len().iter_rows():
        place = next(i for i, (_, ages) in enumerate(groups) if age in ages)
        rows.setdefault(name, [0] * len(groups))[place] += int(count)
    return rows


def older_than_180(reading: Reading, found: Backlog) -> Cell:
    """How many have waited more than 180 days, as the page's other numbers allow."""
    groups = age_groups(reading)
    if len(groups) == 1:
        groups = (
            HALVES  # not drawn, because both would be hidden; the words of the older one still say what may be said
        )
    cells = age_line(reading, found, groups)
    old = [cell for (_, ages), cell in zip(groups, cells, strict=True) if ages[0] not in AGES[:2]]
    hidden = [cell for cell in old if cell.value is None]
    return hidden[0] if hidden else Cell(sum(cell.value or 0 for cell in old))


def build(reading: Reading) -> Figure:
    """The figure of a reading."""
    refusal = refuse_stack(reading)
    if refusal:
        return FRAME.refuse(reading, refusal)
    found, unit = reading.once(measured)
    if reading.is_import:
        return _by_age(reading, found, unit)
    values = [count for count in found.cells.values() if count]
    is_crossed = reading.is_open or (
        not reading.narrowing
        and bool(values)
        and min(found.cells.get((age, severity), 0) for age in AGES for severity in ORDER) >= SMALL_CELL
    )
    return _crossed(reading, found) if is_crossed else _by_age(reading, found, unit)


def _figure(reading: Reading, found: Backlog, unit: str, table: Table, chart: Chart, more: str, total: Cell) -> Figure:
    flow = ""
    if not reading.is_guarded:
        flow = f" In the 12 months before, {found.opened:,} came in and {found.closed:,} went out."
    return Figure(
        frame=FRAME,
        title=_finding(found, unit, total, reading),
        reading=f"Open on {day_label(reading.as_of)}, by age{more}.{flow}",
        unit=unit,
        n=f"n = {count_words(total.value, f'open {unit}')}" if total.value is not None else "n is not shown",
        period=f"open on {day_label(reading.as_of)}",
        as_of=day_label(reading.as_of),
        table=table,
        panels=(Panel(chart, alt="Bars by age; the numbers are in the table."),),
        axis=f"Open {unit}s",
    )


def _finding(found: Backlog, unit: str, total: Cell, reading: Reading) -> str:
    if found.open_now == 0 and total.is_open:
        return f"No {unit} is open"
    if total.value is None:
        return f"Open {unit}s by age; small numbers are hidden"
    older = older_than_180(reading, found)
    verb = "is" if total.value == 1 else "are"
    old_verb = "has" if older.value == 1 else "have"
    text = "none" if older.value == 0 else older.text
    return f"{count_words(total.value, unit)} {verb} open; {text} {old_verb} waited more than 180 days"


def _crossed(reading: Reading, found: Backlog) -> Figure:
    columns = (
        Column("age", "Age", "text"),
        *(Column(SEVERITIES[s].lower().replace(" ", "_"), SEVERITIES[s]) for s in ORDER),
        Column("total", "In all"),
    )
    rows: list[tuple[Value, ...]] = [
        (age, *(Cell(found.cells.get((age, s), 0)) for s in ORDER), Cell(found.age_total(age))) for age in AGES
    ]
    in_all = tuple(Cell(found.severity_total(s)) for s in ORDER)
    rows.append(("All ages", *in_all, Cell(found.open_now)))
    names = [_broken(age) for age in AGES]
    used = [s for s in ORDER if found.severity_total(s)]
    data: list[Chart] = []
    for severity in reversed(used):
        marker = (
            {"color": theme.STEPS[severity - 1]}
            if severity
            else {"color": theme.TINT2, "line": {"color": theme.CTL, "width": 1}}
        )
        heights = [found.cells.get((age, severity), 0) for age in AGES]
        data.append({"type": "bar", "x": names, "y": heights, "marker": marker, "name": SEVERITIES[severity]})
    notes = [
        marks.label(x, found.age_total(age), f"<b>{found.age_total(age):,}</b>", yanchor="bottom")
        for x, age in zip(names, AGES, strict=True)
    ]
    chart = {
        "data": data,
        "layout": {
            **_layout(notes),
            "showlegend": True,
            "legend": {"orientation": "h", "y": -0.24, "x": 0, "traceorder": "reversed"},
        },
    }
    return _figure(reading, found, "case", Table(columns, tuple(rows)), chart, " and severity", Cell(found.open_now))


def _by_age(reading: Reading, found: Backlog, unit: str) -> Figure:
    """Ages alone, and severities alone: rolled up, because the cross table would single people out."""
    groups = age_groups(reading)
    cells = age_line(reading, found, groups)
    is_whole = not reading.is_guarded or all(cell.is_open for cell in cells)
    total = Cell(found.open_now) if is_whole else cell_for(0, Mark.WITHHELD)
    rows: list[tuple[Value, ...]] = [("Age", age, cell) for (age, _), cell in zip(groups, cells, strict=True)]
    if reading.is_import:
        more = ". The source does not record how serious a matter is"
    elif reading.is_guarded:
        more = ". How serious they are is not shown inside one unit, category or track"
    else:
        mix = cells_of_line([found.severity_total(s) for s in ORDER], case_level=False)
        rows += [("Severity", SEVERITIES[s], cell) for s, cell in zip(ORDER, mix, strict=True)]
        words = ", ".join(f"{SEVERITIES[s].lower()} {c.text}" for s, c in zip(ORDER, mix, strict=True))
        more = f". By severity: {words}"
    rows.append(("All", "Open now", total))
    columns = (Column("by", "By", "text"), Column("group", "Group", "text"), Column("open", f"Open {unit}s"))
    chart = _bars([age for age, _ in groups], cells)
    return _figure(reading, found, unit, Table(columns, tuple(rows)), chart, more, total)


def _bars(ages: list[str], cells: list[Cell]) -> Chart:
    """One bar an age; a hidden one is hatched, with its words."""
    names = [_broken(age) for age in ages]
    shown = [cell.value or 0 for cell in cells]
    hidden = [0 if cell.is_open else marks.HIDDEN_HEIGHT for cell in cells]
    texts = [f"<b>{cell.value:,}</b>" if cell.value is not None else marks.wrapped(cell.text, 8) for cell in cells]
    notes = [
        marks.label(name, value + few, text, yanchor="bottom")
        for name, value, few, text in zip(names, shown, hidden, texts, strict=True)
    ]
    data: list[Chart] = [{"type": "bar", "x": names, "y": shown, "marker": {"color": theme.DATA}}]
    if any(hidden):
        data.append({"type": "bar", "x": names, "y": hidden, "marker": marks.hatch()})
    return {"data": data, "layout": _layout(notes)}


def _broken(age: str) -> str:
    return age.replace(" days", "<br>days")


def _layout(notes: list[Chart]) -> Chart:
    return {
        "barmode": "stack",
        "bargap": 0.35,
        "annotations": notes,
        "margin": {"t": 24, "b": 44},
        "xaxis": {"type": "category"},
        "yaxis": {"rangemode": "tozero"},
    }
