"""Moves of a case between stages: one table, and for each move every thing that is still missing.

`MOVES` is the table of `lifecycle.md`. A stage changes only through a move: `ensure_move` raises `RuleBroken` with the
whole list, or gives the stage to go to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from db.domain import before_charges as charges
from db.domain import before_closing as closing
from db.domain import before_decision as decision
from db.domain import before_hearing as hearing
from db.domain.facts import CaseFacts
from db.domain.plain import list_words
from db.domain.rule import Missing, RuleBroken
from db.domain.stage import ALL_STAGES, BEFORE_CLOSED, BEFORE_DECIDED, Stage, stage_label

Rule = Callable[[CaseFacts], Missing | Iterable[Missing] | None]


class MoveName(StrEnum):
    """The moves there are."""

    OPEN = "open"
    SUBMIT_FOR_REVIEW = "submit_for_review"
    RETURN_FOR_CHANGES = "return_for_changes"
    CHARGE = "charge"
    TO_HEARING = "to_hearing"
    TO_DELIBERATION = "to_deliberation"
    DECIDE = "decide"
    CONSENT = "consent"
    DISMISS = "dismiss"
    COMPLETE_DIVERSION = "complete_diversion"
    DISMISS_CHARGES = "dismiss_charges"
    ABATE = "abate"
    CLOSE = "close"
    REMAND = "remand"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Move:
    """One row. `sources` None: no case yet. `target` None: the stage that the order names. `act` makes the move."""

    name: MoveName
    sources: frozenset[Stage] | None
    target: Stage | None
    act: str
    title: str
    rules: tuple[Rule, ...]


def _at(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


_ALL: tuple[Move, ...] = (
    Move(
        MoveName.OPEN, None, Stage.INVESTIGATION, "case:open", "Open the case",
        (
            charges.conflicts_are_checked,
            charges.evidence_is_preserved,
            charges.respondent_is_confirmed,
            charges.head_goes_outside,
        ),
    ),
    Move(
        MoveName.SUBMIT_FOR_REVIEW, _at(Stage.INVESTIGATION), Stage.CAUSE_REVIEW, "case:submit_for_review",
        "Submit for cause review",
        (
            charges.not_stayed,
            charges.notice_is_served,
            charges.notice_is_answered,
            charges.allegations_are_stated,
            charges.report_is_complete,
            charges.speech_is_reviewed,
        ),
    ),
    Move(
        MoveName.RETURN_FOR_CHANGES, _at(Stage.CAUSE_REVIEW), Stage.INVESTIGATION, "case:return_for_changes",
        "Return for changes",
        (charges.return_has_reasons,),
    ),
    Move(
        MoveName.CHARGE, _at(Stage.CAUSE_REVIEW), Stage.CHARGED, "cause:find", "Find cause",
        (
            charges.not_stayed,
            charges.reviewer_is_named,
            charges.reviewer_is_independent,
            charges.charges_are_drafted,
            charges.cause_is_found,
            charges.counsel_is_not_adviser,
            charges.speech_is_reviewed,
        ),
    ),
    Move(
        MoveName.TO_HEARING, _at(Stage.CHARGED), Stage.HEARING, "hearing:open", "Go to the hearing",
        (
            charges.not_stayed,
            hearing.charges_are_served,
            hearing.charges_are_answered,
            hearing.evidence_is_disclosed,
            hearing.evidence_is_explained,
            hearing.witnesses_are_named,
            hearing.deciders_are_named,
            hearing.deciders_are_fit,
            hearing.hearing_is_scheduled,
            hearing.notice_time_has_passed,
        ),
    ),
    Move(
        MoveName.TO_DELIBERATION, _at(Stage.HEARING), Stage.DELIBERATION, "deliberation:open", "Go to deliberation",
        (
            charges.not_stayed,
            hearing.hearing_is_over,
            hearing.default_has_proof,
            hearing.exhibits_are_filed,
            hearing.record_is_filed,
        ),
    ),
    Move(
        MoveName.DECIDE, _at(Stage.DELIBERATION), Stage.DECIDED, "decision:issue", "Issue the decision",
        (
            charges.not_stayed,
            decision.earlier_instances_have_decided,
            decision.decision_is_complete,
            charges.speech_is_reviewed,
            decision.employee_was_heard,
        ),
    ),
    Move(
        MoveName.CONSENT, BEFORE_DECIDED, Stage.DECIDED, "consent:approve", "Decide by consent",
        (decision.consent_is_voluntary, decision.consent_is_approved),
    ),
    Move(
        MoveName.DISMISS, _at(Stage.INVESTIGATION, Stage.CAUSE_REVIEW), Stage.CLOSED, "case:dismiss", "Dismiss",
        (closing.dismissal_is_reasoned, closing.diversion_is_not_running),
    ),
    Move(
        MoveName.COMPLETE_DIVERSION, _at(Stage.INVESTIGATION, Stage.CAUSE_REVIEW), Stage.CLOSED, "case:close",
        "Close after diversion",
        (closing.diversion_is_completed,),
    ),
    Move(
        MoveName.DISMISS_CHARGES, _at(Stage.CHARGED, Stage.HEARING), Stage.CLOSED, "case:dismiss",
        "Close without a decision",
        (closing.charges_are_gone, closing.dismissal_is_reasoned),
    ),
    Move(
        MoveName.ABATE, BEFORE_CLOSED, Stage.CLOSED, "case:abate", "End without a decision",
        (closing.abatement_is_reasoned,),
    ),
    Move(
        MoveName.CLOSE, _at(Stage.DECIDED), Stage.CLOSED, "case:close", "Close the case",
        (
            closing.sanctions_are_done,
            closing.conditions_are_done,
            closing.proceedings_are_ended,
            closing.matters_are_reviewed,
            closing.referrals_are_recorded,
            closing.outcome_is_served,
            closing.reporter_is_told,
        ),
    ),
    Move(
        MoveName.REMAND, _at(Stage.DECIDED), Stage.DELIBERATION, "appeal:decide", "Send back for a new decision",
        (decision.case_is_remanded,),
    ),
    Move(
        MoveName.REOPEN, _at(Stage.CLOSED), None, "case:reopen", "Reopen",
        (closing.reopening_is_ordered,),
    ),
)  # fmt: skip

MOVES: dict[MoveName, Move] = {move.name: move for move in _ALL}


def moves_from(stage: Stage | str | None) -> tuple[Move, ...]:
    """The moves that start from a stage, in the table's order."""
    if stage is None:
        return tuple(move for move in _ALL if move.sources is None)
    return tuple(move for move in _ALL if move.sources is not None and Stage(stage) in move.sources)


