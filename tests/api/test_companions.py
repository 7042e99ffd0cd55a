"""Two cases from one report: what one of them found is no part of the other, nor of the report for who is kept out."""

from dataclasses import dataclass
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from api.cases import service
from db.models import Case, Evidence, Person
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.filing import PNG, Filing
from tests.harness.office import PARTS, small_office

COURT_MATTER = "CR-2026-0417"
FOUND = "Found by the first investigator"


@pytest.fixture
def fill() -> Fill:
    return small_office


@dataclass
class Companions:
    """A report against two, a case against each with an investigator of its own; the first case found something."""

    filing: Filing
    sessions: Sessions
    report: str
    first: str
    second: str
    evidence: str

    def get(self, user: str, path: str) -> Response:
        """What somebody reads."""
        return self.filing.as_(user).get(path)

    def act(self, user: str, case: str, path: str, key: str = "", **body: Any) -> Response:
        """An act on a case."""
        with self.sessions.reading() as session:
            version = session.scalar(select(Case.version).where(Case.number == case))
        headers = {"If-Match": str(version), **({"Idempotency-Key": key} if key else {})}
        return self.filing.as_(user).post(f"/api/cases/{case}/{path}", json=body, headers=headers)

    def steps_back(self, user: str) -> None:
        """Somebody steps back from the first case, and no further."""
        assert self.act(user, self.first, "self-recusals", reason="A friend of the family.").status_code == 201


