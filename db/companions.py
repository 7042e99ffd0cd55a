"""Companions: cases that came from one report. What was found in one of them is no part of the others.

A wall around one case would otherwise be read, counted and owed through its companion.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, or_, select

from db.models import AffectedMatter, CaseIncident, Evidence, EvidenceAbsence, Referral


def belongs_to(
    model: type[AffectedMatter | Evidence | EvidenceAbsence | Referral], case_id: UUID | BindParameter[Any]
) -> ColumnElement[bool]:
    """Rows of the case itself, or of a report behind it and of no other case."""
    reports = select(CaseIncident.incident_id).where(CaseIncident.case_id == case_id)
    return or_(model.case_id == case_id, and_(model.case_id.is_(None), model.incident_id.in_(reports)))
