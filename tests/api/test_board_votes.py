"""Questions and votes: once, attested, counted as set, and read by the instance's own members only."""

from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.domain.stage import Stage
from db.models import Account, Case, ChargeVersion, Decision, ProposedFinding, Question, Vote
from db.session import Sessions
from tests.harness.board import BOARD, PANEL
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.deciding import Deciding
from tests.harness.fills import licence_panel
from tests.harness.matters import Matters, Placed


@pytest.fixture
def fill() -> Fill:
    return licence_panel


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Deciding:
    return Deciding(client, clock, Matters(sessions, clock))


@pytest.fixture
def case(office: Deciding) -> Placed:
    return office.resumed()


def asked(office: Deciding, case: Placed, charge: int = 0, value: str = "sustained", ground: str = "evidence") -> str:
    version = office.versions(case)[charge]
    body = {"charge_version_id": version, "value": value, "ground": ground, "reasons": "The captures."}
    return str(office.act("chair", case, "finding-questions", **body)["id"])


def proposed(sessions: Sessions, version: str) -> ProposedFinding | None:
    with sessions.reading() as session:
        query = select(ProposedFinding).where(ProposedFinding.charge_version_id == UUID(version))
        return session.scalars(query).first()


def test_a_tie_goes_to_the_respondent(office: Deciding, case: Placed, sessions: Sessions) -> None:
    asked(office, case)
    office.voted(case, {"chair": "yes", "member_lawyer": "no", "member_public": "abstain"})
    assert office.closed_questions(case, "chair") == ["A tie: the question fails, 1 to 1, 1 abstention."]
    found = proposed(sessions, office.versions(case)[0])
    assert found is not None
    assert (found.value, found.ground) == ("not_sustained", "insufficient_evidence")


def test_two_of_three_carry_and_the_finding_is_adopted(office: Deciding, case: Placed, sessions: Sessions) -> None:
    asked(office, case)
    office.voted(case, {"chair": "yes", "member_lawyer": "yes", "member_public": "no"})
    assert office.closed_questions(case, "member_lawyer") == ["Carried, 2 to 1."]
    found = proposed(sessions, office.versions(case)[0])
    assert found is not None
    assert found.value == "sustained"


def test_no_result_is_announced_below_the_quorum(office: Deciding, case: Placed) -> None:
    question = asked(office, case)
    office.voted(case, {"chair": "yes", "member_lawyer": "yes"})
    refused = office.missing("chair", case, "question-results", question_id=question)
    assert refused == ["Reach the quorum: 2 of 3 have voted."]


def test_a_vote_needs_its_statement_and_is_cast_once(office: Deciding, case: Placed) -> None:
    question = asked(office, case)
    assert office.missing("chair", case, "votes", votes={question: "yes"}) == [
        "Confirm that you heard or reviewed the whole record."
    ]
    office.voted(case, {"chair": "yes"})
    assert office.missing("chair", case, "votes", votes={question: "no"}, attested=True) == [
        "You have voted on this question."
    ]


