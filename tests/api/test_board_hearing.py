"""From charges to deliberation: who decides, conflicts, hearing, default; each refusal with its whole list."""

from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from db.domain.stage import Stage, Track
from db.models import MatterRelation, PanelMember
from db.session import Sessions
from tests.harness.board import PANEL, office_with_board
from tests.harness.clock import MovableClock
from tests.harness.databases import Fill
from tests.harness.deciding import Deciding
from tests.harness.matters import Matters, Placed

DEFAULT = "default ordered."  # the end of a long line


@pytest.fixture
def fill() -> Fill:
    return office_with_board


@pytest.fixture
def office(client: TestClient[Litestar], clock: MovableClock, sessions: Sessions) -> Deciding:
    return Deciding(client, clock, Matters(sessions, clock))


@pytest.fixture
def case(office: Deciding) -> Placed:
    """A licence case that is charged."""
    placed = office.in_cause_review(Track.LICENCE)
    office.charged(placed)
    return placed


def test_a_licence_case_goes_to_its_hearing_only_with_everything(office: Deciding, case: Placed) -> None:
    assert office.missing("clerk", case, "hearing-moves") == [
        "Serve the formal charges: Charge 1.",
        f"Record the answer to the formal charges, or wait until its time has run after service, or have a {DEFAULT}",
        "Disclose the evidence to the respondent.",
        "Explain the evidence to the respondent.",
        "Give the respondent the names of the witnesses.",
        "Name the members (panel recommendation): 2 lawyers and 1 public member needed.",
        "Schedule the hearing.",
        "The required notice time has not started: it runs from service.",
    ]
    office.served_charges(case)
    office.composed(case, PANEL)
    office.disclosed(case)
    when = (office.clock.now() + timedelta(days=30)).isoformat()
    office.act("clerk", case, "hearings", kind="hearing", scheduled_at=when, place="Room 4")
    assert office.missing("clerk", case, "hearing-moves") == [
        f"Record the answer to the formal charges, or wait until its time has run (Mar 23, 2026), or have a {DEFAULT}",
        "Eleanor Vasquez-Thorne must declare whether a conflict exists.",
        "Duncan Abernathy must declare whether a conflict exists.",
        "Walter Szymanski must declare whether a conflict exists.",
        "Serve the notice of the hearing.",
        "The required notice time has not started: it runs from service.",
    ]
    office.declared(case, PANEL)
    office.clock.advance(minutes=1)
    office.serve(case, office.latest_letter(case, "hearing_notice"))
    office.answered_charges(case)
    assert office.missing("clerk", case, "hearing-moves") == [
        "Wait for the required notice time (not before Apr 17, 2026), or record a written waiver.",
    ]
    office.act(
        "clerk", case, "notice-time-waivers", signed_by="respondent", signed_on="2026-03-03", waiver="I waive the time."
    )
    office.act("clerk", case, "hearing-moves")
    assert office.stage(case) is Stage.HEARING


def test_deliberation_needs_the_hearing_its_exhibits_and_its_record(office: Deciding, case: Placed) -> None:
    office.served_charges(case)
    office.answered_charges(case)
    office.seated(case)
    office.in_hearing(case)
    assert office.missing("clerk", case, "deliberation-moves") == [
        "Hold the hearing, or record that it was waived.",
        "File the exhibits.",
        "File the record of the hearing.",
    ]
    office.held(case)
    office.act("clerk", case, "deliberation-moves")
    assert office.stage(case) is Stage.DELIBERATION


def test_the_employer_track_names_its_own_things(office: Deciding) -> None:
    case = office.in_cause_review(Track.EMPLOYER, "respondent_two")
    office.charged(case)
    assert office.missing("clerk", case, "hearing-moves") == [
        "Serve the notice of proposed action: Charge 1.",
        "Record the answer to the notice of proposed action, or wait until its time has run after service.",
        "Disclose the evidence to the respondent.",
        "Explain the evidence to the respondent.",
        "Give the respondent the names of the witnesses.",
        "Designate the deciding official.",
        "Schedule the pre-decision meeting.",
        "The required notice time has not started: it runs from service.",
    ]


def test_a_panel_has_its_mix_and_nobody_with_an_earlier_part(office: Deciding, case: Placed) -> None:
    few = [office.person_id("chair"), office.person_id("member_lawyer")]
    assert office.missing("chair", case, "panels", members=few) == ["1 more public member needed."]
    mixed = [*few, office.person_id("member_public"), office.person_id("member_public_two")]
    assert office.missing("chair", case, "panels", members=mixed) == ["Name no more than 3 members."]
    office.matters.wall(case, "member_public")
    walled = [*few, office.person_id("member_public")]
    assert office.missing("chair", case, "panels", members=walled) == [
        "Walter Szymanski is kept from this matter.",
        "1 more public member needed.",
    ]
    form = office.as_("chair").get(f"/cases/{case.number}/acts/compose-panel").text
    assert "Walter Szymanski" not in form
    assert "Aisha Rahmani" in form


