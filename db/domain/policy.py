"""Policies and training (`lifecycle.md`, "Policy, Acknowledgement, Training"): conduct is judged by the version that
was in force when it occurred, so what bound people, and from when, is never rewritten."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from db.domain.plain import day_words, list_words
from db.domain.rule import Missing, collect

ADOPT = "policy:manage"
TRAIN = "training:manage"
MOST_NAMED = 10


def missing_to_adopt_version(*, last_from: date | None, from_on: date) -> Missing | None:
    """Why a version cannot take effect on a day: it would lie before the version that it replaces."""
    if last_from is not None and from_on <= last_from:
        text = f"A new version takes effect after the one before, which did on {day_words(last_from)}."
        return Missing("version_order", text, ADOPT)
    return None


def missing_to_add_section(
    code: str, *, version: int, codes: Collection[str], acknowledged: int
) -> tuple[Missing, ...]:
    """Why a section cannot join the newest version: it is there already, or people acknowledged the version."""
    return collect(
        Missing("section_code", f"Version {version} already has a section {code}.", ADOPT) if code in codes else None,
        Missing(
            "version_acknowledged",
            f"People have acknowledged version {version} as it stands: a new section takes a new version.",
            ADOPT,
        )
        if acknowledged
        else None,
    )


def missing_to_record_completions(
    *, held_on: date, completed_on: date, today: date, unknown: Collection[str] = ()
) -> tuple[Missing, ...]:
    """Why completions of a session cannot be recorded: too early, not yet, or for a number that nobody has."""
    early = completed_on < held_on
    return collect(
        Missing("before_session", f"The session was held on {day_words(held_on)}.", TRAIN) if early else None,
        Missing("not_yet", "A completion is recorded once it happened.", TRAIN) if completed_on > today else None,
        Missing("staff_numbers", f"Nobody has the staff number {_some(unknown)}.", TRAIN) if unknown else None,
    )


def _some(values: Collection[str]) -> str:
    shown = [*values][:MOST_NAMED]
    rest = len(values) - len(shown)
    return list_words([*shown, f"{rest} more"] if rest else shown, "or")