def test_the_schema_itself_refuses_a_second_vote_and_one_without_its_statement(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    question = asked(office, case)
    office.voted(case, {"chair": "yes"})
    for user, attested in (("chair", True), ("member_lawyer", False)):
        with pytest.raises(IntegrityError), office.matters.work(user, "vote:cast") as work:
            work.session.add(
                Vote(
                    question_id=UUID(question), case_id=case.id, person_id=work.viewer.person_id, value="no",
                    attested=attested, reasons="", at=work.now, void_reason="",
                )
            )  # fmt: skip
    with sessions.reading() as session:
        assert [one.value for one in session.scalars(select(Vote))] == ["yes"]


def test_only_members_of_the_instance_at_work_put_questions_and_vote(office: Deciding, case: Placed) -> None:
    office.composed(case, BOARD)
    office.declared(case, ["spare_lawyer"])
    version = office.versions(case)[0]
    refused = office.missing(
        "spare_lawyer", case, "finding-questions", charge_version_id=version, ground="evidence", reasons="x"
    )
    assert refused == ["Only those who decide here may do this (panel recommendation)."]
    question = asked(office, case)
    assert office.missing("spare_lawyer", case, "votes", votes={question: "yes"}, attested=True)[0] == (
        "Only members of this instance vote."
    )
    answer = office.send("clerk", case, "votes", {"votes": {question: "yes"}, "attested": True})
    assert answer.status_code == 403


def test_votes_are_read_by_members_after_their_own_and_by_nobody_else(office: Deciding, case: Placed) -> None:
    asked(office, case)
    office.voted(case, {"chair": "no"})
    path, secret = f"/api/cases/{case.number}/questions", "Eleanor Vasquez-Thorne"

    def votes(user: str) -> list[str]:
        rows = office.as_(user).get(path).json()["questions"]
        return [vote["name"] for row in rows for vote in row["votes"]]

    assert votes("chair") == [secret]
    assert votes("member_lawyer") == []  # has not voted yet
    assert office.as_("clerk").get(path).json()["questions"] == []
    page = office.as_("clerk").get(f"/cases/{case.number}/hearing").text
    assert "Is Charge 1 sustained?" not in page
    office.voted(case, {"member_lawyer": "yes"})
    assert votes("member_lawyer") == ["Duncan Abernathy", secret]
    office.voted(case, {"member_public": "no"})
    office.closed_questions(case, "chair")
    rows = office.as_("clerk").get(path).json()["questions"]
    assert [(row["result"], row["votes"]) for row in rows] == [("Not carried, 1 to 2.", [])]


def test_a_board_member_does_not_read_the_panel_deliberating(office: Deciding, case: Placed) -> None:
    asked(office, case)
    office.composed(case, BOARD)
    office.declared(case, ["member_public_two"])
    assert office.as_("member_public_two").get(f"/api/cases/{case.number}/questions").json()["questions"] == []
    page = office.as_("member_public_two").get(f"/cases/{case.number}/decision").text
    assert "what they weigh is read by them alone" in page.lower()
    assert "2. Factors" in office.as_("chair").get(f"/cases/{case.number}/decision").text


def test_a_conflict_found_after_the_vote_voids_it_and_opens_the_question(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    question = asked(office, case)
    office.voted(case, dict.fromkeys(PANEL, "yes"))
    office.closed_questions(case, "chair")
    office.act("chair", case, "recusals", person_id=office.person_id("member_public"), reason="A cousin of a witness.")
    with sessions.reading() as session:
        row = session.get_one(Question, UUID(question))
        assert (row.closed_at, row.carried, row.result) == (None, None, None)
        voided = [vote.void_reason for vote in session.scalars(select(Vote)) if vote.voided_at]
        assert voided == ["A conflict was found after the vote."]
    assert office.missing("chair", case, "question-results", question_id=question) == [
        "Reach the quorum: 2 of 3 have voted."
    ]


def test_a_member_recused_from_one_charge_votes_on_the_other(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    first, second = asked(office, case, 0), asked(office, case, 1)
    with sessions.reading() as session:
        charge = session.get_one(Question, UUID(first)).charge_version_id
        charge_id = str(session.get_one(ChargeVersion, charge).charge_id)
    office.act("member_public", case, "recusals", scope="issue", charge_id=charge_id, reason="Knows the witness.")
    assert office.missing("member_public", case, "votes", votes={first: "yes"}, attested=True) == [
        "You are recused from this charge."
    ]
    office.voted(case, {"member_public": "yes"}, [second])


def test_an_answered_question_is_not_asked_again(office: Deciding, case: Placed) -> None:
    asked(office, case)
    version = office.versions(case)[0]
    body = {"charge_version_id": version, "value": "sustained", "ground": "evidence", "reasons": "Again."}
    assert office.missing("chair", case, "finding-questions", **body) == [
        "A question on Charge 1 is open: close it first."
    ]
    office.voted(case, dict.fromkeys(PANEL, "no"))
    office.closed_questions(case, "chair")
    assert office.missing("chair", case, "finding-questions", **body) == ["This was asked and answered in this round."]


def test_two_decisions_are_never_both_final(office: Deciding, case: Placed) -> None:
    with office.matters.sessions.reading() as session:
        account = session.scalars(select(Account.id).where(Account.username == "chair")).one()

    def final(round_number: int) -> Decision:
        return Decision(
            case_id=case.id, instance="board_order", round=round_number, is_current_final=True, outcome="sanction",
            proof="clear_and_convincing", reasons="x", departure_reason="", minority_view="", details={},
            decided_by="9 members", issued_by_id=account, issued_at=office.clock.now(),
        )  # fmt: skip

    with pytest.raises(IntegrityError), office.matters.work("chair", "case:decided") as work:
        work.session.add_all([final(1), final(2)])
    with office.matters.work("chair", "case:decided") as work:  # the negative control: one alone is taken
        work.session.add(final(1))
    with office.matters.sessions.reading() as session:
        assert session.get_one(Case, case.id).stage == Stage.DELIBERATION
