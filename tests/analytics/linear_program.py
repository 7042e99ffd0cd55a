"""The attacker: a linear program over everything a table tells, to find the least and the most a hidden cell can be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog

from analytics.privacy import Mark, range_of

UNKNOWN = 10**6


def ranges(
    values: Sequence[int], marks: Sequence[Mark], sums: Sequence[Sequence[int]], *, tops: Sequence[int] | None = None
) -> list[tuple[float, float]]:
    """Bounds of every cell given the open ones, the words of the hidden ones, and the sums of the index lists known."""
    bounds = []
    for index, (value, mark) in enumerate(zip(values, marks, strict=True)):
        if mark is Mark.OPEN:
            bounds.append((value, value))
        else:
            bounds.append(range_of(mark, tops[index] if tops else UNKNOWN))
    matrix = np.zeros((len(sums), len(values)))
    for row, members in enumerate(sums):
        matrix[row, list(members)] = 1
    right = [sum(values[i] for i in members) for members in sums]
    found = []
    for index in range(len(values)):
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(values))
            goal[index] = sign
            solved = linprog(goal, A_eq=matrix, b_eq=right, bounds=bounds, method="highs")
            assert solved.status == 0, solved.message
            ends.append(sign * solved.fun)
        found.append((ends[0], ends[1]))
    return found


def exposed(
    values: Sequence[int], marks: Sequence[Mark], sums: Sequence[Sequence[int]], *, tops: Sequence[int] | None = None
) -> list[int]:
    """Indexes of hidden cells that the attacker can narrow to fewer than three values."""
    return [
        index
        for index, (low, high) in enumerate(ranges(values, marks, sums, tops=tops))
        if marks[index] is not Mark.OPEN and high - low < 2 - 1e-6
    ]
