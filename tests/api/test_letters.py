"""Papers: made from versioned words, served with proof, and never served twice by the clock."""

from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.domain.stage import Track
from db.letters import template_of
from db.models import Deadline, Notice
from db.session import Sessions
from tests.harness.casework import Casework
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters, Placed
from tests.harness.office import small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Casework:
    return Casework(client, clock, Matters(sessions, clock))


def _clocks(office: Casework, case: Placed) -> list[str]:
    with office.matters.sessions.reading() as session:
        rows = session.scalars(select(Deadline).where(Deadline.case_id == case.id, Deadline.ended_at.is_(None)))
        return sorted(row.rule for row in rows)


def test_a_notice_needs_an_allegation_and_keeps_the_hash_of_its_words(office: Casework) -> None:
    case = office.opened(Track.LICENCE)
    body: dict[str, Any] = {"alleged": "A post", "when": "Feb 10, 2026", "rules": "Rule 3.6"}
    assert office.missing("investigator", case, "notices", **body) == ["State at least one allegation."]
    office.alleged(case)
    letter_id = office.drafted_notice(case)
    [paper] = office.as_("clerk").get(f"/api/cases/{case.number}/letters").json()["letters"]
    template = template_of("notice_of_allegations")
    assert (paper["template"], paper["template_sha256"]) == (template.code, template.sha256)
    page = office.as_("clerk").get(f"/cases/{case.number}/letters/{letter_id}").text
    assert "You have 30 days from the day on which this paper is served on you." in page
    assert "Trevor Lindqvist" in page


def test_an_attempt_that_cannot_stand_is_refused_with_everything_that_is_wrong(office: Casework) -> None:
    case = office.opened()
    office.alleged(case)
    letter_id = office.drafted_notice(case)
    early = (office.clock.now() - timedelta(hours=1)).isoformat()
    late = (office.clock.now() + timedelta(days=3)).isoformat()
    body: dict[str, Any] = {
        "letter_id": letter_id,
        "on": "respondent",
        "method": "certified_mail",
        "address": "12 Elm Street",
    }
    wrong = {**body, "attempted_at": early, "outcome": "served", "deemed_served_at": late}
    assert office.missing("clerk", case, "services", **wrong) == [
        "The attempt lies before the paper was made.",
        "Record the proof of service.",
        "The day on which it is deemed served has not come: record the service then.",
    ]
    assert office.missing("clerk", case, "services", **body, attempted_at=late, outcome="failed") == [
        "An attempt is recorded after it was made, not before."
    ]
    assert _clocks(office, case) == []


def test_the_first_service_on_respondent_or_counsel_starts_the_clock_and_nothing_else_does(
    office: Casework,
) -> None:
    case = office.opened(Track.LICENCE)
    office.alleged(case)
    letter_id = office.drafted_notice(case)
    office.clock.advance(hours=1)
    office.serve(case, letter_id, outcome="failed", proof="Nobody at home")
    office.serve(case, letter_id, on="union")
    assert _clocks(office, case) == [], "a failed attempt and the union's copy start nothing"
    office.serve(case, letter_id, on="counsel", method="email", address="counsel@firm.example")
    assert _clocks(office, case) == ["respond_licence"]
    first = office.as_("clerk").get(f"/api/cases/{case.number}/letters").json()["letters"][0]["served_at"]
    office.clock.advance(days=5)
    office.serve(case, letter_id)
    again = office.as_("clerk").get(f"/api/cases/{case.number}/letters").json()["letters"][0]["served_at"]
    assert again == first, "a second service moves no date"
    with office.matters.sessions.reading() as session:
        person = office.matters.person(session, "respondent")
        lines = session.scalars(select(Notice.text).where(Notice.person_id == person)).all()
    assert list(lines) == ["A paper was served on you. Read it in your portal."]


def test_only_the_clerk_serves(office: Casework) -> None:
    case = office.opened()
    office.alleged(case)
    body: dict[str, Any] = {
        "letter_id": office.drafted_notice(case), "on": "respondent", "method": "in_person", "address": "Here",
        "attempted_at": office.now(), "outcome": "served", "proof": "Receipt",
    }  # fmt: skip
    assert office.send("investigator", case, "services", body).status_code == 403
    assert office.send("respondent", case, "services", body).status_code == 403
    assert office.send("clerk", case, "services", body).status_code == 201
