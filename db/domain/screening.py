"""Screening: five outcomes, each with its reasons (`lifecycle.md`, "Stages"; `decisions.md` 10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.domain.plain import list_words
from db.domain.rule import Missing
from db.domain.stage import ScreeningOutcome


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """What an outcome is called and what it asks for. `reason_codes` empty: reasons in words are enough."""

    label: str
    hint: str
    reason_codes: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()


DISMISSAL_REASONS: tuple[tuple[str, str], ...] = (
    ("no_jurisdiction", "No jurisdiction"),
    ("not_misconduct", "Not misconduct even if true"),
    ("protected_speech", "Protected speech"),
    ("too_little", "Too little to investigate, after asking the reporter"),
    ("time_barred", "Time-barred"),
    ("duplicate", "Duplicate of another report"),
    ("wrong_person", "Wrong person"),
)

REFERRAL_BODIES: tuple[tuple[str, str], ...] = (
    ("bar", "Bar or state disciplinary agency"),
    ("court", "Court"),
    ("oversight_body", "Oversight body"),
    ("prosecutor", "Prosecutor of another office"),
    ("civil_side", "Civil counsel"),
    ("employer", "Another employer"),
)

OUTCOMES: dict[ScreeningOutcome, OutcomeRule] = {
    ScreeningOutcome.DISMISSED: OutcomeRule(
        "Dismiss", "No case opens. The reporter may ask for a review.", DISMISSAL_REASONS
    ),
    ScreeningOutcome.REFERRED: OutcomeRule("Refer", "Another authority decides.", REFERRAL_BODIES),
    ScreeningOutcome.OPENED: OutcomeRule(
        "Open a case", "One case for this respondent on one track.", needs=("track", "respondent")
    ),
    ScreeningOutcome.JOINED: OutcomeRule(
        "Join a case", "Adds to an open case of the same respondent.", needs=("case", "respondent")
    ),
    ScreeningOutcome.INFORMAL: OutcomeRule(
        "Resolve informally",
        "Coaching or training after notice and an answer. No finding, never prior discipline.",
        (("coaching", "Coaching"), ("training", "Training")),
        needs=("respondent",),
    ),
}

_NEEDS = {
    "track": "Choose the track of the case.",
    "case": "Name the open case to join.",
    "respondent": "Identify the respondent.",
    "reporter_asked": "Ask the reporter for more first, or note why that is not possible.",
    "duplicate_of": "Name the report that this one duplicates.",
}
_CURES = {"respondent": "report:identify"}  # the rest is answered on the form of the screening itself


def missing_for_outcome(
    outcome: ScreeningOutcome | str,
    *,
    reason_code: str | None,
    reasons: bool,
    label: str = "the report",
    given: Iterable[str] | None = None,
) -> tuple[Missing, ...]:
    """What an outcome lacks. `given` names what the form has filled (of track, case, respondent, reporter_asked,
    duplicate_of); None leaves those to whoever asks about them."""
    rule = OUTCOMES[ScreeningOutcome(outcome)]
    found: list[Missing] = []
    codes = dict(rule.reason_codes)
    if codes and reason_code not in codes:
        words = list_words(codes.values(), "or")
        found.append(Missing("reason_code", f"Choose why, for {label}: {words}.", "report:screen"))
    if not reasons:
        found.append(Missing("screening_reasons", f"Give reasons for the outcome of {label}.", "report:screen"))
    if given is not None:
        filled = set(given)
        wanted = [*rule.needs, *_extra(outcome, reason_code)]
        found.extend(
            Missing(f"needs_{one}", _NEEDS[one], _CURES.get(one, "report:screen"))
            for one in wanted
            if one not in filled
        )
    return tuple(found)


def _extra(outcome: ScreeningOutcome | str, reason_code: str | None) -> tuple[str, ...]:
    if ScreeningOutcome(outcome) is not ScreeningOutcome.DISMISSED:
        return ()
    return {"too_little": ("reporter_asked",), "duplicate": ("duplicate_of",)}.get(reason_code or "", ())


def missing_for_review_of_dismissal(*, reviewer_is_screener: bool, reasons: bool) -> tuple[Missing, ...]:
    """A dismissal is reviewed by another person, with reasons."""
    found: list[Missing] = []
    if reviewer_is_screener:
        text = "Whoever screened the report cannot review its dismissal."
        found.append(Missing("another_reviewer", text, "case:assign"))
    if not reasons:
        found.append(Missing("review_reasons", "Give reasons for the review's result.", "report:review_dismissal"))
    return tuple(found)
