"""Reports when their cases end: each closes once nothing about it is open any more."""

from sqlalchemy import select

from db.case_facts import incident_facts_of
from db.domain.incident_move import IncidentMoveName, ensure_incident_move, missing_for_incident
from db.models import Case, CaseIncident, Incident
from db.work import Work


def reports_of(work: Work, case: Case) -> list[Incident]:
    """The reports that a case was opened from or joined by, oldest first."""
    return list(
        work.session.scalars(
            select(Incident)
            .join(CaseIncident, CaseIncident.incident_id == Incident.id)
            .where(CaseIncident.case_id == case.id)
            .order_by(CaseIncident.at, Incident.id)
        )
    )


def close_reports(work: Work, case: Case) -> list[Incident]:
    """Close those reports of a case about which nothing is open any more; the others wait. Call after `work.record`."""
    work.session.flush()
    closed = []
    for report in reports_of(work, case):
        facts = incident_facts_of(work, report)
        if missing_for_incident(facts, IncidentMoveName.CLOSE):
            continue
        report.status = ensure_incident_move(facts, IncidentMoveName.CLOSE)
        report.closed_at = work.now
        closed.append(report)
    work.session.flush()
    return closed
