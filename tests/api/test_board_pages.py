"""The board's pages and forms as people use them: what is open to whom, and forms that say the same as the JSON."""

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.models import ProposedSanction, Vote
from db.session import Sessions
from tests.harness.board import PANEL
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.deciding import Deciding
from tests.harness.fills import licence_panel
from tests.harness.matters import Matters, Placed
from tests.harness.people import SignedIn

SECTIONS = ("hearing", "decision", "sanctions", "appeals")


@pytest.fixture
def fill() -> Fill:
    return licence_panel


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Deciding:
    return Deciding(client, clock, Matters(sessions, clock))


@pytest.fixture
def case(office: Deciding) -> Placed:
    return office.resumed()


def form_of(who: SignedIn, path: str) -> dict[str, str]:
    """The hidden fields of an act's form: token, key, version."""
    page = who.get(path)
    assert page.status_code == 200, page.text
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return dict(fields)


def test_every_section_opens_for_who_reads_the_case_and_for_nobody_walled(office: Deciding, case: Placed) -> None:
    for user in ("chair", "clerk", "counsel"):
        for section in SECTIONS:
            assert office.as_(user).get(f"/cases/{case.number}/{section}").status_code == 200, (user, section)
    office.matters.wall(case, "member_public")
    for user in ("member_public", "member_lawyer_two", "hr", "leader"):
        for section in SECTIONS:
            assert office.as_(user).get(f"/cases/{case.number}/{section}").status_code in (403, 404), (user, section)


def test_every_form_that_a_page_offers_opens(office: Deciding, case: Placed) -> None:
    office.act("chair", case, "proposed-sanctions", kind="censure")
    seen: set[str] = set()
    for user in ("chair", "clerk", "counsel"):
        who = office.as_(user)
        for section in ("hearing", "decision"):
            page = who.get(f"/cases/{case.number}/{section}").text
            for path in sorted(set(re.findall(rf'href="(/cases/{case.number}/acts/[^"#]+)"', page)) - seen):
                seen.add(path)
                assert who.get(path.replace("&amp;", "&")).status_code == 200, path
    slugs = {path.rsplit("/", 1)[1].partition("?")[0] for path in seen}
    assert {"put-finding", "record-factor", "pick-baseline", "propose-sanction", "issue-decision"} <= slugs


def test_a_member_votes_by_a_form_and_once(office: Deciding, case: Placed, sessions: Sessions) -> None:
    version = office.versions(case)[0]
    body = {"charge_version_id": version, "ground": "evidence", "reasons": "The captures."}
    question = office.act("chair", case, "finding-questions", **body)["id"]
    who, path = office.as_("member_lawyer"), f"/cases/{case.number}/acts/vote"
    form = {**form_of(who, path), f"votes.{question}": "no"}
    unsworn = who.post(path, data=form)
    assert unsworn.status_code == 409
    assert "Confirm that you heard or reviewed the whole record." in unsworn.text
    done = who.post(path, data={**form_of(who, path), f"votes.{question}": "no", "attested": "true"})
    assert (done.status_code, done.headers["location"]) == (303, f"/cases/{case.number}/hearing")
    with sessions.reading() as session:
        assert session.scalars(select(Vote.value)).all() == ["no"]
    assert "Is Charge 1 sustained?" not in who.get(path).text  # nothing is left to vote on


def test_an_amount_typed_in_a_form_stays_as_given(office: Deciding, case: Placed, sessions: Sessions) -> None:
    who, path = office.as_("chair"), f"/cases/{case.number}/acts/propose-sanction"
    typed = {
        "kind": "suspension", "amount.years": "1", "amount.months": "", "amount.days": "1", "stayed.years": "",
        "stayed.months": "6", "stayed.days": "", "stayed_for_months": "12", "paid": "not_applicable",
        "conditions": "Completes the module.\nNo new charge.",
    }  # fmt: skip
    answer = who.post(path, data={**form_of(who, path), **typed})
    assert answer.status_code == 303, answer.text
    with sessions.reading() as session:
        terms = session.scalars(select(ProposedSanction.terms)).one()
    assert terms["amount"] == {"years": 1, "months": 0, "days": 1}
    assert terms["stayed"] == {"years": 0, "months": 6, "days": 0}
    assert [one["text"] for one in terms["conditions"]] == ["Completes the module", "No new charge"]
    page = who.get(f"/cases/{case.number}/decision").text
    assert "Suspension from practice of 1 year and 1 day." in page
    assert "stayed for 12 months on 2 conditions." in page


def test_few_similar_cases_give_no_median(office: Deciding, case: Placed) -> None:
    office.found(case, PANEL)
    page = office.as_("chair").get(f"/cases/{case.number}/decision").text
    assert "n = 0." in page
    assert "A range and a median are shown from 8 cases on." in page
    assert "Median" not in page
