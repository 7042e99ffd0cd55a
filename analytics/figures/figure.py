"""The shape of every figure: its finding as heading, one reading, charts, the table behind them, its meaning.

Charts are plain lists and dicts, ready for JSON; colors are roles (`theme`). Table values are numbers, words, or
`Cell`s that may be hidden; the same value feeds the page, the CSV and the JSON, so none can show what another hides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analytics.periods import Window, day_label
from analytics.privacy import Cell
from analytics.results import NotReached, Refused
from analytics.view import Reading

Value = str | int | float | Cell | NotReached | None
Chart = dict[str, Any]

NOT_KNOWN = "not known"
HIDDEN_N = "n is not shown: some cells are hidden"


@dataclass(frozen=True, slots=True)
class Column:
    """kind: text, count, rate (one decimal on screen), percent (a share from 0 to 1), days, exact."""

    key: str
    label: str
    kind: str = "count"


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a figure, row by row, in the order of the columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart of a figure. Small multiples have several, each with its title."""

    chart: Chart
    title: str = ""
    alt: str = ""
    height: int = 320


ANSWERS = {
    "too_few": "Not enough data yet",
    "protected": "Not shown here",
    "no_exposure": "A rate cannot be given",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stays the same about a figure, whatever its numbers: its address, its question, and how to read it."""

    name: str
    section: str
    question: str
    means: str
    does_not_mean: str
    half: bool = False

    def refuse(self, reading: Reading, refusal: Refused) -> Figure:
        """The figure of a refusal: the same frame, the answer as heading, have and need as its table."""
        columns = (Column("have", "What there is", "text"), Column("need", "What it takes", "text"))
        return Figure(
            frame=self,
            title=ANSWERS.get(refusal.status, "This was not recorded"),
            reading=refusal.reason,
            unit=refusal.basis.unit,
            n="",
            period=refusal.basis.period,
            as_of=day_label(reading.as_of),
            table=Table(columns, ((refusal.have, refusal.need),)),
            refusal=refusal,
            is_refused=True,
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as the page, the CSV and the API give it.

    table is what "View as table" opens; full, when there is more of it, is what the CSV holds. n reads
    "n = 335 reports". refusal stands when the question of the figure could not be answered, or not in part;
    is_refused when nothing of it could. caveat is added to what the figure does not mean.
    window holds the cells that the rows count, where they are not the reading's own.
    """

    frame: Frame
    title: str
    reading: str
    unit: str
    n: str
    period: str
    as_of: str
    table: Table
    panels: tuple[Panel, ...] = ()
    axis: str = ""
    full: Table | None = None
    refusal: Refused | None = None
    is_refused: bool = False
    caveat: str = ""
    window: Window | None = None

    @property
    def name(self) -> str:
        return self.frame.name

    @property
    def csv_table(self) -> Table:
        return self.full or self.table


def is_hidden(value: Value) -> bool:
    """Whether a value is a cell that may not be read."""
    return isinstance(value, Cell) and not value.is_open


def text_of(value: Value, kind: str) -> str:
    """A value as the page shows it."""
    if isinstance(value, Cell):
        return number_text(value.value, kind) if value.value is not None else value.text
    if isinstance(value, NotReached):
        return value.text
    if value is None:
        return NOT_KNOWN
    return value if isinstance(value, str) else number_text(value, kind)


def number_text(value: float, kind: str) -> str:
    """A number in the way of its column."""
    if kind == "percent":
        return f"{100 * value:.0f}%"
    if kind in ("rate", "exact"):
        return f"{value:,.1f}"
    if kind == "days":
        return f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.0f}"


def count_words(count: int, noun: str, plural: str | None = None) -> str:
    """'1 report', '12 reports'."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def list_words(words: list[str]) -> str:
    """'a, b and c'."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
