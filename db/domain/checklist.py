"""The due-process checklist of a case page, from the same facts as the moves (`ux.md`, "Work a case").

Each item is one protection that the respondent or the reporter is owed; its state is read, never ticked by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from db.domain import before_charges as charges
from db.domain import before_closing as closing
from db.domain import before_decision as decision
from db.domain import before_hearing as hearing
from db.domain.facts import CaseFacts
from db.domain.rule import Missing, collect
from db.domain.stage import Stage, Track


class ItemState(StrEnum):
    """Where an item stands, in the words of the page."""

    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    DONE = "Done"
    WAIVED = "Waived with reason"
    CANNOT_START = "Cannot start yet"


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item. `missing` says what it still takes and which act does it."""

    code: str
    label: str
    state: ItemState
    missing: tuple[Missing, ...] = ()


_Found = tuple[ItemState, tuple[Missing, ...]]


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    label: str  # {charges}, {hearing}, {decider}, {appeal} stand for the track's words
    first: Stage  # the stage in which it can start
    state: Callable[[CaseFacts], _Found]
    applies: Callable[[CaseFacts], bool] = lambda facts: True


def _one(*found: Missing | tuple[Missing, ...] | None, begun: bool = False, waived: bool = False) -> _Found:
    missing = collect(*found)
    if waived:
        return ItemState.WAIVED, ()
    if not missing:
        return ItemState.DONE, ()
    return (ItemState.IN_PROGRESS if begun else ItemState.NOT_STARTED), missing


def _notice(facts: CaseFacts) -> _Found:
    return _one(charges.notice_is_served(facts), begun=facts.notice_drafted)


def _answer(facts: CaseFacts) -> _Found:
    return _one(charges.notice_is_answered(facts), begun=facts.notice_served_at is not None)


def _report(facts: CaseFacts) -> _Found:
    begun = any(one.reported or one.evidence_for or one.evidence_against for one in facts.allegations)
    return _one(charges.allegations_are_stated(facts), charges.report_is_complete(facts), begun=begun)


def _speech(facts: CaseFacts) -> _Found:
    return _one(charges.speech_is_reviewed(facts))


def _reviewer(facts: CaseFacts) -> _Found:
    return _one(charges.reviewer_is_named(facts), charges.reviewer_is_independent(facts))


def _charges(facts: CaseFacts) -> _Found:
    begun = any(charge.served_at for charge in facts.standing_charges)
    return _one(hearing.charges_are_served(facts), begun=begun)


def _charges_answered(facts: CaseFacts) -> _Found:
    served = bool(facts.standing_charges) and hearing.charges_are_served(facts) is None
    return _one(hearing.charges_are_answered(facts), begun=served)


def _disclosure(facts: CaseFacts) -> _Found:
    begun = facts.evidence_disclosed or facts.evidence_explained or facts.witness_names_given
    return _one(
        hearing.evidence_is_disclosed(facts),
        hearing.evidence_is_explained(facts),
        hearing.witnesses_are_named(facts),
        begun=begun,
    )


def _deciders(facts: CaseFacts) -> _Found:
    return _one(hearing.deciders_are_named(facts), hearing.deciders_are_fit(facts), begun=bool(facts.deciders))


def _notice_time(facts: CaseFacts) -> _Found:
    return _one(
        hearing.hearing_is_scheduled(facts),
        hearing.notice_time_has_passed(facts),
        begun=facts.hearing_scheduled_at is not None or facts.hearing_not_before_on is not None,
        waived=facts.notice_time_waived and facts.hearing_scheduled_at is not None,
    )


def _hearing(facts: CaseFacts) -> _Found:
    return _one(
        hearing.hearing_is_over(facts),
        begun=facts.hearing_scheduled_at is not None,
        waived=facts.hearing_waived,
    )


def _employee(facts: CaseFacts) -> _Found:
    begun = facts.decision_notice_given or facts.evidence_explained_to_employee or facts.chance_to_answer_given
    return _one(decision.employee_was_heard(facts), begun=begun)


