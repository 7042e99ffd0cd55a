"""Records in the tables, of known number, for what reads them: eighteen reports in the small office and their cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.domain.number import new_case_number, new_report_number
from db.identity import new_id, randomness
from db.ledger import LedgerSession
from db.models import (
    Account,
    Allegation,
    AllegationSubtype,
    Base,
    Case,
    CaseIncident,
    CaseStage,
    CoverageBreak,
    Deadline,
    Incident,
    IncidentCategory,
    MatterRelation,
    Person,
    Policy,
    PolicyVersion,
    Post,
    PostSubtype,
    Screening,
    Unit,
)
from db.session import make_sessions
from tests.harness.databases import Database
from tests.harness.office import PARTS, small_office

FIRST = datetime(2025, 3, 3, 4, 30, tzinfo=UTC)  # still March 2 in the office's zone
REPORTS = 18
WALLED = 5  # this report and its case hide from the leader
Rows = dict[type[Base], list[dict[str, Any]]]


def fill(database: Database) -> None:
    """The small office with its records; the leader is walled from one of them."""
    _fill(database, with_walled=True)


def fill_without(database: Database) -> None:
    """The same world in which the walled report and its case never were."""
    _fill(database, with_walled=False)


def _fill(database: Database, *, with_walled: bool) -> None:
    small_office(database)
    sessions = make_sessions(database.url).as_system("tests")
    with sessions.writing() as session:
        _write(session, with_walled=with_walled)
    sessions.close()


def _write(session: LedgerSession, *, with_walled: bool) -> None:
    unit = session.scalars(select(Unit.id).where(Unit.code == "Trials")).one()
    account = session.scalars(select(Account.id).where(Account.username == "intake")).one()
    person = session.scalars(select(Person.id).where(Person.name == PARTS["respondent"].name)).one()
    leader = session.scalars(select(Person.id).where(Person.name == PARTS["leader"].name)).one()
    session.begin_act("import:run", actor="system:test", at=FIRST + timedelta(days=360))
    rows: Rows = {}
    for number in range(REPORTS):
        if with_walled or number != WALLED:
            _report(rows, number, unit, account, person)
    order = [table.name for table in Base.metadata.sorted_tables]
    for model in sorted(rows, key=lambda one: order.index(one.__tablename__)):
        session.bulk(model, rows[model])
    if with_walled:
        _wall(session, leader, rows[Incident][WALLED]["id"], rows[Case][WALLED // 2]["id"])
    policy = {"id": new_id(), "code": "social", "title": "Social media"}
    session.bulk(Policy, [policy])
    version = {"version": 2, "from_on": date(2025, 6, 1), "until_on": None, "summary": ""}
    session.bulk(PolicyVersion, [{"id": new_id(), "policy_id": policy["id"], **version}])
    session.bulk(CoverageBreak, [{"id": new_id(), "on": date(2025, 9, 1), "label": "New intake page", "unit_id": None}])


def _wall(session: LedgerSession, person: UUID, incident: UUID, case: UUID) -> None:
    shared = {
        "kind": "walled",
        "from_at": FIRST,
        "until_at": None,
        "reason": "test",
        "source": "conflict",
        "by_id": None,
    }
    for matter in ({"incident_id": incident, "case_id": None}, {"incident_id": None, "case_id": case}):
        session.bulk(MatterRelation, [{"id": new_id(), "person_id": person, **shared, **matter}])


def add(rows: Rows, model: type[Base], **values: Any) -> UUID:
    """One row more; returns its key."""
    found = {"id": new_id(), **values}
    rows.setdefault(model, []).append(found)
    key: UUID = found["id"]
    return key


def _report(rows: Rows, number: int, unit: UUID, account: UUID, person: UUID) -> None:
    """Every second one is opened as a case; the first posts of each stand a week before it came in."""
    at = FIRST + timedelta(days=20 * number)
    incident = add(
        rows, Incident, number=new_report_number(2025, randomness()), version=1, origin="own", status="screened",
        source="supervisor",
        channel="page", entered_by_id=account, entered_at=at, received_at=at, reported_from_at=None,
        reported_until_at=None, reported_precision="day", found_from_at=None, found_until_at=None,
        found_precision="day", occurred_from_at=None, occurred_until_at=None, occurred_precision="day",
        dates_zone="America/New_York", date_marks=[], summary="s", narrative="n", harm="", urgent=False,
        urgent_reason="", unit_id=unit, severity=None, screened_at=at + timedelta(days=9), closed_at=None,
        assigned_to_id=None, coverage_id=None, source_status=None, source_kind=None, source_closed_on=None,
        incident_on=None,
    )  # fmt: skip
    post = add(
        rows, Post, incident_id=incident, ordinal=1, kind="own", platform="x", url="", url_key=None,
        platform_post_id=None, platform_user_id=None, handle="h", account_kind="personal", visibility="anyone",
        text="t", posted_from_at=at - timedelta(days=7), posted_until_at=None, posted_precision="day",
        posted_zone="UTC",
        still_visible="yes", removed_at=None, removed_by=None, court_stage=None, employment_id=None,
        policy_section_id=None,
    )  # fmt: skip
    add(rows, PostSubtype, post_id=post, subtype="evidence_shown", is_primary=True, chosen_by="intake")
    add(rows, IncidentCategory, incident_id=incident, subtype="live_from_court", chosen_by="reporter")
    case = _case(rows, number, incident, person, at) if number % 2 else None
    add(
        rows, Screening, incident_id=incident, incident_person_id=None, round=1, case_id=case, ground="g", reasons="r",
        outcome="opened" if case else "dismissed", duplicate_of_id=None, respondent_told_on=None,
        respondent_answer="", screened_by_id=account, at=at + timedelta(days=9),
    )  # fmt: skip
    add(
        rows, Deadline, incident_id=incident, case_id=None, rule="screen", label="Screen", kind="goal",
        on_miss="escalate", who_must_act="intake", started_at=at, due_at=at + timedelta(days=number),
        first_due_at=at + timedelta(days=number), paused_since_at=None, met_at=at + timedelta(days=9), ended_at=None,
        ended_reason="",
    )  # fmt: skip


def _case(rows: Rows, number: int, incident: UUID, person: UUID, at: datetime) -> UUID:
    opened, closed = at + timedelta(days=9), at + timedelta(days=99)
    case = add(
        rows, Case, number=new_case_number(2025, randomness()), version=1, track="employer", stage="closed",
        stage_since_at=closed,
        round=1, respondent_id=person, employment_id=None, severity=3, summary="s", opened_at=opened,
        opened_by_id=None, assignee_id=None, stayed_since_at=None, closed_at=closed, closure="dismissed",
        closure_reasons="", changed_at=closed,
    )  # fmt: skip
    add(rows, CaseIncident, case_id=case, incident_id=incident, at=opened)
    add(rows, CaseStage, case_id=case, stage="investigation", started_at=opened, ended_at=closed, move="open")
    add(rows, CaseStage, case_id=case, stage="closed", started_at=closed, ended_at=None, move="dismiss")
    allegation = add(
        rows, Allegation, case_id=case, ordinal=1, text="t", occurred_from_on=None, occurred_until_on=None,
        content_ground=False, evidence_for="", evidence_against="", proposed_finding=None, reported_by_id=None,
        reported_at=None,
    )  # fmt: skip
    add(rows, AllegationSubtype, allegation_id=allegation, subtype="grand_jury_matter")
    return case
