"""The one writer of CSV: suppression applies as on the page, and no cell can start a formula in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from analytics.figures.figure import NOT_KNOWN, Figure, Value
from analytics.privacy import Cell
from analytics.results import NotReached

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
DECIMALS = 6


def csv_cell(value: Value) -> str:
    """One value for a CSV: numbers bare with at most six decimals, words made harmless."""
    if isinstance(value, Cell):
        return str(value.value) if value.value is not None else value.text
    if isinstance(value, NotReached):
        return value.text
    if value is None:
        return NOT_KNOWN
    if isinstance(value, int | float):
        return number(value)
    return harmless(value)


def number(value: float) -> str:
    """A number without grouping; whole ones without a point."""
    if value == int(value):
        return str(int(value))
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a leading quote before what could start one, no NUL."""
    cleaned = text.replace("\x00", "")
    return f"'{cleaned}" if cleaned.startswith(FORMULA_STARTS) else cleaned


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """A whole CSV (RFC 4180, lines ended by CRLF)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(name) for name in header])
    for row in rows:
        writer.writerow([csv_cell(value) for value in row])
    return out.getvalue()


def figure_csv(figure: Figure) -> str:
    """A figure's CSV: its table in full; every row says what is counted, over which period, as of when, and why not."""
    table = figure.csv_table
    about: list[Value] = [figure.unit, figure.period, figure.as_of]
    header = [*(column.key for column in table.columns), "unit_of_count", "period_covered", "as_of"]
    if figure.refusal is not None:
        header.append("refused")
        about.append(f"{figure.refusal.reason} {figure.refusal.suggestion}".strip())
    return write_csv(header, ([*row, *about] for row in table.rows))
