"""The real complaint records as frames, read straight from their files, without the import between."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from analytics.frames import Frames, conform, empty
from analytics.view import Reading, View, prepare

FOLDER = Path(__file__).parents[1] / "data" / "copa_2019_2022"
CUTOFF = date(2022, 9, 30)
SOURCE = "copa"


@cache
def expected() -> dict[str, Any]:
    """The answers computed independently of this product."""
    found: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    return found


@cache
def frames(*, published: bool = True) -> Frames:
    """One report per source case; categories as the source has them."""
    rows = pl.read_csv(FOLDER / "cases.csv", try_parse_dates=True, infer_schema_length=None)
    cases = rows.unique("case_id", keep="first", maintain_order=True)
    reports = cases.select(
        pl.col("case_id").cast(pl.String).alias("report"),
        pl.lit(SOURCE).alias("source"),
        pl.col("received_date").alias("received_on"),
        pl.col("incident_date").alias("occurred_on"),
        pl.lit(None, dtype=pl.String).alias("unit"),
        pl.lit("import").alias("channel"),
        pl.col("status"),
        pl.col("case_type").alias("kind"),
        pl.lit(None, dtype=pl.Date).alias("screened_on"),
        pl.col("closed_date").alias("closed_on"),
    )
    categories = rows.filter(pl.col("category").is_not_null()).select(
        pl.col("case_id").cast(pl.String).alias("report"), "category"
    )
    coverage = pl.DataFrame(
        {
            "source": [SOURCE],
            "label": ["Complaint records"],
            "from_on": [date(2019, 2, 1)],
            "until_on": [CUTOFF],
            "as_of_on": [CUTOFF],
            "is_break": [False],
            "is_published": [published],
            "note": [""],
        }
    )
    return Frames(
        reports=conform("reports", reports),
        report_categories=conform("report_categories", categories.unique()),
        coverage=conform("coverage", coverage),
        exposure=empty("exposure"),
    )


def reading(*, case_level: bool = False, published: bool = True, **filters: Any) -> Reading:
    """The reading of the import as somebody sees it today."""
    view = View(date(2026, 3, 2), case_level=case_level, source=SOURCE, **{"months": None, **filters})
    return prepare(frames(published=published), view)