def missing_for(facts: CaseFacts, move: MoveName | Move) -> tuple[Missing, ...]:
    """EVERY item that must be true first and is not, in the order of the table; empty when the move can be made."""
    row = move if isinstance(move, Move) else MOVES[MoveName(move)]
    found: list[Missing] = []
    wrong = _wrong_stage(facts, row)
    if wrong is not None:
        found.append(wrong)
    for rule in row.rules:
        found.extend(_items(rule(facts)))
    return tuple(dict.fromkeys(found))


def met_for(facts: CaseFacts, move: MoveName | Move) -> tuple[str, ...]:
    """What is already true for a move, in words, in the order of the table."""
    row = move if isinstance(move, Move) else MOVES[MoveName(move)]
    return tuple(rule_words(rule) for rule in row.rules if not tuple(_items(rule(facts))))


def ensure_move(facts: CaseFacts, move: MoveName | Move) -> Stage:
    """The stage that the move leads to. Raises RuleBroken with every missing item."""
    row = move if isinstance(move, Move) else MOVES[MoveName(move)]
    missing = missing_for(facts, row)
    if missing:
        raise RuleBroken(*missing)
    target = row.target or facts.reopening_stage
    if target is None:  # unreachable while REOPEN asks for the stage
        raise ValueError(f"{row.name} names no stage to go to.")
    return target


def rule_words(rule: Rule) -> str:
    """The sentence shown once a rule is met: the first line of its docstring, without the full stop."""
    return (rule.__doc__ or "").strip().splitlines()[0].rstrip(".")


def _items(found: Missing | Iterable[Missing] | None) -> tuple[Missing, ...]:
    if found is None:
        return ()
    return (found,) if isinstance(found, Missing) else tuple(found)


def _wrong_stage(facts: CaseFacts, row: Move) -> Missing | None:
    words = facts.procedure.words
    if row.sources is None:
        return None if facts.stage is None else Missing("stage", "The case is open already.")
    if facts.stage in row.sources:
        return None
    if facts.stage is None:
        return Missing("stage", "The case is not open yet.", "case:open")
    here = stage_label(facts.stage, facts.track, words).lower()
    order = [stage for stage in Stage if stage in row.sources and stage in ALL_STAGES]
    wanted = list_words((stage_label(stage, facts.track, words).lower() for stage in order), "or")
    return Missing("stage", f"The case is in {here}; this is done in {wanted}.")
