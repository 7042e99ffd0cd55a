"""Can the data be trusted? What is missing, out of how many, in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from analytics.periods import day_label
from analytics.privacy import cells_of_line
from analytics.thresholds import MISSING_SHARE
from analytics.view import Reading


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that can be missing: how often, as words, and whether it is more than a tenth."""

    label: str
    value: str
    note: str
    is_bad: bool = False


def gaps(reading: Reading) -> list[Gap]:
    """What is missing among the reports of the record, worst first, and the days the record covers."""
    reports = reading.office.reports
    total = reports.height
    if not total:
        return []
    known = reading.office.report_categories.get_column("report").unique().implode()
    counts = [
        ("Without a date posted", reports.get_column("occurred_on").null_count()),
        ("Without a category", reports.filter(~pl.col("report").is_in(known)).height),
        ("Received before it was posted", reports.filter(pl.col("received_on") < pl.col("occurred_on")).height),
    ]
    if not reading.is_import:
        counts.append(("Without a unit", reports.get_column("unit").null_count()))
    found = [_gap(reading, label, count, total) for label, count in sorted(counts, key=lambda pair: -pair[1])]
    return [*found, *_coverage(reading)]


def _gap(reading: Reading, label: str, count: int, total: int) -> Gap:
    cell = cells_of_line([count, total - count], case_level=reading.is_open, total_known=False)[0]
    value = "None" if cell.value == 0 else cell.text
    is_bad = count > MISSING_SHARE * total
    note = f"of {total:,} reports"
    if is_bad:
        note += "; more than a tenth, so read figures by it as bounds"
    return Gap(label, value, note, is_bad)


def _coverage(reading: Reading) -> list[Gap]:
    rows = reading.office.coverage.iter_rows(named=True)
    if reading.is_import:
        return [
            Gap("Source covers", f"{day_label(r['from_on'])} to {day_label(r['until_on'])}",
                f"{r['label']}, as of {day_label(r['as_of_on'])}" + (
                    "; a public release, so small numbers stand as published" if r["is_published"] else ""))
            for r in rows
        ]  # fmt: skip
    return [
        Gap("What is counted changed", day_label(r["from_on"]), r["note"] or r["label"]) for r in rows if r["is_break"]
    ]
