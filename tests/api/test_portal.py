"""The respondent's portal: what was served and disclosed, and nothing else; what can be done from there."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.domain.stage import Track
from db.models import Disclosure, DisclosureItem, Evidence, Hearing
from db.session import Sessions
from tests.harness.casework import PNG, Casework
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


def test_before_anything_is_served_the_case_does_not_exist_for_its_respondent(office: Casework) -> None:
    case = office.opened()
    office.alleged(case)
    letter_id = office.drafted_notice(case)
    for path in (f"/portal/{case.number}", f"/api/portal/{case.number}", f"/portal/{case.number}/acts/answer"):
        assert office.as_("respondent").get(path).status_code == 404, path
    assert office.as_("respondent").get("/api/portal").json() == []
    assert case.number not in office.as_("respondent").get("/portal").text
    answer = office.send("respondent", case, "answers", {"kind": "allegations", "text": "No."}, root="portal")
    assert answer.status_code == 404
    office.clock.advance(minutes=1)
    office.serve(case, letter_id)
    assert office.as_("respondent").get(f"/portal/{case.number}").status_code == 200
    assert [row["number"] for row in office.as_("respondent").get("/api/portal").json()] == [case.number]
    assert office.as_("respondent_two").get(f"/portal/{case.number}").status_code == 404
    assert office.as_("supervisor").get(f"/portal/{case.number}").status_code == 404


def test_the_portal_shows_what_was_served_and_nothing_else(office: Casework) -> None:
    case = office.opened()
    office.notified(case)
    hidden = office.drafted_notice(case)  # a newer notice, not served
    office.upload("investigator", case)
    office.act("investigator", case, "steps", kind="other", title="Ask the neighbour")
    page = office.as_("respondent").get(f"/portal/{case.number}").text
    assert "Notice of allegations" in page
    assert "Due in 30 days" in page
    for secret in ("Ask the neighbour", "Imani Brathwaite", "post.png", "Harold Whitcombe"):
        assert secret not in page, secret
    assert office.as_("respondent").get(f"/portal/{case.number}/papers/{hidden}").status_code == 404
    for slug in ("", "/steps", "/letters", "/timeline"):
        assert office.as_("respondent").get(f"/cases/{case.number}{slug}").status_code == 404


def test_an_answer_meets_its_clock_and_a_paper_not_served_cannot_be_answered(office: Casework) -> None:
    case = office.opened()
    office.notified(case)
    body: dict[str, Any] = {"kind": "charges", "text": "I deny it."}
    assert office.missing("respondent", case, "answers", root="portal", **body) == [
        "Nothing to answer yet: the formal charges was not served."
    ]
    office.act("respondent", case, "answers", root="portal", kind="allegations", text="It was satire.")
    view = office.as_("respondent").get(f"/api/portal/{case.number}").json()
    assert view["clocks"] == []
    assert "It was satire." in office.as_("clerk").get(f"/cases/{case.number}/respondent").text


def _disclosed(office: Casework, case: Placed) -> str:
    with office.matters.work("clerk", "disclosure:recorded") as work:
        evidence = work.session.scalars(select(Evidence).where(Evidence.case_id == case.id)).one()
        row = Disclosure(
            case_id=case.id, explanation="The capture shows the post.", witnesses="None",
            by_id=work.viewer.account_id, at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.session.add(DisclosureItem(disclosure_id=row.id, evidence_id=evidence.id, note=""))
        return str(evidence.id)


def test_only_disclosed_evidence_can_be_taken(office: Casework) -> None:
    case = office.opened()
    office.notified(case)
    evidence = office.upload("investigator", case).json()["id"]
    path = f"/portal/{case.number}/evidence/{evidence}"
    assert office.as_("respondent").get(path).status_code == 404
    assert _disclosed(office, case) == evidence
    assert office.as_("respondent").get(path).content == PNG
    assert "The capture shows the post." in office.as_("respondent").get(f"/portal/{case.number}").text


def _scheduled(office: Casework, case: Placed) -> None:
    with office.matters.work("clerk", "hearing:scheduled") as work:
        work.session.add(
            Hearing(
                case_id=case.id, kind="hearing", round=1, scheduled_at=work.now, place="Room 2",
                notice_time_waiver="", waiver="", record="",
            )
        )  # fmt: skip


def test_only_the_respondent_waives_a_right_and_signs_it(office: Casework) -> None:
    case = office.opened(Track.LICENCE)
    office.notified(case)
    office.act(
        "clerk", case, "representations", kind="counsel", name="Camille Okonjo", from_on="2026-03-02",
        username="respondent_two",
    )  # fmt: skip
    body: dict[str, Any] = {"right": "notice_time", "statement": "I know what I give up.", "signature": "T. Lindqvist"}
    assert office.missing("respondent_two", case, "waivers", root="portal", **body) == [
        "Only the respondent can give up this right.",
        "No hearing or meeting lies ahead.",
        "Sign with your name as it stands here: Camille Okonjo.",
    ]
    _scheduled(office, case)
    body["signature"] = "Trevor Lindqvist"
    office.act("respondent", case, "waivers", root="portal", **body)
    assert office.missing("respondent", case, "waivers", root="portal", **body) == [
        "The notice time was waived already."
    ]


def test_exceptions_wait_for_the_report_and_requests_wait_for_a_ruling(office: Casework) -> None:
    case = office.opened(Track.LICENCE)
    office.notified(case)
    assert office.missing("respondent", case, "exceptions", root="portal", choice="file") == [
        "The panel's report was not served yet.",
        "Write your exceptions, or waive them.",
    ]
    office.act("respondent", case, "motions", root="portal", kind="continuance", text="I am ill.")
    assert "Waits for a ruling" in office.as_("respondent").get(f"/portal/{case.number}").text
    acts = office.as_("respondent").get(f"/api/portal/{case.number}").json()["acts"]
    assert acts == ["portal:answer", "portal:move"]
