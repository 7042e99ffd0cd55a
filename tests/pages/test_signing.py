"""A vote signed in the browser: the passkey is asked once, over what will be recorded, and the form goes its way."""

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from db.models import Question, Signature, Vote
from db.passkeys import Site
from db.session import make_sessions
from db.signature_check import signature_faults
from tests.harness.browser import axe_violations
from tests.harness.clock import MovableClock
from tests.harness.databases import Database, Fill
from tests.harness.fills import driven
from tests.harness.people import sign_in_on_page
from tests.harness.proofs import make_keys
from tests.harness.serving import Live
from tests.harness.virtual_key import put_in


def panel_with_a_question(database: Database) -> None:
    """A licence case whose panel has one question before it."""
    from db.domain.stage import Track
    from tests.harness.deciding import Deciding

    def drive(office: Deciding) -> None:
        case = office.in_deliberation(Track.LICENCE, "Commented on a trial while it was under way")
        body = {"charge_version_id": office.versions(case)[0], "value": "sustained", "ground": "evidence"}
        office.act("chair", case, "finding-questions", **body, reasons="The captures.")

    driven(database, drive)


@pytest.fixture
def fill() -> Fill:
    return panel_with_a_question


@pytest.fixture
def clock() -> MovableClock:
    made = MovableClock()
    made.advance(days=300)
    return made


def test_a_member_signs_a_vote_with_a_passkey(page: Page, live: Live) -> None:
    make_keys(live.settings)
    put_in(page)
    sign_in_on_page(page, "chair")
    page.goto("/account/passkeys/new")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/account")
    live.clock.advance(minutes=10)
    sessions = make_sessions(live.database.url).as_system("tests")
    with sessions.reading() as session:
        number = session.scalars(select(Question)).one().case_id
        from db.models import Case

        address = f"/cases/{session.get_one(Case, number).number}/acts/vote"
    page.goto(address)
    assert axe_violations(page) == []
    page.get_by_text("Yes", exact=True).click()
    page.get_by_role("button", name="Cast my votes").click()
    page.get_by_text("Confirm that you heard or reviewed the whole record.").first.wait_for()
    page.get_by_text("Yes", exact=True).click()
    page.get_by_text("I heard or reviewed the whole record").click()
    page.get_by_role("button", name="Cast my votes").click()
    page.wait_for_url(lambda url: "/acts/" not in url)
    with sessions.reading() as session:
        assert session.scalars(select(Vote)).one().value == "yes"
        assert len(session.scalars(select(Signature)).all()) == 1
        assert signature_faults(session, Site.of(live.settings.origin)) == []
    sessions.close()
