"""The inbox: what waits, in order; the count beside it; and no trace of what is hidden."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.inbox.service import NUMBERS
from db.deadlines import start_clocks
from db.domain.stage import Stage
from db.models import Case, Incident, Letter, Panel, PanelMember, Question, Service, Step
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.matters import Matters, Placed
from tests.harness.office import small_office
from tests.harness.people import SignedIn


@pytest.fixture
def fill() -> Fill:
    return small_office


@pytest.fixture
def matters(sessions: Sessions, clock: MovableClock) -> Matters:
    return Matters(sessions, clock)


@pytest.fixture
def sign_in(client: TestClient[Litestar], clock: MovableClock) -> dict[str, SignedIn]:
    class People(dict[str, SignedIn]):
        def __missing__(self, user: str) -> SignedIn:
            self[user] = SignedIn(client, clock, user)
            return self[user]

    return People()


def count_in(page: str) -> int:
    """The number beside Inbox in the navigation."""
    found = re.search(r'Inbox <span class="count">(\d+)', page)
    return int(found.group(1)) if found else 0


def plan_steps(matters: Matters, placed: Placed, *dues: int | None) -> None:
    with matters.work("investigator") as work:
        case = work.session.get_one(Case, placed.id)
        work.record("step:planned", case=case)
        for place, days in enumerate(dues):
            due_on = None if days is None else work.today + timedelta(days=days)
            work.session.add(
                Step(
                    case_id=placed.id, kind="interview", title=f"Interview {place}", owner_id=work.viewer.person_id,
                    due_on=due_on, planned_by_id=work.viewer.account_id, planned_at=work.now, result="",
                )
            )  # fmt: skip


def write_a_letter(matters: Matters, placed: Placed, subject: str = "Formal charges") -> UUID:
    with matters.work("investigator") as work:
        work.record("notice:drafted", case=work.session.get_one(Case, placed.id))
        letter = Letter(
            case_id=placed.id, kind="charges", round=1, template="charges", template_sha256="0" * 64, subject=subject,
            body="", facts={}, drafted_by_id=work.viewer.account_id, at=work.now,
        )  # fmt: skip
        work.session.add(letter)
        work.session.flush()
        return letter.id


def serve_a_paper(matters: Matters, placed: Placed) -> None:
    letter = write_a_letter(matters, placed)
    with matters.work("clerk") as work:
        work.record("letter:served", case=work.session.get_one(Case, placed.id))
        work.session.add(
            Service(
                letter_id=letter, case_id=placed.id, on="respondent", method="in_person", address="",
                attempted_at=work.now, succeeded=True, deemed_served_at=work.now, proof="Signed for",
                by_id=work.viewer.account_id,
            )
        )  # fmt: skip


def test_what_waits_is_grouped_by_when_it_is_due(matters: Matters, sign_in: dict[str, SignedIn]) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    plan_steps(matters, placed, -1, 2, 30, None)
    page = sign_in["investigator"].get("/").text
    assert "Four things wait for you." in page
    assert "One is overdue; one is due this week." in page
    overdue, rest = page.split('id="overdue"')[1].split('id="week"')
    week, later = rest.split('id="later"')
    assert "Complete: Interview 0" in overdue
    assert "Overdue by 1 day" in overdue
    assert "Complete: Interview 1" in week
    assert "Complete: Interview 2" in later
    assert "Complete: Interview 3" in later
    assert f"/cases/{placed.number}/acts/complete-step" in overdue
    assert count_in(page) == 4
    assert count_in(sign_in["investigator"].get("/cases").text) == 4


def test_a_wall_leaves_the_inbox_as_if_the_case_were_not(matters: Matters, sign_in: dict[str, SignedIn]) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    plan_steps(matters, placed, 1)
    with matters.work("intake") as work:
        case = work.session.get_one(Case, placed.id)
        work.record("case:assigned", case=case)
        start_clocks(work, "case_opened", at=work.now, case=case)
        work.notify(matters.person(work.session, "investigator"), "assigned", "You were given a case.", case=case)
    page = sign_in["investigator"].get("/").text
    assert placed.number in page
    assert "You were given a case." in page
    assert count_in(page) == 2
    matters.wall(placed, "investigator")
    page = sign_in["investigator"].get("/").text
    assert placed.number not in page
    assert "You were given a case." not in page
    assert "Nothing waits for you." in page
    assert count_in(page) == 0


def test_deadlines_wait_for_those_who_must_act(matters: Matters, sign_in: dict[str, SignedIn]) -> None:
    placed = matters.case(
        stage=Stage.CHARGED, related={"investigator": "investigator", "counsel": "presenting_counsel"}
    )
    with matters.work("intake") as work:
        case, report = work.session.get_one(Case, placed.id), work.session.get_one(Incident, placed.incident_id)
        work.record("case:assigned", case=case)
        start_clocks(work, "incident_received", at=work.now, incident=report)
        start_clocks(work, "charges_served", at=work.now, case=case)
        start_clocks(work, "answer_filed", at=work.now, case=case)
    assert "Screen the report" in sign_in["intake"].get("/").text
    officer = sign_in["conflict_officer"].get("/").text
    assert "Check conflicts" in officer
    assert "Screen the report" not in officer
    assert "Exchange names" in sign_in["counsel"].get("/").text
    assert "Respondent answers the charges" not in sign_in["respondent"].get("/").text, "nothing was served yet"
    serve_a_paper(matters, placed)
    party = sign_in["respondent"].get("/").text
    assert "Respondent answers the charges" in party
    assert f'href="/portal/{placed.number}"' in party
    assert f"/cases/{placed.number}" not in party
    assert "Nothing waits for you." in sign_in["supervisor_two"].get("/").text
    matters.wall(placed, "intake")
    assert "Screen the report" not in sign_in["intake"].get("/").text


def test_a_member_declares_first_and_votes_then(matters: Matters, sign_in: dict[str, SignedIn]) -> None:
    placed = matters.case(stage=Stage.DELIBERATION, related={"member_lawyer": "panel_member"})
    with matters.work("chair") as work:
        work.record("panel:composed", case=work.session.get_one(Case, placed.id))
        panel = Panel(
            case_id=placed.id,
            instance="panel_recommendation",
            round=1,
            composed_by_id=work.viewer.account_id,
            at=work.now,
        )
        work.session.add(panel)
        work.session.flush()
        member = PanelMember(
            panel_id=panel.id, case_id=placed.id, person_id=matters.person(work.session, "member_lawyer"), seat=1,
            qualification="lawyer", is_chair=True, named_at=work.now, declaration="", has_conflict=False,
            left_reason="",
        )  # fmt: skip
        work.session.add(member)
        work.session.add(
            Question(
                case_id=placed.id, panel_id=panel.id, instance="panel_recommendation", round=1, ordinal=1, kind="other",
                proposal={}, text="Leave out exhibit 9?", put_by_id=work.viewer.account_id, put_at=work.now,
            )
        )  # fmt: skip
    page = sign_in["member_lawyer"].get("/").text
    assert "Declare your conflicts" in page
    assert "Leave out exhibit 9?" not in page
    with matters.work("member_lawyer") as work:
        work.record("conflict:declared", case=work.session.get_one(Case, placed.id))
        work.session.get_one(PanelMember, member.id).declared_at = work.now
    page = sign_in["member_lawyer"].get("/").text
    assert "Vote: Leave out exhibit 9?" in page
    assert "Declare your conflicts" not in page
    assert "Leave out exhibit 9?" not in sign_in["member_lawyer_two"].get("/").text
    assert "Leave out exhibit 9?" not in sign_in["clerk"].get("/").text


def test_a_letter_waits_for_the_clerk_until_it_is_served(matters: Matters, sign_in: dict[str, SignedIn]) -> None:
    placed = matters.case(stage=Stage.CHARGED)
    write_a_letter(matters, placed)
    assert "Serve: Formal charges" in sign_in["clerk"].get("/").text
    assert "Serve: Formal charges" not in sign_in["investigator"].get("/").text


def test_news_is_put_away_until_there_is_newer(matters: Matters, sign_in: dict[str, SignedIn]) -> None:
    placed = matters.case(related={"investigator": "investigator"})
    with matters.work("intake") as work:
        case = work.session.get_one(Case, placed.id)
        work.record("case:assigned", case=case)
        work.notify(matters.person(work.session, "investigator"), "assigned", "You were given a case.", case=case)
    investigator = sign_in["investigator"]
    assert "You were given a case." in investigator.get("/").text
    answer = investigator.post("/inbox/read", data={"_csrf_token": investigator.csrf})
    assert answer.status_code == 303
    assert "You were given a case." not in investigator.get("/").text


def test_the_menu_counts_so_far_and_the_inbox_all_the_way(
    matters: Matters, sign_in: dict[str, SignedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_steps(matters, matters.case("respondent", related={"investigator": "investigator"}), 1, 2, 3)
    page = sign_in["investigator"].get("/").text
    total = count_in(page)
    assert total >= 3
    monkeypatch.setattr("api.navigation.COUNTED", total - 1)
    page = sign_in["investigator"].get("/").text
    assert f'<span class="count">{total - 1}+<' in page
    lead = re.search(r"(\w+) things wait for you", page)
    assert lead is not None
    assert lead.group(1) == NUMBERS[total]
