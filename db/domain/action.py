"""Actions (`metrics.md`, "A signal must lead somewhere"): what leaders do about what a figure shows, with an owner, a
day, a hypothesis and an expected effect. An action speaks of the office and never of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from db.domain.plain import day_words, list_words
from db.domain.rule import Missing, collect

MANAGE: Final = "action:manage"
FILTERS: Final = ("period", "count_by", "unit", "category", "track", "source")
"""The filters of a figure that an action may come from."""


class ActionStatus(StrEnum):
    """Where an action stands."""

    PROPOSED = "proposed"
    OPEN = "open"
    ADOPTED = "adopted"
    DECLINED = "declined"
    ENDED = "ended"


LABELS: dict[ActionStatus, str] = {
    ActionStatus.PROPOSED: "Proposed",
    ActionStatus.OPEN: "Open",
    ActionStatus.ADOPTED: "Adopted",
    ActionStatus.DECLINED: "Declined",
    ActionStatus.ENDED: "Ended",
}
KINDS: dict[str, str] = {
    "audit": "Audit",
    "guidance": "Guidance",
    "policy": "Policy section",
    "training": "Training module",
}
_FROM: dict[ActionStatus, tuple[ActionStatus, ...]] = {
    ActionStatus.PROPOSED: (),
    ActionStatus.OPEN: (ActionStatus.PROPOSED,),
    ActionStatus.ADOPTED: (ActionStatus.OPEN,),
    ActionStatus.DECLINED: (ActionStatus.PROPOSED, ActionStatus.OPEN),
    ActionStatus.ENDED: (ActionStatus.ADOPTED,),
}


def missing_to_move(status: ActionStatus | str, to: ActionStatus, done: str) -> Missing | None:
    """Why an action cannot go from one status to another, `done` being what is done to it: a proposal is accepted,
    what is open adopted, either is declined, and only what was adopted ends."""
    if status in _FROM[to]:
        return None
    now, able = LABELS[ActionStatus(status)].lower(), list_words((LABELS[one].lower() for one in _FROM[to]), "or")
    return Missing("status", f"This action is {now}: only one that is {able} can be {done}.", MANAGE)


def missing_to_plan(*, due_on: date, today: date) -> Missing | None:
    """Why an action cannot be due on a day: it has passed."""
    return Missing("due_passed", "The day by which it is due has passed.", MANAGE) if due_on < today else None


def missing_to_date(on: date, *, today: date, since: date | None, what: str) -> tuple[Missing, ...]:
    """Why an action cannot have been adopted or ended on a day: it lies ahead, or before what must come first."""
    early = since is not None and on < since
    return collect(
        Missing("day_ahead", f"It is {what} on a day that has come, not ahead of it.", MANAGE) if on > today else None,
        Missing("day_too_early", f"It cannot be {what} before {day_words(since)}.", MANAGE)
        if early and since is not None
        else None,
    )


def missing_for_words(texts: Iterable[str], names: Iterable[str]) -> Missing | None:
    """Why the words of an action cannot stand: they name somebody of the office, whoever it is."""
    said = " ".join(" ".join(_words(text)) for text in texts)
    named = [name for name in names if (wanted := " ".join(_words(name))) and f" {wanted} " in f" {said} "]
    if not named:
        return None
    return Missing("names_a_person", f"An action never names a person: leave out {list_words(named)}.", MANAGE)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def filters_of(given: Mapping[str, str]) -> dict[str, str]:
    """The filters of a figure that are set, in their order. Raises ValueError for one that no figure has."""
    unknown = sorted(set(given) - set(FILTERS))
    if unknown or any(len(value) > 60 for value in given.values()):
        raise ValueError(f"no figure is filtered by {list_words(unknown)}" if unknown else "a filter is too long")
    return {name: given[name] for name in FILTERS if given.get(name)}
