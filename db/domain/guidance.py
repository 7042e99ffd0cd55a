"""Baseline texts and factors (licence track). The member picks the text that fits; nothing is computed from prose."""

from __future__ import annotations

from dataclasses import dataclass

from db.domain.rule import Missing, RuleBroken
from db.domain.sanction import LEVELS

FACTOR_LABELS: dict[str, str] = {
    "multiple_offences": "Multiple offenses",
    "delay_in_proceedings": "Delay in the proceedings",
    "refuses_to_acknowledge": (
        "Refuses to acknowledge wrongdoing (not a denial, defense, speech claim, privilege claim or appeal)"
    ),
    "obstructed_the_proceeding": "Obstructed the proceeding in bad faith, by intentional breach of its rules or orders",
    "mental_disability_or_dependency_with_recovery": "Mental disability or dependency, with recovery",
    "remote_prior": "Prior discipline long ago",
    "client_demanded_it": "The client demanded it",
    "forced_restitution": "Forced or compelled restitution",
    "complainant_recommends_a_sanction": "The complainant recommends a sanction",
    "injured_person_did_not_complain": "The injured person did not complain",
}
"""Words for factors whose code does not read well by itself; the others are their code in plain letters."""

MENTAL_STATE_NOTES: dict[str, str] = {
    "recklessness": "Not one of the standard mental states: say which text applies, and why.",
}

ANALOGY_NOTE = "No row exists for Rules 3.6 and 3.8(f): use 5.2, 6.2 or 6.3 by analogy, and say so."


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidanceRow:
    """One row: the four texts that a member chooses from."""

    standard: str
    duty: str
    disbarment: str
    suspension: str
    censure: str
    admonition: str

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """(level, text), hardest first."""
        return tuple((level, getattr(self, level)) for level in LEVELS)

    def text(self, level: str) -> str:
        """The text of one level. Raises RuleBroken for a level that is none."""
        for code, words in self.texts:
            if code == level:
                return words
        raise RuleBroken(Missing("baseline_level", "Pick one of the four texts.", "baseline:pick"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """guidance.toml, validated."""

    rows: tuple[GuidanceRow, ...]
    mental_states: tuple[str, ...]
    injuries: tuple[str, ...]
    aggravating: tuple[str, ...]
    mitigating: tuple[str, ...]
    neither: tuple[str, ...]

    def row(self, standard: str) -> GuidanceRow:
        """The row of a standard. Raises RuleBroken for an unknown one."""
        for one in self.rows:
            if one.standard == standard:
                return one
        raise RuleBroken(Missing("standard", f"There is no standard {standard}.", "baseline:pick"))

    def weight(self, factor: str) -> str | None:
        """ "aggravating", "mitigating", "neither", or None for an unknown factor."""
        for side in ("aggravating", "mitigating", "neither"):
            if factor in getattr(self, side):
                return side
        return None


def factor_label(code: str) -> str:
    """A factor in plain words."""
    return FACTOR_LABELS.get(code) or code.replace("_", " ").capitalize()


def missing_for_factor(guidance: Guidance, code: str, weight: str, reasons: str) -> tuple[Missing, ...]:
    """Why a factor cannot be recorded like this. What is neither aggravating nor mitigating is refused as both."""
    found: list[Missing] = []
    act = "factor:record"
    real = guidance.weight(code)
    label = factor_label(code)
    if real is None:
        found.append(Missing("unknown_factor", "Choose a factor from the list.", act))
    elif real == "neither":
        text = f"{label}: this is neither aggravating nor mitigating."
        found.append(Missing("neither_factor", text, act))
    elif real != weight:
        found.append(Missing("factor_weight", f"{label} is {real}.", act))
    if not reasons.strip():
        found.append(Missing("factor_reasons", f"Give reasons for: {label}.", act))
    return tuple(found)


def missing_for_baseline(
    guidance: Guidance, standard: str, level: str, mental_state: str, reasons: str
) -> tuple[Missing, ...]:
    """What the pick of a baseline lacks. Recklessness needs a sentence on which text applies and why."""
    found: list[Missing] = []
    act = "baseline:pick"
    if standard not in {row.standard for row in guidance.rows}:
        found.append(Missing("standard", f"There is no standard {standard}.", act))
    if level not in LEVELS:
        found.append(Missing("baseline_level", "Pick one of the four texts.", act))
    if mental_state not in guidance.mental_states:
        found.append(Missing("mental_state", "Choose the mental state.", act))
    if mental_state in MENTAL_STATE_NOTES and not reasons.strip():
        found.append(Missing("mental_state_reasons", MENTAL_STATE_NOTES[mental_state], act))
    return tuple(found)


def double_use_warning(charged: frozenset[str], aggravating: frozenset[str]) -> str | None:
    """The warning when one act is used both as a charge and as an aggravating factor; None when none is."""
    if not charged & aggravating:
        return None
    return "One act is used both as a charge and as an aggravating factor: say why it weighs twice."
