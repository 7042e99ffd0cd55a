"""A suspension of one year and one day with six months stayed on conditions: words, monitor, days, end."""

from datetime import date

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.domain.stage import SanctionStatus, Stage, Track
from db.models import Condition, Sanction
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.deciding import Deciding
from tests.harness.fills import driven
from tests.harness.matters import Matters, Placed


def licence_stayed(database: Database) -> None:
    """A licence case decided with a partly stayed suspension on two conditions with a monitor."""

    def drive(office: Deciding) -> None:
        office.decided(
            Track.LICENCE, kind="suspension", amount={"years": 1, "days": 1}, stayed={"months": 6},
            stayed_for_months=12, conditions="Completes the module on speech.\nNo new sustained charge.",
            monitor_id=office.person_id("supervisor"), conditions_due_on="2027-06-01",
        )  # fmt: skip

    driven(database, drive)


@pytest.fixture
def fill() -> Fill:
    return licence_stayed


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Deciding:
    return Deciding(client, clock, Matters(sessions, clock))


@pytest.fixture
def case(office: Deciding) -> Placed:
    return office.resumed()


def test_the_page_repeats_the_letter_and_shows_what_is_stayed(office: Deciding, case: Placed) -> None:
    page = office.as_("clerk").get(f"/cases/{case.number}/sanctions").text
    assert "Suspension from practice of 1 year and 1 day." in page
    assert "Of it, 6 months are stayed for 12 months on 2 conditions." in page
    assert "Pending" in page
    assert 'class="stay"' in page


def test_a_monitor_reads_the_sanction_and_reports_but_decides_no_breach(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    monitor = office.as_("supervisor")
    assert monitor.get(f"/cases/{case.number}/sanctions").status_code == 200
    assert monitor.get(f"/cases/{case.number}/decision").status_code in (403, 404)
    with sessions.reading() as session:
        conditions = [str(one) for one in session.scalars(select(Condition.id))]
    breach = office.missing(
        "supervisor", case, "condition-reports", condition_id=conditions[0], status="breached", note="He posted."
    )
    assert breach == ["A breach is decided first: report what you saw; the clerk records the decision."]
    office.act("supervisor", case, "condition-reports", condition_id=conditions[0], status="done", note="Certificate.")
    with sessions.reading() as session:
        assert sorted(session.scalars(select(Condition.status))) == ["done", "open"]


def test_human_resources_has_no_part_in_a_licence_case(office: Deciding, case: Placed, sessions: Sessions) -> None:
    hr = office.as_("hr")
    assert hr.get(f"/cases/{case.number}/sanctions").status_code == 404
    assert case.number not in hr.get("/sanctions").text
    with sessions.reading() as session:
        row = session.scalars(select(Sanction.id)).one()
    answer = office.send("hr", case, "sanction-starts", {"sanction_id": str(row), "on": "2027-01-01", "proof": "x"})
    assert answer.status_code == 404


def test_only_the_part_that_is_not_stayed_runs(office: Deciding, case: Placed, sessions: Sessions) -> None:
    with sessions.reading() as session:
        row = session.scalars(select(Sanction)).one()
    assert row.effective_on is not None
    office.clock.advance(days=(row.effective_on - office.clock.now().date()).days + 1)
    on = row.effective_on.isoformat()
    office.act("clerk", case, "sanction-starts", sanction_id=str(row.id), on=on, proof="Order.")
    with sessions.reading() as session:
        began = session.get_one(Sanction, row.id)
        start = row.effective_on
        months = start.month - 1 + 6
        half = date(start.year + months // 12, months % 12 + 1, start.day)
        assert (began.status, began.ends_on) == (SanctionStatus.IN_FORCE, half)  # six months and one day, inclusive
    early = office.missing("clerk", case, "sanction-completions", sanction_id=str(row.id), on=on, proof="Order.")
    assert early[0].startswith("It runs until ")
    office.clock.advance(days=200)
    office.act("clerk", case, "sanction-completions", sanction_id=str(row.id), on=half.isoformat(), proof="Court list.")
    assert office.stage(case) is Stage.DECIDED
    assert "Condition open: Completes the module on speech." in office.missing("clerk", case, "closings")
