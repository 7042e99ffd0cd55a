"""Screening and opening, over HTTP and on both databases."""

import re

import pytest
from sqlalchemy import select

from db.models import (
    Case,
    CaseLink,
    CaseStage,
    Deadline,
    MatterRelation,
    Notice,
    Person,
    ReporterNotice,
    Screening,
)
from db.session import Sessions
from tests.harness.databases import Fill
from tests.harness.filing import Filing
from tests.harness.office import PARTS, small_office


@pytest.fixture
def fill() -> Fill:
    return small_office


def relations(sessions: Sessions, case: str) -> set[tuple[str, str]]:
    with sessions.reading() as session:
        rows = session.execute(
            select(Person.name, MatterRelation.kind)
            .join(MatterRelation, MatterRelation.person_id == Person.id)
            .join(Case, Case.id == MatterRelation.case_id)
            .where(Case.number == case, MatterRelation.until_at.is_(None))
        )
        return {(name, kind.value) for name, kind in rows}


# --- screening ---


def test_screening_names_everything_that_is_missing(office: Filing) -> None:
    number = office.filed({"part": "alleged", "name": "Somebody from Trials"}, file=b"")
    (who,) = office.respondents(number)
    assert office.missing("intake", number, "screenings", respondent=who, outcome="opened", reasons="Serious.") == [
        "Choose the track of the case.",
        "Check conflicts of everyone in the matter.",
        "Identify Somebody from Trials before a case opens.",
        "Preserve the evidence, or explain why there is none.",
    ]


def test_the_form_of_a_refused_outcome_links_to_other_forms_only(office: Filing) -> None:
    number = office.filed({"part": "alleged", "name": "Somebody from Trials"}, file=b"")
    (who,) = office.respondents(number)
    form = {"version": "1", "idempotency_key": "k" * 20, "respondent": who, "outcome": "opened", "reasons": "Serious."}
    page = office.as_("intake").post(f"/reports/{number}/acts/screen", data=form)
    assert page.status_code == 409
    links = re.findall(r'blocked__act"><a class="([^"]*)" href="([^"]*)"', page.text)
    assert links == [
        ("usa-button btn btn--primary", f"/reports/{number}/acts/check-conflicts"),
        ("act", f"/reports/{number}/acts/identify"),
        ("act", f"/reports/{number}/acts/explain-absence"),
    ]


def test_where_nobody_is_named_the_respondent_is_asked_for_once(office: Filing) -> None:
    number = office.filed(file=b"")
    wanted = {"respondent": "report", "outcome": "opened", "tracks": ["licence"], "reasons": "Serious."}
    assert office.missing("intake", number, "screenings", **wanted) == [
        "Identify the respondent.",
        "Check conflicts of everyone in the matter.",
        "Preserve the evidence, or explain why there is none.",
    ]


@pytest.mark.parametrize(
    ("outcome", "wanted"),
    [
        ({"outcome": "dismissed"}, ["Choose why, for Trevor Lindqvist"]),
        ({"outcome": "dismissed", "ground": "too_little"}, ["Ask the reporter for more first"]),
        ({"outcome": "dismissed", "ground": "duplicate"}, ["Name the report that this one duplicates."]),
        ({"outcome": "referred"}, ["Choose why, for Trevor Lindqvist"]),
        ({"outcome": "joined"}, ["Name the open case to join."]),
        ({"outcome": "informal"}, ["Choose why, for Trevor Lindqvist"]),
    ],
)
def test_each_outcome_asks_for_its_own(office: Filing, outcome: dict[str, str], wanted: list[str]) -> None:
    number = office.filed(office.named("respondent"))
    (who,) = office.respondents(number)
    found = office.missing("intake", number, "screenings", respondent=who, reasons="Looked at.", **outcome)
    assert len(found) == len(wanted)
    assert all(text.startswith(start) for text, start in zip(found, wanted, strict=True))