@pytest.fixture
def companions(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Companions:
    filing = Filing(client, clock, sessions)
    report = filing.filed(filing.named("respondent"), filing.named("respondent_two"))
    filing.checked(report)
    numbers = []
    for user, assignee in (("respondent", "investigator"), ("respondent_two", "investigator_two")):
        filing.opened(report, filing.respondent(report, user), assignee=assignee)
        with sessions.reading() as session:
            of = (
                select(Case.number).join(Person, Person.id == Case.respondent_id).where(Person.name == PARTS[user].name)
            )
            numbers.append(session.scalars(of).one())
    investigator = filing.as_("investigator")
    how = {"kind": "screenshot", "description": FOUND, "captured_by": "Imani Brathwaite"}
    file = {"file": ("found.png", PNG + b"found", "image/png")}
    assert investigator.post(f"/api/cases/{numbers[0]}/evidence", data=how, files=file).status_code == 201
    with sessions.reading() as session:
        evidence = str(session.scalars(select(Evidence.id).where(Evidence.case_id.is_not(None))).one())
    made = Companions(filing, sessions, report, numbers[0], numbers[1], evidence)
    matter = made.act("investigator", made.first, "affected-matters", number=COURT_MATTER, court_stage="trial")
    assert matter.status_code == 201, matter.text
    return made


def test_the_companion_neither_reads_nor_counts_what_the_first_case_found(companions: Companions) -> None:
    first, second = f"/cases/{companions.first}", f"/cases/{companions.second}"
    assert "2 evidence files" in companions.get("investigator", first).text
    assert "1 evidence file" in companions.get("investigator_two", second).text
    assert "Imani Brathwaite" in companions.get("investigator", f"{first}/record").text
    assert "found.png" in companions.get("investigator", f"{first}/record").text
    assert "found.png" not in companions.get("investigator_two", f"{second}/record").text
    assert "1: 1 not reviewed" in companions.get("investigator", first).text
    assert "None recorded" in companions.get("investigator_two", second).text
    for path in ("evidence", "affected-matters"):
        assert FOUND not in companions.get("investigator_two", f"/api{second}/{path}").text
        assert COURT_MATTER not in companions.get("investigator_two", f"/api{second}/{path}").text


def test_the_companion_does_not_owe_the_review_of_the_first_cases_court_matter(companions: Companions) -> None:
    owed = [companions.get("clerk", f"/api/cases/{one}/moves").text for one in (companions.first, companions.second)]
    assert COURT_MATTER not in owed[1]


def test_the_report_shows_what_a_case_found_only_to_readers_of_that_case(companions: Companions) -> None:
    file, report = f"/evidence/{companions.evidence}", f"/reports/{companions.report}"
    assert companions.get("clerk", file).status_code == 200
    page = companions.get("clerk", report).text
    assert file in page
    assert COURT_MATTER in page
    assert companions.get("intake", file).status_code == 404
    page = companions.get("intake", report).text
    assert file not in page
    assert COURT_MATTER not in page
    assert page.count("/evidence/") >= 1, "the report's own file stays"


def test_who_stepped_back_from_a_case_finds_none_of_it_in_its_report(companions: Companions) -> None:
    decided = {"platform": "news_comments", "handle": "Courthouse Regular", "status": "confirmed", "basis": "admission"}
    done = companions.act("investigator", companions.first, "attributions", reasons="He said so.", **decided)
    assert done.status_code == 201, done.text
    assert "confirmed" in companions.get("clerk", f"/reports/{companions.report}").text
    companions.steps_back("clerk")
    page = companions.get("clerk", f"/reports/{companions.report}").text
    for trace in (companions.first, companions.evidence, COURT_MATTER, FOUND, "confirmed"):
        assert trace not in page
    assert companions.get("clerk", f"/evidence/{companions.evidence}").status_code == 404
    assert companions.get("clerk", f"/cases/{companions.second}").status_code == 200


@pytest.mark.parametrize("text", ["Keep them apart", "Something else"])
def test_a_key_that_was_used_before_the_wall_answers_as_for_no_case(companions: Companions, text: str) -> None:
    note = {"text": "Keep them apart", "audience": "all"}
    assert companions.act("clerk", companions.first, "notes", key="once", **note).status_code == 201
    assert companions.act("clerk", companions.first, "notes", key="once", **note).status_code == 201
    other = companions.act("clerk", companions.first, "notes", key="once", **{**note, "text": "Something else"})
    assert other.status_code == 422, "before the wall, the key is refused for another body"
    companions.steps_back("clerk")
    again = companions.act("clerk", companions.first, "notes", key="once", **{**note, "text": text})
    absent = companions.act("clerk", "SM-26-K7QF3M", "notes", key="fresh", **note)
    assert (again.status_code, again.text) == (404, absent.text)


def test_a_key_of_a_supplement_answers_no_more_once_its_reporter_is_shut_out(companions: Companions) -> None:
    body = {"text": "One thing more."}
    supervisor, path = companions.filing.as_("supervisor"), f"/api/my-reports/{companions.report}/supplements"
    key = {"Idempotency-Key": "added"}
    assert supervisor.post(path, json=body, headers=key).status_code == 201
    assert supervisor.post(path, json=body, headers=key).status_code == 201
    found = {"named": "new", "person": PARTS["supervisor"].name, "reason": "The account is theirs."}
    companions.filing.done("intake", companions.report, "identifications", **found)
    assert supervisor.post(path, json=body, headers=key).status_code == 404
    assert supervisor.post(path, json={"text": "Another."}, headers=key).status_code == 404


def test_who_steps_back_from_every_case_of_a_report_no_longer_reads_the_report(companions: Companions) -> None:
    report = f"/reports/{companions.report}"
    companions.steps_back("intake")
    assert companions.get("intake", report).status_code == 200, "the companion is still theirs"
    assert companions.act("intake", companions.second, "self-recusals", reason="A cousin.").status_code == 201
    assert companions.get("intake", report).status_code == 404
    assert companions.report not in companions.get("intake", "/queue").text
    assert companions.get("clerk", report).status_code == 200


def test_without_the_line_that_shuts_reports_the_report_stays_open(
    companions: Companions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: stepping back writes the case's relation alone."""
    monkeypatch.setattr(service, "recuse_from_reports", lambda *_given: None)
    companions.steps_back("intake")
    assert companions.act("intake", companions.second, "self-recusals", reason="A cousin.").status_code == 201
    assert companions.get("intake", f"/reports/{companions.report}").status_code == 200
