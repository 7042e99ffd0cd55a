"""PostgreSQL's wall gathers what somebody is related to when a policy first asks for it, and not before."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from db.dialect.identity import act_for
from db.session import Sessions, make_sessions
from tests.harness.board import office_with_board
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.matters import Matters

GATHERED = "SELECT current_setting('probity.related_cases', true)"


@pytest.fixture
def fill() -> Fill:
    return office_with_board


@pytest.fixture
def case_id(sessions: Sessions, clock: MovableClock) -> UUID:
    """A case that one investigator has."""
    return Matters(sessions, clock).case("respondent", related={"investigator": "investigator"}).id


def gathered(database: Database, clock: MovableClock, person: UUID, role: str, *asked: str) -> str:
    """What a person with that role has gathered in a transaction after these statements."""
    sessions = make_sessions(database.url)
    with sessions.reading() as session:
        act_for(session, person, [role], clock.now() + timedelta(days=1), portal=False)
        for statement in asked:
            session.execute(text(statement)).all()
        found = "" if sessions.is_sqlite else str(session.execute(text(GATHERED)).scalar() or "")
    sessions.close()
    return found


@pytest.mark.usefixtures("case_id")
def test_nothing_is_gathered_for_who_asks_for_no_matter(database: Database, clock: MovableClock) -> None:
    assert gathered(database, clock, uuid4(), "investigator", "SELECT count(*) FROM account") == ""


def test_what_an_investigator_has_is_gathered_when_cases_are_asked_for(
    database: Database, sessions: Sessions, clock: MovableClock, case_id: UUID
) -> None:
    with sessions.reading() as session:
        person = Matters(sessions, clock).person(session, "investigator")
    found = gathered(database, clock, person, "investigator", 'SELECT id FROM "case"')
    assert found == ("" if sessions.is_sqlite else f"{{{case_id}}}")


@pytest.mark.usefixtures("case_id")
def test_nothing_is_gathered_for_who_may_see_every_matter(database: Database, clock: MovableClock) -> None:
    assert gathered(database, clock, uuid4(), "clerk", 'SELECT id FROM "case"') == ""
