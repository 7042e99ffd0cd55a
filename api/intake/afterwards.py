"""After screening: acknowledgement, referral, informal resolution, review of a dismissal, closing."""

from sqlalchemy import select

from api.acts import Outcome
from api.errors import BadInput
from api.intake.offers import able
from api.intake.schemas import (
    REFERRAL_KINDS,
    Acknowledge,
    AssignReviewer,
    CloseReport,
    FinishInformal,
    Refer,
    ReviewDismissal,
)
from api.intake.screening import close_if_over, facts_with
from api.intake.telling import tell
from db.deadlines import meet_clocks, start_clocks
from db.domain.incident_move import IncidentMoveName, ensure_incident_move, missing_for_incident
from db.domain.relation import RelationKind
from db.domain.role import Role
from db.domain.rule import Missing, ensure
from db.domain.screening import missing_for_review_of_dismissal
from db.domain.stage import IncidentStatus, ScreeningOutcome
from db.models import Incident, Proceeding, Referral, Screening
from db.work import Work


def acknowledge(work: Work, incident: Incident, data: Acknowledge) -> Outcome:
    """Tell the reporter that the office has the report."""
    work.record("reporter:told", incident=incident, text="Acknowledged the report.")
    tell(work, incident, "acknowledgement", data.text.strip())
    return Outcome()


def refer(work: Work, incident: Incident, data: Refer) -> Outcome:
    """Record that another authority decides this matter or part of it; a head's matter leaves a sealed stub."""
    if data.kind not in REFERRAL_KINDS:
        raise BadInput({"kind": "Choose one of those listed."})
    work.record("referral:recorded", incident=incident)
    row = Referral(
        incident_id=incident.id,
        case_id=None,
        kind=data.kind,
        to=data.to.strip(),
        sealed=data.sealed,
        reason=data.reason.strip(),
        packet=[],
        due_on=data.due_on,
        sent_at=work.now,
        outcome="",
        outcome_on=None,
        by_id=work.viewer.account_id,
    )
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id)


def finish_informal(work: Work, incident: Incident, data: FinishInformal) -> Outcome:
    """Record notice to the respondent and their answer; without both there is no informal resolution."""
    row = work.session.get(Screening, data.screening)
    if row is None or row.incident_id != incident.id or row.outcome != ScreeningOutcome.INFORMAL:
        raise BadInput({"screening": "Choose one of those listed."})
    work.record("report:screened", incident=incident, text="Finished an informal resolution.")
    row.respondent_told_on = data.told_on
    row.respondent_answer = data.answer.strip()
    return Outcome(row.id)


def open_review(work: Work, incident: Incident) -> Proceeding | None:
    """The review of a dismissal that is open on a report."""
    return work.session.scalars(
        select(Proceeding).where(
            Proceeding.incident_id == incident.id,
            Proceeding.kind == "review_of_dismissal",
            Proceeding.ended_at.is_(None),
        )
    ).first()


def assign_reviewer(work: Work, incident: Incident, data: AssignReviewer) -> Outcome:
    """Give the review to somebody who neither screened nor has another part in the matter."""
    offered = {one.value: one.label for one in able(work, incident, Role.CAUSE_REVIEWER, RelationKind.CAUSE_REVIEWER)}
    review = open_review(work, incident)
    ensure(
        None if review else Missing("review_asked", "Nobody asked for a review of a dismissal."),
        None
        if str(data.reviewer) in offered
        else Missing("another_reviewer", "Choose somebody who had no part in this matter."),
    )
    work.record("case:assigned", incident=incident, text="Assigned the review of the dismissal.")
    words = "Reviews the dismissal"
    work.relate(data.reviewer, RelationKind.CAUSE_REVIEWER, incident=incident, reason=words, source="assign")
    if review is not None:
        review.decider = offered[str(data.reviewer)]
    work.notify(data.reviewer, "review", "A review was assigned to you.", incident=incident)
    return Outcome()


def review_dismissal(work: Work, incident: Incident, data: ReviewDismissal) -> Outcome:
    """Uphold the dismissal, or reopen the report: screening starts a new round."""
    review = open_review(work, incident)
    screeners = set(work.session.scalars(select(Screening.screened_by_id).where(Screening.incident_id == incident.id)))
    ensure(
        None if review else Missing("review_asked", "Nobody asked for a review of a dismissal."),
        missing_for_review_of_dismissal(reviewer_is_screener=work.viewer.account_id in screeners, reasons=True),
    )
    if review is None:  # ensured above
        return Outcome()
    work.record("dismissal:reviewed", incident=incident)
    review.ended_at, review.outcome, review.reasons = work.now, data.outcome, data.reasons.strip()
    meet_clocks(work, "decide_review_of_dismissal", incident=incident)
    if data.outcome == "upheld":
        tell(work, incident, "outcome", "Somebody else looked at your report again. The decision stands.")
        close_if_over(work, incident)
        return Outcome(review.id, "The dismissal stands.")
    _reopen(work, incident)
    tell(work, incident, "progress", "Somebody else looked at your report again. The board office takes it up.")
    return Outcome(review.id, "Reopened for screening.")


def _reopen(work: Work, incident: Incident) -> None:
    if incident.status == IncidentStatus.CLOSED:
        incident.status = ensure_incident_move(facts_with(work, incident), IncidentMoveName.REOPEN)
    else:
        # Another respondent's case runs, so the report was never closed: only its screening begins again.
        incident.status = IncidentStatus.SUBMITTED
    incident.closed_at = None
    incident.screened_at = None
    for row in start_clocks(work, "incident_received", at=work.now, incident=incident):
        if row.rule != "screen":  # what was done for the first round stays done
            row.ended_at, row.ended_reason = work.now, "Done before the report was reopened."


def close_report(work: Work, incident: Incident, data: CloseReport) -> Outcome:
    """Close a report about which nothing is open, and tell its reporter or note why not."""
    told, reason = data.text.strip(), data.not_told_reason.strip()
    facts = facts_with(work, incident)
    missing = missing_for_incident(facts, IncidentMoveName.CLOSE)
    ensure(*(item for item in missing if item.code != "reporter_told" or not (told or reason)))
    work.record("reporter:told", incident=incident, text="Closed the report.")
    if told:
        tell(work, incident, "outcome", told)
    elif reason:
        tell(work, incident, "not_told", reason)
    work.session.flush()
    incident.status = ensure_incident_move(facts_with(work, incident), IncidentMoveName.CLOSE)
    incident.closed_at = work.now
    return Outcome()
