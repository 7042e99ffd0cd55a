"""What belongs to a case is found by indexes, behind row-level security as well."""

from uuid import uuid4

import pytest
from sqlalchemy import or_, select

from db.companions import belongs_to
from db.models import CaseIncident, Evidence
from db.session import Sessions
from tests.harness.plans import plan


@pytest.fixture
def wholly(sessions: Sessions) -> str:
    """What a plan says that reads every row of the evidence."""
    return "SCAN evidence" if sessions.is_sqlite else "Seq Scan on evidence"


def test_what_belongs_to_a_case_is_found_without_reading_the_whole_table(sessions: Sessions, wholly: str) -> None:
    found = plan(sessions, select(Evidence.id).where(belongs_to(Evidence, uuid4())))
    assert wholly not in found
    assert "ix_evidence_case_id" in found
    assert "ix_evidence_incident_id" in found


def test_a_condition_that_may_betray_rows_waits_for_the_policies_of_all_rows(sessions: Sessions, wholly: str) -> None:
    """Negative control, on PostgreSQL: a plain sub-query below an OR. SQLite has no policies and keeps its indexes."""
    case_id = uuid4()
    reports = select(CaseIncident.incident_id).where(CaseIncident.case_id == case_id)
    plain = select(Evidence.id).where(or_(Evidence.case_id == case_id, Evidence.incident_id.in_(reports)))
    assert (wholly in plan(sessions, plain)) is not sessions.is_sqlite
