"""Companions: cases that came from one report. What was found in one of them is no part of the others.

A wall around one case would otherwise be read, counted and owed through its companion.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, func, or_, select

from db.models import AffectedMatter, CaseIncident, Evidence, EvidenceAbsence, Referral


def belongs_to(
    model: type[AffectedMatter | Evidence | EvidenceAbsence | Referral], case_id: UUID | BindParameter[Any]
) -> ColumnElement[bool]:
    """Rows of the case itself, or of a report behind it and of no other case."""
    reports = select(CaseIncident.incident_id).where(CaseIncident.case_id == case_id)
    # Of a report and of no other case. Written so that no index on case_id serves it: of most rows it is null, and a
    # database that begins there reads half of the office for one case.
    of_report = and_(func.coalesce(model.case_id, case_id) == case_id, model.incident_id.in_(reports))
    return or_(model.case_id == case_id, of_report)
