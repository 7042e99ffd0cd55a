"""After the decision: imposed is not carried out; proof, conditions, closing with its whole list, reopening."""

from datetime import date, timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.domain.stage import SanctionStatus, Stage
from db.models import Case, Deadline, ReporterIdentity, Sanction, SanctionProof
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.deciding import Deciding
from tests.harness.fills import employer_decided
from tests.harness.matters import Matters, Placed


@pytest.fixture
def fill() -> Fill:
    return employer_decided


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Deciding:
    return Deciding(client, clock, Matters(sessions, clock))


@pytest.fixture
def case(office: Deciding) -> Placed:
    return office.resumed()


def sanction(sessions: Sessions) -> Sanction:
    with sessions.reading() as session:
        return session.scalars(select(Sanction)).one()


def day(office: Deciding, days: int = 0) -> str:
    return (office.clock.now() + timedelta(days=days)).date().isoformat()


def test_human_resources_sees_what_to_carry_out_and_nothing_else(office: Deciding, case: Placed) -> None:
    hr = office.as_("hr")
    page = hr.get("/sanctions")
    assert page.status_code == 200
    assert "Termination" in page.text
    assert case.number in page.text
    assert hr.get(f"/cases/{case.number}/sanctions").status_code == 200
    for section in ("decision", "hearing", "allegations", "letters", "timeline"):
        assert hr.get(f"/cases/{case.number}/{section}").status_code in (403, 404), section
    rows = hr.get("/api/sanctions").json()["sanctions"]
    assert [(row["number"], row["what"], row["status"]) for row in rows] == [(case.number, "Termination", "Pending")]
    office.matters.wall(case, "hr")
    assert hr.get("/api/sanctions").json()["sanctions"] == []
    assert hr.get(f"/cases/{case.number}/sanctions").status_code == 404
    assert case.number not in hr.get("/sanctions").text


def test_a_sanction_is_pending_until_its_start_and_in_force_until_its_completion(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    row = sanction(sessions)
    assert row.status is SanctionStatus.PENDING
    early = office.missing("hr", case, "sanction-starts", sanction_id=str(row.id), on=day(office, 5), proof="Payroll.")
    assert early == ["The day has not come: record the proof then."]
    not_begun = office.missing(
        "hr", case, "sanction-completions", sanction_id=str(row.id), on=day(office), proof="Payroll."
    )
    assert not_begun == ["A sanction that is pending cannot take this."]
    office.act("hr", case, "sanction-starts", sanction_id=str(row.id), on=day(office), proof="Payroll entry.")
    assert sanction(sessions).status is SanctionStatus.IN_FORCE
    office.act("hr", case, "sanction-completions", sanction_id=str(row.id), on=day(office), proof="Badge returned.")
    assert sanction(sessions).status is SanctionStatus.CARRIED_OUT
    with sessions.reading() as session:
        kinds = session.scalars(select(SanctionProof.kind).order_by(SanctionProof.kind)).all()
        assert kinds == ["completion", "start"]
        met = session.scalars(select(Deadline.rule).where(Deadline.met_at.is_not(None), Deadline.rule.like("proof%")))
        assert sorted(met) == ["proof_of_completion", "proof_of_start"]


def test_a_sanction_does_not_start_before_it_takes_effect(office: Deciding, case: Placed, sessions: Sessions) -> None:
    row = sanction(sessions)
    assert isinstance(row.effective_on, date)
    before = (row.effective_on - timedelta(days=1)).isoformat()
    refused = office.missing("hr", case, "sanction-starts", sanction_id=str(row.id), on=before, proof="Payroll.")
    assert refused[0].startswith("It takes effect on ")


def test_a_sanction_that_failed_can_still_be_started(office: Deciding, case: Placed, sessions: Sessions) -> None:
    row = sanction(sessions)
    office.act("hr", case, "sanction-failures", sanction_id=str(row.id), reason="The employee was on sick leave.")
    assert sanction(sessions).status is SanctionStatus.NOT_CARRIED_OUT
    office.act("hr", case, "sanction-starts", sanction_id=str(row.id), on=day(office), proof="Payroll entry.")
    assert sanction(sessions).status is SanctionStatus.IN_FORCE


def test_a_case_closes_only_when_everything_is_done(office: Deciding, case: Placed, sessions: Sessions) -> None:
    with office.matters.work("intake", "report:filed") as work:
        work.session.add(
            ReporterIdentity(
                incident_id=case.incident_id, person_id=office.matters.person(work.session, "supervisor"), wishes=""
            )
        )
    until = (office.clock.now() + timedelta(days=30)).date()
    assert office.missing("clerk", case, "closings") == [
        "Termination is pending: prove its start and completion.",
        f"Wait until the time for grievance or appeal has run ({until:%b} {until.day}, {until.year}).",
        "Serve the final outcome on the respondent.",
        "Tell the reporter the outcome, or note why not.",
    ]
    row = str(sanction(sessions).id)
    office.act("hr", case, "sanction-starts", sanction_id=row, on=day(office), proof="Payroll entry.")
    office.act("hr", case, "sanction-completions", sanction_id=row, on=day(office), proof="Badge returned.")
    office.clock.advance(days=31)
    served = {"on": "respondent", "method": "in_person", "address": "Front office", "proof": "Receipt."}
    office.act("clerk", case, "outcomes", outcome="Terminated.", served_at=office.now(), **served)
    assert office.missing("clerk", case, "closings") == ["Tell the reporter the outcome, or note why not."]
    telling = f'href="/cases/{case.number}/acts/tell-reporter"'
    assert telling in office.as_("clerk").get(f"/cases/{case.number}").text
    office.act("clerk", case, "reporter-notices", told="yes", text="The matter has ended. Action was taken.")
    assert telling not in office.as_("clerk").get(f"/cases/{case.number}").text
    office.act("clerk", case, "closings")
    closed = office.row(case.number)
    assert (closed.stage, closed.closure) == (Stage.CLOSED, "sanctioned")
    with sessions.reading() as session:
        checks = session.scalars(select(Deadline.rule).where(Deadline.rule.like("retaliation%"))).all()
        assert sorted(checks) == ["retaliation_check_180", "retaliation_check_30", "retaliation_check_90"]


def test_a_closed_case_is_reopened_by_order_to_a_named_stage(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    office.act("deciding_official", case, "abatements", reason="death", reasons="Certificate of the county clerk.")
    assert office.row(case.number).closure == "death"
    office.act("deciding_official", case, "reopenings", stage="decided", reasons="The certificate was not his.")
    row = office.row(case.number)
    assert (row.stage, row.closure, row.closed_at) == (Stage.DECIDED, None, None)
    with sessions.reading() as session:
        assert session.get_one(Case, case.id).round == 1


def test_nothing_ends_a_case_without_a_reason_that_the_law_knows(office: Deciding, case: Placed) -> None:
    refused = office.missing("deciding_official", case, "abatements", reason="jurisdiction_ended")
    assert refused == ["Give the reason and its proof: death, jurisdiction ended by separation, or surrender accepted."]
