"""Deadlines met on time, by rule; mandatory ones and goals apart. Unit of count: deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.frames import Frames


@dataclass(frozen=True, slots=True)
class Kept:
    """settled: met, or past due. missed: met late or not at all. overdue: past due and still not met."""

    rule: str
    obligation: str
    settled: int
    missed: int
    overdue: int

    @property
    def met(self) -> int:
        return self.settled - self.missed


def settled(frames: Frames, as_of: date) -> pl.DataFrame:
    """Deadlines that can be judged on this day: missed, overdue. A void one never counts; due today is not late."""
    today = pl.lit(as_of, dtype=pl.Date)
    return (
        frames.deadlines.filter(~pl.col("is_void"))
        .with_columns(
            (pl.col("met_on").is_null() & (pl.col("due_on") < today)).alias("overdue"),
            (pl.col("met_on") > pl.col("due_on")).fill_null(value=False).alias("late"),
        )
        .filter(pl.col("overdue") | pl.col("met_on").is_not_null())
        .with_columns((pl.col("overdue") | pl.col("late")).alias("missed"))
    )


def by_rule(frame: pl.DataFrame) -> list[Kept]:
    """One row per rule, mandatory first, then by how often it ran."""
    table = frame.group_by("rule", "obligation").agg(
        pl.len().alias("settled"), pl.col("missed").sum(), pl.col("overdue").sum()
    )
    rows = [Kept(*row) for row in table.select("rule", "obligation", "settled", "missed", "overdue").iter_rows()]
    return sorted(rows, key=lambda kept: (kept.obligation != "mandatory", -kept.settled, kept.rule))


def in_all(rows: list[Kept], obligation: str) -> Kept:
    """All rules of one obligation together."""
    mine = [kept for kept in rows if kept.obligation == obligation]
    return Kept(
        "all", obligation, sum(k.settled for k in mine), sum(k.missed for k in mine), sum(k.overdue for k in mine)
    )
