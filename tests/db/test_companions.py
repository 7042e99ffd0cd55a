"""What belongs to a case is found by indexes, behind row-level security as well."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Select, or_, select

from db.companions import belongs_to
from db.models import CaseIncident, Evidence
from db.session import Sessions


def plan(sessions: Sessions, statement: Select[Any]) -> str:
    """How the database would go about it, were reading a whole table forbidden, for somebody whom a wall binds."""
    with sessions.reading() as session:
        connection = session.connection()
        compiled = statement.compile(connection, compile_kwargs={"render_postcompile": True})
        if sessions.is_sqlite:
            values = tuple(str(compiled.params[name]) for name in compiled.positiontup or ())
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)
            return "\n".join(row[3] for row in rows)
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SELECT set_config('probity.system', '', true)")
        rows = connection.exec_driver_sql(f"EXPLAIN {compiled}", compiled.params)
        return "\n".join(row[0] for row in rows)


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
