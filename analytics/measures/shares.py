"""Shares with Wilson intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from analytics.results import Basis, Refused, Shown
from analytics.thresholds import SHARE_SHOWN

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """part / whole with its 95 % Wilson interval, all between 0 and 1."""

    part: int
    whole: int
    share: float
    low: float
    high: float


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % score interval of a share; `whole` must be above zero."""
    p, square = part / whole, Z95 * Z95
    middle = (p + square / (2 * whole)) / (1 + square / whole)
    half = Z95 * sqrt(p * (1 - p) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return (0.0 if part == 0 else middle - half), (1.0 if part == whole else middle + half)


def share_of(part: int, whole: int, basis: Basis) -> Shown[Share] | Refused:
    """The share, or a refusal below ten."""
    if whole < SHARE_SHOWN:
        return Refused(
            status="too_few",
            reason=f"A share of fewer than {SHARE_SHOWN} {basis.units} moves too much to be read.",
            have=basis.amount(whole),
            need=f"{SHARE_SHOWN} {basis.units}",
            suggestion="Choose a longer period.",
            basis=basis,
        )
    low, high = wilson(part, whole)
    return Shown(Share(part, whole, part / whole, low, high), whole, basis)