def test_a_dismissal_closes_the_report_and_tells_its_reporter_who_may_ask_for_a_review(
    office: Filing, sessions: Sessions
) -> None:
    number = office.filed(office.named("respondent"))
    (who,) = office.respondents(number)
    body = office.done(
        "intake", number, "screenings", respondent=who, outcome="dismissed", ground="not_misconduct", reasons="No rule."
    )
    assert body["stage"] == "closed"
    page = office.as_("supervisor").get(f"/my-reports/{number}").text
    assert "Ask for a review" in page
    assert "No rule." not in page
    with sessions.reading() as session:
        assert session.scalars(select(ReporterNotice.kind)).all() == ["dismissal"]
        notice = session.scalars(select(Notice.text)).one()
        met = {row.rule: row.met_at for row in session.scalars(select(Deadline))}
    assert "Lindqvist" not in notice
    assert met["screen"] is not None
    assert met["review_of_dismissal"] is None


def test_a_review_by_another_person_reopens_the_report(office: Filing, sessions: Sessions) -> None:
    number = office.filed(office.named("respondent"))
    (who,) = office.respondents(number)
    dismissed = {"respondent": who, "outcome": "dismissed", "ground": "not_misconduct", "reasons": "No rule."}
    office.done("intake", number, "screenings", **dismissed)
    asked = office.as_("supervisor").post(f"/api/my-reports/{number}/review-requests", json={"grounds": "Look again."})
    assert asked.status_code == 201, asked.text
    assert office.as_("cause_reviewer").get(f"/reports/{number}").status_code in (403, 404)
    office.done("intake", number, "reviewers", reviewer=office.person("cause_reviewer"))
    assert office.as_("cause_reviewer").get(f"/reports/{number}").status_code == 200
    assert office.act("intake", number, "dismissal-reviews", outcome="upheld", reasons="x").status_code == 403
    body = office.done("cause_reviewer", number, "dismissal-reviews", outcome="reopened", reasons="There is a rule.")
    assert body["stage"] == "submitted"
    office.checked(number)
    office.opened(number, who)
    with sessions.reading() as session:
        rounds = session.scalars(select(Screening.round).order_by(Screening.round)).all()
    assert rounds == [1, 2]


def test_a_witness_does_not_screen(office: Filing) -> None:
    number = office.filed(office.named("respondent"), office.named("intake", "witness"))
    (who,) = office.respondents(number)
    outcome = {"respondent": who, "outcome": "dismissed", "ground": "not_misconduct", "reasons": "x"}
    assert office.act("intake", number, "screenings", **outcome).status_code == 403


def test_informal_resolution_needs_notice_and_answer_before_the_report_closes(office: Filing) -> None:
    number = office.filed(office.named("respondent"))
    (who,) = office.respondents(number)
    body = office.done(
        "intake", number, "screenings", respondent=who, outcome="informal", ground="coaching", reasons="A joke."
    )
    assert body["stage"] == "screened"
    waits = "Finish the informal resolution, with notice and the respondent's answer."
    assert waits in office.missing("intake", number, "closings", text="It ended.")
    office.done("intake", number, "informal-answers", screening=body["id"], told_on="2026-03-02", answer="I see.")
    assert office.done("intake", number, "closings", text="It ended.")["stage"] == "closed"


# --- opening ---


def test_one_respondent_on_both_tracks_gets_two_companion_cases(office: Filing, sessions: Sessions) -> None:
    number = office.filed(office.named("respondent"), office.named("witness", "witness"))
    office.checked(number)
    (who,) = office.respondents(number)
    employer, licence = office.opened(number, who, "employer", "licence")
    with sessions.reading() as session:
        cases = session.scalars(select(Case).where(Case.number.in_([employer, licence]))).all()
        assert {case.track.value for case in cases} == {"employer", "licence"}
        assert {case.stage.value for case in cases} == {"investigation"}
        assert all(case.severity == 3 and case.employment_id for case in cases)
        assert session.scalars(select(CaseLink.kind)).all() == ["companion"]
        assert session.scalars(select(CaseStage.move)).all() == ["open", "open"]
        rules = session.scalars(select(Deadline.rule).where(Deadline.case_id.is_not(None))).all()
        assert set(rules) == {"investigate"}
    assert relations(sessions, employer) == {
        (PARTS["respondent"].name, "respondent"),
        (PARTS["supervisor"].name, "reporter"),
        (PARTS["supervisor"].name, "chain_of_command"),
        (PARTS["leader"].name, "chain_of_command"),
        (PARTS["witness"].name, "witness"),
        (PARTS["intake"].name, "screener"),
        (PARTS["investigator"].name, "investigator"),
    }


