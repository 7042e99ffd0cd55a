"""The marks that charts share: hatching, event lines, the shaded period that is not complete, direct labels."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from analytics import theme
from analytics.periods import Grain, Window, cell_end, cell_of, cell_start
from analytics.privacy import FEWER
from analytics.thresholds import SMALL_CELL
from analytics.view import Reading

EVENT_ROOM = 0.5  # share of the axis between two labels of one row
EVENT_ROWS = 6
EVENT_STEP = 0.085
HIDDEN_HEIGHT = SMALL_CELL - 1  # a hidden count is drawn hatched at the most it can be, with its words


def hatch(color: str = theme.DATA) -> dict[str, Any]:
    """Hatched means "not known": still open, or fewer than 5."""
    return {
        "color": theme.GROUND,
        "pattern": {"shape": "/", "fgcolor": color, "bgcolor": theme.GROUND, "size": 5, "solidity": 0.3},
        "line": {"color": color, "width": 1},
    }


def label(x: Any, y: Any, text: str, **more: Any) -> dict[str, Any]:
    """A direct label: always ink, never the color of its series."""
    return {"x": x, "y": y, "text": text, "showarrow": False, **more}


def middle(cell: int, grain: Grain) -> str:
    """The middle day of a cell, where its mark stands on a time axis."""
    start, end = cell_start(cell, grain), cell_end(cell, grain)
    return (start + (end - start) / 2).isoformat()


def time_axis(window: Window, until: date) -> dict[str, Any]:
    """A date axis from the window's start to a day. How many ticks fit is the screen's business."""
    return {
        "type": "date",
        "range": [window.starts_on.isoformat(), (until + timedelta(days=1)).isoformat()],
        "tickformat": "%b\n%Y",
        "tickangle": 0,
    }


def event_marks(reading: Reading, window: Window) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Dotted lines at policy and training dates inside the window, each with its label above the plot.

    Labels stand in rows, so that two never touch, on a narrow screen either; they lean to the nearer side's inside.
    """
    shapes: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    kept = reading.office.events.filter(reading.office.events["on"].is_between(window.starts_on, reading.as_of))
    length = max((reading.as_of - window.starts_on).days, 1)
    taken: list[float] = []
    for _, on, words in kept.sort("on", "label").iter_rows():
        place = (on - window.starts_on).days / length
        row = _free_row(taken, place)
        top = 1.02 + EVENT_STEP * row
        anchor = "left" if place < 0.5 else "right"
        shapes.append(_vertical(on.isoformat(), {"color": theme.INK, "width": 1, "dash": "dot"}, top=top + 0.03))
        where = {"yref": "paper", "yanchor": "bottom", "xanchor": anchor, "xshift": 4 if anchor == "left" else -4}
        where["bgcolor"] = theme.GROUND  # a later line that rises higher passes behind the words
        labels.append(label(on.isoformat(), top, plain(words), **where))
    return shapes, labels


def _free_row(taken: list[float], place: float) -> int:
    """The lowest row whose last label is half an axis away; else the one whose last label is farthest."""
    for row, last in enumerate(taken):
        if place - last >= EVENT_ROOM:
            taken[row] = place
            return row
    if len(taken) < EVENT_ROWS:
        taken.append(place)
        return len(taken) - 1
    row = min(range(len(taken)), key=lambda one: taken[one])
    taken[row] = place
    return row


def break_days(reading: Reading, window: Window) -> list[date]:
    """Days inside the window on which what is counted changed."""
    coverage = reading.office.coverage
    days = coverage.filter(coverage["is_break"]).get_column("from_on").to_list()
    return sorted(day for day in days if window.starts_on < day <= window.ends_on)


def break_marks(reading: Reading, window: Window) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Where the line breaks, with the reason: before and after are not the same count."""
    shapes: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    rows = reading.office.coverage.filter(reading.office.coverage["is_break"]).iter_rows(named=True)
    for row in rows:
        if window.starts_on < row["from_on"] <= window.ends_on:
            day = row["from_on"].isoformat()
            shapes.append(_vertical(day, {"color": theme.CTL, "width": 3}, top=1))
            labels.append(
                label(day, 1, plain(row["note"] or row["label"]), yref="paper", yanchor="top", xanchor="left", xshift=6)
            )
    return shapes, labels


def running_marks(reading: Reading, window: Window) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The cell that is not complete: shaded, named, and outside every count of the figure."""
    if reading.running is None:
        return [], []
    start = cell_start(window.last + 1, window.grain)
    end = cell_end(cell_of(reading.as_of, window.grain), window.grain)
    band = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": start.isoformat(),
        "x1": end.isoformat(),
        "y0": 0,
        "y1": 1,
        "fillcolor": theme.TINT2,
        "line": {"width": 0},
        "layer": "below",
    }
    text = f"{reading.running}<br>is not<br>complete"
    font = {"size": 12, "color": theme.INK2}
    place = {"yref": "paper", "yanchor": "top", "xanchor": "left", "align": "left", "xshift": 6, "font": font}
    return [band], [label(end.isoformat(), 1, text, **place)]


def bar_width(grain: Grain) -> int:
    """How wide a bar of a time axis is, in milliseconds: Plotly guesses it from neighbors that may be hidden."""
    return int(int(grain) * 30.4 * 86_400_000 * 0.7)


def few_label(x: Any, y: Any) -> dict[str, Any]:
    """The words of a hidden cell, beside its hatched mark."""
    return label(x, y, FEWER, yanchor="bottom", font={"size": 12, "color": theme.INK2})


def _vertical(day: str, line: dict[str, Any], *, top: float) -> dict[str, Any]:
    return {"type": "line", "xref": "x", "yref": "paper", "x0": day, "x1": day, "y0": 0, "y1": top, "line": line}


def plain(text: str) -> str:
    """Words from the record as chart text: Plotly reads tags in it, so none may start there."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def wrapped(text: str, width: int) -> str:
    """A label from the record broken into lines at blanks, for axes that cannot wrap by themselves."""
    lines: list[str] = []
    for word in plain(text).split():
        if lines and len(lines[-1]) + len(word) < width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "<br>".join(lines)
