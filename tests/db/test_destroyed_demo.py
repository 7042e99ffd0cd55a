"""A destruction in an office whose rows came in by the thousand in one act: the demonstration office."""

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from db.destruction_facts import due_matters
from db.domain.reference import load_reference
from db.ledger_verify import verify
from db.models import DestructionRequest, Incident, LedgerChange, Person
from db.session import Sessions
from tests.faults.tampering import Record
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.demo import demo_office
from tests.harness.destruction import destroyed, hits


@pytest.fixture
def fill() -> Fill:
    return demo_office


def test_one_report_of_a_whole_import_goes_and_everything_else_is_still_vouched_for(sessions: Sessions) -> None:
    clock = MovableClock(Record.at)
    with sessions.reading() as session:
        request = session.scalars(select(DestructionRequest)).one()
        incident = session.scalars(select(Incident).where(Incident.id == request.incident_id)).one()
        before = session.scalar(select(func.count()).select_from(Person))
        due = list(due_matters(session, load_reference(), ZoneInfo("America/New_York"), clock.now()))
    assert incident.number in {one.number for one in due}
    assert len(hits(sessions, [incident.number])) > 1
    destroyed(sessions, clock, incident_id=incident.id, users=("records", "records-two"))
    assert hits(sessions, [incident.number]) == []
    with sessions.reading() as session:
        found = verify(session, public_keys={}, now=clock.now()).findings
        restated = session.scalar(
            select(func.count()).select_from(LedgerChange).where(LedgerChange.operation == "restate")
        )
        after = session.scalar(select(func.count()).select_from(Person))
    assert {one.kind for one in found} <= {"sequencer stopped"}
    assert restated is not None
    assert restated > 5
    assert before is not None
    assert after is not None
    assert before - 2 <= after <= before
