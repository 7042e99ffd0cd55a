"""What the reporter is told, and the notice in their inbox, which carries no facts of a case."""

from sqlalchemy import select

from db.deadlines import meet_clocks
from db.models import Incident, ReporterIdentity, ReporterNotice
from db.work import Work


def reporter_of(work: Work, incident: Incident) -> ReporterIdentity | None:
    """Who reported, kept apart from the report."""
    return work.session.scalars(select(ReporterIdentity).where(ReporterIdentity.incident_id == incident.id)).first()


def tell(work: Work, incident: Incident, kind: str, text: str) -> None:
    """Write what the reporter may read, and tell them that there is something to read. Call after `work.record`."""
    work.session.add(
        ReporterNotice(incident_id=incident.id, kind=kind, text=text, by_id=work.viewer.account_id, at=work.now)
    )
    if kind != "not_told":  # any word tells the reporter that the office has the report
        meet_clocks(work, "acknowledge", incident=incident)
    reporter = reporter_of(work, incident)
    if reporter is not None and reporter.person_id is not None and kind != "not_told":
        work.notify(reporter.person_id, "report_news", "There is news about a report of yours.", incident=incident)
