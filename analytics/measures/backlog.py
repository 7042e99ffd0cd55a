"""What is open on a day, by age and severity; and what came in and went out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

BUCKETS = ((0, 90, "0-90 days"), (91, 180, "91-180 days"), (181, 365, "181-365 days"), (366, 730, "366-730 days"))
OLDEST = "over 730 days"
AGES = (*(label for _, _, label in BUCKETS), OLDEST)
SEVERITIES = {4: "Grave", 3: "Serious", 2: "Minor", 1: "Coaching", None: "Not classified"}


@dataclass(frozen=True)
class Backlog:
    """open_now: matters open on the day. cells: (age, severity) -> matters. older: open for more than 180 days."""

    open_now: int
    cells: dict[tuple[str, int | None], int]
    opened: int
    closed: int

    def age_total(self, age: str) -> int:
        return sum(count for (a, _), count in self.cells.items() if a == age)

    def total_of(self, ages: Iterable[str]) -> int:
        """Matters of several ages together."""
        return sum(self.age_total(age) for age in ages)

    def severity_total(self, severity: int | None) -> int:
        return sum(count for (_, s), count in self.cells.items() if s == severity)


def age_bucket(start: str, as_of: date) -> pl.Expr:
    """The age bucket of a date column on a day."""
    days = (pl.lit(as_of, dtype=pl.Date) - pl.col(start)).dt.total_days()
    label: pl.Expr = pl.lit(OLDEST)
    for _, upper, name in reversed(BUCKETS):
        label = pl.when(days <= upper).then(pl.lit(name)).otherwise(label)
    return label.alias("age")


def open_on(frame: pl.DataFrame, start: str, end: str, as_of: date) -> pl.DataFrame:
    """Rows begun and not ended by the end of that day."""
    cut = pl.lit(as_of, dtype=pl.Date)
    return frame.filter((pl.col(start) <= cut) & (pl.col(end).is_null() | (pl.col(end) > cut)))


def backlog(frame: pl.DataFrame, start: str, end: str, as_of: date, since: date) -> Backlog:
    """The backlog on a day, and the flow since another. `frame` has the two date columns and `severity`."""
    waiting = open_on(frame, start, end, as_of)
    table = waiting.group_by(age_bucket(start, as_of), "severity").len().iter_rows()
    return Backlog(
        open_now=waiting.height,
        cells={(age, severity): int(count) for age, severity, count in table},
        opened=frame.filter(pl.col(start).is_between(since, as_of)).height,
        closed=frame.filter(pl.col(end).is_between(since, as_of)).height,
    )
