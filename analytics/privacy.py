"""Small numbers stay private: roll up first, suppress second (decision 2).

Readers without case access see office-wide totals as they are. Breakdowns are tables made of lines whose sum they may
know. In each line, every cell under five is hidden (primary), and then as many others (complementary) as it takes so
that nobody who knows the rest of the line, its total and these rules can narrow a hidden cell to fewer than three
values. Lines of one table never overlap and no other margin of it is published, so protecting each line protects the
table; the linear programme in the tests checks that, and that differencing two views finds nothing either.

A hidden cell under five reads "fewer than 5", in charts, tables, CSV and text alike; one hidden to protect another
reads "not shown". Never blank, never 0. A zero is hidden too: it says about each member of a small group what a
number does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from analytics.thresholds import SMALL_CELL

FEWER = f"fewer than {SMALL_CELL}"
WITHHELD = "not shown"
WIDTH = 2  # a hidden cell must keep at least this distance between the least and the most it can be
_UNKNOWN = 10**9

K = TypeVar("K")


class Mark(Enum):
    """Whether a cell may be read, and if not, why."""

    OPEN = "open"
    SMALL = "small"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Cell:
    """A count that may be hidden. `text` is what a reader gets; `value` is None unless it may be read."""

    value: int | None
    mark: Mark = Mark.OPEN

    @property
    def is_open(self) -> bool:
        return self.mark is Mark.OPEN

    @property
    def text(self) -> str:
        if self.value is not None:
            return f"{self.value:,}"
        return FEWER if self.mark is Mark.SMALL else WITHHELD


def cell_for(value: int, mark: Mark) -> Cell:
    """The cell as a reader gets it: the number is dropped here, so that nothing later can leak it."""
    return Cell(value if mark is Mark.OPEN else None, mark)


def open_cells(values: Sequence[int]) -> list[Cell]:
    """Cells for a reader with case access."""
    return [Cell(value) for value in values]


def bounds(values: Sequence[int], marks: Sequence[Mark], *, total_known: bool) -> list[tuple[int, int]]:
    """What an attacker who knows the open cells, the marks and the total can say of each hidden cell, in order."""
    # Complementary cells are the smallest there are: who knows that, knows that none is above an open one.
    top = min((value for value, mark in zip(values, marks, strict=True) if mark is Mark.OPEN), default=_UNKNOWN)
    ranges = [range_of(mark, top) for mark in marks if mark is not Mark.OPEN]
    if not total_known:
        return ranges
    rest = sum(value for value, mark in zip(values, marks, strict=True) if mark is not Mark.OPEN)
    least, most = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    return [(max(low, rest - (most - high)), min(high, rest - (least - low))) for low, high in ranges]


def range_of(mark: Mark, top: int) -> tuple[int, int]:
    """What a hidden cell's own text says of it, when no withheld cell is above `top`."""
    return (0, SMALL_CELL - 1) if mark is Mark.SMALL else (SMALL_CELL, top)


def is_safe(values: Sequence[int], marks: Sequence[Mark], *, total_known: bool) -> bool:
    """Whether every hidden cell of the line keeps at least three possible values."""
    found = bounds(values, marks, total_known=total_known)
    return all(high - low >= WIDTH for low, high in found)


def protect_line(values: Sequence[int], *, total_known: bool = True) -> list[Mark]:
    """Marks for one line. Hides the smallest further cells until the line is safe, or all of it is hidden."""
    marks = [Mark.SMALL if value < SMALL_CELL else Mark.OPEN for value in values]
    while not is_safe(values, marks, total_known=total_known):
        still_open = [i for i, mark in enumerate(marks) if mark is Mark.OPEN]
        if not still_open:
            break
        marks[min(still_open, key=lambda i: (values[i], i))] = Mark.WITHHELD
    return marks


def cells_of_line(values: Sequence[int], *, case_level: bool, total_known: bool = True) -> list[Cell]:
    """One line as a reader gets it."""
    if case_level:
        return open_cells(values)
    return [cell_for(v, m) for v, m in zip(values, protect_line(values, total_known=total_known), strict=True)]


def is_total_safe(values: Sequence[int], marks: Sequence[Mark]) -> bool:
    """Whether a line's total may stand beside it; an office-wide one always may (decision 2)."""
    return sum(values) >= SMALL_CELL and is_safe(values, marks, total_known=True)


def protect_blocks(values: Sequence[int], blocks: Sequence[Sequence[int]]) -> list[Mark]:
    """Marks for a series of which the sums of disjoint blocks are known, as the choice of periods makes them."""
    marks = [Mark.OPEN] * len(values)
    for block in blocks:
        for index, mark in zip(block, protect_line([values[i] for i in block]), strict=True):
            marks[index] = mark
    return marks


def protect_columns(rows: Mapping[K, Sequence[int]]) -> dict[K, list[Mark]]:
    """Marks for a table whose column sums are known, such as months by unit beside the office's own months."""
    names = list(rows)
    marks: dict[K, list[Mark]] = {name: [] for name in names}
    for column in zip(*rows.values(), strict=True):
        for name, mark in zip(names, protect_line(column), strict=True):
            marks[name].append(mark)
    return marks


def roll_up(rows: Mapping[K, Sequence[int]], other: K) -> dict[K, list[int]]:
    """Rows in which nothing could be shown, put together into one row named `other`."""
    kept = {name: list(values) for name, values in rows.items() if max(values, default=0) >= SMALL_CELL}
    rest = [values for name, values in rows.items() if name not in kept]
    if len(rest) == 1:
        kept.update({name: list(values) for name, values in rows.items() if name not in kept})
    elif rest:
        kept[other] = [sum(column) for column in zip(*rest, strict=True)]
    return kept


def at_least(part: int, whole: int) -> float:
    """The least a share can be when only "fewer than 5 are missing" is known."""
    return max(0.0, 1 - (SMALL_CELL - 1) / whole) if whole else 0.0
