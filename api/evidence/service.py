"""Who may take out a file of evidence: who reads its report or one of its cases, and no restriction keeps out."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from api.access import MatterNotFound
from db.compelled import is_behind_wall
from db.domain.permission_name import Permission
from db.identity import new_id
from db.models import Case, CaseIncident, CustodyEvent, Evidence, EvidenceRestriction, Incident
from db.visibility import visible_case, visible_incident
from db.work import Work


def access_evidence(work: Work, evidence_id: UUID) -> tuple[Evidence, Case | None, Incident]:
    """The file, the case through which the viewer reads it (or None: its report), and its report.

    What was found in one case is read through that case alone. Raises MatterNotFound where neither is readable, and
    where a running restriction does not name the viewer.
    """
    evidence = work.session.get(Evidence, evidence_id)
    if evidence is None:
        raise MatterNotFound
    incident = work.session.get_one(Incident, evidence.incident_id)
    case = _readable_case(work, evidence)
    if case is None and (evidence.case_id is not None or not _reads_report(work, incident)):
        raise MatterNotFound
    if is_restricted(work, evidence_id) or (case is not None and is_behind_wall(work, case, evidence_id)):
        raise MatterNotFound
    return evidence, case, incident


def _reads_report(work: Work, incident: Incident) -> bool:
    readable = visible_incident(work.viewer, Permission.REPORT_READ, work.now)
    return work.session.scalar(select(Incident.id).where(Incident.id == incident.id, readable)) is not None


def _readable_case(work: Work, evidence: Evidence) -> Case | None:
    of_report = select(CaseIncident.case_id).where(CaseIncident.incident_id == evidence.incident_id)
    its_own: ColumnElement[bool] = Case.id.in_(of_report)
    if evidence.case_id is not None:  # what was found in one case belongs to that case
        its_own = Case.id == evidence.case_id
    readable = visible_case(work.viewer, Permission.CASE_READ, work.now)
    return work.session.scalars(select(Case).where(its_own, readable).order_by(Case.opened_at).limit(1)).first()


def is_restricted(work: Work, evidence_id: UUID) -> bool:
    """Whether a running restriction (seal, protective order, privilege) keeps this viewer out."""
    rows = work.session.scalars(
        select(EvidenceRestriction).where(
            EvidenceRestriction.evidence_id == evidence_id,
            EvidenceRestriction.ended_at.is_(None),
            or_(EvidenceRestriction.until_at.is_(None), EvidenceRestriction.until_at > work.now),
        )
    )
    me = str(work.viewer.person_id)
    return any(me not in [str(reader) for reader in row.readers] for row in rows)


def record_taking(work: Work, evidence: Evidence, case: Case | None, incident: Incident) -> None:
    """Record that the viewer took out a copy: a link of the chain, committed before the file is sent."""
    work.begin("evidence:custody_recorded", case=case, incident=None if case else incident)
    work.session.add(
        CustodyEvent(
            id=new_id(),
            evidence_id=evidence.id,
            kind="copied",
            by=work.viewer.name,
            at=work.now,
            note=f"Downloaded; SHA-256 {evidence.sha256} held",
        )
    )