def test_two_respondents_of_one_report_are_walled_from_each_others_case(office: Filing, sessions: Sessions) -> None:
    number = office.filed(office.named("respondent"), office.named("respondent_two"))
    office.checked(number)
    first = office.opened(number, office.respondent(number, "respondent"))
    both = office.opened(number, office.respondent(number, "respondent_two"))
    (second,) = set(both) - set(first)
    assert (PARTS["respondent_two"].name, "walled") in relations(sessions, first[0])
    assert (PARTS["respondent"].name, "walled") in relations(sessions, second)
    assert (PARTS["respondent"].name, "respondent") in relations(sessions, first[0])


def test_a_head_of_the_office_goes_outside(office: Filing) -> None:
    number = office.filed(office.named("leader"))
    office.checked(number)
    (who,) = office.respondents(number)
    outcome = {"respondent": who, "outcome": "opened", "tracks": ["licence"], "reasons": "Serious."}
    outside = "The respondent heads the office: send the matter outside as a sealed referral."
    assert office.missing("intake", number, "screenings", **outcome) == [outside]
    sent = {"respondent": who, "outcome": "referred", "ground": "oversight_body", "refer_to": "State commission"}
    office.done("intake", number, "screenings", **sent, sealed=True, reasons="Sent outside.")


def test_most_of_the_board_named_sends_the_matter_outside(office: Filing) -> None:
    number = office.filed(office.named("respondent"))
    board = [user for user, part in PARTS.items() if part.board]
    office.checked(number, *board[: len(board) // 2 + 1])
    (who,) = office.respondents(number)
    found = office.missing("intake", number, "screenings", respondent=who, outcome="opened", tracks=["licence"],
                           reasons="Serious.")  # fmt: skip
    expected = "Most of the board is named in this matter: record the referral to an outside designee."
    assert found == [expected]


def test_nobody_with_another_part_in_the_matter_is_assigned(office: Filing) -> None:
    number = office.filed(office.named("respondent"), office.named("investigator", "witness"))
    office.checked(number)
    (who,) = office.respondents(number)
    office.done("intake", number, "screenings", respondent=who, outcome="opened", tracks=["employer"], reasons="x")
    case = {"respondent": who, "tracks": ["employer"], "summary": "A comment"}
    found = office.missing("intake", number, "cases", assignee=office.person("investigator"), **case)
    assert found == ["Choose an investigator who may work on this matter."]
    office.done("intake", number, "cases", assignee=office.person("investigator_two"), **case)


def test_a_second_report_joins_the_open_case_of_the_same_respondent(office: Filing, sessions: Sessions) -> None:
    first = office.filed(office.named("respondent"))
    office.checked(first)
    (case,) = office.opened(first, office.respondents(first)[0])
    second = office.filed(office.named("respondent"), office.named("witness", "witness"), by="supervisor_two")
    (who,) = office.respondents(second)
    office.done("intake", second, "screenings", respondent=who, outcome="joined", case=case, reasons="The same.")
    held = relations(sessions, case)
    assert (PARTS["supervisor_two"].name, "reporter") in held
    assert (PARTS["witness"].name, "witness") in held
    page = office.as_("intake").get(f"/reports/{second}").text
    assert case in page


def test_two_people_on_one_report_learn_of_each_other(office: Filing) -> None:
    number = office.filed(office.named("respondent"))
    (who,) = office.respondents(number)
    stale = office.as_("intake").get(f"/api/reports/{number}").headers["etag"]
    office.checked(number)
    data = {"respondent": who, "outcome": "dismissed", "ground": "not_misconduct", "reasons": "x"}
    answer = office.as_("intake").post(f"/api/reports/{number}/screenings", json=data, headers={"If-Match": stale})
    assert answer.status_code == 412
    answer = office.as_("intake").post(f"/api/reports/{number}/screenings", json=data)
    assert answer.status_code == 428
