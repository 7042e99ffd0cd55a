"""What runs beside the investigation: time, representation, measures, matters, motions, diversion, consent."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from db.domain.stage import Track
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


def _deadline(office: Casework, case: Placed, rule: str) -> str:
    from sqlalchemy import select

    from db.models import Deadline

    with office.matters.sessions.reading() as session:
        return str(session.scalars(select(Deadline.id).where(Deadline.case_id == case.id, Deadline.rule == rule)).one())


def test_more_time_is_given_as_of_right_only_so_often(office: Casework) -> None:
    case = office.opened(Track.LICENCE)
    office.notified(case)
    deadline = _deadline(office, case, "respond_licence")
    body: dict[str, Any] = {"deadline_id": deadline, "days": 30, "as_of_right": "yes"}
    assert office.missing("clerk", case, "extensions", **body) == [
        "As of right this deadline is extended by at most 20 days."
    ]
    office.act("clerk", case, "extensions", **{**body, "days": 20})
    assert office.missing("clerk", case, "extensions", **{**body, "days": 1}) == [
        "As of right this deadline is extended 1 time: it takes an order for good cause."
    ]
    assert office.missing("clerk", case, "extensions", **{**body, "as_of_right": "no"}) == [
        "State the good cause.",
        "Name who orders the extension.",
    ]
    page = office.as_("clerk").get(f"/cases/{case.number}/respondent").text
    assert "Apr\xa01, 2026" in page, "the old date is kept"
    assert "Apr\xa021, 2026" in page


def test_counsel_with_an_account_reaches_the_portal_and_nobody_with_another_part_can(office: Casework) -> None:
    case = office.opened()
    body: dict[str, Any] = {"kind": "counsel", "name": "Vera Halvorsen", "from_on": "2026-03-02"}
    assert office.missing("clerk", case, "representations", **body, username="counsel", until_on="2026-03-01") == [
        "It ends before it begins.",
        "This person has, or had, another part in this matter and cannot stand on the respondent's side.",
    ]
    assert office.missing(
        "clerk", case, "representations", kind="interpreter", name="Polish", from_on="2026-03-02", username="hr"
    ) == ["Only counsel and a union representative reach the respondent's portal."]
    office.act("clerk", case, "representations", **{**body, "name": "Camille Okonjo"}, username="respondent_two")
    assert office.as_("respondent_two").get(f"/portal/{case.number}").status_code == 404, "nothing was served yet"
    office.notified(case)
    assert office.as_("respondent_two").get(f"/portal/{case.number}").status_code == 200
    assert office.as_("respondent_two").get(f"/cases/{case.number}/letters").status_code == 404


def test_unpaid_or_endless_leave_is_flagged_and_starts_due_process(office: Casework) -> None:
    case = office.opened(Track.EMPLOYER, related={"deciding_official": "deciding_official"})
    body: dict[str, Any] = {"kind": "paid_leave", "authority": "Rule 4", "reason": "Safety", "from_on": "2026-03-03"}
    assert office.missing("deciding_official", case, "protective-measures", **body, paid="no") == [
        "Set the day on which the measure ends or is reviewed."
    ]
    office.act("deciding_official", case, "protective-measures", **body, paid="yes", until_on="2026-03-20")
    assert "Flagged" not in office.as_("clerk").get(f"/cases/{case.number}/respondent").text
    office.act("deciding_official", case, "protective-measures", **body, paid="no", review_on="2026-03-10")
    assert "Flagged: due process" in office.as_("clerk").get(f"/cases/{case.number}/respondent").text
    papers = office.as_("clerk").get(f"/api/cases/{case.number}/letters").json()["letters"]
    assert [paper["kind"] for paper in papers] == ["protective_measure", "protective_measure"]


def test_a_court_matter_is_added_once_and_reviewed(office: Casework) -> None:
    case = office.opened()
    matter = office.act("investigator", case, "affected-matters", number="CR-26-0117", court_stage="trial")["id"]
    assert office.missing("clerk", case, "affected-matters", number="cr-26-0117", court_stage="trial") == [
        "The court matter cr-26-0117 is recorded already."
    ]
    body: dict[str, Any] = {"matter_id": matter, "review": "disclosed_to_defence", "note": "Letter to the defense"}
    office.act("investigator", case, "affected-matters/review", **body)
    [row] = office.as_("clerk").get(f"/api/cases/{case.number}/affected-matters").json()
    assert (row["review"], row["is_open"]) == ("Disclosed to the defense", False)


def test_a_referral_is_recorded_sent_and_answered_in_that_order(office: Casework) -> None:
    case = office.opened()
    body: dict[str, Any] = {"kind": "bar", "to": "State bar", "reason": "Rule 8.3"}
    referral = office.act("investigator", case, "referrals", **body, due_on="2026-04-01")["id"]
    assert office.missing("clerk", case, "referrals", **body, referral_id=referral, outcome="Closed") == [
        "Say when it was sent before what came of it.",
        "Give the day of the outcome.",
    ]
    office.act("clerk", case, "referrals", **body, referral_id=referral, sent_at=office.now())
    [row] = office.as_("clerk").get(f"/api/cases/{case.number}/referrals").json()
    assert row["sent_at"] is not None


def test_a_motion_is_ruled_on_once_and_its_order_is_a_paper(office: Casework) -> None:
    case = office.in_cause_review()
    motion = office.act("clerk", case, "motions", kind="sealing", side="respondent", text="My address is in it.")["id"]
    stay = office.act("clerk", case, "motions", kind="stay", side="respondent", text="A court case runs.")["id"]
    assert office.missing("chair", case, "rulings", motion_id=stay, ruling="granted", reasons="Fair") == [
        "Grant this by its own act (stay); here it can be denied."
    ]
    office.act("chair", case, "rulings", motion_id=motion, ruling="granted", reasons="Privacy", effect="Sealed")
    again = office.send("chair", case, "rulings", {"motion_id": motion, "ruling": "denied", "reasons": "No"})
    assert again.status_code == 422, "a motion is ruled on once"
    papers = office.as_("clerk").get(f"/api/cases/{case.number}/letters").json()["letters"]
    assert papers[0]["kind"] == "ruling"


def test_a_diverted_case_stays_open_until_it_is_completed(office: Casework) -> None:
    case = office.in_cause_review()
    body: dict[str, Any] = {"terms": "Training and a letter", "reasons": "First time", "due_on": "2026-06-01"}
    wrong = {**body, "due_on": "2026-03-01", "agreed_on": "2026-12-01"}
    assert office.missing("cause_reviewer", case, "diversions", **wrong) == [
        "The respondent's agreement comes first.",
        "Give a day ahead for its completion.",
    ]
    assert office.missing("clerk", case, "diversions/complete", outcome="completed", proof="Certificate") == [
        "No diversion is running."
    ]
    office.act("cause_reviewer", case, "diversions", **body, agreed_on="2026-03-02")
    assert office.missing("cause_reviewer", case, "diversions", **body, agreed_on="2026-03-02") == [
        "A diversion is running already."
    ]
    office.act("clerk", case, "diversions/complete", outcome="completed", proof="Certificate")


def test_a_consent_names_its_negotiators_and_a_sanction_of_its_track(office: Casework) -> None:
    case = office.opened(Track.LICENCE)
    with office.matters.sessions.reading() as session:
        counsel = str(office.matters.person(session, "counsel"))
    body: dict[str, Any] = {"terms": "Suspension", "sanction": "suspension", "negotiators": [counsel]}
    assert office.missing("counsel", case, "consents", **body) == [
        "Suspension from practice: give the amount in years, months or days."
    ]
    office.act(
        "counsel", case, "consents", **body, amount={"years": 1, "days": 1}, stayed={"months": 6},
        effective_on="2026-04-01", affidavit="Sworn Mar 2, 2026",
    )  # fmt: skip
