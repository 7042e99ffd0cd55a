"""Moves of an incident: draft -> submitted -> screened -> closed, and what must be true first (`lifecycle.md`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from db.domain.facts import IncidentFacts, OutcomeFacts
from db.domain.rule import Missing, RuleBroken, collect
from db.domain.screening import missing_for_outcome
from db.domain.stage import INCIDENT_LABELS, IncidentStatus, ScreeningOutcome

Rule = Callable[[IncidentFacts], Missing | Iterable[Missing] | None]


class IncidentMoveName(StrEnum):
    """The moves there are."""

    SUBMIT = "submit"
    SCREEN = "screen"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class IncidentMove:
    """One row; `source` None is a draft."""

    name: IncidentMoveName
    source: IncidentStatus | None
    target: IncidentStatus
    act: str
    rules: tuple[Rule, ...]


def conduct_is_described(facts: IncidentFacts) -> Missing | None:
    """What happened is described."""
    if facts.described:
        return None
    return Missing("described", "Say in your own words what happened.", "report:file")


def report_is_declared(facts: IncidentFacts) -> Missing | None:
    """The declaration is made."""
    if facts.declared:
        return None
    return Missing("declared", "Confirm that the report is true as far as you know.", "report:file")


def source_is_known(facts: IncidentFacts) -> Missing | None:
    """The source of the report is stated."""
    if facts.source:
        return None
    return Missing("source", "State where the report comes from.", "report:file")


def every_respondent_has_an_outcome(facts: IncidentFacts) -> tuple[Missing, ...]:
    """Each respondent has one outcome, with reasons."""
    if not facts.outcomes:
        return (Missing("outcome", "Screen the report: choose an outcome with reasons.", "report:screen"),)
    return collect(*(_outcome(one) for one in facts.outcomes))


def _outcome(one: OutcomeFacts) -> tuple[Missing, ...]:
    if one.outcome is None:
        return (Missing("outcome", f"Choose an outcome for {one.label}.", "report:screen"),)
    return missing_for_outcome(one.outcome, reason_code=one.reason_code, reasons=one.reasons, label=one.label)


def conflicts_are_checked(facts: IncidentFacts) -> Missing | None:
    """Conflicts checked before a case opens."""
    if facts.conflicts_checked or not _opens(facts):
        return None
    return Missing("conflicts_checked", "Check conflicts of everyone in the matter.", "conflict:check")


def opened_respondents_are_identified(facts: IncidentFacts) -> tuple[Missing, ...]:
    """No case opens before its respondent is identified."""
    return tuple(
        Missing("respondent_identified", f"Identify {one.label} before a case opens.", "report:identify")
        for one in facts.outcomes
        if one.outcome in {ScreeningOutcome.OPENED, ScreeningOutcome.JOINED} and not one.identified
    )


def evidence_is_preserved(facts: IncidentFacts) -> Missing | None:
    """Evidence preserved, or its absence explained, before a case opens."""
    if not _opens(facts) or facts.evidence_items or facts.evidence_absence_explained:
        return None
    return Missing("evidence_preserved", "Preserve the evidence, or explain why there is none.", "evidence:add")


def _opens(facts: IncidentFacts) -> bool:
    return any(one.outcome == ScreeningOutcome.OPENED for one in facts.outcomes)


def cases_are_closed(facts: IncidentFacts) -> Missing | None:
    """Every case of the report is closed."""
    if not facts.cases_open:
        return None
    return Missing("cases_open", "Close every case of this report first.", "case:close")


def informal_is_finished(facts: IncidentFacts) -> Missing | None:
    """Informal resolution finished."""
    if not facts.informal_open:
        return None
    return Missing("informal_open", "Finish the informal resolution, with notice and the respondent's answer.", None)


def review_is_over(facts: IncidentFacts) -> Missing | None:
    """No review of the dismissal is open."""
    if not facts.reviews_open:
        return None
    return Missing("review_open", "Decide the review of the dismissal.", "report:review_dismissal")


def reporter_is_told(facts: IncidentFacts) -> Missing | None:
    """Reporter told, or noted why not."""
    if not facts.has_reporter or facts.reporter_told_at is not None or facts.reporter_not_told_reason:
        return None
    return Missing("reporter_told", "Tell the reporter the outcome, or note why not.", "reporter:tell")


INCIDENT_MOVES: dict[IncidentMoveName, IncidentMove] = {
    row.name: row
    for row in (
        IncidentMove(
            IncidentMoveName.SUBMIT, None, IncidentStatus.SUBMITTED, "report:file",
            (conduct_is_described, source_is_known, report_is_declared),
        ),
        IncidentMove(
            IncidentMoveName.SCREEN, IncidentStatus.SUBMITTED, IncidentStatus.SCREENED, "report:screen",
            (
                every_respondent_has_an_outcome,
                conflicts_are_checked,
                opened_respondents_are_identified,
                evidence_is_preserved,
            ),
        ),
        IncidentMove(
            IncidentMoveName.CLOSE, IncidentStatus.SCREENED, IncidentStatus.CLOSED, "reporter:tell",
            (cases_are_closed, informal_is_finished, review_is_over, reporter_is_told),
        ),
        IncidentMove(
            IncidentMoveName.REOPEN, IncidentStatus.CLOSED, IncidentStatus.SUBMITTED, "report:review_dismissal", (),
        ),
    )
}  # fmt: skip


def missing_for_incident(facts: IncidentFacts, move: IncidentMoveName) -> tuple[Missing, ...]:
    """EVERY item that must be true first and is not."""
    row = INCIDENT_MOVES[IncidentMoveName(move)]
    wrong: Missing | None = None
    if facts.status != row.source:
        here = INCIDENT_LABELS[facts.status].lower() if facts.status else "a draft"
        wanted = INCIDENT_LABELS[row.source].lower() if row.source else "a draft"
        wrong = Missing("status", f"The report is {here}; this is done while it is {wanted}.")
    return collect(wrong, *(rule(facts) for rule in row.rules))


def ensure_incident_move(facts: IncidentFacts, move: IncidentMoveName) -> IncidentStatus:
    """The status that the move leads to. Raises RuleBroken with every missing item."""
    missing = missing_for_incident(facts, move)
    if missing:
        raise RuleBroken(*missing)
    return INCIDENT_MOVES[IncidentMoveName(move)].target
