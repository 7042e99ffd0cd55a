"""Companions: cases that came from one report. What was found in one of them is no part of the others.

A wall around one case would otherwise be read, counted and owed through its companion.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, case, or_, select

from db.dialect.selected import among
from db.models import AffectedMatter, CaseIncident, Evidence, EvidenceAbsence, Referral


def belongs_to(
    model: type[AffectedMatter | Evidence | EvidenceAbsence | Referral], case_id: UUID | BindParameter[Any]
) -> ColumnElement[bool]:
    """Rows of the case itself, or of a report behind it and of no other case."""
    reports = select(CaseIncident.incident_id).where(CaseIncident.case_id == case_id)
    # Of a report and of no other case. Written so that no index on case_id serves it: of most rows it is null, and a
    # database that begins there reads half of the office for one case.
    is_no_others = case((model.case_id.is_(None), case_id), else_=model.case_id) == case_id
    return or_(model.case_id == case_id, and_(is_no_others, among(model.incident_id, reports)))
