"""The marks that charts share: hatching, event lines, the shaded period that is not complete, direct labels."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from analytics import theme
from analytics.periods import Grain, Window, cell_end, cell_of, cell_start
from analytics.privacy import FEWER
from analytics.thresholds import SMALL_CELL
from analytics.view import Reading

EVENT_ROOM = 6  # labels stand side by side when a sixth of the axis lies between them, else in rows
EVENT_ROWS = 3
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
    """A date axis from the window's start to a day, with few ticks in words."""
    months = max(1, (until.year - window.starts_on.year) * 12 + until.month - window.starts_on.month + 1)
    step = "M3" if months <= 40 else "M12"
    return {
        "type": "date",
        "range": [window.starts_on.isoformat(), (until + timedelta(days=1)).isoformat()],
        "dtick": step,
        "tickformat": "%b\n%Y" if step == "M3" else "%Y",
    }


def event_marks(reading: Reading, window: Window) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Dotted lines at policy and training dates inside the window, each with its label above the plot."""
    shapes: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    kept = reading.office.events.filter(reading.office.events["on"].is_between(window.starts_on, reading.as_of))
    spacing = (reading.as_of - window.starts_on) / EVENT_ROOM
    previous: date | None = None
    row = 0
    for _, on, words in kept.sort("on", "label").iter_rows():
        day = on.isoformat()
        row = (row + 1) % EVENT_ROWS if previous and on - previous < spacing else 0
        shapes.append(_vertical(day, {"color": theme.INK, "width": 1, "dash": "dot"}, top=1.02 + 0.07 * row))
        anchor = "right" if (reading.as_of - on) < spacing else "left"
        place = {"yref": "paper", "yanchor": "bottom", "xanchor": anchor}
        labels.append(label(day, 1.02 + 0.07 * row, plain(words), **place))
        previous = on
    return shapes, labels


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
