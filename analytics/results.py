"""What a measure answers: a number with its context, or a refusal in words. Never a bare number, never an empty one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Basis:
    """What every answer says about itself: what was counted, over which period, as known on which day."""

    unit: str
    period: str
    as_of: date

    @property
    def units(self) -> str:
        return f"{self.unit}s"

    def amount(self, count: int) -> str:
        """'1 report', '9 reports'."""
        return f"{count:,} {self.unit if count == 1 else self.units}"


@dataclass(frozen=True, slots=True)
class Shown(Generic[T]):
    """A measure that could be answered. `n` is in `basis.unit`."""

    value: T
    n: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Refused:
    """A measure that must not be answered, and what would make it answerable.

    status: a stable word for programs ("no_exposure", "too_few", "not_recorded", "protected").
    reason, suggestion: whole sentences. have, need: short phrases that stand in two cells side by side.
    """

    status: str
    reason: str
    have: str
    need: str
    suggestion: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class NotReached:
    """A quantile that the data do not reach: more than that share is still waiting. Never a number."""

    text: str = "not reached"


NOT_REACHED = NotReached()
