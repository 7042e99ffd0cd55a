"""The page after 412: who changed what and when, theirs beside yours field by field, and nothing merged by itself."""

import html
import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.models import ProposedFinding
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.deciding import Deciding
from tests.harness.fills import employer_pending
from tests.harness.matters import Matters, Placed

OFFICIAL = "deciding_official"
ROW = re.compile(
    r'<tr><th scope="row" data-label="Part">(.*?)</th>.*?<div class="cell">(.*?)</div>.*?mine">(.*?)</span>'
)


@pytest.fixture
def fill() -> Fill:
    return employer_pending


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Deciding:
    return Deciding(client, clock, Matters(sessions, clock))


@pytest.fixture
def case(office: Deciding) -> Placed:
    return office.resumed()


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def rows(page: str) -> dict[str, tuple[str, str]]:
    """The lines of the page: part -> theirs, yours."""
    return {plain(part): (plain(theirs), plain(yours)) for part, theirs, yours in ROW.findall(page.replace("\n", " "))}


def finding(office: Deciding, case: Placed, value: str, reasons: str) -> dict[str, Any]:
    return {"charge_version_id": office.versions(case)[0], "value": value, "ground": "evidence", "reasons": reasons}


def submit(office: Deciding, user: str, case: Placed, slug: str, version: int, key: str, **body: Any) -> Any:
    person = office.as_(user)
    person.get("/")
    data = {**body, "_csrf_token": person.csrf, "idempotency_key": key, "version": str(version)}
    return person.post(f"/cases/{case.number}/acts/{slug}", data=data)


def found(sessions: Sessions) -> list[tuple[str, str]]:
    with sessions.reading() as session:
        return [(row.value, row.reasons) for row in session.scalars(select(ProposedFinding))]


def test_a_finding_made_meanwhile_stands_beside_the_one_that_was_not_saved(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    before = office.row(case.number).version
    office.act(OFFICIAL, case, "findings", **finding(office, case, "sustained", "Both captures show it."))
    page = submit(
        office, OFFICIAL, case, "record-finding", before, "mine",
        **finding(office, case, "not_sustained", "Nobody could read it."),
    )  # fmt: skip
    assert page.status_code == 412
    told = plain(page.text)
    assert "Constance Merriweather changed this while you were writing" in told
    assert re.search(r"Recorded a finding.*?\. Constance Merriweather, \w{3} \d+, \d{4}, \d+:\d\d [AP]M E[DS]T", told)
    lines = rows(page.text)
    assert lines["Finding differs"] == ("Sustained", "Not sustained")
    assert lines["Reasons differs"] == ("Both captures show it.", "Nobody could read it.")
    assert lines["Rests on"] == ("Evidence heard", "Evidence heard")
    assert found(sessions) == [("sustained", "Both captures show it.")]


def test_mine_replaces_theirs_whole_and_only_when_the_person_says_so(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    before = office.row(case.number).version
    office.act(OFFICIAL, case, "findings", **finding(office, case, "sustained", "Both captures show it."))
    mine = finding(office, case, "not_sustained", "Nobody could read it.")
    page = submit(office, OFFICIAL, case, "record-finding", before, "mine", **mine).text
    part = page.split("Save mine over theirs", 1)[0].rsplit("<form", 1)[1]
    sent = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', part)}
    assert {name: sent[name] for name in mine} == mine
    again = office.as_(OFFICIAL).post(f"/cases/{case.number}/acts/record-finding", data=sent)
    assert again.status_code == 303, plain(again.text)[-600:]
    assert found(sessions) == [("not_sustained", "Nobody could read it.")]


def test_who_does_not_read_the_deliberation_is_not_told_of_it(office: Deciding, case: Placed) -> None:
    before = office.row(case.number).version
    office.act(OFFICIAL, case, "findings", **finding(office, case, "sustained", "Both captures show it."))
    page = submit(
        office, "clerk", case, "grant-access", before, "mine",
        person_id=office.person_id("investigator_two"), until_on="2030-01-01", reason="Asked by Orla Finch.",
    )  # fmt: skip
    assert page.status_code == 412, page.text[-500:]
    told = plain(page.text)
    assert "Somebody changed this while you were writing" in told
    assert "finding" not in told.split("Two versions of one page")[1].replace("Findings and sanctions never", "")
    assert "Both captures" not in told
    assert "Orla Finch" in told
