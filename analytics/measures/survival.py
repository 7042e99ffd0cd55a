"""Time until something happened, open ones counted as still waiting: Kaplan-Meier in Polars, exact.

Medians of closed matters mislead (127 days against 230 in real data), so nothing here looks at closed ones alone
but `closed_only_median`, which exists to say so. Days are whole calendar days from start to end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import exp, log, sqrt

import polars as pl

from analytics.measures.shares import Z95
from analytics.results import NOT_REACHED, Basis, NotReached, Refused, Shown
from analytics.thresholds import DISPOSITION_CLOSED

READ_AT = (30, 90, 180, 365, 730, 1095)
MEAN_WITHIN = 730

Quantile = float | NotReached


@dataclass(frozen=True)
class Survival:
    """A Kaplan-Meier estimate.

    steps: day, ended, at_risk, waiting (share still waiting after that day), low, high (95 %, log-log).
    quantiles: the day by which that share had ended. waiting_at: share still waiting after so many days; a day
    beyond the longest follow-up is not among them.
    """

    n: int
    ended: int
    steps: pl.DataFrame
    quantiles: dict[float, Quantile]
    median_interval: tuple[Quantile, Quantile]
    waiting_at: dict[int, float]
    restricted_mean: float
    closed_only_median: float | None
    closed_only_p90: float | None

    @property
    def still_waiting(self) -> int:
        return self.n - self.ended

    @property
    def median(self) -> Quantile:
        return self.quantiles[0.5]


def durations(frame: pl.DataFrame, start: str, end: str, as_of: date) -> pl.DataFrame:
    """days, has_ended per row: until its end, or until `as_of` when still open. A negative span counts as 0."""
    cut = pl.lit(as_of, dtype=pl.Date)
    is_over = pl.col(end).is_not_null() & (pl.col(end) <= cut)
    until = pl.when(is_over).then(pl.col(end)).otherwise(cut)
    return frame.filter(pl.col(start).is_not_null()).select(
        (until - pl.col(start)).dt.total_days().clip(lower_bound=0).cast(pl.Int64).alias("days"),
        is_over.alias("has_ended"),
    )


def kaplan_meier(spans: pl.DataFrame) -> pl.DataFrame:
    """day, ended, at_risk, waiting, low, high, one row per day on which something ended or left observation."""
    n = spans.height
    table = (
        spans.group_by("days")
        .agg(pl.col("has_ended").sum().alias("ended"), pl.len().alias("left"))
        .sort("days")
        .with_columns((n - pl.col("left").cum_sum() + pl.col("left")).alias("at_risk"))
        .with_columns(
            (1 - pl.col("ended") / pl.col("at_risk")).cum_prod().alias("waiting"),
            (
                pl.col("ended").cast(pl.Float64)
                / (pl.col("at_risk").cast(pl.Float64) * (pl.col("at_risk") - pl.col("ended")))
            )
            .cum_sum()
            .alias("greenwood"),
        )
    )
    inner = pl.col("waiting").is_between(0, 1, closed="none")
    spread = Z95 * pl.col("greenwood").sqrt() / pl.col("waiting").log().abs()
    return table.with_columns(
        pl.when(inner).then(pl.col("waiting") ** spread.exp()).otherwise(pl.col("waiting")).alias("low"),
        pl.when(inner).then(pl.col("waiting") ** (-spread).exp()).otherwise(pl.col("waiting")).alias("high"),
    ).select(pl.col("days").alias("day"), "ended", "at_risk", "waiting", "low", "high")


def first_day(steps: pl.DataFrame, column: str, level: float) -> Quantile:
    """The first day on which a curve is at or under a level. A hair of slack takes the rounding of a product."""
    reached = (steps.get_column(column) <= level + 1e-12).arg_true()
    return float(steps.item(int(reached[0]), "day")) if reached.len() else NOT_REACHED


def waiting_after(steps: pl.DataFrame, day: int) -> float:
    """The share still waiting after a day."""
    before = _steps_until(steps, day)
    return float(steps.item(before - 1, "waiting")) if before else 1.0


def mean_within(steps: pl.DataFrame, limit: int) -> float:
    """Mean days waited when nobody is followed beyond the limit: the area under the curve."""
    inside = steps.filter(pl.col("day") < limit)
    days = [0, *inside.get_column("day").to_list(), limit]
    levels = [1.0, *inside.get_column("waiting").to_list()]
    return float(sum(level * (b - a) for level, a, b in zip(levels, days[:-1], days[1:], strict=True)))


def interval_at(steps: pl.DataFrame, day: int) -> tuple[float, float]:
    """The 95 % interval of the share still waiting after a day."""
    before = _steps_until(steps, day)
    return (float(steps.item(before - 1, "low")), float(steps.item(before - 1, "high"))) if before else (1.0, 1.0)


def _steps_until(steps: pl.DataFrame, day: int) -> int:
    """How many steps there are up to a day, that day included."""
    return int(steps.get_column("day").search_sorted(day, side="right"))


def estimate(spans: pl.DataFrame) -> Survival:
    """The whole estimate, without asking whether it may be shown. Needs at least one row."""
    steps = kaplan_meier(spans)
    longest = int(steps.item(-1, "day"))
    ended = spans.filter("has_ended").get_column("days")
    median, most = ended.median(), ended.quantile(0.9, interpolation="linear")
    return Survival(
        n=spans.height,
        ended=ended.len(),
        steps=steps,
        quantiles={q: first_day(steps, "waiting", 1 - q) for q in (0.25, 0.5, 0.75, 0.9)},
        median_interval=(first_day(steps, "low", 0.5), first_day(steps, "high", 0.5)),
        waiting_at={day: waiting_after(steps, day) for day in READ_AT if day <= longest},
        restricted_mean=mean_within(steps, MEAN_WITHIN),
        closed_only_median=float(median) if isinstance(median, int | float) else None,
        closed_only_p90=most,
    )


def time_to_end(spans: pl.DataFrame, basis: Basis) -> Shown[Survival] | Refused:
    """The estimate, or a refusal below ten closed ones."""
    ended = int(spans.get_column("has_ended").sum()) if spans.height else 0
    if ended < DISPOSITION_CLOSED:
        return Refused(
            status="too_few",
            reason=f"How long it takes can be said once {DISPOSITION_CLOSED} {basis.units} have ended.",
            have=f"{ended} ended",
            need=f"{DISPOSITION_CLOSED} ended",
            suggestion="Choose a longer period; those still open are counted as waiting.",
            basis=basis,
        )
    return Shown(estimate(spans), spans.height, basis)


def log_log_interval(waiting: float, greenwood: float) -> tuple[float, float]:
    """One point of the interval by its formula, for checking the column form by hand."""
    spread = Z95 * sqrt(greenwood) / abs(log(waiting))
    low: float = waiting ** exp(spread)
    high: float = waiting ** exp(-spread)
    return low, high
