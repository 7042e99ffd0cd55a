"""Cause review and charges through the front door, on both databases: each move with the whole list of its refusal."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from db.domain.stage import Stage, Track
from db.models import Case, CauseReview, Charge, ChargeVersion, Letter
from db.session import Sessions
from tests.harness.board import office_with_board
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.deciding import Deciding
from tests.harness.matters import Matters


@pytest.fixture
def fill() -> Fill:
    return office_with_board


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Deciding:
    return Deciding(client, clock, Matters(sessions, clock))


def test_a_case_is_charged_only_with_cause_on_each_charge(office: Deciding, sessions: Sessions) -> None:
    case = office.in_cause_review(Track.LICENCE)
    assert office.missing("cause_reviewer", case, "charged") == ["Draft the formal charges."]
    office.drafted(case, rule_source="", facts="")
    assert office.missing("cause_reviewer", case, "charged") == [
        "State in Charge 1 the rule with its source and the facts.",
        "Find cause on Charge 1.",
    ]
    office.cause_found(case)
    assert office.missing("cause_reviewer", case, "charged") == [
        "State in Charge 1 the rule with its source and the facts.",
    ]
    with sessions.reading() as session:
        charge = str(session.query(Charge.id).filter(Charge.case_id == case.id).scalar())
    office.drafted(case, charge_id=charge)
    office.act("cause_reviewer", case, "charged")
    assert office.stage(case) is Stage.CHARGED
    with sessions.reading() as session:
        versions = session.query(ChargeVersion).filter(ChargeVersion.case_id == case.id).order_by("version").all()
        letter = session.query(Letter).filter(Letter.case_id == case.id, Letter.kind == "charges").one()
        assert [(one.version, one.facts) for one in versions] == [(1, ""), (2, "Two posts during jury selection.")]
        assert [one.letter_id for one in versions] == [None, letter.id]
        assert "Two posts during jury selection." in letter.body


def test_cause_needs_a_rule_and_facts_and_no_cause_needs_reasons(office: Deciding) -> None:
    case = office.in_cause_review(Track.LICENCE)
    allegation = office.allegations(case)[0]
    found = office.missing("cause_reviewer", case, "cause-rulings", allegation_id=allegation, cause="found")
    assert found == ["State the rule with its source.", "State the facts."]
    none = office.missing("cause_reviewer", case, "cause-rulings", allegation_id=allegation, cause="not_found")
    assert none == ["Give the reasons."]


def test_who_investigated_cannot_review_cause(office: Deciding) -> None:
    case = office.in_cause_review(Track.LICENCE)
    with office.matters.work("intake", "case:assigned") as work:
        office.matters.relation(
            work.session, office.matters.person(work.session, "cause_reviewer"), "investigator",
            work.session.get_one(Case, case.id),
        )  # fmt: skip
    refused = office.missing(
        "cause_reviewer", case, "cause-rulings", allegation_id=office.allegations(case)[0], cause="found", rule="3.6",
        facts="Posts.",
    )  # fmt: skip
    assert refused == ["The reviewer cannot be cause reviewer here: already investigator in this matter."]


def test_a_case_goes_back_for_changes_and_the_reviewer_reads_it_no_longer(office: Deciding) -> None:
    case = office.in_cause_review(Track.LICENCE)
    assert office.as_("cause_reviewer").get(f"/cases/{case.number}").status_code == 200
    office.act("cause_reviewer", case, "returns", reasons="Ask the second witness.")
    assert office.stage(case) is Stage.INVESTIGATION
    assert office.as_("cause_reviewer").get(f"/cases/{case.number}").status_code == 404


def test_a_dismissal_has_reasons_a_paper_and_closes_the_case(office: Deciding, sessions: Sessions) -> None:
    case = office.in_cause_review(Track.LICENCE)
    refused = office.missing("cause_reviewer", case, "dismissals", ground="protected_speech", reasons=" ")
    assert refused == ["Give the reasons for the dismissal."]
    office.act("cause_reviewer", case, "dismissals", ground="protected_speech", reasons="Opinion on a public matter.")
    row = office.row(case.number)
    assert (row.stage, row.closure, row.closure_reasons) == (Stage.CLOSED, "dismissed", "Opinion on a public matter.")
    with sessions.reading() as session:
        assert session.query(Letter).filter(Letter.case_id == case.id, Letter.kind == "dismissal").count() == 1
    track = office.as_("clerk").get(f"/cases/{case.number}").text.split('aria-label="Stages"')[1].split("</ol>")[0]
    assert "Cause review" in track
    assert not any(word in track for word in ("Hearing", "Deliberation", "Decided"))


def test_charges_fall_only_by_withdrawal_or_by_order(office: Deciding, sessions: Sessions) -> None:
    case = office.in_cause_review(Track.LICENCE)
    office.charged(case)
    refused = office.missing("chair", case, "dismissals", ground="by_order", reasons="No proof left.")
    assert refused == ["Withdraw the charges that stand (Charge 1), or dismiss them by order."]
    with sessions.reading() as session:
        charge = str(session.query(Charge.id).filter(Charge.case_id == case.id).scalar())
    office.act("counsel", case, "charge-withdrawals", charge_id=charge, reason="The witness left.")
    office.act("chair", case, "dismissals", ground="charges_withdrawn", reasons="No charge stands.")
    assert (office.stage(case), office.row(case.number).closure) == (Stage.CLOSED, "withdrawn")


def test_each_track_drafts_its_own_paper(office: Deciding, sessions: Sessions) -> None:
    case = office.in_cause_review(Track.EMPLOYER, "respondent_two")
    office.cause_found(case)
    body: dict[str, Any] = {
        "title": "Posts",
        "rule_source": "Policy",
        "facts": "Two.",
        "allegation_ids": office.allegations(case),
    }
    assert office.missing("cause_reviewer", case, "charges", **body) == [
        "Draft a notice of proposed action on this track."
    ]
    assert office.missing("cause_reviewer", case, "proposed-actions", **body) == ["Say which action is proposed."]
    office.act("cause_reviewer", case, "proposed-actions", **body, action="Suspension of 5 days without pay.")
    office.act("cause_reviewer", case, "charged")
    with sessions.reading() as session:
        letter = session.query(Letter).filter(Letter.case_id == case.id, Letter.kind == "proposed_action").one()
        assert "Suspension of 5 days without pay." in letter.body


def test_a_later_ruling_replaces_an_earlier_one_and_both_stay(office: Deciding, sessions: Sessions) -> None:
    case = office.in_cause_review(Track.LICENCE)
    office.drafted(case)
    office.cause_found(case)
    allegation = office.allegations(case)[0]
    office.clock.advance(minutes=1)
    office.act(
        "cause_reviewer", case, "cause-rulings", allegation_id=allegation, cause="not_found", reasons="Read again."
    )
    assert office.missing("cause_reviewer", case, "charged") == ["Find cause on Charge 1."]
    with sessions.reading() as session:
        assert session.query(CauseReview).filter(CauseReview.case_id == case.id).count() == 2
