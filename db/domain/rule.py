"""How a rule says no: with every item that is missing, never only the first.

A rule is a pure function that returns a `Missing` (or several) or None. The verb that calls it raises once,
through `ensure`, so that a person reads the whole list and does everything in one go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that must be true first.

    `code` is stable, for tests and clients. `text` is the plain sentence shown. `act` is the name of the act that
    cures it (for example "step:complete"), so that a page can link there; None where no act can (only waiting).
    """

    code: str
    text: str
    act: str | None = None


class RuleBroken(Exception):
    """An act that the rules do not allow now. `missing` holds every reason, in the order of the rules."""

    def __init__(self, *missing: Missing) -> None:
        if not missing:
            raise ValueError("RuleBroken needs at least one reason.")
        self.missing: tuple[Missing, ...] = missing
        super().__init__(" ".join(item.text for item in missing))


def collect(*found: Missing | Iterable[Missing] | None) -> tuple[Missing, ...]:
    """Flatten what rules returned into one tuple, leaving out the rules that were met."""
    items: list[Missing] = []
    for one in found:
        if one is None:
            continue
        if isinstance(one, Missing):
            items.append(one)
        else:
            items.extend(one)
    return tuple(items)


def ensure(*found: Missing | Iterable[Missing] | None) -> None:
    """Raise `RuleBroken` with EVERY missing item; return when there is none."""
    missing = collect(*found)
    if missing:
        raise RuleBroken(*missing)
