"""What became of the reports received in a period: a cohort, followed to the as-of day. Unit of count: report.

Each report counts at a step when any of its cases reached it. A report that has not reached a step but still could
is open there, so that the bar may grow; it is never shown as if it had failed.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from analytics.frames import Frames

STEPS = ("received", "screened_in", "charged", "sustained", "sanctioned", "carried_out")
LABELS = {
    "received": "Received",
    "screened_in": "Screened in",
    "charged": "Charged",
    "sustained": "Sustained",
    "sanctioned": "Sanctioned",
    "carried_out": "Carried out, proof",
}
SCREENED_IN = ("opened", "joined")
BEFORE_CHARGES = ("investigation", "cause_review")
BEFORE_DECISION = (*BEFORE_CHARGES, "charged", "hearing", "deliberation")
NOT_COUNTED = ("vacated", "superseded")
STILL_RUNNING = ("pending", "in_force", "stayed")


@dataclass(frozen=True, slots=True)
class Step:
    """reached: reports that came this far. still_open: others that still may."""

    name: str
    reached: int
    still_open: int

    @property
    def label(self) -> str:
        return LABELS[self.name]


def case_progress(frames: Frames) -> pl.DataFrame:
    """One row per case: how far it came and what is still open."""
    sustained = frames.findings.filter(pl.col("is_final") & (pl.col("outcome") == "sustained")).select("case").unique()
    imposed = frames.sanctions.filter(~pl.col("status").is_in(NOT_COUNTED))
    sanctions = imposed.group_by("case").agg(
        (pl.col("status") == "carried_out").all().alias("all_carried_out"),
        pl.col("status").is_in(STILL_RUNNING).any().alias("carrying_out"),
    )
    return frames.cases.join(sanctions, on="case", how="left").select(
        "case",
        pl.col("charged_on").is_not_null().alias("charged"),
        pl.col("case").is_in(sustained.get_column("case").implode()).alias("sustained"),
        pl.col("all_carried_out").is_not_null().alias("sanctioned"),
        pl.col("all_carried_out").fill_null(value=False).alias("carried_out"),
        pl.col("stage").is_in(BEFORE_CHARGES).alias("before_charges"),
        pl.col("stage").is_in(BEFORE_DECISION).alias("before_decision"),
        pl.col("carrying_out").fill_null(value=False),
    )


def report_progress(frames: Frames) -> pl.DataFrame:
    """One row per report: a boolean for each step, and `open_<step>` for each that it may still reach."""
    flags = ("charged", "sustained", "sanctioned", "carried_out", "before_charges", "before_decision", "carrying_out")
    cases = (
        frames.case_reports.join(case_progress(frames), on="case")
        .group_by("report")
        .agg(pl.col(flag).any() for flag in flags)
    )
    screened = frames.screenings.group_by("report").agg(
        pl.col("outcome").is_in(SCREENED_IN).any().alias("screened_in"), pl.lit(value=True).alias("is_screened")
    )
    table = (
        frames.reports.select("report", "received_on")
        .join(screened, on="report", how="left")
        .join(cases, on="report", how="left")
        .with_columns(pl.col("screened_in", "is_screened", *flags).fill_null(value=False))
    )
    # A consent may impose a sanction without a finding: what came later implies what came before.
    table = table.with_columns(
        pl.lit(value=True).alias("received"),
        pl.any_horizontal("screened_in", *flags[:4]).alias("screened_in"),
        pl.any_horizontal(*flags[:4]).alias("charged"),
        pl.any_horizontal(*flags[1:4]).alias("sustained"),
        pl.any_horizontal(*flags[2:4]).alias("sanctioned"),
    )
    waiting = ~pl.col("is_screened")
    return table.with_columns(
        pl.lit(value=False).alias("open_received"),
        (waiting & ~pl.col("screened_in")).alias("open_screened_in"),
        ((waiting | pl.col("before_charges")) & ~pl.col("charged")).alias("open_charged"),
        ((waiting | pl.col("before_decision")) & ~pl.col("sustained")).alias("open_sustained"),
        ((waiting | pl.col("before_decision")) & ~pl.col("sanctioned")).alias("open_sanctioned"),
        ((waiting | pl.col("before_decision") | pl.col("carrying_out")) & ~pl.col("carried_out")).alias(
            "open_carried_out"
        ),
    )


def steps_of(progress: pl.DataFrame) -> tuple[Step, ...]:
    """The funnel of these reports."""
    sums = progress.select(pl.col(name).sum() for step in STEPS for name in (step, f"open_{step}")).row(0, named=True)
    return tuple(Step(step, int(sums[step]), int(sums[f"open_{step}"])) for step in STEPS)
