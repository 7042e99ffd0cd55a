"""Weighing and deciding on both tracks: what a decision lacks is named whole; what it writes stands."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from db.domain.stage import SanctionStatus, Stage
from db.models import Decision, Factor, Finding, Letter, Sanction
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


def test_a_recommendation_names_everything_it_lacks(office: Deciding, case: Placed) -> None:
    assert office.missing("chair", case, "decisions", proof="preponderance") == [
        "Reach the quorum of 3 (panel recommendation).",
        "Close each question with the votes that concurrence takes (panel recommendation).",
        "Attest that whoever decides heard or reviewed the whole record.",
        "Record a finding on Charge 1 and Charge 2.",
        "Name the standard of proof: clear and convincing evidence.",
        "Give the reasons for the decision.",
    ]
    office.found(case, PANEL)
    office.weighed(case, "chair", "censure")
    assert office.missing("chair", case, "decisions", proof="clear_and_convincing", reasons="Read by a juror.") == [
        "Propose a sanction, or say that none is imposed.",
        "Explain why the sanction departs from the baseline.",
    ]
    office.proposed(case, PANEL)
    assert office.missing("chair", case, "decisions", proof="clear_and_convincing", reasons="Read by a juror.") == [
        "Explain why the sanction departs from the baseline.",
    ]
    office.issued(case, "chair", departure_reason="The second post followed a reminder.")
    assert office.stage(case) is Stage.DELIBERATION


def test_the_board_waits_for_the_report_its_service_and_the_exceptions(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    office.found(case, PANEL)
    office.weighed(case, "chair")
    office.proposed(case, PANEL)
    office.issued(case, "chair")
    office.board_seated(case)
    assert office.missing("chair", case, "decisions", proof="clear_and_convincing", reasons="As reported.")[0] == (
        "Serve first: panel recommendation."
    )
    office.clock.advance(minutes=1)
    office.serve(case, office.latest_letter(case, "panel_report"))
    assert office.missing("chair", case, "decisions", proof="clear_and_convincing", reasons="As reported.") == [
        "Record the exceptions of each side, or wait until their time has run (May 24, 2026).",
        "Reach the quorum of 5 (board order).",
        "Close each question with the votes that concurrence takes (board order).",
        "Attest that whoever decides heard or reviewed the whole record.",
        "Record a finding on Charge 1 and Charge 2.",
    ]
    office.exceptions_waived(case)
    office.found(case, BOARD)
    office.weighed(case, "chair")
    office.proposed(case, BOARD)
    office.issued(case, "chair", minority_view="One member would censure.")
    with sessions.reading() as session:
        rows = session.scalars(select(Decision).order_by(Decision.issued_at)).all()
        assert [(row.instance, row.is_current_final, row.outcome) for row in rows] == [
            ("panel_recommendation", False, "sanction"),
            ("board_order", True, "sanction"),
        ]
        assert len(session.scalars(select(Finding)).all()) == 4  # each instance on each charge version
        sanction = session.scalars(select(Sanction)).one()
        assert (sanction.years, sanction.months, sanction.days) == (1, 0, 1)
        assert (sanction.stayed_months, sanction.status) == (6, SanctionStatus.PENDING)
        order = session.scalars(select(Letter).where(Letter.kind == "final_order")).one()
        assert "Suspension from practice of 1 year and 1 day." in order.body
        assert "Of it, 6 months are stayed for 12 months." in order.body
        assert "Minority view: One member would censure." in order.body


def test_what_counts_neither_way_is_refused_as_a_factor_and_not_offered(office: Deciding, case: Placed) -> None:
    refused = office.missing("chair", case, "factors", code="complaint_withdrawn", reason="She withdrew it.")
    assert refused == ["Complaint withdrawn: this is neither aggravating nor mitigating."]
    assert office.missing("chair", case, "factors", code="pattern") == ["Give reasons for: Pattern."]
    form = office.as_("chair").get(f"/cases/{case.number}/acts/record-factor").text
    assert "complaint_withdrawn" not in form
    assert "no_prior_discipline" in form


def test_one_act_as_charge_and_factor_is_warned_of(office: Deciding, case: Placed, sessions: Sessions) -> None:
    office.act("chair", case, "factors", code="pattern", reason="Two posts.", rests_on=office.allegations(case))
    page = office.as_("chair").get(f"/cases/{case.number}/decision").text
    assert "One act is used both as a charge and as an aggravating factor" in page
    office.act("chair", case, "factors", code="pattern", reason="An earlier reminder.")
    page = office.as_("chair").get(f"/cases/{case.number}/decision").text
    assert "One act is used both as a charge" not in page
    with sessions.reading() as session:
        assert session.scalars(select(Factor.reason)).all() == ["An earlier reminder."]


def test_the_baseline_is_a_text_that_a_member_picks(office: Deciding, case: Placed) -> None:
    body = {"standard": "5.2", "level": "censure", "mental_state": "recklessness", "injury": "some"}
    assert office.missing("chair", case, "baselines", **body) == [
        "Not one of the standard mental states: say which text applies, and why."
    ]
    office.act("chair", case, "baselines", **body, reason="The text for negligence fits, by analogy.")
    page = office.as_("chair").get(f"/cases/{case.number}/decision").text
    assert "Negligently fails to follow them, with injury" in page
    assert "use 5.2, 6.2 or 6.3 by analogy" in page


def test_a_sanction_is_taken_as_given_and_checked_against_its_track(office: Deciding, case: Placed) -> None:
    assert office.missing("chair", case, "proposed-sanctions", kind="termination") == [
        "The licence track cannot impose this sanction."
    ]
    long: dict[str, Any] = {"kind": "suspension", "amount": {"months": 2}, "stayed": {"months": 3}}
    assert office.missing("chair", case, "proposed-sanctions", **long) == [
        "The stayed part (3 months) is longer than the whole (2 months)."
    ]
    assert office.missing("chair", case, "proposed-sanctions", kind="suspension") == [
        "Suspension from practice: give the amount in years, months or days."
    ]


def test_a_proposal_that_loses_its_vote_is_not_imposed(office: Deciding, case: Placed, sessions: Sessions) -> None:
    office.found(case, PANEL)
    office.weighed(case, "chair", "censure")
    made = office.act("chair", case, "proposed-sanctions", kind="disbarment")
    office.act("chair", case, "sanction-questions", proposal=made["id"])
    office.voted(case, dict.fromkeys(PANEL, "no"))
    office.closed_questions(case, "chair")
    office.proposed(case, PANEL, kind="censure")
    office.issued(case, "chair")
    with sessions.reading() as session:
        decision = session.scalars(select(Decision)).one()
        assert [one["kind"] for one in decision.details["sanctions"]] == ["censure"]


def test_no_case_is_decided_by_consent_without_its_papers_or_by_who_negotiated(office: Deciding, case: Placed) -> None:
    assert office.missing("chair", case, "consent-rulings", approved="yes", reasons="Fair.") == [
        "Record the terms of the consent.",
        "Record the respondent's affidavit of voluntary consent.",
    ]
    office.act(
        "counsel", case, "consents", terms="License surrendered.", affidavit="I consent freely.",
        negotiators=[office.person_id("counsel")], sanction="surrender",
    )  # fmt: skip
    office.act("chair", case, "consent-rulings", approved="yes", reasons="Fair to both sides.")
    assert office.stage(case) is Stage.DECIDED


def test_a_rejected_consent_replaces_who_saw_its_papers(office: Deciding, case: Placed) -> None:
    office.act(
        "counsel", case, "consents", terms="A censure.", affidavit="I consent freely.",
        negotiators=[office.person_id("counsel")], sanction="censure",
    )  # fmt: skip
    office.act("chair", case, "consent-rulings", approved="no", reasons="Too little.")
    version = office.versions(case)[0]
    refused = office.missing(
        "chair", case, "finding-questions", charge_version_id=version, ground="evidence", reasons="x"
    )
    assert refused == ["You declared a conflict: recuse yourself, or wait until it is cleared."]