def _is_decided(facts: CaseFacts) -> bool:
    """Whether the last instance decided: a case may close without, by a dismissal, a diversion or the end of it all."""
    order = facts.decision_of(facts.procedure.last.code)
    return facts.stage is Stage.DECIDED or (order is not None and order.issued_at is not None)


def _reasons(facts: CaseFacts) -> _Found:
    if facts.stage in {Stage.DECIDED, Stage.CLOSED}:
        return (ItemState.DONE if _is_decided(facts) else ItemState.NOT_STARTED), ()
    return _one(decision.decision_is_complete(facts), begun=bool(facts.decisions))


def _outcome(facts: CaseFacts) -> _Found:
    return _one(closing.outcome_is_served(facts))


def _appeal(facts: CaseFacts) -> _Found:
    return _one(
        closing.proceedings_are_ended(facts), begun=bool(facts.proceedings_open) or facts.appeal_due_at is not None
    )


def _reporter(facts: CaseFacts) -> _Found:
    noted = facts.reporter_not_told_reason and facts.reporter_told_at is None
    return _one(closing.reporter_is_told(facts), waived=noted)


_ROWS: tuple[_Row, ...] = (
    _Row("notice", "Notice of allegations served, with substance", Stage.INVESTIGATION, _notice),
    _Row("notice_answer", "A real chance to answer the notice", Stage.INVESTIGATION, _answer),
    _Row("report", "Report with what helps the respondent", Stage.INVESTIGATION, _report),
    _Row("speech_review", "Speech review", Stage.INVESTIGATION, _speech, lambda facts: facts.speech_review_due),
    _Row("reviewer", "Independent reviewer of cause", Stage.CAUSE_REVIEW, _reviewer),
    _Row("charges_served", "{charges} served", Stage.CHARGED, _charges),
    _Row("charges_answered", "A real chance to answer the {charges}", Stage.CHARGED, _charges_answered),
    _Row("disclosure", "Evidence disclosed and explained, witnesses named", Stage.CHARGED, _disclosure),
    _Row("deciders", "Impartial {decider}", Stage.CHARGED, _deciders),
    _Row("notice_time", "Notice time before the {hearing}", Stage.CHARGED, _notice_time),
    _Row("hearing", "{hearing} held", Stage.HEARING, _hearing),
    _Row(
        "employee_heard",
        "Notice, evidence and answer before an employee loses a protected position",
        Stage.CHARGED,
        _employee,
        lambda facts: (
            facts.track is Track.EMPLOYER
            and (facts.protected_employee or facts.emergency_unpaid_suspension or facts.discharge_published)
        ),
    ),
    _Row("reasons", "Findings, reasons and the standard of proof", Stage.DELIBERATION, _reasons),
    _Row("outcome_served", "Outcome served", Stage.DECIDED, _outcome),
    _Row(
        "appeal",
        "Time for {appeal}, and its end",
        Stage.DECIDED,
        _appeal,
        lambda facts: facts.stage is not Stage.CLOSED or _is_decided(facts),
    ),
    _Row("reporter", "Reporter told", Stage.DECIDED, _reporter, lambda facts: facts.has_reporter),
)


def checklist(facts: CaseFacts) -> tuple[ChecklistItem, ...]:
    """The items that apply to the case, in the order of the procedure, in the track's own words."""
    words = facts.procedure.words
    order = list(Stage)
    here = order.index(facts.stage) if facts.stage is not None else -1
    found = []
    for row in _ROWS:
        if not row.applies(facts):
            continue
        label = row.label.format(
            charges=words.charges, hearing=words.hearing, decider=words.decider, appeal=words.appeal
        )
        state, missing = row.state(facts)
        if here < order.index(row.first) and state is not ItemState.WAIVED:
            state = ItemState.CANNOT_START
        if facts.stage is Stage.CLOSED and state is ItemState.NOT_STARTED and row.first is not Stage.DECIDED:
            continue  # the case ended before this could begin
        found.append(ChecklistItem(row.code, label[:1].upper() + label[1:], state, missing))
    return tuple(found)
