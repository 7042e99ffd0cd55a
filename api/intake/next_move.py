"""What comes next on a report, with everything that is missing for it."""

from dataclasses import dataclass
from uuid import UUID

from api.intake.afterwards import open_review
from api.intake.offers import alleged
from api.intake.opening import opened_screening
from api.intake.screening import facts_with
from db.domain.facts import IncidentFacts
from db.domain.incident_move import IncidentMoveName, missing_for_incident
from db.domain.rule import Missing
from db.domain.stage import IncidentStatus
from db.models import Incident
from db.work import Work


@dataclass(frozen=True)
class NextMove:
    """What comes next on a report: its name, everything that is missing, and the act that makes it."""

    label: str
    slug: str
    ready: str
    missing: tuple[Missing, ...]


def next_move(work: Work, incident: Incident) -> NextMove | None:
    """What comes next, with everything that is missing for it; None where nothing waits for intake."""
    facts = facts_with(work, incident)
    if incident.status == IncidentStatus.SUBMITTED:
        missing = [item for item in missing_for_incident(facts, IncidentMoveName.SCREEN) if item.code != "outcome"]
        missing += _before_opening(facts)
        ready = "Everything is there to screen this report."
        return NextMove("Screen the report", "screen", ready, tuple({one.code: one for one in missing}.values()))
    waiting = [one for one in alleged(work, incident) if _waits(work, incident, one.id)]
    if waiting:
        return NextMove("Open a case", "open-case", f"A case is to be opened for {waiting[0].name}.", ())
    review = open_review(work, incident)
    if review is not None:
        if review.decider:
            return NextMove("Review the dismissal", "review-dismissal", f"{review.decider} reviews the dismissal.", ())
        return NextMove("Assign the review", "assign-reviewer", "The reporter asked for a review of the dismissal.", ())
    if incident.status == IncidentStatus.SCREENED and not facts.cases_open:
        missing_last = missing_for_incident(facts, IncidentMoveName.CLOSE)
        return NextMove("Close the report", "close", "Nothing about this report is open.", missing_last)
    return None


def _before_opening(facts: IncidentFacts) -> list[Missing]:
    """What a case would need too, shown before anybody chooses an outcome."""
    found = []
    if not facts.conflicts_checked:
        found.append(Missing("conflicts_checked", "Check conflicts of everyone in the matter.", "conflict:check"))
    if not facts.evidence_items and not facts.evidence_absence_explained:
        text = "Preserve the evidence, or explain why there is none."
        found.append(Missing("evidence_preserved", text, "evidence:add"))
    found += [
        Missing(f"identified_{one.label}", f"Identify {one.label} before a case opens.", "report:identify")
        for one in facts.outcomes
        if not one.identified and one.outcome is None
    ]
    return found


def _waits(work: Work, incident: Incident, person: UUID) -> bool:
    row = opened_screening(work, incident, person)
    return row is not None and row.case_id is None
