"""Rates per 100 staff-years with exact Poisson (Garwood) intervals, and the exact comparison of two counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, chdtri, gammaln

from analytics.periods import DAYS_A_YEAR
from analytics.results import Basis, Refused, Shown
from analytics.thresholds import COMPARE_EVENTS, RATE_EVENTS


@dataclass(frozen=True, slots=True)
class Rate:
    """Events per 100 staff-years, with the 95 % interval, and the exposure in staff-years."""

    events: int
    staff_years: float
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The later rate divided by the earlier one, with its 95 % interval and two-sided exact p."""

    ratio: float
    low: float
    high: float
    p: float

    @property
    def is_distinguishable(self) -> bool:
        return self.p < 0.05


def garwood(events: int, *, level: float = 0.95) -> tuple[float, float]:
    """Exact interval for a Poisson mean after seeing this many events."""
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(chdtri(2 * events, 1 - tail)) / 2
    return low, float(chdtri(2 * events + 2, tail)) / 2


def staff_years(staff_days: float) -> float:
    """Full-time-equivalent days / 365.25 (decision 14)."""
    return staff_days / DAYS_A_YEAR


def rate_of(events: int, staff_days: float) -> Rate:
    """The rate without asking whether it may be shown. `staff_days` must be above zero."""
    years = staff_years(staff_days)
    low, high = garwood(events)
    return Rate(events, years, 100 * events / years, 100 * low / years, 100 * high / years)


def no_exposure(basis: Basis) -> Refused:
    """The refusal when nobody knows how many people were at risk."""
    return Refused(
        status="no_exposure",
        reason="A rate needs to know how many people worked there, and there is no roster for this period.",
        have="no roster",
        need="employment periods for the whole period",
        suggestion="Read the counts instead, or add the employment periods and open this page again.",
        basis=basis,
    )


def rate_per_100_staff_years(
    events: int, staff_days: float | None, basis: Basis, *, case_level: bool
) -> Shown[Rate] | Refused:
    """The rate, or why not: exposure must be known, and below five events only case-level readers see it."""
    if not staff_days:
        return no_exposure(basis)
    if events < RATE_EVENTS and not case_level:
        return Refused(
            status="too_few",
            reason=f"Fewer than {RATE_EVENTS} {basis.units} give no rate worth reading, and could point at a person.",
            have=f"fewer than {RATE_EVENTS} {basis.units}",
            need=f"{RATE_EVENTS} {basis.units}",
            suggestion="Choose a longer period or the whole office.",
            basis=basis,
        )
    return Shown(rate_of(events, staff_days), events, basis)


def compare(later: int, earlier: int, exposures: tuple[float, float], basis: Basis) -> Shown[Comparison] | Refused:
    """Conditional binomial test of two counts given their exposures (later, earlier), Clopper-Pearson interval."""
    total = later + earlier
    if total < COMPARE_EVENTS:
        return Refused(
            status="too_few",
            reason=f"Two counts are compared from {COMPARE_EVENTS} {basis.units} in all.",
            have=basis.amount(total),
            need=f"{COMPARE_EVENTS} {basis.units}",
            suggestion="Compare longer periods.",
            basis=basis,
        )
    share = exposures[0] / (exposures[0] + exposures[1])
    low, high = clopper_pearson(later, total)
    scale = exposures[1] / exposures[0]
    ratio = later * scale / earlier if earlier else float("inf")
    odds_high = high / (1 - high) if high < 1 else float("inf")
    value = Comparison(ratio, low / (1 - low) * scale, odds_high * scale, binomial_p(later, total, share))
    return Shown(value, total, basis)


def clopper_pearson(successes: int, total: int, *, level: float = 0.95) -> tuple[float, float]:
    """Exact interval for a share."""
    tail = (1 - level) / 2
    low = 0.0 if successes == 0 else float(betaincinv(successes, total - successes + 1, tail))
    high = 1.0 if successes == total else float(betaincinv(successes + 1, total - successes, 1 - tail))
    return low, high


def binomial_p(successes: int, total: int, share: float) -> float:
    """Two-sided exact p: the probability of every outcome no likelier than the one seen."""
    k = np.arange(total + 1)
    log_mass = (
        gammaln(total + 1)
        - gammaln(k + 1)
        - gammaln(total - k + 1)
        + k * np.log(share)
        + (total - k) * np.log1p(-share)
    )
    mass = np.exp(log_mass)
    return float(min(1.0, mass[mass <= mass[successes] * (1 + 1e-7)].sum()))


def rates_by_cell(events: Sequence[int], staff_days: Sequence[float]) -> list[Rate | None]:
    """One rate per cell of a time series; None where nobody was at risk."""
    return [rate_of(x, days) if days > 0 else None for x, days in zip(events, staff_days, strict=True)]
