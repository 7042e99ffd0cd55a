"""Appeals and grievances: lodged in time, decided by others, charge by charge; what they change is written anew."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.domain.stage import SanctionStatus, Stage
from db.models import Correction, Decision, Finding, Letter, Sanction
from db.session import Sessions
from tests.harness.board import APPEAL, BOARD
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.deciding import Deciding
from tests.harness.fills import licence_decided
from tests.harness.matters import Matters, Placed


@pytest.fixture
def fill() -> Fill:
    return licence_decided


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Deciding:
    return Deciding(client, clock, Matters(sessions, clock))


@pytest.fixture
def case(office: Deciding) -> Placed:
    return office.resumed()


ALREADY = "already panel member and board member on this matter"


def seated(office: Deciding, case: Placed) -> None:
    """An appeal of the respondent, its members named and declared."""
    office.act("clerk", case, "appeals", side="respondent", grounds="The sanction is too hard.")
    office.composed(case, APPEAL)
    office.declared(case, APPEAL)


def carried(office: Deciding, case: Placed, outcome: str, vote: str = "yes") -> None:
    """A question on the outcome, voted alike by all and announced."""
    office.act(APPEAL[0], case, "appeal-questions", outcome=outcome)
    office.voted(case, dict.fromkeys(APPEAL, vote))
    office.closed_questions(case, APPEAL[0])


def decided(office: Deciding, case: Placed, outcome: str, **more: Any) -> None:
    outcomes = dict.fromkeys(office.versions(case), outcome)
    office.act(APPEAL[0], case, "appeal-decisions", outcomes=outcomes, reasons="On the whole record.", **more)


def begun(office: Deciding, case: Placed, sessions: Sessions) -> None:
    """The sanction in force."""
    with sessions.reading() as session:
        row = session.scalars(select(Sanction)).one()
    assert row.effective_on is not None
    office.clock.advance(days=(row.effective_on - office.clock.now().date()).days)
    on = row.effective_on.isoformat()
    office.act("clerk", case, "sanction-starts", sanction_id=str(row.id), on=on, proof="Order of the court.")


def test_who_decided_does_not_hear_the_appeal(office: Deciding, case: Placed) -> None:
    office.act("clerk", case, "appeals", side="respondent", grounds="Too hard.")
    panel = [office.person_id(user) for user in (BOARD[0], *APPEAL[1:])]
    refused = office.missing("chair", case, "panels", members=panel)
    assert refused == [
        f"Eleanor Vasquez-Thorne cannot be appeal member here: {ALREADY} in this matter.",
        "1 more lawyer needed.",
    ]


def test_an_appeal_that_reduces_writes_a_superseding_sanction(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    seated(office, case)
    version = office.versions(case)[0]
    new: dict[str, Any] = {"kind": "suspension", "amount": {"months": 6}}
    assert office.missing(
        APPEAL[0], case, "appeal-decisions", outcomes={version: "reduced"}, reasons="Too hard.", **new
    ) == ["Close each question with the votes that concurrence takes (appeal)."]
    carried(office, case, "reduced")
    assert office.missing(APPEAL[0], case, "appeal-decisions", outcomes={version: "reduced"}) == [
        "Give the reasons.",
        "Give the sanction that replaces the old one.",
    ]
    decided(office, case, "reduced", **new)
    with sessions.reading() as session:
        rows = {row.status: row for row in session.scalars(select(Sanction))}
        old, now = rows[SanctionStatus.SUPERSEDED], rows[SanctionStatus.PENDING]
        assert (old.years, old.days, old.superseded_by_id) == (1, 1, now.id)
        assert (now.months, now.stayed_months) == (6, 0)
        finals = session.scalars(select(Decision.instance).where(Decision.is_current_final)).all()
        assert finals == ["appeal"]
        values = session.scalars(select(Finding.value).join(Decision).where(Decision.instance == "appeal")).all()
        assert values == ["sustained"]  # the finding is kept
        assert session.scalars(select(Correction.kind)).all() == []  # it had not begun
        letter = session.scalars(select(Letter.body).where(Letter.kind == "appeal_decision")).one()
        assert "Suspension from practice of 6 months." in letter
    assert office.stage(case) is Stage.DECIDED


def test_a_tie_leaves_the_order_standing(office: Deciding, case: Placed, sessions: Sessions) -> None:
    seated(office, case)
    office.act(APPEAL[0], case, "appeal-questions", outcome="reversed")
    for user, vote in zip(APPEAL, ("yes", "no", "abstain"), strict=True):
        office.voted(case, {user: vote})
    assert office.closed_questions(case, APPEAL[0]) == ["The order stands: a tie, 1 to 1, 1 abstention."]
    version = office.versions(case)[0]
    refused = office.missing(APPEAL[0], case, "appeal-decisions", outcomes={version: "reversed"}, reasons="Not proven.")
    assert refused == ["The question did not carry: the order stands."]
    decided(office, case, "affirmed")
    with sessions.reading() as session:
        finals = session.scalars(select(Decision.instance).where(Decision.is_current_final)).all()
        assert finals == ["board_order"]
        assert session.scalars(select(Sanction.status)).all() == [SanctionStatus.PENDING]


def test_a_reversal_of_what_had_begun_opens_corrections_before_closing(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    office.act("clerk", case, "appeals", side="respondent", grounds="Not proven.")
    begun(office, case, sessions)
    office.composed(case, APPEAL)
    office.declared(case, APPEAL)
    carried(office, case, "reversed")
    decided(office, case, "reversed")
    with sessions.reading() as session:
        assert session.scalars(select(Sanction.status)).all() == [SanctionStatus.VACATED]
        kinds = session.scalars(select(Correction.kind)).all()
        assert sorted(kinds) == ["corrected_record", "recalled_letter", "reinstatement"]
        ids = [str(one) for one in session.scalars(select(Correction.id))]
        assert session.scalars(select(Finding.value).join(Decision).where(Decision.instance == "appeal")).all() == [
            "not_sustained"
        ]
    refused = office.missing("clerk", case, "closings")
    assert "Finish the correction: reinstatement." in refused
    on = office.clock.now().date().isoformat()
    for correction in ids:
        office.act("clerk", case, "corrections", correction_id=correction, done_on=on, note="Done.")
    with sessions.reading() as session:
        order = session.scalars(select(Letter).where(Letter.kind == "final_order")).one()
        assert order.recalled_at is not None
        assert len(session.scalars(select(Letter.id).where(Letter.kind == "recall")).all()) == 1


def test_a_remand_raises_the_round_and_opens_deliberation_again(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    seated(office, case)
    carried(office, case, "remanded")
    decided(office, case, "remanded")
    row = office.row(case.number)
    assert (row.stage, row.round) == (Stage.DELIBERATION, 2)
    with sessions.reading() as session:
        assert session.scalars(select(Decision.id).where(Decision.is_current_final)).all() == []
        assert session.scalars(select(Sanction.status)).all() == [SanctionStatus.VACATED]
    office.composed(case, ("chair", "member_lawyer", "member_public"))  # the new round names its panel anew


def test_the_time_for_an_appeal_runs_out(office: Deciding, case: Placed) -> None:
    office.clock.advance(days=31)
    refused = office.missing("clerk", case, "appeals", side="respondent", grounds="Too hard.")
    assert refused[0].startswith("The time for an appeal ran out on ")


def test_a_respondent_appeals_through_the_portal_once(office: Deciding, case: Placed) -> None:
    body = {"grounds": "The posts were removed within the hour."}
    assert office.send("respondent", case, "appeals", body, root="portal").status_code == 201
    again = office.send("respondent", case, "appeals", body, root="portal")
    assert [item["text"] for item in again.json()["missing"]] == ["This side's appeal is open already."]
    assert office.send("respondent_two", case, "appeals", body, root="portal").status_code == 404
    page = office.as_("clerk").get(f"/cases/{case.number}/appeals").text
    assert "The posts were removed within the hour." in page
    assert "Members must be named" in page
