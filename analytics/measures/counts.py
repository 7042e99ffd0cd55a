"""Counts by time, category and platform. A thing with several categories counts once under each."""

from __future__ import annotations

import polars as pl

from analytics.periods import Grain, Window, cell_expr


def by_cell(frame: pl.DataFrame, column: str, window: Window) -> list[int]:
    """Rows per cell of a date column, zeros included, in the window's order."""
    counted = dict(
        frame.filter(window.holds(column)).group_by(cell_expr(column, window.grain).alias("cell")).len().iter_rows()
    )
    return [int(counted.get(cell, 0)) for cell in window.cells]


def by_member_and_cell(frame: pl.DataFrame, member: str, column: str, window: Window) -> dict[str | None, list[int]]:
    """The same for each member of a dimension."""
    table = (
        frame.filter(window.holds(column))
        .group_by(member, cell_expr(column, window.grain).alias("cell"))
        .len()
        .iter_rows()
    )
    found: dict[str | None, list[int]] = {}
    for name, cell, count in table:
        found.setdefault(name, [0] * len(window.cells))[cell - window.first] = int(count)
    return found


def staff_days_by_cell(exposure: pl.DataFrame, window: Window) -> list[float]:
    """Full-time-equivalent days per cell, all units together."""
    cell = pl.col("month") // int(window.grain)
    counted = dict(exposure.group_by(cell.alias("cell")).agg(pl.col("staff_days").sum()).iter_rows())
    return [float(counted.get(c, 0.0)) for c in window.cells]


def cross(frame: pl.DataFrame, row: str, column: str) -> dict[tuple[str | None, str | None], int]:
    """Rows per pair of two columns."""
    return {(a, b): int(count) for a, b, count in frame.group_by(row, column).len().iter_rows()}


def by_value(frame: pl.DataFrame, column: str) -> dict[str | None, int]:
    """Rows per value."""
    return {value: int(count) for value, count in frame.group_by(column).len().iter_rows()}


def span_of(frame: pl.DataFrame, column: str, grain: Grain) -> tuple[int, int] | None:
    """First and last cell that hold anything."""
    cells = frame.select(cell_expr(column, grain).alias("cell")).get_column("cell").drop_nulls().sort().to_list()
    return (int(cells[0]), int(cells[-1])) if cells else None
