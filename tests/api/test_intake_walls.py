"""Identification, conflicts and walls around a report, over HTTP and on both databases."""

import pytest
from sqlalchemy import select

from db.models import (
    Case,
    Deadline,
    Employment,
    Incident,
    MatterRelation,
    Person,
    Post,
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


# --- identification ---


def test_identifying_a_respondent_shuts_them_out_and_lists_what_they_read(office: Filing, sessions: Sessions) -> None:
    number = office.filed({"part": "alleged", "name": "B. Quill"})
    assert office.as_("clerk").get(f"/reports/{number}").status_code == 200
    (who,) = office.respondents(number)
    office.done("intake", number, "identifications", named=who, person=PARTS["clerk"].name, reason="The desk.")
    assert office.as_("clerk").get(f"/reports/{number}").status_code == 404
    assert number not in office.as_("clerk").get("/reports").text
    page = office.as_("conflict_officer").get(f"/reports/{number}/conflicts").text
    assert "Read before they were shut out" in page
    with sessions.reading() as session:
        job = session.scalars(select(Employment.id).join(Person, Person.id == Employment.person_id)
                              .where(Person.name == PARTS["clerk"].name)).one()  # fmt: skip
        assert session.scalars(select(Post.employment_id)).all() == [job]


def test_an_unknown_respondent_can_be_identified_later(office: Filing) -> None:
    number = office.filed()
    data = {"named": "new", "person": "A1003", "reason": "Account data."}
    office.done("intake", number, "identifications", **data)
    assert len(office.respondents(number)) == 1
    wrong = office.act("intake", number, "identifications", named="new", person="Nobody Known", reason="x")
    assert wrong.status_code == 422


def test_a_respondent_identified_after_opening_is_walled_from_the_running_case(
    office: Filing, sessions: Sessions
) -> None:
    number = office.filed(office.named("respondent"))
    office.checked(number)
    (case,) = office.opened(number, office.respondents(number)[0])
    office.done("intake", number, "identifications", named="new", person=PARTS["investigator"].name, reason="Admitted.")
    assert (PARTS["investigator"].name, "walled") in relations(sessions, case)
    assert office.as_("investigator").get(f"/api/cases/{case}").status_code == 404


# --- conflicts ---


def test_involved_people_wait_for_the_conflict_officer_who_sees_no_content(office: Filing) -> None:
    number = office.filed(office.named("respondent"), office.named("clerk", "involved"))
    officer = office.as_("conflict_officer")
    assert office.as_("clerk").get(f"/reports/{number}").status_code == 404
    page = officer.get(f"/reports/{number}/conflicts").text
    assert PARTS["clerk"].name in page
    assert "I was shown a comment" not in page
    assert "Courthouse Regular" not in page
    assert officer.get(f"/reports/{number}").status_code == 403
    office.checked(number)
    (who,) = office.respondents(number)
    outcome = {"respondent": who, "outcome": "opened", "tracks": ["employer"], "reasons": "Serious."}
    assert "Rule on each person marked as involved." in office.missing("intake", number, "screenings", **outcome)
    ruling = {"person": office.person("clerk"), "outcome": "clear", "reason": "Only named in passing."}
    assert office.act("intake", number, "conflict-rulings", **ruling).status_code == 403
    office.done("conflict_officer", number, "conflict-rulings", **ruling)
    assert office.as_("clerk").get(f"/reports/{number}").status_code == 200
    office.done("intake", number, "screenings", **outcome)


def test_a_conflict_found_in_the_check_walls_at_once(office: Filing, sessions: Sessions) -> None:
    number = office.filed(office.named("respondent"))
    office.checked(number, "chair")
    (case,) = office.opened(number, office.respondents(number)[0])
    assert (PARTS["chair"].name, "walled") in relations(sessions, case)
    with sessions.reading() as session:
        kept = session.scalars(select(Deadline.met_at).where(Deadline.rule == "conflict_check")).one()
    assert kept is not None


# --- walls ---


def test_a_walled_member_of_intake_sees_neither_the_report_nor_its_count(office: Filing) -> None:
    before = office.as_("intake").get("/reports").text
    assert "No report waits to be screened" in before
    number = office.filed(office.named("intake"))
    assert office.as_("clerk").get(f"/reports/{number}").status_code == 200
    assert office.as_("clerk").get("/api/reports").json()["total"] == 1
    intake = office.as_("intake")
    for path in (f"/reports/{number}", f"/api/reports/{number}", f"/reports/{number}/conflicts",
                 f"/reports/{number}/acts/screen", f"/reports/{number}/evidence/new"):  # fmt: skip
        hidden, absent = intake.get(path), intake.get(path.replace(number, "RP-26-222222"))
        assert (hidden.status_code, absent.status_code) == (404, 404), path
    assert intake.get("/api/reports").json() == {"items": [], "total": 0, "next": ""}
    assert "No report waits to be screened" in intake.get("/reports").text
    assert f"/reports/{number}" not in intake.get("/reports?status=all&text=" + number).text


def test_duplicates_are_suggested_only_among_what_the_viewer_reads(office: Filing) -> None:
    walled = office.filed(office.named("intake", "involved"))
    first = office.filed(office.named("respondent"))
    second = office.filed(office.named("respondent"), by="supervisor_two")
    rows = office.as_("intake").get(f"/api/reports/{second}").json()["duplicates"]
    assert [row["number"] for row in rows] == [first]
    assert "The same post address" in rows[0]["reasons"]
    seen_by_clerk = office.as_("clerk").get(f"/api/reports/{second}").json()["duplicates"]
    assert {row["number"] for row in seen_by_clerk} == {first, walled}


def test_the_queue_filters_in_the_address_and_pages_with_a_cursor(office: Filing) -> None:
    numbers = [office.filed(office.named("respondent"), urgent=place == 0) for place in range(3)]
    intake = office.as_("intake")
    assert numbers[0] in intake.get("/reports?urgent=1").text
    assert numbers[1] not in intake.get("/reports?urgent=1").text
    assert "Showing 1–3 of 3" in intake.get("/reports").text.replace("&#8211;", "–")
    first = intake.get("/api/reports?limit=2").json()
    rest = intake.get("/api/reports", params={"limit": 2, "cursor": first["next"]}).json()
    assert {row["number"] for row in [*first["items"], *rest["items"]]} == set(numbers)
    assert rest["next"] == ""
    assert intake.get("/api/reports?cursor=made-up").status_code == 422


def test_reports_entered_for_somebody_else_start_their_clocks_at_receipt(office: Filing, sessions: Sessions) -> None:
    number = office.filed(
        office.named("respondent"), by="intake", source="public", reporter_name="J. Marsh",
        reporter_contact="555-0199", reported={"date": "2025-12-01"},
    )  # fmt: skip
    with sessions.reading() as session:
        incident = session.scalars(select(Incident).where(Incident.number == number)).one()
        late = session.scalars(select(Deadline.due_at).where(Deadline.due_at < office.clock.now())).all()
        held = session.scalars(select(MatterRelation.kind).where(MatterRelation.kind == "reporter")).all()
    assert incident.received_at == office.clock.now()
    assert incident.reported_from_at is not None
    assert incident.reported_from_at.year == 2025
    assert (late, held) == ([], [])
