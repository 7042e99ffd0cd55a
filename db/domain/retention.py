"""Retention rules (retention.toml): what starts the clock, how long, what stays, who approves and who is told."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.rule import Missing

KEEPS = frozenset({"nothing", "docket_line", "record"})
KEEPS_LABELS: dict[str, str] = {
    "nothing": "Nothing stays",
    "docket_line": "A docket line stays",
    "record": "The record stays",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """One row. Exactly one of `years` and `days` is set."""

    record_class: str
    track: str  # any | employer | licence
    valid_from: date
    starts_at: str
    years: int | None
    days: int | None
    keeps: str
    approvals: int
    notify: tuple[str, ...]

    def due_on(self, started_on: date) -> date:
        """The first day on which the record may be destroyed."""
        if self.days is not None:
            return started_on + timedelta(days=self.days)
        year = started_on.year + (self.years or 0)
        last = calendar.monthrange(year, started_on.month)[1]
        return started_on.replace(year=year, day=min(started_on.day, last))


def rule_for(rules: Iterable[RetentionRule], record_class: str, track: str | None, on: date) -> RetentionRule | None:
    """The rule in force on a day for this class: the track's own before one for any track, then the latest."""
    fitting = [
        rule
        for rule in rules
        if rule.record_class == record_class and rule.track in {"any", track} and rule.valid_from <= on
    ]
    return max(fitting, key=lambda rule: (rule.track != "any", rule.valid_from), default=None)


def missing_for_destruction(
    rule: RetentionRule, started_on: date, today: date, *, holds: Iterable[str], approvals: int
) -> tuple[Missing, ...]:
    """Why a record cannot be destroyed now. Holds stop it, whatever the date."""
    found: list[Missing] = []
    if today < rule.due_on(started_on):
        found.append(Missing("not_due", "The retention time has not run.", None))
    found.extend(Missing("on_hold", f"A legal hold stands: {words}.", "hold:lift") for words in holds)
    if approvals < rule.approvals:
        text = f"Approvals: {approvals} of {rule.approvals}."
        found.append(Missing("approvals", text, "retention:run"))
    return tuple(found)