def test_members_declare_before_they_read_and_find_their_seat_alone(office: Deciding, case: Placed) -> None:
    office.composed(case, PANEL)
    member = office.as_("member_lawyer")
    assert member.get(f"/cases/{case.number}/decision").status_code == 404  # not before the charges are served
    page = member.get(f"/cases/{case.number}/hearing")
    assert page.status_code == 200
    assert "You are named to decide this case" in page.text
    assert "Exhibits" not in page.text
    office.declared(case, ["member_lawyer"])
    assert office.as_("member_lawyer_two").get(f"/cases/{case.number}/hearing").status_code == 404


def test_a_recusal_walls_at_once_and_its_seat_is_filled_by_the_same_qualification(
    office: Deciding, case: Placed, sessions: Sessions
) -> None:
    office.served_charges(case)
    office.answered_charges(case)
    office.disclosed(case)
    office.composed(case, PANEL)
    office.declared(case, ["chair", "member_public"])
    office.act("member_lawyer", case, "conflict-declarations", conflict="yes", declaration="We shared a practice.")
    office.scheduled(case)
    office.clock.advance(days=60)
    assert office.missing("clerk", case, "hearing-moves") == [
        "Duncan Abernathy declared a conflict: recuse or clear.",
    ]
    office.act("member_lawyer", case, "recusals", reason="We shared a practice.")
    assert office.as_("member_lawyer").get(f"/cases/{case.number}/hearing").status_code == 404
    assert office.missing("clerk", case, "hearing-moves") == [
        "Replace the recused member (panel recommendation): 1 lawyer needed.",
    ]
    with sessions.reading() as session:
        seat = session.query(PanelMember).filter(PanelMember.case_id == case.id, PanelMember.seat == 2).one()
        kinds = session.query(MatterRelation.kind).filter(
            MatterRelation.case_id == case.id, MatterRelation.person_id == seat.person_id,
            MatterRelation.until_at.is_(None),
        )  # fmt: skip
        assert [kind for (kind,) in kinds] == ["recused"]
        member_id = str(seat.id)
    wrong = office.missing(
        "chair", case, "replacements", member_id=member_id, person_id=office.person_id("member_public_two")
    )
    assert wrong == ["This seat is for a lawyer."]
    office.act("chair", case, "replacements", member_id=member_id, person_id=office.person_id("member_lawyer_two"))
    office.declared(case, ["member_lawyer_two"])
    office.act("clerk", case, "hearing-moves")
    assert office.stage(case) is Stage.HEARING


def test_a_challenge_waits_for_a_ruling_by_somebody_else(office: Deciding, case: Placed) -> None:
    office.served_charges(case)
    office.seated(case)
    office.act(
        "counsel", case, "challenges", person_id=office.person_id("member_public"), side="office", ground="A cousin."
    )
    assert "Rule on the challenge to Walter Szymanski." in office.missing("clerk", case, "hearing-moves")
    office.act(
        "chair", case, "challenge-rulings", person_id=office.person_id("member_public"), upheld="no", ruling="Distant."
    )
    assert "Rule on the challenge to Walter Szymanski." not in office.missing("clerk", case, "hearing-moves")
    office.act("counsel", case, "challenges", person_id=office.person_id("chair"), side="office", ground="A partner.")
    own = office.missing(
        "chair", case, "challenge-rulings", person_id=office.person_id("chair"), upheld="no", ruling="No."
    )
    assert own == ["Nobody rules on their own conflict: recuse yourself, or let another rule."]


def test_a_default_takes_a_missed_date_proof_a_motion_and_an_order(office: Deciding, case: Placed) -> None:
    assert office.missing("counsel", case, "default-motions", text="No answer came.") == [
        "Serve the formal charges first.",
    ]
    office.served_charges(case)
    assert office.missing("counsel", case, "default-motions", text="No answer came.") == [
        "Wait until the time to answer has run (Mar 23, 2026).",
    ]
    office.clock.advance(days=25)
    assert office.missing("chair", case, "default-orders", granted="yes", reasons="Served, no answer.") == [
        "A side must move for the default first.",
    ]
    office.act("counsel", case, "default-motions", text="No answer came.")
    office.act("chair", case, "default-orders", granted="yes", reasons="Served, no answer.")
    office.act("chair", case, "defaults-set-aside", reasons="The respondent was in hospital.")
    again = office.missing("chair", case, "defaults-set-aside", reasons="Twice.")
    assert again == ["No default stands."]


def test_there_is_no_default_on_the_employer_track(office: Deciding) -> None:
    case = office.in_cause_review(Track.EMPLOYER, "respondent_two")
    office.charged(case)
    assert office.missing("counsel", case, "default-motions", text="No answer.") == [
        "There is no default on this track: decide on the record as it stands.",
    ]


def test_an_official_with_a_part_in_the_matter_is_not_designated(office: Deciding) -> None:
    case = office.in_cause_review(Track.EMPLOYER, "respondent_two")
    office.charged(case)
    office.matters.wall(case, "deciding_official")
    refused = office.missing("intake", case, "officials", person_id=office.person_id("deciding_official"))
    assert refused == ["Choose an official who is free of conflict in this matter."]
