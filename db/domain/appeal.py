"""Outcomes of an appeal or grievance, and what each does to findings and sanctions (`decisions.md` 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from db.domain.rule import Missing
from db.domain.stage import SanctionStatus


class AppealOutcome(StrEnum):
    """Decided per charge."""

    AFFIRMED = "affirmed"
    REDUCED = "reduced"
    INCREASED = "increased"
    REVERSED = "reversed"
    REMANDED = "remanded"
    DISMISSED = "dismissed"


LABELS: dict[AppealOutcome, str] = {
    AppealOutcome.AFFIRMED: "Affirmed",
    AppealOutcome.REDUCED: "Reduced",
    AppealOutcome.INCREASED: "Increased",
    AppealOutcome.REVERSED: "Reversed",
    AppealOutcome.REMANDED: "Remanded",
    AppealOutcome.DISMISSED: "Dismissed",
}


@dataclass(frozen=True, slots=True)
class AppealEffect:
    """`finding`: keep | reverse | reopen. `sanction`: keep | supersede | vacate. A superseding row is written, nothing
    is overwritten. `correction` asks for one once the old sanction had begun."""

    finding: str
    sanction: str
    correction: bool = False
    raises_round: bool = False


EFFECTS: dict[AppealOutcome, AppealEffect] = {
    AppealOutcome.AFFIRMED: AppealEffect("keep", "keep"),
    AppealOutcome.REDUCED: AppealEffect("keep", "supersede", correction=True),
    AppealOutcome.INCREASED: AppealEffect("keep", "supersede", correction=True),
    AppealOutcome.REVERSED: AppealEffect("reverse", "vacate", correction=True),
    AppealOutcome.REMANDED: AppealEffect("reopen", "vacate", correction=True, raises_round=True),
    AppealOutcome.DISMISSED: AppealEffect("keep", "keep"),
}

CORRECTIONS: tuple[tuple[str, str], ...] = (
    ("reinstatement", "Reinstatement"),
    ("back_pay", "Back pay"),
    ("corrected_record", "Corrected record"),
    ("recalled_letter", "Recalled letter"),
)

_BEGUN = {SanctionStatus.IN_FORCE, SanctionStatus.CARRIED_OUT}


def effect_of(outcome: AppealOutcome | str) -> AppealEffect:
    """What an outcome does."""
    return EFFECTS[AppealOutcome(outcome)]


def sanction_effect(outcomes: Mapping[str, AppealOutcome | str]) -> str:
    """What happens to a decision's sanctions: charge by charge outcomes, keyed by charge.

    Any remand or a full reversal vacates them; any reduction, increase or partial reversal supersedes them; else they
    are kept.
    """
    found = {AppealOutcome(outcome) for outcome in outcomes.values()}
    if AppealOutcome.REMANDED in found or found == {AppealOutcome.REVERSED}:
        return "vacate"
    if found & {AppealOutcome.REDUCED, AppealOutcome.INCREASED, AppealOutcome.REVERSED}:
        return "supersede"
    return "keep"


def needs_correction(outcome: AppealOutcome | str, status: SanctionStatus | str) -> bool:
    """Whether a correction opens: the outcome changes a sanction that had begun."""
    return effect_of(outcome).correction and SanctionStatus(status) in _BEGUN


def missing_for_appeal(
    outcomes: Mapping[str, AppealOutcome | str | None],
    *,
    reasons: bool,
    new_sanctions: int = 0,
    votes_carried: bool | None = None,
) -> tuple[Missing, ...]:
    """What a decision on appeal lacks. `outcomes` by the charge's label; `votes_carried` None for a single official.

    A question to change the order that ends in a tie leaves it standing: the outcome can then only be affirmed,
    dismissed.
    """
    found: list[Missing] = []
    act = "appeal:decide"
    waiting = [label for label, outcome in outcomes.items() if outcome is None]
    found.extend(Missing("appeal_outcome", f"Decide the outcome for {label}.", act) for label in waiting)
    if not outcomes:
        found.append(Missing("appeal_outcome", "Decide the outcome for each charge.", act))
    if not reasons:
        found.append(Missing("appeal_reasons", "Give the reasons.", act))
    decided = {label: outcome for label, outcome in outcomes.items() if outcome is not None}
    changed = any(effect_of(outcome) != AppealEffect("keep", "keep") for outcome in decided.values())
    if votes_carried is False and changed:
        text = "The question did not carry: the order stands."
        found.append(Missing("order_stands", text, "question:close"))
    if decided and sanction_effect(decided) == "supersede" and not new_sanctions:
        found.append(Missing("new_sanction", "Give the sanction that replaces the old one.", act))
    return tuple(found)
