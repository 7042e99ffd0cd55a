"""Counts by time, category and platform. A thing with several categories counts once under each."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from analytics.frames import Frames
from analytics.periods import Grain, Window, cell_expr, month_expr, month_of


def conduct(frames: Frames) -> pl.DataFrame:
    """thing, report, category, platform: one row per post and category, keys as small numbers.

    received_on is its report's; posted_on its own. Both also as months, so that no figure takes dates apart again.
    """
    reports = frames.reports.with_row_index("report_no").select("report", "report_no", "received_on")
    posts = frames.posts.with_row_index("thing").join(reports, on="report")
    pairs = frames.post_categories.select("post", "category").unique()
    return pairs.join(posts, on="post").select(
        "thing",
        pl.col("report_no").alias("report"),
        pl.col("category").cast(pl.Categorical),
        pl.col("platform").fill_null("not_recorded").cast(pl.Categorical),
        month_expr("received_on").alias("received_month"),
        month_expr("posted_on").alias("posted_month"),
    )


def claims(frames: Frames) -> pl.DataFrame:
    """The same for an import: one row per report and category, in the source's own words."""
    reports = frames.reports.with_row_index("thing")
    return frames.report_categories.join(reports, on="report").select(
        "thing",
        pl.col("thing").alias("report"),
        pl.col("category").cast(pl.Categorical),
        pl.lit("not_recorded").alias("platform"),
        month_expr("received_on").alias("received_month"),
        month_expr("occurred_on").alias("posted_month"),
    )


def within(window: Window, column: str) -> pl.Expr:
    """True for a month column's months inside a window."""
    return pl.col(column).is_between(month_of(window.starts_on), month_of(window.ends_on))


def by_member_and_month(frame: pl.DataFrame, member: str, column: str, window: Window) -> dict[str | None, list[int]]:
    """Rows per cell of a month column, for each member of a dimension."""
    table = (
        frame.filter(within(window, column))
        .group_by(member, (pl.col(column) // int(window.grain)).alias("cell"))
        .len()
        .iter_rows()
    )
    return _spread(table, window)


def months(frames: Frames) -> pl.DataFrame:
    """received_month, posted_month of every report: dates taken apart once for all readers."""
    return frames.reports.select(
        month_expr("received_on").alias("received_month"), month_expr("occurred_on").alias("posted_month")
    )


def by_month(frame: pl.DataFrame, column: str, window: Window) -> list[int]:
    """Rows per cell of a month column, zeros included, in the window's order."""
    cell = (pl.col(column) // int(window.grain)).alias("cell")
    counted = dict(frame.filter(within(window, column)).group_by(cell).len().iter_rows())
    return [int(counted.get(one, 0)) for one in window.cells]


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
    return _spread(table, window)


def _spread(table: Iterable[tuple[str | None, int, int]], window: Window) -> dict[str | None, list[int]]:
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
